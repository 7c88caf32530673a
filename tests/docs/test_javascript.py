"""The JavaScript client of docs/examples keeps what docs/feed-client.md promises, in Node against real feeds."""

from __future__ import annotations

import asyncio
import json
import signal
from dataclasses import replace
from pathlib import Path

from tests.core.feed.serving import QUICK, Wire, serving
from tests.docs.node import NODE, PROGRAM, Client, client


def ids(store: Path) -> list[str]:
    """Event ids in the file, in the order in which they were kept."""
    return [
        step["event"]["id"] for line in store.read_text("utf-8").splitlines() if "event" in (step := json.loads(line))
    ]


async def test_it_stores_acknowledges_shows_and_answers(tmp_path: Path) -> None:
    store = tmp_path / "store.jsonl"
    async with (
        serving() as served,
        client(served.url, store, "--answer", "accepted", "--people", "8", "--minutes", "9") as node,
    ):
        await node.until(lambda: "live" in node.states())
        served.source.add("team:T09")
        alert = served.source.add("team:T06", need="accept", data={"order": "O-17"})
        await node.until(lambda: node.of("answered"))
        assert node.events() == [alert.id]
        ((name, args, actor, key),) = served.gate.executed
        assert (name, args, actor) == (
            "incidents.receipt",
            {"order": "O-17", "kind": "accepted", "people": 8, "minutes": 9},
            "device:D-T06",
        )
        assert key == f"{alert.id}:accepted"
        await served.until(lambda: [d.of for d in served.gate.delivered] == [alert.id])
        assert ids(store) == [alert.id]
        assert await node.end() == 0


async def test_a_cut_a_silence_and_a_lost_history(tmp_path: Path) -> None:
    async with serving(replace(QUICK, heartbeat_s=0.3)) as served:
        wire = Wire(served.port)
        await wire.start()
        try:
            async with client(wire.url, tmp_path / "store.jsonl") as node:
                await node.until(lambda: "live" in node.states())
                first = served.source.add("team:T06", need="accept")
                await node.until(lambda: len(node.events()) == 1)
                wire.cut()
                second = served.source.add("area:310107")
                await node.until(lambda: len(node.events()) == 2)
                wire.freeze()  # nobody is told: the watchdog must notice
                third = served.source.add("team:T06")
                await node.until(lambda: any("nothing came" in line.get("reason", "") for line in node.lines))
                wire.cut()
                wire.thaw()
                await node.until(lambda: len(node.events()) == 3)
                assert node.events() == [first.id, second.id, third.id]
                served.source.restore("e2", 1)
                for _ in range(3):
                    served.source.add("team:T06")
                await node.until(lambda: "gap" in node.states())
                gap = next(line for line in node.of("state") if line["state"] == "gap")
                assert (gap["reason"], gap["from"], gap["to"]) == ("epoch", 3, 4)
                last = served.source.add("team:T06")
                await node.until(lambda: last.id in node.events())
                assert node.events() == [first.id, second.id, third.id, last.id]
        finally:
            await wire.stop()


async def test_killed_it_goes_on_behind_what_it_stored(tmp_path: Path) -> None:
    store = tmp_path / "store.jsonl"
    async with serving() as served:
        async with client(served.url, store) as node:
            await node.until(lambda: "live" in node.states())
            alert = served.source.add("team:T06", need="accept")
            plain = served.source.add("team:T06")
            await node.until(lambda: len(node.events()) == 2)
            await node.end(signal.SIGKILL)
        with store.open("a", encoding="utf-8") as file:
            file.write('{"event": {"id": "torn')
        missed = served.source.add("area:310107")
        async with client(served.url, store) as node:
            await node.until(lambda: node.events() == [missed.id])
            assert node.events(fresh=False) == [alert.id], "still open, not new"
            assert plain.id not in node.events(fresh=False)
            await node.end(signal.SIGKILL)
        assert ids(store) == [alert.id, missed.id]


LIBRARY = """
import { FeedClient, FileStore } from "%s";
const print = (line) => console.log(JSON.stringify(line));
const client = new FeedClient({
  url: "%s", device: "D-T06", store: new FileStore("%s"), filter: { topics: ["test.*"] },
  token: async () => "D-T06",
  onEvent: async (event) => {
    print({ kind: "event", fresh: true, event });
    print({ kind: "result", result: await client.command("test.echo", { of: event.subject }) });
    client.close();
  },
  onState: (state) => print({ kind: "state", ...state }),
});
await client.run();
"""


async def test_it_is_a_library_too(tmp_path: Path) -> None:
    async with serving() as served:
        program = LIBRARY % (PROGRAM.as_uri(), served.url, tmp_path / "store.jsonl")
        process = await asyncio.create_subprocess_exec(
            str(NODE), "--input-type=module", "-e", program, stdout=asyncio.subprocess.PIPE
        )
        node = Client(process)
        await node.until(lambda: "live" in node.states())
        served.source.add("team:T06", topic="other.happened")
        served.source.add("team:T06")
        assert await process.wait() == 0
        assert await node.end() == 0
    assert [line["event"]["subject"] for line in node.of("event")] == ["S2"]
    assert [line["result"] for line in node.of("result")] == [{"name": "test.echo", "args": {"of": "S2"}}]


REFUSING = """
import { FeedClient, FileStore } from "%s";
import { writeSync } from "node:fs";
const print = (line) => writeSync(1, JSON.stringify(line) + "\\n");
class Disk extends FileStore {
  refusals = 1;
  keep(event, position) {
    if (this.refusals-- > 0) throw new Error("the disk is full");
    const fresh = super.keep(event, position);
    print({ kind: "kept", id: event.id });
    return fresh;
  }
}
const client = new FeedClient({
  url: "%s", device: "D-T06", store: new Disk("%s"), token: "D-T06",
  onEvent: (event, fresh) => print({ kind: "event", fresh, event }),
  onState: (state) => print({ kind: "state", ...state }),
});
process.on("SIGTERM", () => client.close());
await client.run();
"""


async def test_what_comes_after_an_alert_that_the_disk_refused_does_not_pass_it_by(tmp_path: Path) -> None:
    async with serving(replace(QUICK, heartbeat_s=0.5)) as served:
        program = REFUSING % (PROGRAM.as_uri(), served.url, tmp_path / "store.jsonl")
        node = Client(
            await asyncio.create_subprocess_exec(
                str(NODE), "--input-type=module", "-e", program, stdout=asyncio.subprocess.PIPE
            )
        )
        await node.until(lambda: "live" in node.states())
        both = [served.source.add("team:T06", need="accept").id for _ in range(2)]
        await served.until(lambda: len(served.gate.delivered) == 2)
        assert await node.end() == 0
    assert [line["id"] for line in node.of("kept")] == both
    assert node.events() == both, "each shown once"


async def test_a_verdict_that_is_final_ends_it(tmp_path: Path) -> None:
    async with serving() as served, client(served.url, tmp_path / "store.jsonl", token="nobody") as node:
        assert await node.process.wait() == 1
        assert node.states() == ["connecting"]


async def test_two_clients_of_one_device_do_not_fight(tmp_path: Path) -> None:
    async with serving() as served, client(served.url, tmp_path / "one.jsonl") as first:
        await first.until(lambda: "live" in first.states())
        async with client(served.url, tmp_path / "two.jsonl") as second:
            assert await first.process.wait() == 1
            await second.until(lambda: "live" in second.states())
