"""Teams: what may be registered, what has changed, what is worth knowing, when a rest is over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from fengsui.errors import Fault
from fengsui.text import N_
from fengsui_rosters.api import Flag, Readiness, Team
from fengsui_rosters.model.places import Surroundings, place_faults

ENDS_BY_ITSELF: Readiness = "resting"
"""A rest is over when its time is; every other engagement ends by somebody's word."""


def team_faults(team: Team, around: Surroundings, micro_least: int) -> list[Fault]:
    """Everything that is wrong with a team as filed, at once. `micro_least`: members of a micro station by rule."""
    faults = place_faults(team.lat, team.lon, around)
    if team.reach == "mutual" and not team.consent:
        faults.append(Fault("consent", N_("whose consent a neighbour's team needs"), "consent_missing"))
    if team.kind == "micro" and team.minimum < micro_least:
        faults.append(
            Fault("minimum", N_("at least {least} for a micro fire station"), "too_few", {"least": micro_least})
        )
    names = [certificate.name for certificate in team.certificates]
    faults += [
        Fault(f"certificates.{index}.name", N_("each certificate once"), "twice")
        for index, name in enumerate(names)
        if name in names[:index]
    ]
    return faults


def readiness_faults(readiness: Readiness, until: datetime | None, now: datetime) -> list[Fault]:
    """A rest needs its end, an end lies ahead, and a ready team has none."""
    if readiness == ENDS_BY_ITSELF and until is None:
        return [Fault("until", N_("when the rest ends"), "until_missing")]
    if readiness == "ready" and until is not None:
        return [Fault("until", N_("nothing for a team that is ready"), "until_needless")]
    if until is not None and until <= now:
        return [Fault("until", N_("a time that lies ahead"), "in_the_past")]
    return []


def changed_fields(before: Mapping[str, Any], wanted: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields of `wanted` whose value is another than `before`'s, by name."""
    return tuple(sorted(name for name, value in wanted.items() if before[name] != value))


def both_values(before: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[Fault]:
    """For a person who edited an old version: each field with the value that stands and the one that was sent."""
    return [
        Fault(name, N_("now {now}; you sent {sent}"), "changed_meanwhile", {"now": before[name], "sent": wanted[name]})
        for name in changed_fields(before, wanted)
    ]


def rest_is_over(readiness: str, until: datetime | None, now: datetime) -> bool:
    return readiness == ENDS_BY_ITSELF and until is not None and until <= now


def ended(until: date | None, today: date) -> bool:
    """Whether something whose last day is `until` has ended."""
    return until is not None and until < today


def flags_of(team: Team, today: date, warning_days: int) -> tuple[Flag, ...]:
    """What to know of a team beside its readiness: strength, insurance, certificates."""
    flags: list[Flag] = []
    if team.people < team.minimum:
        flags.append(Flag(kind="under_strength"))
    soon = today + timedelta(days=warning_days)
    if team.insured_until is not None and team.insured_until <= soon:
        over = ended(team.insured_until, today)
        flags.append(Flag(kind="insurance_ended" if over else "insurance_ending", until=team.insured_until))
    for held in team.certificates:
        if held.until <= soon:
            over = ended(held.until, today)
            flags.append(
                Flag(
                    kind="certificate_ended" if over else "certificate_ending",
                    what=held.name,
                    until=held.until,
                )
            )
    return tuple(flags)


def matching(
    teams: Iterable[Team], *, kind: str | None, readiness: str | None, capability: str | None, division: str
) -> list[Team]:
    """The teams that fit every filter given; a division takes in all that lies in it."""
    return [
        team
        for team in teams
        if (kind is None or team.kind == kind)
        and (readiness is None or team.readiness == readiness)
        and (capability is None or capability in team.capabilities)
        and team.division.startswith(division)
    ]
