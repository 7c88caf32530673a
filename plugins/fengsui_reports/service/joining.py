"""Beside the incidents' work: our clocks and demands in the one queue, and what keeps an incident open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, cast

from sqlalchemy import select

from fengsui.errors import Fault
from fengsui.hooks import Reading
from fengsui.text import N_
from fengsui_incidents.api.board import QueueItem, QueueKey
from fengsui_incidents.api.events import Words
from fengsui_reports.api.words import DEMAND_SAID, FORM_SAID, DemandKind, Form, Line
from fengsui_reports.model.clocks import Clock
from fengsui_reports.service.context import Context, context_of
from fengsui_reports.service.rows import clock_of, clocks_of_case, find_case
from fengsui_reports.tables import cases, clocks, demands

OPEN = QueueKey(key="Space", says=Words("打开", "open"))
LINES: tuple[Line, ...] = ("emergency", "government", "bodies")
DOWN = Words("停机期间到期", "ran out while the centre was down")


class ReportsNeed:
    """Answers `NeedsPerson` and `KeepsOpen`, bound to a transaction."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def items(self) -> Sequence[QueueItem]:
        soon = self._reading.now + timedelta(minutes=int(self._reading.rule("shown_before_minutes").value))
        running = (clocks.c.state == "open") & (clocks.c.late_after <= soon)
        query = (
            select(clocks, cases.c.title_zh, cases.c.title_en)
            .join(cases, cases.c.incident == clocks.c.incident)
            .where(running)
            .order_by(clocks.c.incident, clocks.c.form, clocks.c.late_after, clocks.c.id)
        )
        rows = self._reading.connection.execute(query).mappings().all()
        wanted = select(demands).where(demands.c.state == "open").order_by(demands.c.due_at, demands.c.id)
        asked = self._reading.connection.execute(wanted).mappings().all()
        if not rows and not asked:
            return ()
        context = context_of(self._reading)
        found = [
            _clock_item(context, [clock_of(row) for row in group], title, self._reading.now)
            for group, title in _grouped(rows)
        ]
        return [*found, *(_demand_item(row) for row in asked)]

    def before_closing(self, incident: str) -> Sequence[Fault]:
        """The final report, and the correction where one is owed; or a stop with its reason."""
        case = find_case(self._reading, incident)
        if case is None:
            return ()
        there = clocks_of_case(self._reading, incident)
        faults: list[Fault] = []
        final = [clock for clock in there if clock.form == "final"]
        unsent = any(clock.state == "open" for clock in final) or not final
        if case.owes and unsent:
            expected = N_("the final report sent, or the clocks stopped with a reason")
            faults.append(Fault("reports.final", expected, "final_report_owed"))
        if any(clock.form == "correction" and clock.state == "open" for clock in there):
            expected = N_("the correction sent to those who were told")
            faults.append(Fault("reports.correction", expected, "correction_owed"))
        return faults


def _grouped(rows: Sequence[Any]) -> list[tuple[list[Any], Words]]:
    """One item an incident and form: the flash to two lines is one thing to do."""
    found = []
    for _, group in groupby(rows, key=lambda row: (row["incident"], row["form"])):
        members = list(group)
        found.append((members, Words(members[0]["title_zh"], members[0]["title_en"])))
    return found


def _clock_item(context: Context, group: Sequence[Clock], title: Words, now: datetime) -> QueueItem:
    first = min(group, key=lambda clock: clock.late_after)
    group = sorted(group, key=lambda clock: LINES.index(clock.line))
    names = [context.name(one) for one in dict.fromkeys(clock.to for clock in group)]
    by = context.said.near(first.late_after, now)
    how = _how(first.form)
    lost = any(clock.presented for clock in group)
    zh = f"{' + '.join(name.zh for name in names)} {how.zh} 限{by} {title.zh}"
    en = f"{' + '.join(name.en for name in names)} {how.en} by {by}: {title.en or title.zh}"
    return QueueItem(
        id=f"reports:{first.incident}:{first.form}",
        kind="other",
        incident=first.incident,
        order="",
        call="",
        says=Words(f"{DOWN.zh}: {zh}", f"{DOWN.en}: {en}") if lost else Words(zh, en),
        due=first.late_after,
        phone=context.phone(first.to),
        label=FORM_SAID[first.form],
        opens="reports.board",
        subject=first.incident,
        keys=(OPEN,),
    )


def _how(form: Form) -> Words:
    if form == "flash":
        return Words("电话", "by phone")
    return Words("", "") if form in ("notice", "receipt") else Words("书面", "in writing")


def _demand_item(row: Any) -> QueueItem:
    due: datetime = row["due_at"]
    owner = f" [{row['owner']}]" if row["owner"] else ""
    text = f"{row['source']}: {row['text'].splitlines()[0][:80]}{owner}"
    lost = row["presented"]
    return QueueItem(
        id=f"reports:demand:{row['id']}",
        kind="other",
        incident=row["incident"],
        order="",
        call="",
        says=Words(f"{DOWN.zh}: {text}", f"{DOWN.en}: {text}") if lost else Words(text, text),
        due=due,
        label=DEMAND_SAID[cast(DemandKind, row["kind"])],
        opens="reports.picture" if row["kind"] == "picture" else "reports.board",
        subject=row["incident"],
        keys=(OPEN,),
    )
