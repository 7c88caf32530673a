"""The record as an evaluation reads it: of each event the times and ids that are computed with, no names, no texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fengsui.events import Recorded


@dataclass(frozen=True, kw_only=True)
class Entry:
    """`at` when it was entered, `happened_at` when it happened (代录, 补录). `what` is a fact, task, step or clock
    by its key; `result` is how it ended."""

    seq: int
    part: int = 0
    incident: str
    topic: str
    at: datetime
    happened_at: datetime
    order: str = ""
    team: str = ""
    what: str = ""
    result: str = ""
    to: str = ""
    due_at: datetime | None = None
    exercise: str | None = None


def entries_of(event: Recorded) -> tuple[Entry, ...]:
    """What is kept of an event; nothing of one that says nothing to an evaluation, or whose data are destroyed."""
    read, data = READ.get(event.topic), event.data
    if read is None or data is None:
        return ()
    incident = str(data.get("incident") or event.subject)
    if not incident:
        return ()
    common: dict[str, Any] = {
        "seq": event.seq,
        "incident": incident,
        "topic": event.topic,
        "at": event.at,
        "exercise": event.exercise,
    }
    return tuple(
        Entry(part=part, **({"happened_at": event.at} | common | values)) for part, values in enumerate(read(data))
    )


def standing(entries: Iterable[Entry]) -> list[Entry]:
    """The record with its corrections (更正) carried out: a fact that was wrong counts no more, what holds does.
    Both stay in the journal. One that was reopened (重新启动) has not ended by what had ended it before."""
    found: list[Entry] = []
    for entry in entries:
        if entry.topic == REOPENED:
            found = [*(one for one in found if one.topic not in ENDS), entry]
        elif entry.topic != CORRECTED:
            found.append(entry)
        elif entry.result == "wrong":
            wrong = (FACT, entry.order, entry.what, entry.happened_at)
            found = [one for one in found if (one.topic, one.order, one.what, one.happened_at) != wrong]
        else:
            found.append(replace(entry, topic=FACT))
    return found


REOPENED = "incidents.reopened"
ENDS = frozenset({"incidents.controlled", "incidents.response_ended", "incidents.closed"})
FACT = "incidents.fact_recorded"
CORRECTED = "incidents.fact_corrected"


def _plain(*names: str, **renamed: str) -> Callable[[Mapping[str, Any]], Iterator[dict[str, Any]]]:
    """One entry with these fields of the data, some under another name."""

    def read(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        values = {name: data.get(name) or "" for name in names}
        values |= {name: data.get(source) or "" for name, source in renamed.items()}
        yield {name: _moment(value) if name in TIMES else str(value) for name, value in values.items()}

    return read


TIMES = frozenset({"due_at", "happened_at"})


def _moment(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _reported(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The report, and each task of the plan with its time."""
    yield {"what": "reported"}
    for task in data.get("tasks", ()):
        yield {"what": task["task"], "due_at": _moment(task["due"])}


def _fact(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    said = _moment(data.get("said_at"))
    happened = {"happened_at": said} if said is not None else {}
    result = "answered_for" if data.get("answered_for") else ""
    yield {"order": data["order"], "team": data.get("team", ""), "what": data["fact"], "result": result, **happened}


def _corrected(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What was wrong, and what holds instead, where anything does."""
    yield {"order": data["order"], "team": data.get("team", ""), "what": data["was"], "result": "wrong",
           "happened_at": _moment(data["was_at"])}  # fmt: skip
    if not data["void"]:
        yield {"order": data["order"], "team": data.get("team", ""), "what": data["fact"], "result": "corrected",
               "happened_at": _moment(data["at"])}  # fmt: skip


def _clocks(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for clock in data.get("clocks", ()):
        yield {"order": clock["id"], "what": clock["form"], "to": clock["to"], "due_at": _moment(clock["late_after"])}


def _stopped(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for clock in data.get("clocks", ()):
        yield {"order": clock}


def _met(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Which clocks a report or a receipt fulfilled is the reports' own word."""
    for clock in data.get("clocks", ()):
        yield {"order": clock, "happened_at": _moment(data["at"])}


def _sent(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    receivers = data.get("to", ())
    for receiver in [receivers] if isinstance(receivers, str) else receivers:
        yield {"what": data.get("kind", ""), "to": receiver, "happened_at": _moment(data["at"])}


def _proposed(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for team in data.get("chosen", ()):
        yield {"team": team}


_ORDER = _plain("order", "team", due_at="answer_by")

READ: Mapping[str, Callable[[Mapping[str, Any]], Iterator[dict[str, Any]]]] = {
    "incidents.reported": _reported,
    "incidents.level_confirmed": _plain(what="level", result="proposed"),
    "incidents.leader_card": _plain(what="level", due_at="confirm_by"),
    "incidents.proposed": _proposed,
    "incidents.ordered": _ORDER,
    "incidents.card_sent": _plain("order", "team", what="kind", due_at="answer_by"),
    "incidents.changed": _ORDER,
    "incidents.stood_down": _ORDER,
    "incidents.evacuation_ordered": _ORDER,
    "incidents.force_moving": _plain("order", "team"),
    "incidents.fact_recorded": _fact,
    "incidents.fact_corrected": _corrected,
    "incidents.escalated": _plain("order", "team", what="step"),
    "incidents.unreachable": _plain("order", "team"),
    "incidents.task_done": _plain(what="task", result="result", due_at="again_by"),
    "incidents.controlled": _plain(),
    "incidents.response_ended": _plain(),
    "incidents.closed": _plain(result="outcome"),
    "incidents.false_decided": _plain(what="decision", result="kind"),
    "incidents.reopened": _plain(result="was"),
    "handover.caught_up": _plain(happened_at="happened_at"),
    "reports.clocks_started": _clocks,
    "reports.clocks_stopped": _stopped,
    "reports.clocks_met": _met,
    "reports.clock_moved": _plain(order="clock", due_at="late_after"),
    "reports.sent": _sent,
    "reports.receipt": _sent,
}
"""By topic. A topic that is not here leaves nothing."""
