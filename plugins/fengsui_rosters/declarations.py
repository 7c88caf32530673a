"""What the rosters declare to the host: commands, views, sweeps, providers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from fengsui.hooks import About, Command, Provider, Sweep, View
from fengsui.text import N_
from fengsui_rosters import payloads
from fengsui_rosters.api import (
    DepotRow,
    Duty,
    DutyBoard,
    ExpertRow,
    Experts,
    Expiring,
    ShiftPlanned,
    Supplies,
    TeamRow,
    Teams,
)
from fengsui_rosters.service import duty, experts, supplies, sweeps, teams, views
from fengsui_rosters.service.providers import KnownExperts, RosteredDuty, RosteredTeams, StoredSupplies

ABOUT = About(
    name="rosters",
    version="0.1.0",
    title=N_("Teams, duty, experts and supplies"),
    permissions={
        "rosters.register_team": N_("File a team of one's own enterprise."),
        "rosters.register_team.any": N_("File any team."),
        "rosters.change_team": N_("Change a team of one's own enterprise."),
        "rosters.change_team.any": N_("Change any team."),
        "rosters.strike_off_team": N_("Take a team off the roster."),
        "rosters.set_readiness": N_("Say whether one's own team is ready."),
        "rosters.set_readiness.any": N_("Say for any team whether it is ready."),
        "rosters.add_certificate": N_("Add certificates to a team of one's own enterprise."),
        "rosters.add_certificate.any": N_("Add certificates to any team."),
        "rosters.plan_shift": N_("Plan shifts of the duty roster."),
        "rosters.swap_shift": N_("Let one person stand in for another."),
        "rosters.cancel_shift": N_("Take out a shift that has not begun."),
        "rosters.register_expert": N_("File an expert."),
        "rosters.change_expert": N_("Change an expert's record."),
        "rosters.register_depot": N_("File a depot."),
        "rosters.stock_movement": N_("Book stock in and out."),
        "rosters.teams": N_("See the list of teams."),
        "rosters.team": N_("See one's own team with its members."),
        "rosters.team.any": N_("See any team with its members."),
        "rosters.duty": N_("See the duty roster."),
        "rosters.experts": N_("See the experts."),
        "rosters.supplies": N_("See depots and stock."),
        "rosters.expiring": N_("See what ends soon."),
    },
)

COMMANDS: Sequence[Command[Any]] = (
    Command(
        name="register_team",
        summary=N_("File a team"),
        payload=payloads.RegisterTeam,
        run=teams.register_team,
        area=lambda payload: payload.division,
    ),
    Command(
        name="change_team", summary=N_("Change a team's record"), payload=payloads.ChangeTeam, run=teams.change_team
    ),
    Command(
        name="strike_off_team",
        summary=N_("Take a team off the roster"),
        payload=payloads.StrikeOffTeam,
        run=teams.strike_off_team,
    ),
    Command(
        name="set_readiness",
        summary=N_("Say whether a team is ready"),
        payload=payloads.SetReadiness,
        run=teams.set_readiness,
    ),
    Command(
        name="add_certificate",
        summary=N_("Add or renew a certificate"),
        payload=payloads.AddCertificate,
        run=teams.add_certificate,
    ),
    Command(
        name="plan_shift",
        summary=N_("Plan a shift"),
        payload=payloads.PlanShift,
        run=duty.plan_shift,
        answer=ShiftPlanned,
    ),
    Command(
        name="swap_shift",
        summary=N_("Let one person stand in for another"),
        payload=payloads.SwapShift,
        run=duty.swap_shift,
        answer=ShiftPlanned,
    ),
    Command(
        name="cancel_shift",
        summary=N_("Take out a shift"),
        payload=payloads.CancelShift,
        run=duty.cancel_shift,
        answer=ShiftPlanned,
    ),
    Command(
        name="register_expert",
        summary=N_("File an expert"),
        payload=payloads.RegisterExpert,
        run=experts.register_expert,
    ),
    Command(
        name="change_expert",
        summary=N_("Change an expert's record"),
        payload=payloads.ChangeExpert,
        run=experts.change_expert,
    ),
    Command(
        name="register_depot",
        summary=N_("File a depot"),
        payload=payloads.RegisterDepot,
        run=supplies.register_depot,
        area=lambda payload: payload.division,
    ),
    Command(
        name="stock_movement",
        summary=N_("Book a movement of stock"),
        payload=payloads.StockMovement,
        run=supplies.stock_movement,
    ),
)

VIEWS: Sequence[View[Any]] = (
    View(
        name="teams",
        summary=N_("Teams"),
        read=views.list_teams,
        parameters=payloads.ListTeams,
        answer=tuple[TeamRow, ...],
    ),
    View(name="team", summary=N_("A team"), read=views.show_team, parameters=payloads.ShowTeam, answer=TeamRow),
    View(name="duty", summary=N_("Duty roster"), read=views.show_duty, parameters=payloads.ShowDuty, answer=DutyBoard),
    View(
        name="experts",
        summary=N_("Experts"),
        read=experts.list_experts,
        parameters=payloads.ListExperts,
        answer=tuple[ExpertRow, ...],
    ),
    View(
        name="supplies",
        summary=N_("Depots and stock"),
        read=supplies.list_supplies,
        parameters=payloads.ListSupplies,
        answer=tuple[DepotRow, ...],
    ),
    View(
        name="expiring",
        summary=N_("What ends soon"),
        read=views.list_expiring,
        parameters=payloads.ListExpiring,
        answer=tuple[Expiring, ...],
    ),
)

SWEEPS: Sequence[Sweep] = (
    Sweep(name="expiries", every=timedelta(minutes=1), due=sweeps.expiries_due, act=sweeps.record_expiry),
    Sweep(name="rests", every=timedelta(seconds=5), due=sweeps.rests_due, act=sweeps.end_rest),
)

PROVIDERS: Sequence[Provider[Any]] = (
    Provider(protocol=Teams, make=RosteredTeams),
    Provider(protocol=Duty, make=RosteredDuty),
    Provider(protocol=Supplies, make=StoredSupplies),
    Provider(protocol=Experts, make=KnownExperts),
)
