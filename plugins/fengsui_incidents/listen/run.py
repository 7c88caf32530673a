"""The thin shell around the desk: feed in, keys in, screen and bell out, answers kept on disk until confirmed.

For each alert: the feed's client stores it, then acknowledges it; the desk is saved; then it is shown. An answer is
saved before it is sent and goes out again, with the same key, until the centre has said what became of it.
"""

from __future__ import annotations

import asyncio
import io
import signal
import sys
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any

from fengsui.client.feed import FeedClient, Received, State
from fengsui.client.http import Http
from fengsui.client.refusals import Unreachable
from fengsui.client.store import FileStore
from fengsui.clock import Clock, Ids, SystemClock
from fengsui.errors import FengsuiError
from fengsui_incidents.listen import answers, files, keeping
from fengsui_incidents.listen.alerts import Say, clean
from fengsui_incidents.listen.conditions import (
    DAMAGED,
    INCOMPLETE,
    LIVE,
    OFFLINE,
    ORDINARY,
    UNREADABLE,
    UNSAVED,
    WHOLE,
)
from fengsui_incidents.listen.desk import CORRECTED, Desk, Effect, Send, Show, Tell, arrive
from fengsui_incidents.listen.files import Kept, Unsent
from fengsui_incidents.listen.keys import Typed, typed
from fengsui_incidents.listen.options import Options
from fengsui_incidents.listen.output import EVERY_S, JsonLines, Output, Terminal

TOPICS = (
    "incidents.ordered",
    "incidents.changed",
    "incidents.stood_down",
    "incidents.evacuation_ordered",
    "incidents.broadcast",
    "field.turn_back",
    "field.relief_arranged",
    "field.relief_arrived",
    "field.relief_lost",
    "incidents.fact_recorded",
    CORRECTED,
    "drills.*",
)
TICK_S = 0.1
AGAIN_S = 2.0
"""Before something that the centre could not do just now is asked once more."""
COMMAND_S = 30.0


