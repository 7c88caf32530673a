"""Views on teams, duty and what ends soon."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from fengsui.errors import Invalid, Unavailable
from fengsui.events import team_label
from fengsui.hooks import Presence, Reading
from fengsui.text import N_
from fengsui_rosters.api import DutyBoard, DutyRow, Expiring, Shift, Swap, Team, TeamRow
from fengsui_rosters.model.duty import check_roster, on_duty
from fengsui_rosters.model.teams import ended, flags_of, matching
from fengsui_rosters.payloads import ListExpiring, ListTeams, ShowDuty, ShowTeam
from fengsui_rosters.service.duty import duty_rules
from fengsui_rosters.service.experts import load_experts
from fengsui_rosters.service.shift_rows import load_shifts, load_swaps
from fengsui_rosters.service.supplies import load_depots, load_stock
from fengsui_rosters.service.surroundings import today
from fengsui_rosters.service.team_rows import load_teams, need_team


def _row(reading: Reading, team: Team) -> TeamRow:
    label, warning = team_label(team.id), int(reading.rule("expiry_warning_days").value)
    presence = _presence(reading)
    return TeamRow(
        team=team,
        online=presence is not None and presence.online(label),
        last_seen=presence.last_seen(label) if presence is not None else None,
        flags=flags_of(team, today(reading), warning),
    )


def _presence(reading: Reading) -> Presence | None:
    """Nobody is online where no feed runs (a command line tool reading a copy)."""
    try:
        return reading.ask(Presence)
    except Unavailable:
        return None


def list_teams(reading: Reading, parameters: ListTeams) -> tuple[TeamRow, ...]:
    """Teams without their members; an actor confined to an area sees those of its area."""
    teams = [team for team in load_teams(reading.connection) if team.division.startswith(reading.actor.area)]
    chosen = matching(
        teams,
        kind=parameters.kind,
        readiness=parameters.readiness,
        capability=parameters.capability,
        division=parameters.division,
    )
    return tuple(_row(reading, replace(team, members=())) for team in chosen)


def show_team(reading: Reading, parameters: ShowTeam) -> TeamRow:
    """One team with its members: for the centre, and for the team itself."""
    reading.actor.require("rosters.team", owner=team_label(parameters.team))
    team = need_team(reading.connection, parameters.team)
    reading.actor.require("rosters.team", area=team.division, owner=team_label(team.id))
    return _row(reading, team)


def show_duty(reading: Reading, parameters: ShowDuty) -> DutyBoard:
    """Who is on duty, the shifts ahead with their substitutions, and what the roster lacks."""
    rules = duty_rules(reading)
    since = parameters.since or reading.now
    till = parameters.till or since + timedelta(days=int(reading.rule("duty_ahead_days").value))
    if till <= since:
        raise Invalid(N_("The end lies before the beginning."), code="ends_before_it_begins")
    margin = rules.rest + rules.longest
    shifts = load_shifts(reading.connection, since - margin, till + margin)
    shown = [shift for shift in shifts if shift.ends > since and shift.begins < till]
    swaps = load_swaps(reading.connection, shown)
    now = on_duty(load_shifts(reading.connection, reading.now, reading.now), reading.now)
    return DutyBoard(
        now=_duty_row(reading, now, load_swaps(reading.connection, [now])) if now is not None else None,
        shifts=tuple(_duty_row(reading, shift, swaps) for shift in shown),
        findings=check_roster(shifts, rules, since, till),
    )


def _duty_row(reading: Reading, shift: Shift, swaps: dict[str, tuple[Swap, ...]]) -> DutyRow:
    day = shift.begins.astimezone(ZoneInfo(reading.centre()["zone"])).date()
    next_working, certain = reading.working_days(day - timedelta(days=1), 1)
    return DutyRow(shift=shift, holiday=next_working != day, holiday_certain=certain, swaps=swaps.get(shift.id, ()))


def list_expiring(reading: Reading, parameters: ListExpiring) -> tuple[Expiring, ...]:
    """Certificates, insurance, experts' terms and stock that have ended or end within the days asked for."""
    day = today(reading)
    found = [
        *_teams_expiring(reading, _last_day(reading, parameters, "expiry_warning_days"), day),
        *_experts_expiring(reading, _last_day(reading, parameters, "expiry_warning_days"), day),
        *_stock_expiring(reading, _last_day(reading, parameters, "stock_warning_days"), day),
    ]
    return tuple(sorted(found, key=lambda item: (item.until, item.kind, item.owner, item.what)))


def _last_day(reading: Reading, parameters: ListExpiring, key: str) -> date:
    days = parameters.days if parameters.days is not None else int(reading.rule(key).value)
    return today(reading) + timedelta(days=days)


def _teams_expiring(reading: Reading, last: date, day: date) -> Iterator[Expiring]:
    for team in load_teams(reading.connection):
        ends = [("certificate", held.name, held.until) for held in team.certificates]
        if team.insured_until is not None:
            ends.append(("insurance", "", team.insured_until))
        for kind, what, until in ends:
            if until <= last:
                yield Expiring(
                    kind="certificate" if kind == "certificate" else "insurance",
                    owner=team.id,
                    owner_name=team.name,
                    what=what,
                    until=until,
                    ended=ended(until, day),
                    days=(until - day).days,
                )


def _experts_expiring(reading: Reading, last: date, day: date) -> Iterator[Expiring]:
    for expert in load_experts(reading.connection):
        until = expert.term_to
        if until is not None and until <= last and expert.status == "active":
            yield Expiring(
                kind="expert_term",
                owner=expert.id,
                owner_name=expert.name,
                what="",
                until=until,
                ended=ended(until, day),
                days=(until - day).days,
            )


def _stock_expiring(reading: Reading, last: date, day: date) -> Iterator[Expiring]:
    names = {depot.id: depot.name for depot in load_depots(reading.connection)}
    for depot, stocks in load_stock(reading.connection).items():
        for stock in stocks:
            if stock.expires is not None and stock.expires <= last and stock.quantity > 0:
                yield Expiring(
                    kind="stock",
                    owner=depot,
                    owner_name=names[depot],
                    what=f"{stock.name} {stock.batch}",
                    until=stock.expires,
                    ended=ended(stock.expires, day),
                    days=(stock.expires - day).days,
                )
