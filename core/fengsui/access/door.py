"""At the door: who is it that holds this token, and who may come in with a password or a one-time code.

Serves HTTP and the feed alike. A token's actor is remembered for a few seconds, so that ten thousand handshakes
after a restart cost few queries; `heard` drops it, and tells the feed, as soon as the journal says it ended.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from fengsui.access import store
from fengsui.access.events import ENDING, DeviceChanged, SessionClosed
from fengsui.access.limits import Limits
from fengsui.access.passwords import Passwords, check_password
from fengsui.access.policy import Actor, Role
from fengsui.access.secrets import digest
from fengsui.access.store.attempts import attempt_keys
from fengsui.access.store.users import rehash, stored_hash
from fengsui.clock import Clock
from fengsui.errors import Unauthorised, Unavailable
from fengsui.events import Recorded
from fengsui.text import N_

T = TypeVar("T")

REMEMBERED = timedelta(seconds=5)
MOST_REMEMBERED = 20_000
TOKEN_LENGTH = 64


class Units(Protocol):
    """The part of the running system that the door needs."""

    @property
    def clock(self) -> Clock: ...

    @property
    def roles(self) -> Mapping[str, Role]: ...

    async def run(self, work: Callable[[Any], T], plugin: str = "core", actor: Actor | None = None) -> T: ...

    async def read(self, view: Callable[[Any], T], plugin: str = "core", actor: Actor | None = None) -> T: ...


@dataclass(frozen=True)
class Opened:
    """A new session: its token, whose it is, and when it ends at the latest."""

    token: str
    actor: Actor
    ends: datetime


class Door:
    """One of it in each server. `on_ended` is called with the actor's id and a session's, or "" for all of them;
    `on_changed` with the id of an actor whose rights are others now."""

    def __init__(self, units: Units, limits: Limits, passwords: Passwords | None = None) -> None:
        self._units = units
        self._limits = limits
        self.passwords = passwords or Passwords()
        self._known: OrderedDict[str, tuple[Actor, datetime]] = OrderedDict()
        self._ended = 0
        self.on_ended: list[Callable[[str, str], None]] = []
        self.on_changed: list[Callable[[str], None]] = []

    # -- tokens --------------------------------------------------------------------------------------

    async def admit(self, token: str) -> Actor:
        """Whose token it is; raises Unauthorised (`bad_token`) for an unknown, ended or disabled one."""
        now = self._units.clock.now()
        key = digest(token)
        found = self._known.get(key)
        if found is not None and now < found[1]:
            return found[0]
        ended = -1
        while ended != self._ended:  # somebody was put out while we looked: look again
            ended = self._ended
            actor = await self._look_up(token, key)
        if actor is None:
            self._known.pop(key, None)
            raise Unauthorised(N_("This session has ended or is not known. Log in again."), code="bad_token")
        until = now + REMEMBERED
        self._known[key] = (actor, min(until, actor.ends or until))
        while len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)
        await self._touch(actor, now)
        return actor

    async def _look_up(self, token: str, key: str) -> Actor | None:
        if len(token) != TOKEN_LENGTH:
            return None
        roles = self._units.roles
        return await self._units.read(lambda reading: store.actor_for_token(reading, key, roles))

    async def _touch(self, actor: Actor, now: datetime) -> None:
        if now - datetime.fromisoformat(actor.facts["seen_at"]) >= self._limits.touch_every:
            with suppress(Unavailable):  # who may come in may read, also while nothing can be saved
                await self.touch([actor])

    async def touch(self, actors: Iterable[Actor]) -> None:
        """The actors are active: their idle time starts again. The feed calls this for live connections."""
        sessions = {session for actor in actors if (session := actor.facts.get("session"))}

        def touching(unit: Any) -> None:
            for session in sorted(sessions):
                store.touch_session(unit, session, self._limits)

        await self._units.run(touching)

    def heard(self, event: Recorded) -> None:
        """For every event that the journal brings, on every node: forgets whoever it puts out, or changes."""
        if event.topic not in ENDING and event.topic != DeviceChanged.topic:
            return
        self._ended += 1
        for key in [key for key, (actor, _) in self._known.items() if actor.id == event.subject]:
            del self._known[key]
        if event.topic == DeviceChanged.topic:
            for changed in list(self.on_changed):
                changed(event.subject)
            return
        session = (event.data or {}).get("session", "") if event.topic == SessionClosed.topic else ""
        for tell in list(self.on_ended):
            tell(event.subject, session)

    # -- passwords and codes -------------------------------------------------------------------------

    async def log_in(self, name: str, password: str, source: str) -> Opened:
        """A new session for who knows the password; Unauthorised (`bad_login`) or Limited (`locked_out`) if not."""
        keys = attempt_keys(name, source)
        await self._units.run(lambda unit: store.begin_attempt(unit, keys, self._limits))
        stored = await self._units.read(lambda reading: stored_hash(reading, name)) or ""
        if not await self.passwords.verify(stored, password):
            await self._units.run(lambda unit: store.failed(unit, name, source))
            raise Unauthorised(N_("The user name or the password is wrong."), code="bad_login")
        better = await self.passwords.hash(password) if self.passwords.outdated(stored) else ""

        def opening(unit: Any) -> tuple[str, datetime]:
            if better:
                rehash(unit, name, better)
            store.clear_attempts(unit, keys, self._limits)
            return store.open_session(unit, name, source, self._limits)

        return await self._opened(await self._units.run(opening))

    async def redeem(self, code: str, name: str, display: str, password: str, source: str) -> Opened:
        """Sets a password with a one-time code and opens a session; Unauthorised (`bad_code`), Invalid or Limited."""
        check_password(password, (name, display), self._limits.password_minimum)
        keys = attempt_keys("", source)
        await self._units.run(lambda unit: store.begin_attempt(unit, keys, self._limits))
        hashed = await self.passwords.hash(password)

        def setting(unit: Any) -> tuple[str, datetime]:
            store.redeem_code(unit, code, name, display, hashed)
            store.clear_attempts(unit, (*keys, *attempt_keys(name, "")), self._limits)
            return store.open_session(unit, name, source, self._limits)

        try:
            return await self._opened(await self._units.run(setting))
        except Unauthorised:
            await self._units.run(lambda unit: store.failed(unit, name, source))
            raise

    async def _opened(self, made: tuple[str, datetime]) -> Opened:
        token, ends = made
        return Opened(token, await self.admit(token), ends)

    async def log_out(self, actor: Actor) -> None:
        """Ends the session that the actor came with."""
        session = actor.facts.get("session", "")
        await self._units.run(lambda unit: store.close_session(unit, session), "core", actor)
        for key in [key for key, (known, _) in self._known.items() if known.facts.get("session") == session]:
            del self._known[key]
