"""One connection's conversation: frames in, frames out. No sockets, no tasks; the time is handed in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from fengsui.access.policy import Actor
from fengsui.errors import FengsuiError
from fengsui.feed import talk
from fengsui.feed.codes import Code
from fengsui.feed.frames import json_frame
from fengsui.feed.limits import Bucket
from fengsui.feed.said import Hangup, Order, Payload, error_body, read_frame
from fengsui.feed.subscription import Subscription
from fengsui.text import N_

if TYPE_CHECKING:
    from fengsui.feed.hub import Hub


class Link(Protocol):
    """What a session is connected by; `authenticate` and `execute` are answered later by calls on the session."""

    def write(self, data: bytes) -> None:
        """Whole websocket frames, at once; never after the session was closed or lost."""
        ...

    def close(self, code: int, reason: str) -> None: ...

    def authenticate(self, token: str) -> None:
        """Answered by `Session.known`; nothing is read from the connection until then."""
        ...

    def execute(self, order: Order) -> None:
        """Answered by `Session.executed`."""
        ...

    def greeted(self) -> None:
        """The hello was accepted."""
        ...

    def waiting(self) -> int:
        """Bytes written that the network has not taken yet."""
        ...


class Session:
    """`pending` holds whole frames for the next write. `holder` is whose device it is: one connection each.

    One that `peeks` looks once and goes: it neither counts as present nor drops what it replaces.
    """

    __slots__ = (
        "actor",
        "appeared",
        "asking",
        "backlog",
        "blocked",
        "closed",
        "commands",
        "device",
        "expires",
        "frames",
        "heard",
        "holder",
        "hub",
        "id",
        "labels",
        "language",
        "link",
        "next",
        "orders",
        "peeks",
        "pending",
        "replacing",
        "subs",
        "warned",
    )

    def __init__(self, hub: Hub, link: Link, now: float) -> None:
        self.hub = hub
        self.link = link
        self.id = ""
        self.actor: Actor | None = None
        self.device = ""
        self.holder = ("", "")
        self.language = "en"
        self.labels: frozenset[str] = frozenset()
        self.subs: dict[int, Subscription] = {}
        self.pending: list[bytes] = []
        self.replacing: Session | None = None
        self.appeared = self.blocked = self.closed = self.peeks = self.warned = False
        self.expires: datetime | None = None
        self.heard = now
        self.next = 1
        self.asking: dict[str, Any] | None = None
        self.backlog: list[dict[str, Any]] = []
        self.orders: list[Order] = []  # both are short; an empty deque would take 760 bytes
        self.frames = Bucket(hub.limits.frame_rate, hub.limits.frame_burst, now)
        self.commands: Bucket | None = None

    # -- out ---------------------------------------------------------------------------------------------

    def send(self, body: dict[str, Any]) -> None:
        """A control frame, with the next flush."""
        self.pending.append(json_frame(body))

    def flush(self) -> None:
        """Writes everything that waits in one write."""
        pending = self.pending
        if pending and not self.closed:
            self.pending = []
            self.link.write(pending[0] if len(pending) == 1 else b"".join(pending))

    def close(self, code: int, reason: str) -> None:
        if self.closed:
            return
        self.flush()
        self.closed = True
        self.hub.closures[code] += 1
        self.link.close(code, reason)
        self.lost()

    def lost(self) -> None:
        """The connection is gone."""
        self.closed = True
        self.pending.clear()
        self.backlog.clear()
        self.orders.clear()
        self.hub.leave(self)

    def refuse(self, number: str | int, error: FengsuiError) -> None:
        body = error_body(error, self.language, self.hub.packages)
        self.send({"kind": "res", "id": number, "ok": False, "error": body})

    def bookmark(self, sub: Subscription, seq: int) -> None:
        """Catch-up is finished: everything up to `seq` was sent."""
        self.send({"kind": "live", "sub": sub.number, "prev": sub.told, "seq": seq})
        sub.told = seq

    def gap(self, sub: Subscription, to: int, why: str) -> None:
        """What lies between the client's position and `to` cannot be shown to be whole; it goes on from `to`."""
        epoch = self.hub.epoch
        self.send({"kind": "gap", "sub": sub.number, "from": sub.told, "to": to, "why": why, "epoch": epoch})
        sub.told = sub.scanned = to

    def heartbeat(self) -> None:
        """A heartbeat, and a bookmark for every subscription that is up to date."""
        seq, pos = self.hub.seq, {}
        for sub in self.subs.values():
            if sub.flowing:
                pos[str(sub.number)] = (sub.told, seq)
                sub.told = seq
        self.send({"kind": "hb", "pos": pos})
        self.flush()

    # -- in ----------------------------------------------------------------------------------------------

    def receive(self, payload: Payload, now: float) -> None:
        """One whole text message."""
        if self.closed:
            return
        self.heard = now
        try:
            if not self.frames.take(now):
                raise Hangup(Code.RATE, "too many frames")
            if self.actor is None and len(payload) > self.hub.limits.hello_frame:
                raise Hangup(Code.TOO_BIG, "the frame is too large for a hello")
            frame = read_frame(payload)
            if self.asking is not None:
                self.backlog.append(frame)
            else:
                talk.handle(self, frame, now)
        except Hangup as hangup:
            self.close(hangup.code, hangup.reason)

    def known(self, actor: Actor | None, now: float, failure: FengsuiError | None = None) -> None:
        """The answer to `Link.authenticate`: who it is, None for a bad token, or why it could not be looked up."""
        frame, self.asking = self.asking, None
        if self.closed or frame is None:
            return
        try:
            if self.actor is None:
                talk.welcome(self, frame, actor, now, failure)
            else:
                talk.renew(self, frame, actor, failure)
            while self.backlog and self.asking is None and not self.closed:
                talk.handle(self, self.backlog.pop(0), now)
        except Hangup as hangup:
            self.close(hangup.code, hangup.reason)
        self.flush()

    def executed(self, order: Order, result: object = None, error: FengsuiError | None = None) -> None:
        """The answer to `Link.execute`. Commands of one connection are executed one after the other, in order."""
        if self.closed:
            return
        self.orders.pop(0)
        if error is None:
            try:
                self.send({"kind": "res", "id": order.id, "ok": True, "result": result})
            except TypeError:
                error = FengsuiError(N_("It was done, but its answer cannot be sent."), code="unsendable")
        if error is not None:
            self.refuse(order.id, error)
        self.flush()
        if self.orders:
            self.link.execute(self.orders[0])

    def may_ping(self, now: float) -> bool:
        """A ping or a pong counts as a frame, and as a sign of life."""
        self.heard = now
        return self.frames.take(now)

    # -- upkeep ------------------------------------------------------------------------------------------

    def is_known_as(self, name: str) -> bool:
        """Whether `name` is its actor, one of its labels, or the login session that it came with."""
        actor = self.actor
        return actor is not None and (name in (actor.id, actor.facts.get("session")) or name in self.labels)

    def check_token(self, now: datetime) -> None:
        """Warns once before the token ends, and closes when it has ended."""
        if self.expires is None:
            return
        if now >= self.expires:
            self.close(Code.TOKEN_EXPIRED, "the token has expired")
        elif not self.warned and self.expires - now <= timedelta(seconds=self.hub.limits.expiry_warning_s):
            self.warned = True
            self.send({"kind": "notice", "token_expiring": {"at": self.expires}})
            self.flush()
