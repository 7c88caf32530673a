"""Everybody who is connected, what each may see, and where the journal's live end is.

All of it runs on the event loop; only `presence` may be read, `revoke` and `send_back` called, from any thread.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from fengsui.clock import Clock, Ids
from fengsui.events import Position
from fengsui.feed.codes import Code
from fengsui.feed.facts import Facts
from fengsui.feed.frames import Encoded
from fengsui.feed.limits import Limits
from fengsui.feed.presence import Attendance
from fengsui.feed.ring import Ring
from fengsui.feed.session import Session
from fengsui.feed.source import Watcher
from fengsui.feed.subscription import Subscription


class Hub:
    """Connections by label, devices, presence, and the ring of recent events.

    `origin` is the CloudEvents source of this centre; `packages` are searched for the texts of errors.
    """

    def __init__(
        self,
        clock: Clock,
        ids: Ids | None = None,
        limits: Limits | None = None,
        *,
        origin: str = "fengsui",
        packages: Sequence[str] = ("fengsui",),
    ) -> None:
        self.clock = clock
        self.ids = ids or Ids()
        self.limits = limits or Limits()
        self.origin = origin
        self.packages = tuple(packages)
        self.epoch = ""
        self.seq = 0
        self.began: int | None = None  # the last seq before this epoch, where the ring reaches back to it
        self.ring = Ring(self.limits.ring)
        self.sessions: dict[Session, None] = {}
        self.blocked: dict[Session, None] = {}
        self.closures: Counter[int] = Counter()
        self.revision = 0
        self.presence = Attendance(clock)
        self.facts = Facts()
        self.lagging: Callable[[Session], None] = lambda session: None
        self.watcher: Watcher | None = None
        self._index: dict[str, dict[Subscription, None]] = {}
        self._devices: dict[tuple[str, str], Session] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    # -- who is connected --------------------------------------------------------------------------------

    def attach(self, loop: asyncio.AbstractEventLoop, position: Position) -> None:
        """Starts at the journal's `position`, on `loop`."""
        self._loop = loop
        self.epoch, self.seq = position.epoch, position.seq

    @property
    def position(self) -> Position:
        return Position(self.epoch, self.seq)

    def enter(self, session: Session, replaces: str) -> None:
        """An authenticated session: the one of the same device that it does not replace itself is closed."""
        self.sessions[session] = None
        old = self._devices.get(session.holder)
        self._devices[session.holder] = session
        if old is not None and old.id == replaces:
            session.replacing = old
        elif old is not None:
            self.drop(old, Code.REPLACED, "another client of this device connected")
        elif self.watcher is not None:
            self.watcher.entered(session, replaces)

    def appear(self, session: Session) -> None:
        """The session has subscribed: it is present, and the connection that it replaces is dropped."""
        if session.peeks:
            return
        session.appeared = True
        self.presence.come(session.labels)
        old, session.replacing = session.replacing, None
        if old is not None:
            self.drop(old, Code.DRAINING, "replaced by its own new connection")
        if self.watcher is not None:
            self.watcher.appeared(session)

    def connection_of(self, actor: str, device: str) -> Session | None:
        """The connection of this device of the actor's here."""
        return self._devices.get((actor, device))

    def drop(self, old: Session | None, code: Code, reason: str) -> None:
        """Closes `old` and what it was itself about to replace."""
        while old is not None:
            older, old.replacing = old.replacing, None
            old.close(code, reason)
            old = older

    def leave(self, session: Session) -> None:
        """The session is over; harmless when it already was."""
        if session not in self.sessions:
            return
        del self.sessions[session]
        self.blocked.pop(session, None)
        for sub in session.subs.values():
            self._unindex(sub)
        if session.appeared:
            self.presence.go(session.labels)
        heir = self._devices.get(session.holder, session)
        if self.watcher is not None and (heir is session or heir.id != session.id):  # a poll goes on under its name
            self.watcher.left(session)
        if self._devices.get(session.holder) is session:
            del self._devices[session.holder]
            if session.replacing is not None and session.replacing in self.sessions:
                self._devices[session.holder] = session.replacing

    def park(self, session: Session) -> None:
        """Nothing is pushed to it any more, but it stays: a long poll between two requests."""
        for sub in session.subs.values():
            self.pause(sub)
        session.blocked = True
        self.blocked.pop(session, None)

    def end(self, sub: Subscription) -> None:
        """The subscription is over: its client made another of the same id."""
        self._unindex(sub)
        sub.session.subs.pop(sub.number, None)

    def relabel(self, session: Session, labels: frozenset[str]) -> None:
        """The session's holder now holds other labels; what it newly may see before now is a gap."""
        grown = not labels <= session.labels
        if session.appeared:
            self.presence.come(labels)
            self.presence.go(session.labels)
        session.labels = labels
        if session.appeared and self.watcher is not None:
            self.watcher.appeared(session)
        for sub in session.subs.values():
            flowing = sub.flowing
            if flowing:
                self.pause(sub)
            sub.see(labels)
            if grown:
                session.gap(sub, sub.scanned, "scope")
            if flowing:
                self.settle(sub)

    def revoke(self, name: str) -> None:
        """Closes with 4103 whoever is the actor `name`, holds the label `name`, or came with the session `name`."""
        self._put_out(name, lambda session: session.close(Code.FORBIDDEN, "access was withdrawn"))

    def send_back(self, name: str) -> None:
        """The actor `name` may see something else from now on: closes with 4000, so that it comes back as that."""
        self._put_out(name, lambda session: self.drain(0, [session], "what this connection may see has changed"))

    def _put_out(self, name: str, close: Callable[[Session], None]) -> None:
        self.revision += 1

        def closing() -> None:
            for session in [session for session in self.sessions if session.is_known_as(name)]:
                close(session)

        loop = self._loop
        if loop is not None and loop.is_running():
            loop.call_soon_threadsafe(closing)
        else:
            closing()

    def drain(self, spread_ms: int, only: Iterable[Session] | None = None, why: str = "the server is stopping") -> None:
        """Tells everybody, or `only` these, to come back within `spread_ms`, and closes them with 4000."""
        for session in list(self.sessions if only is None else only):
            session.send({"kind": "notice", "draining": {"spread_ms": spread_ms}})
            session.close(Code.DRAINING, why)

    # -- events ------------------------------------------------------------------------------------------

    def publish(self, events: Iterable[Encoded]) -> None:
        """The next events of the journal, in order: into the ring, and to every flowing subscription that sees them.

        All frames are made before any is written, so that a connection which blocks while it is written to has
        been served up to `seq` exactly. Equal frames (same subscription number, same position) are made once.
        """
        touched: list[Session] = []
        for event in events:
            self.ring.add(event)
            self.seq = seq = event.seq
            needful = event.needful
            made: dict[tuple[int, int], bytes] = {}
            for sub in self._audience(event):
                if sub.check and not sub.filter.passes(event):
                    continue
                key = (sub.number, sub.told)
                frame = made.get(key)
                if frame is None:
                    frame = made[key] = event.frame(sub.number, sub.told)
                sub.told = seq
                if needful:
                    sub.owe(event)
                session = sub.session
                if not session.pending:
                    touched.append(session)
                session.pending.append(frame)
        for session in touched:
            session.flush()

    def doubt(self) -> None:
        """Publishing broke off: nobody is trusted to have got everything, all are read for from what they were told."""
        for session in list(self.sessions):
            session.flush()
            for sub in session.subs.values():
                self._unindex(sub)
                sub.scanned = sub.told
                self.settle(sub)
            session.flush()

    def _audience(self, event: Encoded) -> Iterable[Subscription]:
        found = [subs for label in event.labels if (subs := self._index.get(label))]
        if len(found) < 2:
            return found[0] if found else ()
        union: dict[Subscription, None] = {}
        for subs in found:
            union.update(subs)
        return union

    def take(self, sub: Subscription, events: Sequence[Encoded], upto: int) -> None:
        """Brings a subscription that is behind forward over `events`, which are all it may see up to `upto`.

        Stops where its connection's buffer is full; the reader comes back when that has drained.
        """
        session = sub.session
        size = 0
        for event in events:
            if sub.wants(event):
                frame = event.frame(sub.number, sub.told)
                sub.told = event.seq
                if event.needful:
                    sub.owe(event)
                session.pending.append(frame)
                size += len(frame)
            if size > self.limits.buffer:
                sub.scanned = event.seq
                session.flush()
                size = 0
                if session.blocked or session.closed:
                    return
        sub.scanned = upto
        self.settle(sub)
        session.flush()

    def settle(self, sub: Subscription) -> None:
        """Lets `sub` flow if it has been read up to the live end, else asks the reader to go on with it."""
        session = sub.session
        if session.closed or session.subs.get(sub.number) is not sub or session.blocked:
            return
        if sub.scanned < self.seq:
            self.lagging(session)
            return
        sub.flowing = True
        for label in sub.labels:
            self._index.setdefault(label, {})[sub] = None
        if not sub.announced:
            sub.announced = True
            session.bookmark(sub, self.seq)

    def pause(self, sub: Subscription) -> None:
        """Takes `sub` out of the live flow; it has been read up to the live end."""
        if sub.flowing:
            self._unindex(sub)
            sub.scanned = self.seq

    def _unindex(self, sub: Subscription) -> None:
        sub.flowing = False
        for label in sub.labels:
            if (subs := self._index.get(label)) is not None:
                subs.pop(sub, None)
                if not subs:
                    del self._index[label]

    def block(self, session: Session) -> None:
        """The connection's buffer is full: nothing is pushed until it has drained."""
        session.blocked = True
        self.blocked[session] = None
        for sub in session.subs.values():
            self.pause(sub)

    def unblock(self, session: Session) -> None:
        """It has drained: it is refilled from its position."""
        session.blocked = False
        self.blocked.pop(session, None)
        for sub in list(session.subs.values()):
            if not sub.flowing:
                self.settle(sub)
        session.flush()

    def reset(self, position: Position) -> None:
        """History was lost or restored: every subscription is told of the gap and goes on from `position`."""
        self.epoch, self.seq = position.epoch, position.seq
        self.began = position.seq
        self.ring.clear()
        for session in list(self.sessions):
            for sub in session.subs.values():
                self._unindex(sub)
                sub.owed.clear()  # an ack in the new history says nothing of the old
                session.gap(sub, position.seq, "epoch")
                self.settle(sub)
            session.flush()
