"""The answers to other plugins: `Teams`, `Duty`, `Supplies` and `Experts`, bound to the asker's transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import cast

from fengsui.hooks import Reading, Unit
from fengsui_rosters.api import Expert, ExpertRow, Muster, Readiness, Shift, Stock, Team
from fengsui_rosters.model.duty import before_swaps, on_duty
from fengsui_rosters.model.experts import why_not
from fengsui_rosters.payloads import StockMovement
from fengsui_rosters.service.experts import find_expert, load_experts
from fengsui_rosters.service.mustering import KeptMuster
from fengsui_rosters.service.shift_rows import load_shifts, load_swaps
from fengsui_rosters.service.supplies import Wanted, draw_stock, load_stock, stock_movement
from fengsui_rosters.service.surroundings import today
from fengsui_rosters.service.team_rows import find_team, load_teams
from fengsui_rosters.service.teams import mark_team


class RosteredTeams:
    """`fengsui_rosters.api.Teams`."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def all(self) -> Sequence[Team]:
        with self.mustered() as muster:
            return muster.all()

    def mustered(self) -> AbstractContextManager[Muster]:
        return self._reading.kept(KeptMuster).of(self._reading)

    def some(self, teams: Collection[str]) -> Mapping[str, Team]:
        return {team.id: team for team in load_teams(self._reading.connection, teams)}

    def get(self, team: str) -> Team | None:
        return find_team(self._reading.connection, team)

    def mark(
        self, team: str, readiness: Readiness, *, reason: str = "", until: datetime | None = None, exercise: str | None
    ) -> None:
        """In a drill nothing is marked: for the real world the team stays as ready as it was."""
        if exercise is None:
            mark_team(cast(Unit, self._reading), team, readiness, reason=reason, until=until)


class RosteredDuty:
    """`fengsui_rosters.api.Duty`."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def at(self, moment: datetime) -> Shift | None:
        return on_duty(load_shifts(self._reading.connection, moment, moment), moment)

    def was_at(self, moment: datetime) -> Shift | None:
        shift = self.at(moment)
        return (
            before_swaps(shift, load_swaps(self._reading.connection, [shift]).get(shift.id, ()), moment)
            if shift
            else None
        )


class StoredSupplies:
    """`fengsui_rosters.api.Supplies`."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def stock(self, depot: str) -> Sequence[Stock]:
        return load_stock(self._reading.connection, depot).get(depot, [])

    def draw(
        self, depot: str, item: str, quantity: int, *, batch: str = "", reference: str, exercise: str | None
    ) -> Sequence[Stock]:
        return draw_stock(
            cast(Unit, self._reading), depot, Wanted(item, quantity, batch), reference, booked=exercise is None
        )

    def give_back(
        self, depot: str, item: str, batch: str, quantity: int, *, reference: str, exercise: str | None
    ) -> None:
        if exercise is None:
            back = StockMovement(
                depot=depot, item=item, batch=batch, kind="return", quantity=quantity, reference=reference
            )
            stock_movement(cast(Unit, self._reading), back)


class KnownExperts:
    """`fengsui_rosters.api.Experts`."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def get(self, expert: str, *, site: str = "") -> ExpertRow | None:
        found = find_expert(self._reading.connection, expert)
        if found is None:
            return None
        reason = why_not(found, today(self._reading), site)
        return ExpertRow(expert=found, available=not reason, why_not=reason)

    def names(self, experts: Collection[str]) -> Mapping[str, Expert]:
        wanted = set(experts)
        return {one.id: one for one in load_experts(self._reading.connection) if one.id in wanted} if wanted else {}
