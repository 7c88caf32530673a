"""The forces as a set that covers the plan's needs, with the reason for every team chosen and every one left out."""

from fengsui_incidents.model.propose.given import Available, Contact, Engaged, StraightLine, TravelTime
from fengsui_incidents.model.propose.proposal import left_out, next_team, propose

__all__ = ["Available", "Contact", "Engaged", "StraightLine", "TravelTime", "left_out", "next_team", "propose"]
