"""What a case is given: the server, a token, and what is known of both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from fengsui.clock import Ids
from fengsui.feedcheck.peer import Frame, Peer, opened
from fengsui.feedcheck.phrases import Wrong, frame_itself, skip, value
from fengsui.feedcheck.reading import Reading
from fengsui.feedcheck.rig import Acts
from fengsui.text import N_
from fengsui.wire.frames import VERSION

HISTORY = 2000
"""Events behind the head that are read at most; a journal may hold a million."""


@dataclass(frozen=True)
class Traffic:
    """A command that makes at least one event which the token's holder may see."""

    name: str
    args: Mapping[str, Any]


@dataclass
class Ground:
    """`device`: the one device that the token belongs to; "" where devices may have any name. So `other_device`.

    `welcome` and `history` are set before the cases run. `patience` is how many seconds an answer may take, `slow_s`
    after how many a client that takes nothing is closed. `seen` is what one case has met of the protocol.
    """

    url: str
    token: str
    device: str = ""
    other_token: str = ""
    traffic: Traffic | None = None
    other_device: str = ""
    rig: Acts | None = None
    patience: float = 5.0
    slow_s: float = 10.0
    ids: Ids = field(default_factory=Ids)
    welcome: Frame = field(default_factory=dict)
    history: list[Frame] = field(default_factory=list)
    start: int = 0
    seen: set[str] = field(default_factory=set)

    @property
    def epoch(self) -> str:
        return str(self.welcome["epoch"])

    @property
    def head(self) -> int:
        """Where the journal ended before the cases ran."""
        return int(self.welcome["head"])

    @property
    def beat(self) -> float:
        return float(self.welcome["hb_s"])

    def own_device(self) -> str:
        return self.device or self.new_name()

    def connected(self, **options: Any) -> Any:
        return opened(self.url, self.patience, self.seen, **options)

    def acts(self, *names: str) -> Acts:
        """The rig, where it can do these; skips the case where it cannot, or where none was given."""
        lacking = [name for name in names if self.rig is None or not self.rig.can(name)]
        if self.rig is None:
            raise skip(N_("needs --rig, a file that says how to {acts}"), acts=", ".join(lacking))
        if lacking:
            raise skip(N_("the rig does not say how to {acts}"), acts=", ".join(lacking))
        return self.rig

    def new_name(self) -> str:
        """Somebody whom nobody knows yet."""
        return f"check-{self.ids.new()[:12]}"

    def centre_and_device(self) -> tuple[str, str, str]:
        """A token that sees the centre, one of a device, and that device; skips the case where they are not known."""
        if self.device and self.other_token:
            return self.other_token, self.token, self.device
        if self.other_device and self.other_token:
            return self.token, self.other_token, self.other_device
        raise skip(N_("needs a device's token and one of the centre: --other-token-file, --device or --other-device"))

    async def greet(self, peer: Peer, device: str = "", **more: Any) -> Frame:
        """Says a right hello; returns the welcome."""
        await peer.say("hello", **{"v": VERSION, "token": self.token, "device": device or self.own_device(), **more})
        return await peer.hear("welcome")

    @asynccontextmanager
    async def greeted(self, device: str = "", **options: Any) -> AsyncIterator[Peer]:
        async with self.connected(**options) as peer:
            await self.greet(peer, device)
            yield peer

    async def subscribe(self, peer: Peer, after: Any = "now", id: str | int = "main", **more: Any) -> Reading:
        """Subscribes after "now", after a seq of this epoch that is not ahead, or after any position as it stands."""
        position = {"epoch": self.epoch, "seq": after} if isinstance(after, int) else after
        await peer.say("sub", id=id, after=position, **more)
        ok = await peer.hear("sub_ok")
        if ok["id"] != id:
            raise Wrong(value("id", id), frame_itself(ok))
        if isinstance(after, int) and ok["seq"] != after:
            raise Wrong(value("seq", after), frame_itself(ok))
        return Reading(peer, ok)

    @asynccontextmanager
    async def subscribed(self, after: Any = "now", **more: Any) -> AsyncIterator[Reading]:
        async with self.greeted() as peer:
            yield await self.subscribe(peer, after, **more)

    async def look(self) -> None:
        """The first connection: who the token is, and the history that it may see, as far as it can be read."""
        async with self.connected() as peer:
            self.welcome = await self.greet(peer)
            self.start = max(0, self.head - HISTORY)
            with suppress(Wrong):  # the cases will say it
                reading = await self.subscribe(peer, self.start)
                self.history = reading.events
                await reading.reached(self.head)

    def past(self) -> list[tuple[int, str]]:
        """(seq, id) of the history; skips the case where there is too little to compare."""
        found = [(frame["seq"], frame["event"]["id"]) for frame in self.history if frame["seq"] <= self.head]
        if len(found) < 2:
            raise skip(N_("this token may see {count} events; two are needed"), count=len(found))
        return found

    async def make(self, peer: Peer, key: str = "", id: str = "traffic") -> Frame:
        """Gives the command that makes traffic; returns its answer."""
        if self.traffic is None:
            raise skip(N_("needs --traffic: a command that makes an event which this token may see"))
        key = key or self.ids.new()
        await peer.say("cmd", id=id, key=key, name=self.traffic.name, args=dict(self.traffic.args))
        return await peer.hear("res")

    async def happen(self, peer: Peer) -> None:
        """Makes something happen, or fails."""
        answer = await self.make(peer)
        if not answer["ok"]:
            raise Wrong(value("ok", True), frame_itself(answer))
