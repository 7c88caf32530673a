"""The transcripts of tests/golden/feed: the versioned record of fengsui.feed.v1+json, and how they are played.

One JSON object a line. `{"case": …, "said": …}` begins a connection; then, in order, what the `client` says, what
the `server` answers, the code with which it `close`s, and what happens in the `world` meanwhile. `<name>` stands for a
value that is new each time: the same wherever it is named again in its case.

`python -m tests.core.feed.golden` writes the server's lines anew after a deliberate change of the protocol.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from tests.core.feed.fakes import START, FakeSource, Talk, hub_at, team

from fengsui.access.policy import Actor
from fengsui.errors import FengsuiError, Missing, Unavailable
from fengsui.events import Position
from fengsui.feed.frames import Encoded
from fengsui.feed.hub import Hub
from fengsui.feed.session import Session

FOLDER = Path(__file__).parents[2] / "golden" / "feed"
NOW = START.isoformat()
TEAM = team("T06", "area:310107")
Line = dict[str, Any]


def actor_of(token: str) -> Actor | None:
    return {"D-T06": TEAM, "D-T06-fresh": TEAM, "D-T09": team("T09")}.get(token)


def done(name: str, args: dict[str, Any]) -> Any:
    """The two commands that transcripts know: one that is done, one that is to be tried again."""
    if name == "test.note":
        return {"noted": args}
    if name == "test.busy":
        raise Unavailable("The disk is full.", code="storage_full")
    raise Missing("There is no command {name}.", code="no_such_command", name=name)


def transcripts() -> Iterator[tuple[str, list[Line]]]:
    """Each case by its name, with its lines behind the heading."""
    for file in sorted(FOLDER.glob("*.jsonl")):
        lines: list[Line] = []
        for line in map(json.loads, file.read_text("utf-8").splitlines()):
            if "case" in line:
                lines = []
                yield f"{file.stem}: {line['case']}", lines
            lines.append(line)


def happen(world: Line, source: FakeSource, hub: Hub | None, session: Session | None) -> None:
    """What a `world` line says; events reach the hub by whoever reads the source."""
    if "event" in world:
        source.add(*world["event"].pop("labels"), **world["event"])
    if "kept_from" in world:
        source.first = world["kept_from"]
    if hub is not None and "restored" in world:
        source.restore(world["restored"]["epoch"], world["restored"]["seq"])
        hub.reset(Position(source.epoch, len(source.events)))
    if hub is not None and "drain" in world:
        hub.drain(world["drain"])
    if hub is not None and "revoke" in world:
        hub.revoke(world["revoke"])
    if session is not None and "beat" in world:
        session.heartbeat()
    if hub is not None and session is not None and "labels" in world:
        hub.relabel(session, frozenset(world["labels"]))
        session.flush()


class Player(Protocol):
    """Plays the lines of one case against a server."""

    async def client(self, frame: Any) -> None: ...

    async def world(self, world: Line) -> None: ...

    async def server(self) -> Line:
        """The server's next frame; raises where there is none."""
        ...

    async def closed(self) -> int: ...


