"""The tick-lists of a warning by its level, and who must receive it: rule rows become lines with their time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from fengsui_incidents.api.events import Words
from fengsui_warnings.api.board import DutyLine, DutyList, ReceiptLine
from fengsui_warnings.model.levels import within
from fengsui_warnings.model.notice import Notice
from fengsui_warnings.model.table import Table

BASIS: dict[DutyList, str] = {
    "issue": "突发事件应对法 第64条",
    "all": "突发事件应对法 第66条",
    "high": "突发事件应对法 第67条",
}
HIGH = within(("red", "orange"))
"""一级, 二级: the law's own line between the two lists (ERL arts 66, 67)."""


def duties_of(notice: Notice, table: Table, now: datetime) -> tuple[DutyLine, ...]:
    """Nothing where the level is not known yet: which list applies depends on it."""
    minutes = table.by_level("duty_minutes", notice.level)
    if notice.level is None or minutes is None:
        return ()
    due = now + timedelta(minutes=minutes)
    lists: list[DutyList] = ["issue"] if notice.origin == "own" else []
    lists += ["all", "high"] if notice.level in HIGH else ["all"]
    return tuple(
        DutyLine(key=row["key"], list=name, says=_words(row), basis=BASIS[name], due_at=due)
        for name in lists
        for row in table.listed(f"duties.{name}")
    )


def receipts_of(notice: Notice, table: Table, now: datetime) -> tuple[ReceiptLine, ...]:
    minutes = table.by_level("pass_on_minutes", notice.level)
    if notice.level is None or minutes is None or notice.scope != "Public":
        return ()
    due = now + timedelta(minutes=minutes)
    return tuple(
        ReceiptLine(key=row["key"], who=_words(row), due_at=due)
        for row in table.listed("pass_on")
        if notice.level in HIGH or not row.get("high")
    )


def carried_over(new: Iterable[DutyLine], old: Iterable[DutyLine]) -> tuple[DutyLine, ...]:
    """What was done for the warning that this one takes the place of is done, by whom and when it was; only what the
    new one must be told anew (the issue list) begins again."""
    done = {line.key: line for line in old if line.done_at is not None and line.list != "issue"}
    return tuple(
        replace(line, done_at=before.done_at, done_by=before.done_by, note=before.note)
        if (before := done.get(line.key)) is not None and line.list != "issue"
        else line
        for line in new
    )


def _words(row: dict[str, Any]) -> Words:
    return Words(str(row["zh"]), str(row["en"]))
