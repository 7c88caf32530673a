// A complete client of the Fengsui feed (fengsui.feed.v1+json) without dependencies, for Node 22 and later.
//
// As a library:   import { FeedClient, FileStore } from "./feed-client.mjs"
// As a program:   node feed-client.mjs ws://127.0.0.1:8601/feed --device D-T06 --token-file D-T06.token
//                 [--store D-T06.jsonl] [--answer accepted --people 8 --minutes 9]
//                 prints one JSON object a line: {"kind": "state" | "event" | "answered" | "refused", …}
//
// docs/feed-client.md says why each step is as it is. The order is: store, acknowledge, show.

import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { randomUUID } from "node:crypto";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

export const SUBPROTOCOL = "fengsui.feed.v1+json";
const VERSION = 1;
const SUBSCRIPTION = "main"; // a sub of the same id replaces the former one
const REMEMBERED = 5000; // event ids, so that what comes twice is shown once
const SILENT_BEATS = 3;
const GREETING_S = 10;
const GOODBYE_S = 1.5;
const ACK_DELAY_S = 2;
const ACK_MOST = 50;
const FIRST_PAUSE_S = 0.5;
const LONGEST_PAUSE_S = 30;
const STOP = new Set([1002, 1003, 1007, 1009]);

/** Whether trying again cannot help: then a person must be told. */
export const isFinal = (code) => code >= 4100 || STOP.has(code);

/** The server said that trying again will not help. `code` is the close code. */
export class Refused extends Error {
  constructor(code, reason) {
    super(`the feed closed the connection for good: ${code} ${reason}`);
    this.code = code;
  }
}

/** The steps in a file; the last line may have been torn by a crash, and nothing behind a torn line counts. */
function* written(path) {
  if (!existsSync(path)) return;
  for (const line of readFileSync(path, "utf8").split("\n").slice(0, -1)) {
    try {
      yield JSON.parse(line);
    } catch {
      return;
    }
  }
}

/** Position and open alerts in one file, a line for each step; written anew at each start, so that it stays small. */
export class FileStore {
  #file;
  #size = 0;
  #seen = new Set();
  #open = new Map();
  #position = null;

