"""The sheet that passes from watch to watch (交接班单): everything open, each thing once, worst and soonest first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from fengsui_handover.api.values import Line, Promise, Section, SectionKind, Sheet
from fengsui_incidents.api.board import IncidentRow, QueueItem, QueueKind
from fengsui_incidents.api.events import Words
from fengsui_rosters.api import Team

OWN = "handover:"
"""Items of the queue that are about the handover itself do not stand on its sheet."""

SECTION_OF: Mapping[QueueKind, SectionKind] = {
    "mayday": "unanswered",
    "withdraw": "unanswered",
    "expired": "unanswered",
    "silent": "unanswered",
    "unreachable": "unanswered",
    "unable": "unanswered",
    "need_more": "unanswered",
    "change": "unanswered",
    "card": "unanswered",
    "call": "calls",
    "merge": "calls",
}
"""Every other kind is a clock: something that a person owes by a time."""

CANNOT_GO = frozenset({"resting", "out_of_service"})
WHY_NOT: Mapping[str, Words] = {"resting": Words("休整", "resting"), "out_of_service": Words("停用", "out of service")}


def sheet_of(
    now: datetime,
    *,
    incidents: Iterable[IncidentRow],
    queue: Iterable[QueueItem],
    promises: Iterable[Promise],
    teams: Iterable[Team],
    drills: Iterable[Line] = (),
) -> Sheet:
    """The sheet as of `now`. The queue comes in its own order, which is kept."""
    by_kind: dict[SectionKind, list[Line]] = {
        "incidents": [_incident(row) for row in incidents],
        "unanswered": [],
        "clocks": [],
        "calls": [],
        "promises": [_promise(one) for one in promises if one.kept_at is None],
        "out_of_service": [_team(team) for team in teams if team.readiness in CANNOT_GO],
        "drills": list(drills),
    }
    for item in queue:
        if not item.id.startswith(OWN):
            by_kind[SECTION_OF.get(item.kind, "clocks")].append(_item(item))
    sections = tuple(Section(kind=kind, lines=tuple(lines)) for kind, lines in by_kind.items())
    return Sheet(made_at=now, sections=sections, seen=_seen(by_kind["incidents"], by_kind["promises"]))


def changed(signed: Sheet, now: Sheet) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """What has come onto the sheet since it was signed, and what has gone from it."""
    before, after = _all(signed), _all(now)
    added = tuple(line for id, line in after.items() if id not in before)
    gone = tuple(line for id, line in before.items() if id not in after)
    return added, gone


def _all(sheet: Sheet) -> dict[str, Line]:
    return {line.id: line for section in sheet.sections for line in section.lines}


def _seen(incidents: Sequence[Line], promises: Sequence[Line]) -> str:
    """Says nothing of alarms: they come and go faster than anybody signs, and pass with their incident anyway."""
    text = "\n".join(sorted(f"{line.id} {line.says.zh}" for line in (*incidents, *promises)))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _incident(row: IncidentRow) -> Line:
    """Only what the next watch must have read: not the counts of forces, which move every minute."""
    calls = Words(f" 来电{row.calls}", f", {row.calls} calls") if row.calls > 1 else Words("", "")
    return Line(
        id=f"incident:{row.id}",
        says=Words(
            f"{row.urgency} {row.id} {row.title.zh} {row.place}{calls.zh}",
            f"{row.urgency} {row.id} {row.title.en}, {row.place}{calls.en}",
        ),
        exercise=row.exercise,
    )


def _item(item: QueueItem) -> Line:
    label = item.label or Words("", "")
    phone = f"  {item.phone}" if item.phone and item.phone not in item.says.zh else ""
    zh = " ".join(part for part in (item.incident, label.zh, item.says.zh) if part)
    en = " ".join(part for part in (item.incident, label.en, item.says.en) if part)
    return Line(id=item.id, says=Words(f"{zh}{phone}", f"{en}{phone}"), due=item.due, exercise=item.exercise)


def _promise(one: Promise) -> Line:
    about = f"{one.incident} " if one.incident else ""
    return Line(
        id=f"promise:{one.id}",
        says=Words(f"{about}答复 {one.to}: {one.text} ({one.by})", f"{about}to {one.to}: {one.text} ({one.by})"),
        due=one.due,
        exercise=one.exercise,
    )


def _team(team: Team) -> Line:
    why = WHY_NOT[team.readiness]
    reason = f" {team.reason}" if team.reason else ""
    return Line(
        id=f"team:{team.id}",
        says=Words(f"{team.id} {team.name} {why.zh}{reason}", f"{team.id} {team.name}: {why.en}{reason}"),
        due=team.until,
    )
