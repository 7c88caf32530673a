"""The forces as a set that covers the plan's needs, with the reason for every team chosen and every one left out."""

from fengsui_incidents.model.propose.account import Account, account
from fengsui_incidents.model.propose.given import (
    Available,
    Consent,
    Contact,
    Contacts,
    Engaged,
    Routed,
    Router,
    StraightLine,
)
from fengsui_incidents.model.propose.proposal import Choice, as_proposed, choose, left_out, next_team, propose
from fengsui_incidents.model.propose.relief import relief_for
from fengsui_incidents.model.propose.reserve import kept_words, reserve_broken, reserves, wanted_reserve

__all__ = [
    "Account",
    "Available",
    "Choice",
    "Consent",
    "Contact",
    "Contacts",
    "Engaged",
    "Routed",
    "Router",
    "StraightLine",
    "account",
    "as_proposed",
    "choose",
    "kept_words",
    "left_out",
    "next_team",
    "propose",
    "relief_for",
    "reserve_broken",
    "reserves",
    "wanted_reserve",
]
