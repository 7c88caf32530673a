"""The roster follows the facts: out, moving, on the scene, resting, ready. Never in a drill."""

from __future__ import annotations

from datetime import datetime

from fengsui.hooks import Unit
from fengsui_incidents.api.words import UNABLE_NAMES
from fengsui_incidents.service.context import rules_of, span
from fengsui_incidents.service.loading import Order
from fengsui_incidents.service.telling import centre_says
from fengsui_rosters.api import Readiness, Teams

FROM_FACT: dict[str, Readiness] = {
    "ordered": "out",
    "accepted": "out",
    "moving": "moving",
    "arrived": "on_scene",
    "returning": "out",
    "declined": "ready",
    "recalled": "ready",
}
CANNOT: dict[str, Readiness] = {
    "on_another_job": "out",
    "vehicle": "out_of_service",
    "people": "out_of_service",
    "kit": "out_of_service",
}
"""A road that is closed, or another reason, says nothing about the team's readiness for the next call."""


def _said(unit: Unit, reason: str) -> str:
    """Why a team cannot go, in the centre's language: the roster keeps words, not keys."""
    known = {str(key): name for key, name in UNABLE_NAMES.items()}
    return centre_says(unit, known[reason]) if reason in known else reason


def rest_until(unit: Unit, order: Order) -> datetime | None:
    """Until when a team that has worked on the scene rests: from its return as it was said, which a late entry (补录)
    may put hours before now. None where it was not there, or no rest is asked; who was asked and not ordered (119, 120)
    has a rota of his own."""
    rest, back = span(rules_of(unit), "rest_hours", "hours"), order.record.last("ready")
    if order.record.kind != "order" or rest is None or back is None or "arrived" not in order.record.kinds():
        return None
    return back.at + rest


def note_readiness(unit: Unit, order: Order, fact: str, reason: str = "") -> None:
    """Marks the team in the roster after `fact`. A team that has worked on the scene rests from its return."""
    record = order.record
    if record.exercise is not None or not record.team:
        return
    teams = unit.ask(Teams)
    if fact == "ready":
        until = rest_until(unit, order)
        if until is not None and until > unit.now:
            teams.mark(record.team, "resting", reason=order.id, until=until, exercise=None)
        else:
            teams.mark(record.team, "ready", reason=order.id, exercise=None)
    elif fact == "unable":
        teams.mark(record.team, CANNOT.get(reason, "ready"), reason=_said(unit, reason), exercise=None)
    elif fact in FROM_FACT:
        teams.mark(record.team, FROM_FACT[fact], reason=order.id, exercise=None)