class InMemory:
    """A session without a socket, a loop or a reader: one step after the other."""

    def __init__(self) -> None:
        self.source = FakeSource()
        self.talk: Talk | None = None
        self._said: list[Line] = []

    def _begun(self) -> Talk:
        """The connection is made when the client first speaks: what happened before is history."""
        if self.talk is None:
            hub = hub_at(self.source)
            hub.began = 0 if self.source.first == 1 else None
            hub.lagging = self._catch_up
            self.talk = Talk(hub)
        return self.talk

    def _catch_up(self, session: Session) -> None:
        for sub in list(session.subs.values()):
            if not sub.flowing and self.source.first > sub.scanned + 1:
                session.gap(sub, self.source.first - 1, "retention")
            if not sub.flowing:
                events = self.source.events[sub.scanned :]
                session.hub.take(sub, [Encoded(one, "test") for one in events], session.hub.seq)

    async def client(self, frame: Any) -> None:
        talk = self._begun()
        talk.session.receive(frame.encode() if isinstance(frame, str) else json.dumps(frame).encode(), talk.now)
        while talk.link.tokens:
            talk.session.known(actor_of(talk.link.tokens.pop()), talk.now)
        while talk.link.orders:
            order = talk.link.orders.pop(0)
            try:
                talk.session.executed(order, done(order.name, order.args))
            except FengsuiError as error:
                talk.session.executed(order, error=error)
        talk.session.flush()

    async def world(self, world: Line) -> None:
        hub, session = (self.talk.hub, self.talk.session) if self.talk else (None, None)
        known = len(self.source.events)
        happen(world, self.source, hub, session)
        if "event" in world and hub is not None:
            hub.publish([Encoded(one, "test") for one in self.source.events[known:]])

    async def server(self) -> Line:
        if not self._said:
            self._said = self._begun().link.take()
        assert self._said, "the server says nothing"
        return self._said.pop(0)

    async def closed(self) -> int:
        closed = self._begun().link.closed
        assert closed is not None, "the server does not close"
        return closed[0]

    def silent(self) -> bool:
        return not self._said and not self._begun().link.take()


def matches(expected: Any, came: Any, names: dict[str, Any]) -> bool:
    """Whether they are equal, `<name>` being whatever it was before or is now."""
    if isinstance(expected, str) and expected.startswith("<") and expected.endswith(">"):
        return bool(names.setdefault(expected, came) == came)
    if isinstance(expected, dict) and isinstance(came, dict):
        return expected.keys() == came.keys() and all(matches(expected[key], came[key], names) for key in expected)
    if isinstance(expected, list) and isinstance(came, list):
        return len(expected) == len(came) and all(map(matches, expected, came, [names] * len(came)))
    return bool(expected == came) and type(expected) is type(came)


def filled(said: Any, names: dict[str, Any]) -> Any:
    """A client's line with the values that its names stand for."""
    if isinstance(said, dict):
        return {key: filled(value, names) for key, value in said.items()}
    return names.get(said, said) if isinstance(said, str) else said


async def play(lines: list[Line], player: Player) -> None:
    """Raises AssertionError at the first line that differs."""
    names: dict[str, Any] = {}
    for number, line in enumerate(json.loads(json.dumps(lines))):
        if "client" in line:
            await player.client(filled(line["client"], names))
        elif "world" in line:
            await player.world(line["world"])
        elif "server" in line:
            came = await player.server()
            assert matches(line["server"], came, names), f"line {number}: expected {line['server']}, came {came}"
        elif "close" in line:
            assert await player.closed() == line["close"], f"line {number}"


# -- writing them anew ---------------------------------------------------------------------------------------

ALIKE = {"session": "<session>", "server_time": "<now>", "time": "<time>", "due": "<due>"}


def named(frame: Any) -> Any:
    if isinstance(frame, dict):
        return {key: ALIKE.get(key) or named(value) for key, value in frame.items()}
    return frame


async def recorded(lines: list[Line]) -> list[Line]:
    """The same case with what our server says now."""
    player, made = InMemory(), []
    for line in json.loads(json.dumps(lines)):
        if "server" in line or "close" in line:
            continue
        made.append(json.loads(json.dumps(line)))
        if "client" in line:
            await player.client(line["client"])
        elif "world" in line:
            await player.world(line["world"])
        if player.talk is not None:
            made += [{"server": named(frame)} for frame in player.talk.link.take()]
            if player.talk.link.closed is not None:
                made.append({"close": player.talk.link.closed[0]})
    return made


def main() -> None:
    for file in sorted(FOLDER.glob("*.jsonl")):
        cases = [lines for name, lines in transcripts() if name.partition(":")[0] == file.stem]
        made = [line for lines in cases for line in asyncio.run(recorded(lines))]
        file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in made), "utf-8")


if __name__ == "__main__":
    main()
