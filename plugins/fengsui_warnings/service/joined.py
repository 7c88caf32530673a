"""What we answer others with: items in the one queue, lines on the board, what holds drills."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from fengsui.hooks import Reading
from fengsui_drills.api import Hold
from fengsui_incidents.api.board import QueueItem, QueueKey
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.joining import ShownLine
from fengsui_warnings.api.board import DutyLine, ReceiptLine
from fengsui_warnings.model import notice as n
from fengsui_warnings.model.levels import LEVELS, name_of, within
from fengsui_warnings.model.notice import Notice
from fengsui_warnings.service import store
from fengsui_warnings.service.context import table_of
from fengsui_warnings.service.views import HIDDEN, may_see
from fengsui_warnings.tables import notices

WARNING = Words("预警", "WARNING")
OPENS = "warnings.board"
KEYS = (QueueKey(key="space", says=Words("打开预警", "open it")),)
DRILL = Words("[演练] ", "[DRILL] ")
NOTHING = Words("", "")


class WarningItems:
    """Answers `NeedsPerson`: each warning once, with everything about it that waits for a person."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def items(self) -> Sequence[QueueItem]:
        wanted = (notices.c.state.in_(("draft", "issued"))) | (notices.c.ended_late.is_(True))
        found = store.where(self._reading.connection, wanted)
        if not found:
            return ()
        issued = [notice.id for notice in found if notice.state == "issued"]
        lines, asked = _open_duties(self._reading, issued), _open_receipts(self._reading, issued)
        return tuple(
            self._item(notice, says, due)
            for notice in found
            for says, due in self._needs(notice, lines.get(notice.id, []), asked.get(notice.id, []))
        )

    def _needs(
        self, notice: Notice, lines: list[DutyLine], asked: list[ReceiptLine]
    ) -> Iterator[tuple[Words, datetime | None]]:
        """At the most one item a warning: what is due first decides when, all of it is said."""
        if notice.state == "draft":
            if not n.lacks(notice):
                yield Words("待第二人审核发布", "waits for a second person to publish it"), None
            return
        if notice.ended_late:
            yield Words("本次启动前已到期, 请确认", "ran out before the centre was started: take note"), notice.ends_at
            return
        parts = list(_parts(notice, lines, asked))
        dues = [line.due_at for line in lines] + [one.due_at for one in asked if one.due_at is not None]
        minutes = table_of(self._reading).get("decide_before_end_minutes")
        if n.ends_soon(notice, minutes, self._reading.now) and notice.ends_at is not None:
            end = _clock(self._reading, notice.ends_at)
            parts.insert(0, Words(f"{end} 到期: 续发或解除", f"ends {end}: prolong or lift"))
            dues.append(notice.ends_at)
        if parts:
            yield (
                Words("; ".join(part.zh for part in parts), "; ".join(part.en for part in parts)),
                min(dues, default=None),
            )

    def _item(self, notice: Notice, says: Words, due: datetime | None) -> QueueItem:
        name = line_of(self._reading, notice)
        return QueueItem(
            id=f"warnings:{notice.id}",
            kind="other",
            incident="",
            order="",
            call="",
            says=Words(f"{notice.id} {name.zh}: {says.zh}", f"{notice.id} {name.en}: {says.en}"),
            due=due,
            exercise=notice.exercise,
            label=WARNING,
            opens=OPENS,
            subject=notice.id,
            keys=KEYS,
        )


def _parts(notice: Notice, lines: list[DutyLine], asked: list[ReceiptLine]) -> Iterator[Words]:
    if notice.level is None:
        yield Words("级别待定", "its level is to be said")
    if lines:
        first = lines[0].says
        yield Words(f"{len(lines)} 项未完成 {first.zh}", f"{len(lines)} duties open: {first.en}")
    silent = [line for line in asked if not line.refused]
    if silent:
        yield Words(f"{len(silent)} 处未回执 {silent[0].who.zh}", f"{len(silent)} receipts missing: {silent[0].who.en}")
    for line in asked:
        if line.refused:
            yield Words(f"{line.who.zh} 不能接收: {line.note}", f"{line.who.en} cannot: {line.note}")


def _open_duties(reading: Reading, warnings: list[str]) -> dict[str, list[DutyLine]]:
    found = store.duties_of(reading.connection, warnings)
    return {key: [line for line in lines if line.done_at is None] for key, lines in found.items()}


def _open_receipts(reading: Reading, warnings: list[str]) -> dict[str, list[ReceiptLine]]:
    found = store.receipts_of(reading.connection, warnings)
    return {key: [one for one in lines if one.received_at is None or one.refused] for key, lines in found.items()}


class WarningLines:
    """Answers `ShownOnBoard`: the warnings in force, the worst first."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def lines(self) -> Sequence[ShownLine]:
        found = store.where(self._reading.connection, notices.c.state == "issued")
        found.sort(key=lambda one: (one.exercise is not None, _rank(one)))
        return tuple(
            ShownLine(says=line_of(self._reading, one), urgent=one.level in ("red", "orange"), exercise=one.exercise)
            for one in found
        )


def _rank(notice: Notice) -> int:
    return LEVELS.index(notice.level) if notice.level is not None else len(LEVELS)


def line_of(reading: Reading, notice: Notice) -> Words:
    """暴雨橙色预警 至 12:00. What is restricted says no more than its level."""
    level, drill = name_of(notice.level), DRILL if notice.exercise is not None else NOTHING
    until = f" 至{_clock(reading, notice.ends_at)}" if notice.ends_at is not None else ""
    until_en = f" until {_clock(reading, notice.ends_at)}" if notice.ends_at is not None else ""
    event = notice.says.event if may_see(reading, notice) else HIDDEN
    return Words(
        f"{drill.zh}{_one(event.zh)}{level.zh}预警{until}", f"{drill.en}{_one(event.en)}, {level.en} warning{until_en}"
    )


def _one(text: str) -> str:
    return " ".join(text.split())[:40]


def _clock(reading: Reading, moment: datetime | None) -> str:
    if moment is None:
        return "--"
    zone = ZoneInfo(reading.centre()["zone"])
    local, today = moment.astimezone(zone), reading.now.astimezone(zone)
    return f"{local:%H:%M}" if local.date() == today.date() else f"{local:%m-%d %H:%M}"


class WarningHolds:
    """Answers `HoldsDrills`: real warnings in force of the levels that the rule `holds_drills` names."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def holds(self) -> Sequence[Hold]:
        levels = within(table_of(self._reading).listed("holds_drills"))
        query = select(notices.c.id, notices.c.entered_at).where(
            notices.c.state == "issued",
            notices.c.exercise.is_(None),
            notices.c.level.in_(sorted(levels)),
            (notices.c.ends_at.is_(None)) | (notices.c.ends_at > self._reading.now),
        )
        rows = self._reading.connection.execute(query.order_by(notices.c.entered_at, notices.c.id))
        return tuple(Hold(because=row.id, since=row.entered_at) for row in rows)
