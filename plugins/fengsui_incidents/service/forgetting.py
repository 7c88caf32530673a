"""The words of persons in an incident's response, beside its calls: who said it, who saw it, notes, sources, evidence.

What was decided and ordered, which fact when, how many, stays (art 94). A line of the record loses the words that are
destroyed, and keeps the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import RowMapping, Table, select, update

from fengsui.hooks import Reading, Unit
from fengsui_incidents.api.events import (
    CallUnmerged,
    CircumstanceSet,
    ConsentAnswered,
    ConsentAsked,
    EvidenceAdded,
    FactCorrected,
    FactRecorded,
    FigureChanged,
    Noted,
    SpecialScaleSet,
    TaskAdded,
    TaskAssigned,
    TaskDone,
    Words,
)
from fengsui_incidents.service.stored import restore, store
from fengsui_incidents.tables import (
    calls,
    circumstances,
    commands,
    consents,
    evidence,
    facts,
    figures,
    log,
    orders,
    released,
    tasks,
    tickets,
)

GONE = Words("(依法删除)", "(erased by law)")
FACT_TOPICS = (FactRecorded.topic, FactCorrected.topic)
TASK_TOPICS = (TaskAdded.topic, TaskAssigned.topic, TaskDone.topic)
FIGURE_TOPICS = (FigureChanged.topic,)
JUDGED_TOPICS = (CircumstanceSet.topic, SpecialScaleSet.topic)
TOPICS = (*FACT_TOPICS, *TASK_TOPICS, *FIGURE_TOPICS, *JUDGED_TOPICS, CallUnmerged.topic)
"""Events whose data go: the tables keep what they say of the response itself."""
WHOLE = (Noted.topic, ConsentAsked.topic, ConsentAnswered.topic, EvidenceAdded.topic, CallUnmerged.topic)
"""Lines that are nothing but somebody's words."""


class JoinedForgetting:
    """Answers `Forgets`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def things(self, incident: str) -> tuple[str, ...]:
        return things_of(self._unit, incident)

    def lines(self, incident: str, topics: Collection[str]) -> None:
        blank_lines(self._unit, incident, topics)


def things_of(reading: Reading, incident: str) -> tuple[str, ...]:
    run = reading.connection.execute
    mine = run(select(calls.c.id).where(calls.c.incident == incident).order_by(calls.c.id)).scalars().all()
    filed = run(select(tickets.c.id).where(tickets.c.call.in_(mine)).order_by(tickets.c.id)).scalars().all()
    sent = run(select(orders.c.id).where(orders.c.incident == incident).order_by(orders.c.id)).scalars().all()
    return (incident, *mine, *filed, *sent)


def blank_lines(unit: Unit, incident: str, topics: Collection[str]) -> None:
    said = log.c.topic.in_(topics)
    unit.connection.execute(update(log).where(log.c.incident == incident, said).values(zh=GONE.zh, en=GONE.en))


def forget_response(unit: Unit, incident: str) -> None:
    """Everything of the response that is somebody's word; run again, it does not mind what is gone."""
    _facts(unit, incident)
    _tasks(unit, incident)
    _claims(unit, incident)
    run = unit.connection.execute
    run(update(consents).where(consents.c.incident == incident).values(said_by="", note=""))
    run(update(released).where(released.c.incident == incident).values(said_by=""))
    run(update(orders).where(orders.c.incident == incident).values(consent=""))
    run(update(commands).where(commands.c.incident == incident).values(to_phone=""))
    blank = {"text": "", "reference": "", "by": ""}
    run(update(evidence).where(evidence.c.incident == incident).values(**blank))
    blank_lines(unit, incident, WHOLE)


def _facts(unit: Unit, incident: str) -> None:
    mine = select(orders.c.id).where(orders.c.incident == incident)
    words = ("said_by", "post", "witness", "note", "why")
    rows = unit.connection.execute(select(facts).where(facts.c.order.in_(mine))).mappings().all()
    _strike(unit, incident, FACT_TOPICS, _texts(rows, words))
    unit.connection.execute(update(facts).where(facts.c.order.in_(mine)).values(**dict.fromkeys(words, "")))


def _tasks(unit: Unit, incident: str) -> None:
    """A task given on the spot, or to somebody by name, says no more what and whose it was; the posts of a plan's
    action cards stay."""
    rows = unit.connection.execute(select(tasks).where(tasks.c.incident == incident)).mappings().all()
    struck = _texts(rows, ("note",))
    for row in rows:
        post, values = restore(Words, row["post"]), {"note": ""}
        if row["by_hand"]:
            struck |= {restore(Words, row["title"]).zh}
            values |= {"title": store(GONE)}
        if post.zh == row["owner"]:
            struck |= {row["owner"]}
            values |= {"owner": "", "post": store(GONE)}
        mine = (tasks.c.incident == incident) & (tasks.c.id == row["id"])
        unit.connection.execute(update(tasks).where(mine).values(**values))
    _strike(unit, incident, (TaskDone.topic,), struck)
    blank_lines(unit, incident, (TaskAdded.topic, TaskAssigned.topic))


def _claims(unit: Unit, incident: str) -> None:
    for table, words, topics in (
        (figures, ("source", "reason"), FIGURE_TOPICS),
        (circumstances, ("source", "reason", "which"), JUDGED_TOPICS),
    ):
        _strike(unit, incident, topics, _texts(_rows(unit, table, incident), words))
        unit.connection.execute(update(table).where(table.c.incident == incident).values(**dict.fromkeys(words, "")))


def _rows(unit: Unit, table: Table, incident: str) -> Iterable[RowMapping]:
    return unit.connection.execute(select(table).where(table.c.incident == incident)).mappings().all()


def _texts(rows: Iterable[Mapping[Any, Any]], names: Iterable[str]) -> set[str]:
    return {str(row[name]) for row in rows for name in names if row[name]}


def _strike(unit: Unit, incident: str, topics: Collection[str], words: Collection[str]) -> None:
    """Takes the words out of the record's lines of these topics, the longest first."""
    longest = sorted(words, key=len, reverse=True)
    if not longest:
        return
    mine = (log.c.incident == incident) & log.c.topic.in_(topics)
    for row in unit.connection.execute(select(log.c.id, log.c.zh, log.c.en).where(mine)).all():
        zh, en = row.zh, row.en
        for text in longest:
            zh, en = zh.replace(text, GONE.zh), en.replace(text, GONE.en)
        if (zh, en) != (row.zh, row.en):
            unit.connection.execute(update(log).where(log.c.id == row.id).values(zh=zh, en=en))
