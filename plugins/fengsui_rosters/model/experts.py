"""Whether an expert may be asked, on a day and about a site."""

from __future__ import annotations

from datetime import date

from fengsui.errors import Fault
from fengsui.text import N_
from fengsui_rosters.api import Expert


def expert_faults(expert: Expert) -> list[Fault]:
    if expert.term_from and expert.term_to and expert.term_to < expert.term_from:
        return [Fault("term_to", N_("a day after term_from"), "ends_before_it_begins")]
    return []


def why_not(expert: Expert, today: date, site: str = "") -> str:
    """Why the expert may not be asked (a key of WHY_NOT_NAMES), or an empty text."""
    if expert.status != "active":
        return expert.status
    if expert.term_from is not None and today < expert.term_from:
        return "term_not_begun"
    if expert.term_to is not None and today > expert.term_to:
        return "term_ended"
    return "conflict" if site and site in expert.conflicts else ""
