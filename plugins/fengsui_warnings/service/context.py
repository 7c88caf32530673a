"""What decisions need beside the warning: rules in force, the centre's name to the world, numbers, who asks."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from fengsui.errors import Conflict, Missing
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_drills.api import Drills
from fengsui_warnings.model.notice import Notice
from fengsui_warnings.model.table import Table
from fengsui_warnings.model.to_cap import Centre
from fengsui_warnings.service import store
from fengsui_warnings.settings import WarningsSettings

LEADER = "warnings.publish_high"


def table_of(reading: Reading) -> Table:
    """The rules in force; one that a bureau has switched off is empty."""

    def ask(key: str) -> Any:
        try:
            return reading.rule(key).value
        except Missing:
            return None

    return Table(ask)


def centre_of(reading: Reading) -> Centre:
    settings, centre = reading.settings(WarningsSettings), reading.centre()
    division = centre["division"] or "centre"
    return Centre(
        sender=settings.sender or f"{division}.fengsui",
        prefix=settings.issuer_code or division,
        name=centre["name"],
        zone=ZoneInfo(centre["zone"]),
    )


def next_id(unit: Unit, exercise: str | None) -> str:
    """W1122-01; a drill's begins with XW, so that neither can be taken for the other."""
    day = unit.now.astimezone(ZoneInfo(unit.centre()["zone"])).date()
    letters = "W" if exercise is None else "XW"
    return f"{letters}{day:%m%d}-{store.next_number(unit.connection, f'{letters}{day:%m%d}'):02d}"


def enter(unit: Unit, exercise: str | None) -> None:
    """Binds the unit to the real thing, or to a drill that is running; raises Conflict for one that is not."""
    if exercise is not None and not unit.ask(Drills).running(exercise):
        raise Conflict(N_("The drill {drill} is not running: nothing is entered for it."), code="drill_not_running",
                       drill=exercise)  # fmt: skip
    unit.enter(exercise)


def load(unit: Unit, warning: str) -> Notice:
    """A warning to act on, with the unit bound to its kind."""
    found = store.get(unit.connection, warning)
    unit.enter(found.exercise)
    return found


def is_leader(reading: Reading) -> bool:
    return reading.actor.can(LEADER)
