"""Joint figures of many incidents: what is known together, and how many do not know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fengsui_incidents.api.umbrellas import JointFigure
from fengsui_incidents.api.words import COUNTS, FALSE_KINDS, Count


def joint_figures(members: Iterable[tuple[Mapping[Count, int | None], str]]) -> Mapping[Count, JointFigure]:
    """Sums over the members' figures in use; a member that ended as false (its outcome) counts nobody."""
    counted = [figures for figures, outcome in members if outcome not in FALSE_KINDS]
    found: dict[Count, JointFigure] = {}
    for count in COUNTS:
        said = [figures[count] for figures in counted if count in figures]
        if said:
            known = sum(value for value in said if value is not None)
            found[count] = JointFigure(known=known, unknown=sum(value is None for value in said))
    return found
