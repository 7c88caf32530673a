"""What a device is told, read from the feed's events: an order, a change, an evacuation, a drill's notice.

The event may come from anywhere, so nothing is taken for granted: a field that is missing or of another type reads as
unknown, and every text is made safe for a terminal and for our own frame.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from fengsui.clean import printable

Kind = Literal[
    "order", "change", "stand_down", "evacuation", "turn_back", "relief", "broadcast",
    "drill_started", "drill_held", "drill_resumed", "drill_ended", "drill_released",
]  # fmt: skip

KINDS: Mapping[str, Kind] = {
    "incidents.ordered": "order",
    "incidents.changed": "change",
    "incidents.stood_down": "stand_down",
    "incidents.evacuation_ordered": "evacuation",
    "field.turn_back": "turn_back",
    "field.relief_arranged": "relief",
    "field.relief_arrived": "relief",
    "field.relief_lost": "relief",
    "incidents.broadcast": "broadcast",
    "drills.started": "drill_started",
    "drills.held": "drill_held",
    "drills.resumed": "drill_resumed",
    "drills.ended": "drill_ended",
    "drills.team_released": "drill_released",
}

LONGEST = 2000
"""Characters of one field; more is cut and says so, for no address is that long."""

FRAME = re.compile(r"[#＃=＝]{2,}")


@dataclass(frozen=True)
class Say:
    """A text in both languages, safe to print; either may be empty."""

    zh: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)

    def of(self, language: str) -> str:
        first, second = (self.zh, self.en) if language.startswith("zh") else (self.en, self.zh)
        return first or second


@dataclass(frozen=True, kw_only=True)
class Body:
    """The order's text in its fixed order."""

    what: Say
    where: Say
    task: Say
    approach: Say
    rendezvous: Say
    wear: Say
    prohibitions: tuple[Say, ...]
    people: Say
    by: Say
    phone: str
    answer_within_s: int


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One event for this device. `id` is the event's; `exercise` None is the real thing, nothing else is.

    `says` is what changed, the reason, the broadcast's text or the drill's title; `because` what holds or ends a drill,
    `was` what it was before. `entry`: whose air runs out (进入管控).
    """

    id: str
    kind: Kind
    exercise: str | None
    at: datetime | None
    order: str = ""
    incident: str = ""
    team: str = ""
    change: int = 0
    body: Body | None = None
    says: Say = Say()
    rendezvous: Say = Say()
    because: str = ""
    was: str = ""
    entry: str = ""
    due: datetime | None = None

    @property
    def real(self) -> bool:
        return self.exercise is None

    @property
    def asks(self) -> bool:
        """Whether a person must answer it: nobody is woken because a drill of the day is put off."""
        return self.kind != "drill_started" and not (self.kind == "drill_held" and self.was == "planned")


def clean(value: object) -> str:
    """One safe line of whatever came: no control characters, and no run that could pass for our frame."""
    text = value if isinstance(value, str) else "" if value is None else str(value)
    cut = text[:LONGEST] + ("..." if len(text) > LONGEST else "")
    return FRAME.sub(lambda found: found.group()[0], printable(cut)).strip()


def say(value: object) -> Say:
    """A text in both languages, from `{"zh": …, "en": …}` or a plain text."""
    if isinstance(value, Mapping):
        return Say(clean(value.get("zh")), clean(value.get("en")))
    return Say(clean(value), "") if isinstance(value, str) else Say()


def moment(value: object) -> datetime | None:
    """A time of the wire, aware; None where it is none."""
    if isinstance(value, datetime):
        found = value
    else:
        try:
            found = datetime.fromisoformat(value) if isinstance(value, str) else None  # type: ignore[assignment]
        except ValueError:
            return None
    if found is None:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9 else 0


def body(value: object) -> Body | None:
    if not isinstance(value, Mapping):
        return None
    listed = value.get("prohibitions")
    return Body(
        what=say(value.get("what")),
        where=say(value.get("where")),
        task=say(value.get("task")),
        approach=say(value.get("approach")),
        rendezvous=say(value.get("rendezvous")),
        wear=say(value.get("wear")),
        prohibitions=tuple(say(item) for item in listed[:50]) if isinstance(listed, list | tuple) else (),
        people=say(value.get("people")),
        by=say(value.get("by")),
        phone=clean(value.get("phone")),
        answer_within_s=number(value.get("answer_within_s")),
    )


def read(event: Mapping[str, Any]) -> Alert | None:
    """The alert in a CloudEvent of the feed; None where it is not one for a team's device."""
    kind = KINDS.get(str(event.get("type")))
    if kind is None:
        return None
    given = event.get("data")
    data: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    exercise = event.get("exercise")
    texts = {"change": "what_changed", "broadcast": "text", "turn_back": "says", "relief": "says"}.get(
        kind, "title" if kind.startswith("drill") else "reason"
    )
    return Alert(
        id=clean(event.get("id")),
        kind=kind,
        exercise=None if exercise is None else clean(exercise) or "?",
        at=moment(event.get("time")),
        order=clean(data.get("order") or data.get("message")),
        incident=clean(data.get("incident")),
        team=clean(data.get("team")),
        change=number(data.get("change")),
        body=body(data.get("alert")),
        says=say(data.get(texts)),
        rendezvous=say(data.get("rendezvous")),
        because=clean(data.get("because") or data.get("reason") if kind.startswith("drill") else data.get("because")),
        was=clean(data.get("was")),
        entry=clean(data.get("entry")) if kind == "turn_back" else "",
        due=moment(event.get("due") or data.get("answer_by")),
    )
