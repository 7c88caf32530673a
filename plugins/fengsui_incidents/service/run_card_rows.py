"""Run-card lines out of their table."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select

from fengsui.hooks import Reading
from fengsui_incidents.model.run_cards import Line
from fengsui_incidents.service.stored import restore
from fengsui_incidents.tables import run_cards
from fengsui_plans.api import Need


def lines_of(reading: Reading, codes: Collection[str] | None = None) -> Mapping[str, list[Line]]:
    """The lines of each code, in the order of the table."""
    query = select(run_cards).order_by(run_cards.c.code, run_cards.c.number)
    if codes is not None:
        query = query.where(run_cards.c.code.in_(codes))
    found: dict[str, list[Line]] = {}
    for row in reading.connection.execute(query).mappings():
        line = Line(row["code"], row["title"], row["level"], restore(Need, row["need"]), row["source"])
        found.setdefault(line.code, []).append(line)
    return found
