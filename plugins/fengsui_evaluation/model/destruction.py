"""When the personal data of a closed incident are to be destroyed, and whether they may be (ERL arts 84-85)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo

from fengsui_evaluation.api.values import Destruction, Finding


def due_on(closed_at: datetime, days: int, zone: tzinfo) -> date:
    """The first day is not counted (民法典 art 201)."""
    return closed_at.astimezone(zone).date() + timedelta(days=days)


def is_due(one: Destruction, today: date) -> bool:
    return one.destroyed_at is None and not one.held and one.due <= today


def needed_for(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Findings that are not settled yet: the evaluation still needs what they rest on."""
    return tuple(one.id for one in findings if one.state in ("open", "done"))
