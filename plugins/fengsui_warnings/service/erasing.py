"""What is destroyed of persons by law (突发事件应对法 arts 84-85): who answered for whom, contacts, and the messages
themselves. That the warning was issued, ticked and received stays (art 94)."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import update

from fengsui.errors import Conflict
from fengsui.hooks import Erasure, Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.events import Words
from fengsui_warnings.service import store
from fengsui_warnings.tables import duties, messages, receipts


def of_warning(reading: Reading, warning: str) -> tuple[str, ...]:
    """Raises Missing, or Conflict (`thing_open`) while it is written or in force."""
    notice = store.get(reading.connection, warning)
    if notice.state in ("draft", "issued"):
        raise Conflict(N_("{thing} is still open."), code="thing_open", thing=warning)
    return (warning,)


def erase_warning(unit: Unit, warning: str) -> None:
    notice = store.find(unit.connection, warning)
    if notice is not None:
        store.save(unit.connection, replace(notice, says=replace(notice.says, contact="")))
    connection = unit.connection
    connection.execute(update(receipts).where(receipts.c.warning == warning).values(said_by="", note=""))
    own = receipts.c.key.like("own-%") & (receipts.c.warning == warning)
    connection.execute(update(receipts).where(own).values(who=store.words(Words("(依法删除)", "(erased by law)"))))
    connection.execute(update(duties).where(duties.c.warning == warning).values(note=""))
    connection.execute(update(messages).where(messages.c.thing == warning).values(xml=""))


ERASURES = (
    Erasure(name="warning", summary=N_("A warning's contacts, who answered, and the message that it came in"),
            subjects=of_warning, erase=erase_warning),
)  # fmt: skip