def listen(options: Options) -> int:
    """Runs until it is stopped (0), or until the centre says that trying again will not help (raises)."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # an old code page must not keep an alert from being shown
    output: Output = JsonLines(sys.stdout, options) if options.as_json else Terminal(sys.stdout, options)
    asyncio.run(Listener(options, output).run())
    return 0


class Listener:
    """One device: its desk, and what of it is on disk."""

    def __init__(self, options: Options, output: Output, clock: Clock | None = None, ids: Ids | None = None) -> None:
        self._options = options
        self._output = output
        self._clock = clock or SystemClock()
        self._ids = ids or Ids()
        self._desk = Desk()
        self._unsent: list[Unsent] = []
        self._to_send = asyncio.Event()
        self._doubtful = asyncio.Event()
        self._said: tuple[str, str | None, str] = ("", None, "")
        self._store = FileStore(options.folder / "feed.sqlite")
        self._unread = self._store.position() is None or files.unread(options.folder)
        self._feed = FeedClient(
            options.feed,
            options.token,
            options.device,
            store=self._store,
            filter={"topics": list(TOPICS)},
            lang=options.language,
            on_state=self._heard_of_state,
            name="fengsui-listen",
            http=options.server,
        )

    async def run(self) -> None:
        """Everything at once: the feed, the keys, the clock, the answers, and reading again what is in doubt."""
        self._restore()
        async with typed(sys.stdin) as keys, self._feed:
            await _together(self._receive(), self._type(keys), self._tick(), self._send(), self._read_again())
        self._store.close()

    def _restore(self) -> None:
        kept = files.load(self._options.folder)
        desk, effects = keeping.restore(kept.items, self._clock.now(), kept.heard)
        self._desk, self._unsent = desk, list(kept.unsent)
        if kept.damaged:
            self._output.tell(DAMAGED, "incomplete")
            self._doubt()
        elif self._unread:
            self._mark()
        if self._unsent:
            self._to_send.set()
        self._carry_out(effects)

    # -- what comes in -----------------------------------------------------------------------------------

    async def _receive(self) -> None:
        async for received in self._feed:
            self._take(received)

    def _take(self, received: Received) -> None:
        """An event; one from before this start is still open, not new, unless it was answered then."""
        event = received.event
        desk, effects = arrive(self._desk, event, self._clock.now(), received.position)
        if not received.fresh:
            effects = [Show(e.alert, again=True) if isinstance(e, Show) else e for e in effects]
        self._do(desk, effects)
        if event.get("type") == CORRECTED:
            self._doubt()
        item = self._desk.find(clean(event.get("id")))
        if event.get("need", "none") != "none" and (item is None or not item.waits):
            self._store.answered(str(event.get("id")))  # answered before a crash, or nothing that a person answers

    async def _type(self, keys: Typed) -> None:
        while True:
            entered = await keys.get()
            lines = not sys.stdin.isatty()
            for key in self._line(entered) if lines else entered:
                if not lines and self._desk.prompt is not None:
                    self._echo(self._desk.prompt.typed, key)
                self._do(*answers.press(self._desk, key, self._clock.now()))
            if lines and self._desk.prompt is not None and self._desk.prompt.typed:
                self._do(*answers.press(self._desk, "\n", self._clock.now()))

    def _echo(self, typed: str, key: str) -> None:
        """What stands on the screen is what would be sent, also after the backspace key."""
        if key not in answers.BACK:
            self._output.echo(key)
        elif typed:
            self._output.rub_out(typed[-1])

    def _line(self, entered: str) -> str:
        """A line from a pipe: it ends the answer to a question that stands."""
        return entered + "\n" if self._desk.prompt is not None else entered

    async def _tick(self) -> None:
        loop, rung = asyncio.get_running_loop(), 0.0
        while True:
            self._do(*answers.tick(self._desk, self._clock.now(), self._options.policy))
            sound = self._desk.rings
            if sound and loop.time() - rung >= EVERY_S[sound]:
                rung = loop.time()
                self._output.bell(sound)
            await asyncio.sleep(TICK_S)

    def _heard_of_state(self, state: State) -> None:
        """Says what changed about the connection, once."""
        condition = {"connecting": "", "syncing": ""}.get(state.condition, state.condition)
        if condition == "gap":
            self._output.tell(INCOMPLETE, "incomplete")
            self._doubt()
        elif condition and self._said != (saying := (condition, state.way, state.code)):
            self._said = saying
            if condition == "live" and self._unread:  # only now: what was ordered before our position is in the view
                self._unread = False
                self._doubtful.set()
            if condition == "live":
                self._output.tell(LIVE[state.way or "websocket"], "connected")
            elif condition == "offline":
                why = "" if state.code in ORDINARY else f"; {state.text}"
                self._output.tell(Say(OFFLINE.zh + why, OFFLINE.en + why), "lost")
            elif condition == "unsaved":
                self._output.tell(UNSAVED, "unsaved")

    def _doubt(self) -> None:
        """What is shown may not be whole until our orders were read, by this process or the next."""
        self._mark()
        self._doubtful.set()

    def _mark(self) -> None:
        try:
            files.doubt(self._options.folder)
        except OSError:
            self._output.tell(UNSAVED, "unsaved")

    # -- what goes out -----------------------------------------------------------------------------------

    def _do(self, desk: Desk, effects: Sequence[Effect]) -> None:
        """The new desk: saved first, then shown and sent."""
        changed = desk.items != self._desk.items or any(isinstance(e, Send) for e in effects)
        waited = {item.alert.id for item in self._desk.items if item.waits}
        self._desk = desk
        fresh = [Unsent(self._ids.new(), e.command, e.arguments) for e in effects if isinstance(e, Send)]
        self._unsent += fresh
        if changed:
            self._save()
            for id in waited - {item.alert.id for item in desk.items if item.waits}:
                self._store.answered(id)
        if fresh:
            self._to_send.set()
        self._carry_out(effects)

    def _carry_out(self, effects: Sequence[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, Show):
                self._output.show(effect.alert, effect.again)
            elif isinstance(effect, Tell):
                self._output.tell(effect.says)

    def _save(self) -> None:
        try:
            files.save(self._options.folder, Kept(keeping.to_plain(self._desk), self._desk.heard, self._unsent))
        except OSError:
            self._output.tell(UNSAVED, "unsaved")

    async def _send(self) -> None:
        """Answers in the order in which they were given; each until the centre has said yes or no."""
        while True:
            await self._to_send.wait()
            while self._unsent:
                await self._send_one(self._unsent[0])
            self._to_send.clear()

    async def _send_one(self, one: Unsent) -> None:
        refused: FengsuiError | None = None
        try:
            await self._feed.command(one.command, one.arguments, key=one.key, within_s=COMMAND_S)
        except FengsuiError as error:
            if self._feed.state.condition == "failed":
                raise
            if error.retry:
                await asyncio.sleep(AGAIN_S)
                return
            refused = error
        self._unsent.remove(one)
        self._save()
        outcome = (refused.code, str(refused)) if refused is not None else ("", "")
        self._output.sent(one.command, one.arguments, refused is None, *outcome)

    async def _read_again(self) -> None:
        """Where what we show cannot be proven whole: our orders as the centre has them."""
        told = False
        async with Http(self._options.server, self._options.token, self._options.language) as http:
            while True:
                await self._doubtful.wait()
                self._doubtful.clear()
                try:
                    shown = await http.show("incidents.my_orders")
                except Unreachable as error:
                    if not told:
                        told = True
                        self._output.tell(Say(f"{UNREADABLE.zh}: {error}", f"{UNREADABLE.en}: {error}"), "incomplete")
                    await asyncio.sleep(AGAIN_S)
                    self._doubtful.set()
                except FengsuiError as error:
                    self._output.tell(Say(*(f"{INCOMPLETE.of(lang)}: {error}" for lang in ("zh", "en"))), "incomplete")
                else:
                    told = False
                    given = shown.answer if isinstance(shown.answer, list) else []
                    rows = [row for row in given if isinstance(row, Mapping)]
                    self._do(*keeping.reconcile(self._desk, rows, self._clock.now(), shown.position))
                    if not self._doubtful.is_set():
                        files.trust(self._options.folder)
                    self._output.tell(WHOLE, "whole")


async def _together(*works: Coroutine[Any, Any, None]) -> None:
    """Runs all until one of them ends or fails, or the process is asked to stop; then stops the others."""
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    tasks = [asyncio.create_task(work) for work in (*works, _until(stopped))]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        loop.remove_signal_handler(signal.SIGTERM)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _until(stopped: asyncio.Event) -> None:
    await stopped.wait()
