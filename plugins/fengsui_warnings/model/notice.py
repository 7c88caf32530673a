"""A warning as a value, and how it moves: drafted, issued, superseded or lifted or expired. An issued one is never
edited: what changes is a new warning that takes its place (ERL art 70).

Each function returns the warning as it is afterwards, or raises with a stable code. Times are aware UTC.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from fengsui.errors import Conflict, Fault, Forbidden, Invalid
from fengsui.text import N_
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.scales import WarningLevel
from fengsui_warnings.api.board import Origin, Scope, State
from fengsui_warnings.model.cap.alert import Circle, Pair, Point

NONE = Words("", "")


@dataclass(frozen=True, kw_only=True)
class Places:
    """What CAP says of where, in degrees WGS-84 and kilometres."""

    polygons: tuple[tuple[Point, ...], ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[Pair, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Says:
    """What a warning says: 类别, 可能影响的范围, 警示事项, 应当采取的措施, 发布单位, and CAP's three scales."""

    event: Words
    category: str = "Met"
    event_code: str = ""
    title: Words = NONE
    area: Words = NONE
    places: Places = field(default_factory=Places)
    matters: Words = NONE
    measures: Words = NONE
    issuer: Words = NONE
    urgency: str = "Unknown"
    severity: str = "Unknown"
    certainty: str = "Unknown"
    responses: tuple[str, ...] = ()
    web: str = ""
    contact: str = ""
    level_said: Words = NONE
    notes: tuple[Words, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Notice:
    """`sender` and `identifier` name it to the world; `approved_by` published it."""

    id: str
    state: State
    origin: Origin
    exercise: str | None = None
    level: WarningLevel | None = None
    scope: Scope = "Public"
    restriction: str = ""
    addresses: tuple[str, ...] = ()
    says: Says
    sender: str = ""
    identifier: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    issued_at: datetime | None = None
    drafted_by: str = ""
    drafted_at: datetime | None = None
    approved_by: str = ""
    supersedes: str = ""
    superseded_by: str = ""
    lifted_at: datetime | None = None
    lifted_by: str = ""
    lift_reason: str = ""
    ended_late: bool = False


def lacks(notice: Notice) -> tuple[Fault, ...]:
    """Which of the eight things of ERL art 64 it does not state (the issuer's time is the moment of issuing)."""
    says = notice.says
    needed = (
        ("event", bool(says.event.zh), N_("the kind of warning (预警类别)")),
        ("level", notice.level is not None, N_("the level: red, orange, yellow or blue (级别)")),
        ("starts_at", notice.starts_at is not None, N_("when it begins (起始时间)")),
        ("area", bool(says.area.zh), N_("where it may be felt (可能影响的范围)")),
        ("matters", bool(says.matters.zh), N_("what to beware of (警示事项)")),
        ("measures", bool(says.measures.zh), N_("what should be done (应当采取的措施)")),
        ("issuer", bool(says.issuer.zh), N_("who issues it (发布单位)")),
    )
    return tuple(Fault(path, expected, "missing") for path, there, expected in needed if not there)


def publish(notice: Notice, who: str, *, leader: bool, leader_levels: Collection[str], now: datetime) -> Notice:
    """Published by a second person; red and orange by a leader. Everything that is missing is said at once."""
    _in_state(notice, "draft")
    faults = list(lacks(notice))
    if notice.ends_at is not None and notice.ends_at <= now:
        faults.append(Fault("ends_at", N_("an end that has not passed"), "ended"))
    if faults:
        raise Invalid(N_("The warning does not say all that it must (突发事件应对法 art 64)."), code="incomplete",
                      faults=faults)  # fmt: skip
    if who == notice.drafted_by:
        raise Forbidden(N_("Whoever drafted a warning does not publish it: a second person does."), code="same_person")
    if notice.level in leader_levels and not leader:
        raise Forbidden(N_("A warning of this level is published by a duty leader."), code="needs_leader")
    return replace(notice, state="issued", approved_by=who, issued_at=now)


def discard(notice: Notice) -> Notice:
    _in_state(notice, "draft")
    return replace(notice, state="discarded")


def supersede(notice: Notice, by: str) -> Notice:
    _in_state(notice, "issued")
    return replace(notice, state="superseded", superseded_by=by)


def lift(notice: Notice, who: str, reason: str, now: datetime) -> Notice:
    _in_state(notice, "issued")
    return replace(notice, state="lifted", lifted_at=now, lifted_by=who, lift_reason=reason)


def may_lift(notice: Notice, *, leader: bool, leader_levels: Collection[str]) -> None:
    """Our own red or orange warning is lifted by whoever may publish one."""
    if notice.origin == "own" and notice.level in leader_levels and not leader:
        raise Forbidden(N_("A warning of this level is lifted by a duty leader."), code="needs_leader")


def expire(notice: Notice, started_at: datetime) -> Notice:
    """Its end has come; `ended_late` where that was before the centre began to run."""
    late = notice.ends_at is not None and notice.ends_at < started_at
    return replace(notice, state="expired", ended_late=late)


def grade(notice: Notice, level: WarningLevel, reason: Words) -> Notice:
    """A received warning gets the level that a person says, with the reason; ours is adjusted by a new one."""
    _in_state(notice, "issued")
    if notice.origin == "own":
        raise Conflict(N_("An issued warning is not changed: adjust it by a new one."), code="never_edited")
    return replace(notice, level=level, says=replace(notice.says, level_said=reason))


def ends_soon(notice: Notice, minutes: int | None, now: datetime) -> bool:
    """Whether a person should decide now between prolonging and lifting."""
    if notice.state != "issued" or notice.ends_at is None or minutes is None or notice.origin != "own":
        return False
    return notice.ends_at - timedelta(minutes=minutes) <= now


def _in_state(notice: Notice, *states: State) -> None:
    if notice.state not in states:
        raise Conflict(N_("The warning {warning} is {state} already."), code="warning_state", warning=notice.id,
                       state=notice.state)  # fmt: skip
