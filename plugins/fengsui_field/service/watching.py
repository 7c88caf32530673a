"""What waits for a person or for a time: the field's items in the one queue, and the sweep that watches them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, delete, insert, or_, select

from fengsui.errors import Fault
from fengsui.events import Recorded
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_field import tables as t
from fengsui_field.api.words import LABELS
from fengsui_field.service.context import held
from fengsui_incidents.api.board import QueueItem, QueueKey
from fengsui_incidents.api.events import Words

SCREEN = "field.board"
PARTS = {"air": "entry", "relief": "relief", "aid": "aid", "expert": "experts", "public": "public"}
OPEN = (QueueKey(key="Space", says=Words("打开", "open")),)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One thing that waits. From `shows_at` it stands in the queue, from `life_at` above all else; at `act_at` the
    sweep looks at it."""

    kind: str
    thing: str
    incident: str
    exercise: str | None
    shows_at: datetime
    says: Words
    due_at: datetime | None = None
    life_at: datetime | None = None
    act_at: datetime | None = None
    phone: str = ""


def wait(unit: Unit, waiting: Waiting) -> None:
    """Puts it there, in place of what stood there of the same thing."""
    settle(unit, waiting.kind, waiting.thing)
    unit.connection.execute(
        insert(t.watches).values(
            id=f"{waiting.kind}:{waiting.thing}",
            kind=waiting.kind,
            thing=waiting.thing,
            incident=waiting.incident,
            exercise=waiting.exercise,
            shows_at=waiting.shows_at,
            due_at=waiting.due_at,
            life_at=waiting.life_at,
            act_at=waiting.act_at,
            zh=waiting.says.zh[:400],
            en=waiting.says.en[:400],
            phone=waiting.phone[:40],
        )
    )


def settle(unit: Unit, kind: str, thing: str) -> None:
    unit.connection.execute(delete(t.watches).where(t.watches.c.id == f"{kind}:{thing}"))


class FieldNeeds:
    """Answers `NeedsPerson`: one indexed query."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def items(self) -> Sequence[QueueItem]:
        now = self._reading.now
        query = select(t.watches).where(t.watches.c.shows_at <= now).order_by(t.watches.c.id)
        rows = self._reading.connection.execute(query).mappings().all()
        waiting = held(self._reading, (row["exercise"] for row in rows))
        return tuple(_item(row, now, paused=row["exercise"] in waiting) for row in rows)


def _item(row: RowMapping, now: datetime, *, paused: bool) -> QueueItem:
    """`paused`: its drill is held. It stays in sight, but above nothing real, and without a deadline that runs."""
    return QueueItem(
        id=f"field:{row['id']}",
        kind="other",
        incident=row["incident"],
        order="",
        call="",
        says=Words(row["zh"], row["en"]),
        due=None if paused else row["due_at"],
        phone=row["phone"],
        exercise=row["exercise"],
        label=LABELS[row["kind"]],
        opens=SCREEN,
        subject=f"{row['incident']}/{PARTS[row['kind']]}/{row['thing']}",
        life=not paused and row["life_at"] is not None and row["life_at"] <= now,
        keys=OPEN,
    )


class FieldOpen:
    """Answers `KeepsOpen`: nobody left inside, the command post closed, every request answered or taken back."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def before_closing(self, incident: str) -> Sequence[Fault]:
        return (*self._inside(incident), *self._post(incident), *self._aid(incident))

    def _inside(self, incident: str) -> list[Fault]:
        e, w = t.entries.c, t.wearers.c
        query = (
            select(e.id, e.name, w.id.label("wearer"))
            .join(t.wearers, w.entry == e.id)
            .where(e.incident == incident, e.out_at.is_(None), w.out_at.is_(None))
        )
        inside: dict[str, tuple[str, int]] = {}
        for row in self._reading.connection.execute(query.order_by(e.id)):
            inside[row.id] = (row.name, inside.get(row.id, ("", 0))[1] + 1)
        return [
            Fault(f"field.entries.{entry}", N_("{name} out, {people} inside"), "still_inside",
                  {"name": name, "people": people})
            for entry, (name, people) in inside.items()
        ]  # fmt: skip

    def _post(self, incident: str) -> list[Fault]:
        query = select(t.posts.c.id).where(t.posts.c.incident == incident, t.posts.c.closed_at.is_(None))
        if self._reading.connection.execute(query).first() is None:
            return []
        return [Fault("field.post", N_("the field command post closed"), "post_open")]

    def _aid(self, incident: str) -> list[Fault]:
        a = t.aid.c
        waiting = a.state.in_(("asked", "received", "silent"))
        query = select(a.id, a.to).where(a.incident == incident, waiting).order_by(a.number, a.id)
        return [
            Fault(f"field.aid.{row.id}", N_("the request to {to} answered or taken back"), "aid_open", {"to": row.to})
            for row in self._reading.connection.execute(query)
        ]


# -- the sweep -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Due:
    kind: str
    thing: str


def due(reading: Reading) -> Sequence[Due]:
    """What the sweep looks at now. Things of held drills are left out before the rest is counted: they wait until the
    drill goes on, and keep nobody else waiting."""
    w = t.watches.c
    overdue = w.act_at <= reading.now
    waiting = held(reading, reading.connection.execute(select(w.exercise).where(overdue).distinct()).scalars())
    query = select(w.kind, w.thing).where(overdue, or_(w.exercise.is_(None), w.exercise.not_in(waiting)))
    found = reading.connection.execute(query.order_by(w.act_at, w.id).limit(200))
    return [Due(row.kind, row.thing) for row in found]


def look(acts: Mapping[str, Callable[[Unit, str], None]]) -> Callable[[Unit, Due], None]:
    """What the sweep does about each kind; each moves its own `act_at`, so that it fires once."""

    def act(unit: Unit, item: Due) -> None:
        if item in due(unit):
            acts[item.kind](unit, item.thing)

    return act


def closed(unit: Unit, recorded: Recorded) -> None:
    """A closed incident waits for nobody any more (a false report is closed without its list being asked)."""
    unit.connection.execute(
        delete(t.watches).where(t.watches.c.incident == recorded.subject, t.watches.c.kind != "air")
    )