  constructor(path) {
    for (const step of written(path)) this.#apply(step);
    const beside = `${path}.new`;
    this.#file = openSync(beside, "w", 0o600);
    const seen = [...this.#seen].filter((id) => !this.#open.has(id));
    this.#write({ position: this.#position, seen }, false);
    for (const event of this.#open.values()) this.#write({ event }, false);
    fsyncSync(this.#file);
    renameSync(beside, path);
    const folder = openSync(dirname(path), "r"); // so that the new name survives a power cut too
    fsyncSync(folder);
    closeSync(folder);
  }

  #apply(step) {
    for (const id of [...(step.seen ?? []), ...(step.event ? [step.event.id] : [])]) this.#seen.add(id);
    while (this.#seen.size > REMEMBERED) this.#seen.delete(this.#seen.values().next().value);
    if (step.event && step.event.need !== "none") this.#open.set(step.event.id, step.event);
    if (step.answered) this.#open.delete(step.answered);
    if (step.position) this.#position = step.position;
  }

  #write(step, durable) {
    const bytes = Buffer.from(JSON.stringify(step) + "\n");
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done, bytes.length - done, this.#size + done);
      if (durable) fsyncSync(this.#file);
    } catch (error) {
      ftruncateSync(this.#file, this.#size); // half a line would spoil the next one
      throw error;
    }
    this.#size += bytes.length;
  }

  get position() {
    return this.#position;
  }

  /** Keeps event and position in one step; false if the event was kept before. Throws where the disk refuses. */
  keep(event, position) {
    const fresh = !this.#seen.has(event.id);
    const step = fresh ? { event, position } : { position };
    this.#write(step, fresh);
    this.#apply(step);
    return fresh;
  }

  /** A bookmark. It need not be durable: without it, the same stretch is read once more. */
  move(position) {
    this.#write({ position }, false);
    this.#apply({ position });
  }

  /** Alerts that nobody has answered, oldest first. */
  unanswered() {
    return [...this.#open.values()];
  }

  answered(id) {
    this.#write({ answered: id }, true);
    this.#apply({ answered: id });
  }

  close() {
    closeSync(this.#file);
  }
}

/**
 * One subscription, for ever. `token` is a text or an async function that fetches a fresh one.
 * `onEvent(event, fresh)`: not fresh is an alert from before this start that nobody has answered.
 * `onState({state, code?, reason?, retryIn?})`: offline, connecting, syncing, live, gap, unsaved.
 */
export class FeedClient {
  #given;
  #store;
  #position;
  #unsaved = new Map(); // what was shown and could not be stored: position by event id
  #number = null; // of our subscription on this connection; null until sub_ok
  #session = "";
  #socket = null;
  #orders = new Map(); // what waits for its res, in the order in which it was given
  #next = 1;
  #failures = 0;
  #spreadS = null;
  #ack = { waiting: 0, timer: null };
  #greeted = false;
  #closing = false;
  #failure = null; // of our subscription: it would be refused again
  #wake = () => {};
  #over = () => {}; // ends the present connection, whatever the socket does

  constructor({ url, token, device, store, filter = {}, lang = "en", onEvent = () => {}, onState = () => {} }) {
    this.#given = { url, token, device, filter, lang, onEvent, onState };
    this.#store = store;
    this.#position = store.position;
  }

  /** Runs until `close()`; rejects with Refused when the server says that trying again will not help. */
  async run() {
    for (const event of this.#store.unanswered()) this.#given.onEvent(event, false);
    while (!this.#closing) {
      this.#say("connecting");
      const { code, reason } = await this.#converse();
      this.#number = null;
      this.#forgetAck();
      if (this.#failure) throw this.#failure;
      if (this.#closing) break;
      if (isFinal(code)) throw new Refused(code, reason);
      const retryIn = this.#pause(code);
      this.#say("offline", { code, reason, retryIn });
      await new Promise((wake) => {
        this.#wake = wake;
        setTimeout(wake, retryIn * 1000);
      });
    }
  }

  close() {
    this.#closing = true;
    this.#wake();
    this.#socket?.close(1000);
    setTimeout(() => this.#over(1006, "nobody said goodbye"), GOODBYE_S * 1000).unref();
  }

  /** Executes `plugin.command`; sent again with the same key after every reconnect, until it is answered. */
  command(name, args, key = randomUUID()) {
    const frame = { kind: "cmd", id: this.#next++, key, name, args };
    return new Promise((resolve, reject) => {
      this.#orders.set(frame.id, { frame, resolve, reject });
      if (this.#greeted) this.#send(frame);
    });
  }

  /** After a gap: goes on behind the position of the view that was just read. */
  resubscribe(position) {
    this.#position = position;
    this.#bookmark();
    if (this.#greeted) this.#subscribe();
  }

  /** Full jitter, so that a thousand clients do not come back at once; a draining server names the spread. */
  #pause(code) {
    const spread = code === 4000 ? this.#spreadS : null;
    this.#spreadS = null;
    return Math.random() * (spread ?? Math.min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** Math.min(this.#failures++, 10)));
  }

  #say(state, more = {}) {
    this.#given.onState({ state, ...more });
  }

  // -- one connection ------------------------------------------------------------------------------------------

  /** Resolves with the close code and its reason; 1006 where the connection was lost or never made. */
  async #converse() {
    let token;
    try {
      token = await this.#fresh();
    } catch (error) {
      return { code: 1006, reason: `no fresh token: ${error.message}` };
    }
    return new Promise((resolve) => {
      const socket = (this.#socket = new WebSocket(this.#given.url, [SUBPROTOCOL]));
      let watchdog;
      const over = (this.#over = (code, reason) => {
        clearTimeout(watchdog);
        socket.onopen = socket.onmessage = socket.onclose = null;
        this.#socket = null;
        this.#greeted = false;
        resolve({ code, reason });
      });
      const guard = (seconds) => {
        clearTimeout(watchdog);
        watchdog = setTimeout(() => {
          over(1006, `nothing came for ${seconds} s`); // whatever TCP says: nobody is there to finish a handshake
          socket.close();
        }, seconds * 1000);
      };
      let patience = GREETING_S;
      guard(patience);
      socket.onerror = () => {}; // onclose follows; Node does not say which HTTP status refused a handshake
      socket.onclose = ({ code, reason }) => over(code, reason);
      socket.onopen = () => this.#send(this.#hello(token));
      socket.onmessage = ({ data }) => {
        const frame = JSON.parse(data);
        if (frame.kind === "welcome") patience = SILENT_BEATS * frame.hb_s;
        guard(patience);
        this.#handle(frame);
      };
    });
  }

  async #fresh() {
    return typeof this.#given.token === "function" ? this.#given.token() : this.#given.token;
  }

  #hello(token) {
    const { device, lang } = this.#given;
    const hello = { kind: "hello", v: VERSION, token, device, lang, client: { name: "feed-client.mjs", ver: "1" } };
    return this.#session ? { ...hello, replaces: this.#session } : hello;
  }

  #send(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #subscribe() {
    this.#number = null; // whatever still comes under the old number is ignored
    this.#forgetAck(); // subscribing after a position says the same as an ack up to it
    this.#say("syncing");
    this.#send({ kind: "sub", id: SUBSCRIPTION, filter: this.#given.filter, after: this.#position ?? "now" });
  }

  #handle(frame) {
    if (frame.kind === "welcome") {
      this.#session = frame.session;
      this.#greeted = true;
      if (this.#unsaved.size) this.#position = this.#store.position;
      this.#subscribe();
      for (const { frame } of this.#orders.values()) this.#send(frame);
    } else if (frame.kind === "sub_ok" && frame.id === SUBSCRIPTION) {
      this.#number = frame.sub;
      this.#position ??= { epoch: frame.epoch, seq: frame.seq };
    } else if (frame.kind === "res" && frame.id === SUBSCRIPTION) {
      this.#failure = Object.assign(new Error(frame.error.message), frame.error);
      this.#socket.close(1000);
    } else if (frame.kind === "res") {
      this.#answered(frame);
    } else if (frame.kind === "hb") {
      this.#beat(frame);
    } else if (frame.kind === "notice") {
      this.#notice(frame);
    } else if (this.#number !== null && frame.sub === this.#number) {
      this.#moves(frame);
    } // else of a kind or a subscription that is none of ours
  }

  #moves(frame) {
    if (frame.kind === "gap") {
      this.#position = { epoch: frame.epoch, seq: frame.to };
      for (const [id, { epoch, seq }] of this.#unsaved)
        if (epoch !== frame.epoch || seq <= frame.to) this.#unsaved.delete(id); // it is not sent again
      this.#bookmark();
      this.#say("gap", { reason: frame.why, from: frame.from, to: frame.to });
    } else if (frame.kind === "event" || frame.kind === "live") {
      if (frame.prev !== this.#position.seq) return this.#subscribe(); // something was lost on the way
      this.#position = { epoch: this.#position.epoch, seq: frame.seq };
      if (frame.kind === "event") return this.#take(frame.event);
      this.#bookmark();
      this.#failures = 0;
      this.#say("live");
    }
  }

  #beat(frame) {
    this.#send({ kind: "hb" });
    if (this.#unsaved.size) {
      this.#position = this.#store.position; // have it sent once more: perhaps the disk takes it now
      return this.#subscribe();
    }
    const pair = frame.pos[this.#number];
    if (!pair) return;
    if (pair[0] !== this.#position.seq) return this.#subscribe();
    this.#position = { epoch: this.#position.epoch, seq: pair[1] };
    this.#bookmark();
  }

  #bookmark() {
    if (this.#unsaved.size) return;
    try {
      this.#store.move(this.#position);
    } catch (error) {
      this.#say("unsaved", { reason: error.message });
    }
  }

  /** Store, acknowledge, show. What cannot be stored is shown all the same, and not acknowledged. */
  #take(event) {
    const position = this.#position;
    let fresh = !this.#unsaved.has(event.id);
    try {
      if ([...this.#unsaved.values()].some(({ seq }) => seq < position.seq)) {
        this.#unsaved.set(event.id, position); // stored first, it would pass by the one before it
      } else {
        fresh = this.#store.keep(event, position) && fresh;
        this.#unsaved.delete(event.id);
      }
    } catch (error) {
      this.#unsaved.set(event.id, position);
      this.#say("unsaved", { reason: error.message });
    }
    if (!this.#unsaved.size) this.#acknowledge(event.need !== "none");
    if (fresh) this.#given.onEvent(event, true);
  }

  #acknowledge(atOnce) {
    this.#ack.waiting += 1;
    if (atOnce || this.#ack.waiting >= ACK_MOST) return this.#sendAck();
    this.#ack.timer ??= setTimeout(() => this.#sendAck(), ACK_DELAY_S * 1000);
  }

  #sendAck() {
    this.#forgetAck();
    if (this.#number !== null) this.#send({ kind: "ack", sub: this.#number, seq: this.#position.seq });
  }

  #forgetAck() {
    clearTimeout(this.#ack.timer);
    this.#ack = { waiting: 0, timer: null };
  }

  #answered(frame) {
    const order = this.#orders.get(frame.id);
    if (!order || (!frame.ok && frame.error.retry && this.#again(order))) return;
    this.#orders.delete(frame.id);
    if (frame.ok) order.resolve(frame.result);
    else order.reject(Object.assign(new Error(frame.error.message), frame.error));
  }

  /** Refused for now (too many at once, the disk is full): the same key, a little later. */
  #again(order) {
    setTimeout(() => this.#greeted && this.#send(order.frame), (1 + Math.random()) * 1000);
    return true;
  }

  #notice(frame) {
    if (frame.draining) this.#spreadS = frame.draining.spread_ms / 1000;
    if (frame.token_expiring && typeof this.#given.token === "function")
      this.#fresh().then((token) => this.#send({ kind: "auth", id: "auth", token }), () => {});
  }
}

// -- the program -------------------------------------------------------------------------------------------------

const OPTIONS = {
  device: { type: "string" },
  "token-file": { type: "string" },
  store: { type: "string" },
  lang: { type: "string", default: "en" },
  answer: { type: "string" },
  people: { type: "string" },
  minutes: { type: "string" },
};

const print = (line) => writeSync(1, JSON.stringify(line) + "\n");

/** Answers an alert. The key is made of the alert: after a crash the same answer is not given twice. */
async function answer(client, store, event, { answer: kind, people, minutes }) {
  const args = { order: event.data.order, kind };
  if (people) args.people = Number(people);
  if (minutes) args.minutes = Number(minutes);
  try {
    const result = await client.command("incidents.receipt", args, `${event.id}:${kind}`);
    store.answered(event.id);
    print({ kind: "answered", event: event.id, result });
  } catch (error) {
    print({ kind: "refused", event: event.id, code: error.code, text: error.message });
  }
}

async function main() {
  const { values: given, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const token = given["token-file"] ? readFileSync(given["token-file"], "utf8").trim() : process.env.FENGSUI_TOKEN;
  if (positionals.length !== 1 || !given.device || !token) {
    console.error("usage: feed-client.mjs URL --device ID (--token-file FILE | FENGSUI_TOKEN) [--store FILE] [--answer KIND]");
    return 2;
  }
  const store = new FileStore(given.store ?? `${given.device}.jsonl`);
  const onEvent = (event, fresh) => {
    print({ kind: "event", fresh, event });
    if (given.answer && event.need === "accept" && event.data?.order) answer(client, store, event, given);
  };
  const onState = (state) => print({ kind: "state", ...state });
  const client = new FeedClient({ url: positionals[0], token, device: given.device, lang: given.lang, store, onEvent, onState });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => client.close());
  try {
    await client.run();
    return 0;
  } catch (error) {
    console.error(error.message);
    return 1;
  } finally {
    store.close();
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) process.exit(await main());
