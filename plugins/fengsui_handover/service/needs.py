"""The handover's part of the one queue: promises, the end of the shift, a signature that is awaited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from fengsui.hooks import Reading
from fengsui_handover.api.values import Promise
from fengsui_handover.service import rows
from fengsui_incidents.api.board import QueueItem
from fengsui_incidents.api.events import Words

SCREEN = "handover.board"
PROMISE = Words("承诺", "PROMISE")
HANDOVER = Words("交班", "HANDOVER")
SIGN = Words("接班签字", "SIGN")


class HandoverNeeds:
    """Answers `NeedsPerson`."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def items(self) -> Sequence[QueueItem]:
        if not self._reading.actor.can("handover.see"):
            return ()
        return [*self._shift(), *(_promise(one) for one in rows.open_promises(self._reading))]

    def _shift(self) -> Iterator[QueueItem]:
        row, watch = rows.pending(self._reading), rows.watch_now(self._reading)
        if row is not None:
            says = Words(f"{row['out_by']} 已签交班, 待接班签字", f"{row['out_by']} has signed out, to be taken over")
            yield _item(f"handover:sign:{row['id']}", SIGN, says, due=row["out_at"])
        elif watch is not None and watch.ends_at is not None:
            before = timedelta(minutes=float(self._reading.rule("shown_before_minutes").value))
            if self._reading.now >= watch.ends_at - before:
                says = Words(f"{watch.taken_by} 班次到时, 请交班",
                             f"the shift of {watch.taken_by} ends: hand over")  # fmt: skip
                yield _item(f"handover:due:{watch.id}", HANDOVER, says, due=watch.ends_at)


def _promise(one: Promise) -> QueueItem:
    says = Words(f"答复 {one.to}: {one.text}", f"to {one.to}: {one.text}")
    return _item(f"handover:promise:{one.id}"[:64], PROMISE, says, due=one.due, incident=one.incident,
                 subject=one.id, exercise=one.exercise)  # fmt: skip


def _item(id: str, label: Words, says: Words, **more: object) -> QueueItem:
    given: dict[str, object] = {"incident": "", "due": None, "subject": "", "exercise": None, **more}
    return QueueItem(id=id, kind="other", order="", call="", says=says, label=label, opens=SCREEN, **given)  # type: ignore[arg-type]
