"""The evaluation's part of the one queue: actions whose day has come, data whose date has come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time

from fengsui.hooks import Reading
from fengsui_evaluation.service import rows
from fengsui_evaluation.service.hearing import today, zone_of
from fengsui_incidents.api.board import QueueItem
from fengsui_incidents.api.events import Words

SCREEN = "evaluation.board"
ACTION = Words("整改", "ACTION")
DESTROY = Words("销毁", "DESTROY")


class EvaluationNeeds:
    """Answers `NeedsPerson`. Nothing of it is urgent at night: it comes last, by its day."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def items(self) -> Sequence[QueueItem]:
        actor = self._reading.actor
        found: list[QueueItem] = []
        if actor.can("evaluation.findings"):
            found += self._actions()
        if actor.can("evaluation.destroy"):
            found += self._destructions()
        return found

    def _actions(self) -> Iterator[QueueItem]:
        now = today(self._reading)
        for one in rows.open_findings(self._reading):
            if one.state == "open" and one.due is not None and one.due <= now:
                says = Words(f"{one.text.zh} ({one.owner})", f"{one.text.en} ({one.owner})")
                yield self._item(f"evaluation:action:{one.id}", ACTION, says, one.incident, one.due)

    def _destructions(self) -> Iterator[QueueItem]:
        for row in rows.due_destructions(self._reading, today(self._reading)):
            if row["held"] or (row["ordered_at"] is not None and not row["failed"]):
                continue
            failed = f": {row['failed']}" if row["failed"] else ""
            says = Words(f"{row['incident']} 个人信息到期销毁{failed}",
                         f"{row['incident']}: personal data are to be destroyed{failed}")  # fmt: skip
            yield self._item(f"evaluation:destroy:{row['incident']}", DESTROY, says, row["incident"], row["due"])

    def _item(self, id: str, label: Words, says: Words, incident: str, day: date) -> QueueItem:
        due = datetime.combine(day, time(23, 59), zone_of(self._reading)).astimezone(UTC)
        return QueueItem(id=id[:64], kind="other", incident="", order="", call="", says=says, due=due, label=label,
                         opens=SCREEN, subject=incident)  # fmt: skip
