"""Erasures by law: `core.erase` destroys what events, stored answers and plugins' tables say of a person.

It names its rule, is recorded, and is refused while a hold stands against it. The list of erasures is kept outside
the database too, so that a backup from before them is cleaned again when it is restored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import delete, insert, select, update

from fengsui.clean import Line
from fengsui.errors import Conflict, Fault, Invalid, Missing
from fengsui.hooks import Command, Sweep, View
from fengsui.journal.erasing import Span, destroy, spans_of
from fengsui.journal.erasures import complete, places
from fengsui.journal.events import Erased, Held, HoldReleased
from fengsui.journal.runs import count
from fengsui.journal.signed import key_of
from fengsui.journal.tables import erasure, hold, journal
from fengsui.plugins import PluginHost
from fengsui.registry import BoundErasure
from fengsui.text import N_
from fengsui.topics import matches
from fengsui.unit import BoundReading, BoundUnit

MOST = 5000
"""Events of one erasure: it is one unit, and a unit has 2 s."""

PERMISSIONS = {
    "core.erase": N_("Destroy what is kept of a person, where a law asks for it"),
    "core.erasures": N_("See what was erased, and by which rule"),
    "core.hold": N_("Keep something from being erased, as evidence or for an evaluation"),
}

Seq = Annotated[int, Field(ge=1, lt=2**63)]
Reason = Annotated[Line, Field(min_length=1)]
Subject = Annotated[str, Field(min_length=1, max_length=100)]


class Given(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Erase(Given):
    """A `kind` that a plugin declares with the `thing`'s id, or events by their numbers, or both.

    `basis` is the rule that asks for it. It is recorded with `reason` for ever: neither may name a person.
    """

    basis: Reason
    reason: Reason
    kind: Annotated[str, Field(max_length=100)] = ""
    thing: Annotated[str, Field(max_length=100)] = ""
    seqs: Annotated[tuple[Seq, ...], Field(max_length=MOST)] = ()


class Hold(Given):
    """`thing` is the id of whatever must stay: a call, an incident, a shift."""

    thing: Subject
    reason: Reason


class Nothing(Given):
    """No parameters."""


class Erasers:
    """What plugins can destroy; the kernel answers it."""

    def __init__(self, host: PluginHost) -> None:
        self._host = host

    def kinds(self) -> list[dict[str, str]]:
        found = sorted(self._host.registry.erasures.items())
        return [{"kind": kind, "summary": bound.declaration.summary} for kind, bound in found]

    def find(self, kind: str) -> BoundErasure:
        """Raises Missing (`no_such_kind`) where no plugin declares it, Unavailable where that one is out of service."""
        bound = self._host.registry.erasures.get(kind)
        if bound is None:
            raise Missing(N_("Nothing of the kind {kind} can be erased."), code="no_such_kind", kind=kind)
        self._host.require_live(bound.plugin)
        return bound


def erase(unit: BoundUnit, given: Erase) -> dict[str, Any]:
    """Destroys it, in one unit. Raises Missing for what is not there, Conflict (`held`, `record_of_erasure`, or the
    plugin's own where it is still needed), Invalid for nothing or too much at once."""
    if bool(given.kind) != bool(given.thing) or not (given.kind or given.seqs):
        expected = N_("a kind and a thing's id, or events' numbers")
        raise Invalid(N_("The input is not right."), faults=[Fault("thing", expected, "thing_needed")])
    bound = unit.ask(Erasers).find(given.kind) if given.kind else None
    subjects: set[str] = set()
    if bound is not None:
        subjects = {given.thing, *bound.declaration.subjects(unit.as_plugin(bound.plugin), given.thing)}
    events = [*_of_subjects(unit, subjects, bound), *_of_numbers(unit, given.seqs)]
    _refuse_held(unit, subjects | {subject for _, subject in events})
    spans = spans_of(unit.connection, (seq for seq, _ in events))
    destroy(unit.connection, spans, subjects)
    if bound is not None:
        bound.declaration.erase(unit.as_plugin(bound.plugin), given.thing)
    topics = bound.declaration.topics if bound is not None else ()
    return _recorded(unit, given, spans, {"subjects": sorted(subjects), "topics": list(topics)})


def _of_subjects(unit: BoundUnit, subjects: Iterable[str], bound: BoundErasure | None) -> list[tuple[int, str]]:
    """The events on these subjects that say something of the person: of the topics that the plugin named."""
    if bound is None or not bound.declaration.topics:
        return []
    query = select(journal.c.seq, journal.c.subject, journal.c.topic).where(journal.c.subject.in_(sorted(subjects)))
    found = unit.connection.execute(query.order_by(journal.c.seq).limit(10 * MOST)).all()
    wanted = [(row.seq, row.subject) for row in found if matches(bound.declaration.topics, row.topic)]
    if len(wanted) > MOST or len(found) == 10 * MOST:
        raise Invalid(N_("At most {most} events are erased at once."), code="too_much", most=MOST)
    return wanted


def _of_numbers(unit: BoundUnit, seqs: Sequence[int]) -> list[tuple[int, str]]:
    found = {}
    for start in range(0, len(seqs), 400):
        some = journal.c.seq.in_(seqs[start : start + 400])
        for row in unit.connection.execute(select(journal.c.seq, journal.c.subject, journal.c.topic).where(some)):
            if row.topic == Erased.topic:
                raise Conflict(N_("Event {seq} records an erasure and stays."), code="record_of_erasure", seq=row.seq)
            found[row.seq] = row.subject
    if missing := sorted(set(seqs) - found.keys()):
        raise Missing(N_("There is no event {seq} in the journal."), code="no_such_event", seq=missing[0])
    return sorted(found.items())


def _refuse_held(unit: BoundUnit, subjects: Iterable[str]) -> None:
    wanted = sorted(subject for subject in subjects if subject)
    for start in range(0, len(wanted), 400):
        held = select(hold).where(hold.c.subject.in_(wanted[start : start + 400]))
        if (row := unit.connection.execute(held).first()) is not None:
            raise Conflict(
                N_("{thing} is held since {at} by {by}: {reason}"),
                code="held",
                thing=row.subject,
                at=row.at.isoformat(timespec="minutes"),
                by=row.by,
                reason=row.reason,
            )


def _recorded(unit: BoundUnit, given: Erase, spans: Sequence[Span], about: dict[str, Any]) -> dict[str, Any]:
    said = given.model_dump(include={"basis", "reason", "kind", "thing"})
    id = unit.new_id()
    unit.connection.execute(
        insert(erasure).values(
            id=id, at=unit.now, by=unit.actor.id, events=[list(span) for span in spans], pending=False,
            archive=bool(about["topics"]), **about,
            **said,
        )
    )  # fmt: skip
    unit.record(Erased(exercise=None, erasure=id, events=tuple(spans), **said))
    return {"erasure": id, "events": count((first, last) for _, first, last in spans)}


def keep(unit: BoundUnit, given: Hold) -> dict[str, str]:
    """Holds it; a second hold takes the first one's place."""
    unit.connection.execute(delete(hold).where(hold.c.subject == given.thing))
    unit.connection.execute(
        insert(hold).values(subject=given.thing, reason=given.reason, by=unit.actor.id, at=unit.now)
    )
    unit.record(Held(exercise=None, thing=given.thing, reason=given.reason))
    return {"thing": given.thing}


def release(unit: BoundUnit, given: Hold) -> dict[str, str]:
    """Raises Missing (`not_held`) where nothing holds it."""
    if unit.connection.execute(delete(hold).where(hold.c.subject == given.thing)).rowcount == 0:
        raise Missing(N_("{thing} is not held."), code="not_held", thing=given.thing)
    unit.record(HoldReleased(exercise=None, thing=given.thing, reason=given.reason))
    return {"thing": given.thing}


def erasures(reading: BoundReading, _: Nothing) -> list[dict[str, Any]]:
    query = select(erasure).order_by(erasure.c.at.desc(), erasure.c.id)
    return [dict(row) for row in reading.connection.execute(query).mappings()]


def holds(reading: BoundReading, _: Nothing) -> list[dict[str, Any]]:
    return [
        dict(row) for row in reading.connection.execute(select(hold).order_by(hold.c.at, hold.c.subject)).mappings()
    ]


def erasable(reading: BoundReading, _: Nothing) -> list[dict[str, str]]:
    return reading.ask(Erasers).kinds()


def _list_elsewhere(reading: BoundReading) -> Sequence[None]:
    """Writes what the lists lack, here and not in a unit: a second place that hangs must not hold up the writer."""
    settings = reading.facilities.settings
    if reading.connection.execute(select(erasure.c.id).limit(1)).first() is not None:
        key = key_of(settings.data, reading.facilities.ids)
        complete(reading.connection, places(settings.data, settings.heads_file), key)
    return []


def _nothing_to_do(_unit: BoundUnit, _item: None) -> None:
    """What is listed needs no unit."""


def _to_do_again(reading: BoundReading) -> Sequence[tuple[str, str, str]]:
    """What a restored backup brought back, where the plugin that keeps it runs."""
    query = select(erasure.c.id, erasure.c.kind, erasure.c.thing).where(erasure.c.pending)
    kinds = {found["kind"] for found in reading.ask(Erasers).kinds()}
    return [(row.id, row.kind, row.thing) for row in reading.connection.execute(query) if row.kind in kinds]


def _do_again(unit: BoundUnit, item: tuple[str, str, str]) -> None:
    id, kind, thing = item
    bound = unit.ask(Erasers).find(kind)
    bound.declaration.erase(unit.as_plugin(bound.plugin), thing)
    unit.connection.execute(update(erasure).where(erasure.c.id == id).values(pending=False))


def commands() -> list[Command[Any]]:
    return [
        Command(name="erase", summary=N_("Destroy what a law asks for"), payload=Erase, run=erase),
        Command(name="hold", summary=N_("Keep something from being erased"), payload=Hold, run=keep),
        Command(
            name="release_hold",
            summary=N_("Let it be erased again"),
            payload=Hold,
            run=release,
            permission="core.hold",
        ),
    ]


def views() -> list[View[Any]]:
    see = "core.erasures"
    return [
        View(name="erasures", summary=N_("What was erased, and why"), read=erasures, parameters=Nothing),
        View(name="holds", summary=N_("What may not be erased"), read=holds, parameters=Nothing, permission=see),
        View(name="erasable", summary=N_("What can be erased"), read=erasable, parameters=Nothing, permission=see),
    ]


def sweeps() -> list[Sweep]:
    return [
        Sweep(
            name="erasures_listed",
            every=timedelta(seconds=5),
            due=_list_elsewhere,
            act=_nothing_to_do,
            everywhere=True,
        ),
        Sweep(name="erasures_again", every=timedelta(seconds=5), due=_to_do_again, act=_do_again),
    ]
