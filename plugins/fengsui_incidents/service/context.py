"""What decisions need to know beside the incident: rules in force, places, teams, who is connected."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from math import inf
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from fengsui.errors import Fault
from fengsui.events import team_label
from fengsui.hooks import Presence, Reading, Rule
from fengsui.text import N_
from fengsui_incidents.model.gazetteer import Gazetteer
from fengsui_incidents.model.geo import metres
from fengsui_incidents.model.orders import state_of
from fengsui_incidents.model.picture import Picture, Surroundings
from fengsui_incidents.model.propose import Available, Consent, Contact, Engaged
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.service.loading import Incident, Order
from fengsui_incidents.tables import consents, released
from fengsui_plans.api import DigitalPlan, Library, Place, Site, Sites
from fengsui_rosters.api import Teams

# Made once: every dispatch and every proposal asks them.
CONSENTS = select(consents).where(consents.c.incident == bindparam("of")).order_by(consents.c.asked_at, consents.c.id)
RELEASED = select(released.c.capability).where(released.c.incident == bindparam("of"))

GONE = ("unable", "declined", "recalled")


class UsedRows(Mapping[str, Rule]):
    """Rule rows that remember which of them were looked at: those that a decision stood on."""

    def __init__(self, rows: Mapping[str, Rule]) -> None:
        self._rows = rows
        self.used: set[str] = set()

    def __getitem__(self, key: str) -> Rule:
        found = self._rows[key]
        self.used.add(key)
        return found

    def dated(self) -> tuple[str, ...]:
        """Each row with the day since which it is in force: what a later reader needs to find the very row."""
        return tuple(f"{key}@{self._rows[key].effective_from.isoformat()}" for key in sorted(self.used))

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def rules_of(reading: Reading) -> RuleSet:
    return RuleSet.read(reading.rule)


def span(rules: RuleSet, key: str, unit: Literal["seconds", "minutes", "hours"] = "seconds") -> timedelta | None:
    """A rule's time. None where a bureau has switched the row off: then what it governs does not happen."""
    return timedelta(**{unit: rules.number(key)}) if rules.has(key) else None


def zone_of(reading: Reading) -> ZoneInfo:
    return ZoneInfo(reading.centre()["zone"])


def surroundings(reading: Reading, picture: Picture, plan: str | DigitalPlan = "") -> Surroundings:
    """The plans in force, `plan` if a person chose or composed it, places, and distances of what may be released."""
    library = reading.ask(Library)
    plans = library.all()
    substances = {picture.substance} | {p.distances.substance for p in plans if p.distances}
    substances |= {held.key for held in picture.site.substances} if picture.site else set()
    return Surroundings(
        plans=plans,
        places=reading.ask(Sites).places(),
        distances={key: library.distances(key) for key in sorted(substances - {""})},
        zone=zone_of(reading),
        chosen=(library.get(plan) if plan else None) if isinstance(plan, str) else plan,
    )


@lru_cache(maxsize=4)
def _gazetteer(sites: tuple[Site, ...], places: tuple[Place, ...]) -> Gazetteer:
    return Gazetteer.build(sites, places)


def gazetteer(reading: Reading) -> Gazetteer:
    """Kept from one call to the next while sites and places are the same: it is asked at every key pressed."""
    sites = reading.ask(Sites)
    return _gazetteer(tuple(sites.all()), tuple(sites.places()))


def online(reading: Reading, team: str) -> bool:
    return reading.ask(Presence).online(team_label(team))


def taken_as_online(reading: Reading, team: str, *, unreachable: bool) -> bool:
    """As connected counts, in the first time after a start, also a terminal that was not known to be lost: it has not
    had its time to come back, and a deadline that ran out meanwhile must not wait for it."""
    if online(reading, team):
        return True
    calm = span(rules_of(reading), "reconnect_within_s")
    return not unreachable and calm is not None and reading.now < reading.started_at + calm


class Terminals:
    """Who is connected, looked up for a team when it is asked for."""

    def __init__(self, presence: Presence) -> None:
        self._presence = presence

    def get(self, team: str, /) -> Contact | None:
        label = team_label(team)
        return Contact(self._presence.online(label), self._presence.last_seen(label))


@contextmanager
def available(
    reading: Reading, incident: Incident | None, rules: RuleSet, consented: Collection[str] = ()
) -> Iterator[Available]:
    """Teams, their terminals, and what this incident has already asked of them. Be quick: others wait for the teams."""
    forces = incident.orders if incident else ()
    given = {order.record.team for order in forces if order.row["consent"]}
    asked = consents_of(reading, incident.id) if incident else {}
    given |= {team for team, one in asked.items() if one.answer == "granted"}
    with reading.ask(Teams).mustered() as muster:
        few = len(muster) <= rules.whole("candidates_in_full_up_to")
        yield Available(
            teams=muster.all() if few else (),
            muster=None if few else muster,
            contacts=Terminals(reading.ask(Presence)),
            engaged={order.record.team: _engaged(order) for order in forces if order.record.team},
            consented=frozenset(given | set(consented)),
            consents=asked,
            released=released_for(reading, incident.id) if incident else frozenset(),
            zone=zone_of(reading),
        )


def consents_of(reading: Reading, incident: str) -> Mapping[str, Consent]:
    """Neighbours' teams that were asked for, by team; of several requests the last."""
    found = reading.connection.execute(CONSENTS, {"of": incident})
    return {row.team: Consent(row.asked_at, row.answer, row.said_by) for row in found}


def released_for(reading: Reading, incident: str) -> frozenset[str]:
    return frozenset(reading.connection.execute(RELEASED, {"of": incident}).scalars())


def _engaged(order: Order) -> Engaged:
    """A team that was replaced before it answered covers nothing, and is not asked again."""
    state = state_of(order.record)
    replaced = bool(order.record.replaced_by) and state in ("ordered", "delivered", "popped_up", "displayed")
    return Engaged(
        need=order.record.need,
        other_authority=order.row["authority"] if order.record.already_moving else "",
        answered=state if state in GONE else "replaced" if replaced else "",
    )


def faults_of_time(path: str, moment: datetime | None, rules: RuleSet, now: datetime) -> list[Fault]:
    """A time that has not come yet, beyond what clocks may differ, is refused; so is one without a zone."""
    if moment is None:
        return []
    if moment.tzinfo is None:
        return [Fault(path, N_("a time with its zone"), "time_without_zone")]
    tolerance = span(rules, "clock_tolerance_s")
    if tolerance is not None and moment > now + tolerance:
        return [Fault(path, N_("a time that has been"), "time_in_future")]
    return []


def faults_of_point(reading: Reading, rules: RuleSet, lat: float | None, lon: float | None) -> list[Fault]:
    """Half a point, or one far from everything that the centre knows, is a slip of the pen."""
    if lat is None and lon is None:
        return []
    if lat is None or lon is None:
        return [Fault("lat" if lat is None else "lon", N_("both latitude and longitude"), "half_a_point")]
    with reading.ask(Teams).mustered() as muster:
        known = [far for far, _ in muster.nearest(lat, lon, 1)]
    known += [metres((lat, lon), (site.lat, site.lon)) for site in reading.ask(Sites).all()]
    limit = rules.number("far_from_centre_km") * 1000 if rules.has("far_from_centre_km") else inf
    if known and min(known) > limit:
        expected = N_("a place within {km} km of the centre's teams and sites")
        return [Fault("lat", expected, "far_away", {"km": f"{limit / 1000:g}"})]
    return []
