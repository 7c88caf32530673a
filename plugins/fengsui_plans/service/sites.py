"""Sites and places: registered, shown, and answered to other plugins."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import RowMapping, bindparam, select

from fengsui.access.policy import Actor
from fengsui.errors import Fault, Invalid, Missing
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_plans.answers import Registered, SiteCard
from fengsui_plans.api import Place, PlaceRegistered, Site, SiteRegistered, Substance
from fengsui_plans.library import PlanLibrary
from fengsui_plans.model.hazard import Hazard, Held, assess_hazard
from fengsui_plans.payloads import ListSites, NoParameters, OneSite, RegisterPlace, RegisterSite
from fengsui_plans.service.register import latest_numbers
from fengsui_plans.service.rule_values import critical_quantities, grading
from fengsui_plans.service.versions import save_version
from fengsui_plans.tables import place, site

SEE = "plans.sites"


def register_site(unit: Unit, payload: RegisterSite) -> Registered:
    """Files or changes an enterprise's card; its hazard level is computed here, with the rules in force."""
    there = unit.connection.execute(select(site.c.division).where(site.c.id == payload.id)).scalar()
    if there is not None:
        unit.actor.require("plans.register_site", area=there)
    held = [Held(one.key, one.name, one.tonnes) for one in payload.substances]
    hazard = assess_hazard(held, payload.people_500m, critical_quantities(unit, payload.substances), grading(unit))
    if payload.hazard_level is not None and payload.hazard_level != hazard.level:
        fault = Fault("hazard_level", N_("{level}, as computed (S = {s})"), "hazard_level",
                      {"level": hazard.level or "-", "s": _text(hazard.s)})  # fmt: skip
        raise Invalid(N_("The hazard level does not follow from the substances."), code="hazard_level", faults=[fault])
    values = payload.model_dump(exclude={"if_version", "substances", "hazard_level"})
    values["substances"] = [one.model_dump(mode="json") for one in payload.substances]
    values |= {"hazard": hazard_values(hazard), "hazard_level": hazard.level}
    version, changed = save_version(unit.connection, site, values, payload.if_version, "site")
    if changed:
        unit.record(
            SiteRegistered(
                site=payload.id, division=payload.division, version=version, hazard_level=hazard.level, exercise=None
            )
        )
    return Registered(payload.id, version, changed)


def register_place(unit: Unit, payload: RegisterPlace) -> Registered:
    values = payload.model_dump(exclude={"if_version"})
    version, changed = save_version(unit.connection, place, values, payload.if_version, "place")
    if changed:
        unit.record(PlaceRegistered(place=payload.id, version=version, exercise=None))
    return Registered(payload.id, version, changed)


def hazard_values(hazard: Hazard) -> dict[str, Any]:
    """The computation with its inputs, decimals as text, so that it can be shown and computed again."""
    return {
        "edition": hazard.edition,
        "s": _text(hazard.s),
        "r": _text(hazard.r) if hazard.r is not None else None,
        "level": hazard.level,
        "alpha": _text(hazard.alpha),
        "people_500m": hazard.people_500m,
        "terms": [
            {"key": term.key, "tonnes": _text(term.tonnes), "q": _text(term.q), "beta": _text(term.beta),
             "ratio": _text(term.ratio), "basis": term.basis}
            for term in hazard.terms
        ],
        "unlisted": list(hazard.unlisted),
    }  # fmt: skip


def _text(number: Decimal) -> str:
    """Four places at most: what a person compares; the inputs are kept whole."""
    return f"{number:.4f}".rstrip("0").rstrip(".")


def _site(row: RowMapping, numbers: dict[str, str]) -> Site:
    return Site(
        id=row["id"],
        name=row["name"],
        division=row["division"],
        lat=row["lat"],
        lon=row["lon"],
        risk=row["risk"],
        substances=tuple(Substance(one["key"], one["name"], float(one["tonnes"])) for one in row["substances"]),
        people_500m=row["people_500m"],
        hazard_level=row["hazard_level"],
        duty_phone=row["duty_phone"],
        safety_phone=row["safety_phone"],
        address=row["address"],
        plan_number=numbers.get(row["id"], row["plan_number"]),
        valves=row["valves"],
        rendezvous=row["rendezvous"],
        prohibitions=tuple(row["prohibitions"]),
        demo=row["demo"],
        version=row["version"],
    )


def _place(row: RowMapping) -> Place:
    return Place(**{name: row[name] for name in Place.__dataclass_fields__})


class RegisteredSites:
    """Answers `Sites` within a reading."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def all(self) -> Sequence[Site]:
        rows = self._reading.connection.execute(select(site).order_by(site.c.id)).mappings().all()
        numbers = latest_numbers(self._reading.connection)
        return [_site(row, numbers) for row in rows]

    def get(self, site: str) -> Site | None:
        found = _row(self._reading, site)
        return _site(found, latest_numbers(self._reading.connection, site)) if found is not None else None

    def places(self) -> Sequence[Place]:
        rows = self._reading.connection.execute(select(place).order_by(place.c.id)).mappings()
        return [_place(row) for row in rows]


ONE = select(site).where(site.c.id == bindparam("id"))  # made once: every incident at a filed site asks for it


def _row(reading: Reading, wanted: str) -> RowMapping | None:
    return reading.connection.execute(ONE, {"id": wanted}).mappings().first()


def _may_see(actor: Actor, found: Site) -> bool:
    return actor.can(SEE, area=found.division, owner=f"enterprise:{found.id}")


def list_sites(reading: Reading, parameters: ListSites) -> list[Site]:
    """The cards that the asker may see: its area's, or its own."""
    sites = RegisteredSites(reading).all()
    return [one for one in sites if one.division.startswith(parameters.division) and _may_see(reading.actor, one)]


def show_site(reading: Reading, parameters: OneSite) -> SiteCard:
    """One card with the computation behind its level and the reference distances of what it holds."""
    found = RegisteredSites(reading).get(parameters.site)
    row = _row(reading, parameters.site)
    if found is None or row is None or not _may_see(reading.actor, found):
        raise Missing(N_("There is no site {site}."), code="no_such_site", site=parameters.site)
    library = PlanLibrary(reading)
    distances = tuple(distance for one in found.substances for distance in library.distances(one.key))
    return SiteCard(site=found, hazard=row["hazard"], distances=distances)


def list_places(reading: Reading, parameters: NoParameters) -> Sequence[Place]:
    return RegisteredSites(reading).places()
