"""The ammonia night on the sample city, as values: what the decisions are tried on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from fengsui_incidents.api.events import Words
from fengsui_incidents.model.gazetteer import Entry, Gazetteer
from fengsui_incidents.model.orders import OrderRecord
from fengsui_incidents.model.picture import Claim, Picture, Surroundings, WindReading
from fengsui_incidents.model.propose import Available, Contact, Engaged
from fengsui_incidents.model.rules import RuleSet, shipped_rows
from fengsui_plans.api import DigitalPlan, Distance, Escalation, Place, Site, Substance
from fengsui_rosters.api import Certificate, Team
from fengsui_sample.city import City, read

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, 19, 14, tzinfo=UTC)
"""03:14 in Shanghai."""

PLANS = Path(__file__).parents[4] / "plans"
NOTICE_142 = "安监总厅管三〔2011〕142号"


@pytest.fixture(scope="session")
def city() -> City:
    return read()


@pytest.fixture(scope="session")
def rules() -> RuleSet:
    return RuleSet.of(shipped_rows())


@pytest.fixture(scope="session")
def plans() -> tuple[DigitalPlan, ...]:
    return tuple(
        DigitalPlan.model_validate(yaml.safe_load(path.read_text("utf-8"))) for path in sorted(PLANS.glob("*.yaml"))
    )


@pytest.fixture(scope="session")
def ammonia(plans: tuple[DigitalPlan, ...]) -> DigitalPlan:
    return next(plan for plan in plans if plan.id == "ammonia-release")


@pytest.fixture(scope="session")
def sites(city: City) -> tuple[Site, ...]:
    return tuple(_site(payload) for payload in city.sites)


@pytest.fixture(scope="session")
def places(city: City) -> tuple[Place, ...]:
    return tuple(Place(**payload) for payload in city.places)


@pytest.fixture(scope="session")
def teams(city: City) -> tuple[Team, ...]:
    return tuple(_team(payload) for payload in city.teams)


@pytest.fixture(scope="session")
def gazetteer(city: City, sites: tuple[Site, ...], places: tuple[Place, ...]) -> Gazetteer:
    streets = [
        Entry(id=row["id"], kind="street", name=row["name"], division=row["id"],
              lat=float(row["lat"]), lon=float(row["lon"]))
        for row in city.streets
    ]  # fmt: skip
    return Gazetteer.build(sites, places, streets)


@pytest.fixture(scope="session")
def around(plans: tuple[DigitalPlan, ...], places: tuple[Place, ...]) -> Surroundings:
    rows = (
        Distance("ammonia", "small", 30, 100, 200, NOTICE_142, "K-H"),
        Distance("ammonia", "large", 150, 800, 2300, NOTICE_142, "K-H"),
    )
    return Surroundings(plans=plans, places=places, distances={"ammonia": rows}, zone=SHANGHAI)


@pytest.fixture(scope="session")
def night(sites: tuple[Site, ...]) -> Picture:
    """Two poisoned, two missing, perhaps forty at risk; the wind from the north-east."""
    site = next(site for site in sites if site.id == "E01")
    return Picture(
        id="E1122-01",
        reported_at=NOW,
        title=Words("氨泄漏", "Ammonia release"),
        place=Words(site.name, site.name),
        division=site.division,
        kind="release",
        substance="ammonia",
        ongoing=True,
        words="tlll 2hk an zd2 sx40 sl2 hzl 氨泄漏",
        site=site,
        claims=(
            Claim(count="poisoned", value=2, source="110", at=NOW),
            Claim(count="missing", value=2, source="110", at=NOW),
            Claim(count="at_risk", value=40, source="110", at=NOW),
        ),
        wind=WindReading(from_degrees=45, speed=2.1, at=NOW - timedelta(minutes=4)),
    )


@pytest.fixture(scope="session")
def available(teams: tuple[Team, ...]) -> Available:
    """Everybody connected but T27 (two hours ago the last time) and T33 (never); 119 has sent T01."""
    contacts = {team.id: Contact(online=True, last_seen=NOW) for team in teams}
    contacts["T27"] = Contact(online=False, last_seen=NOW - timedelta(hours=2))
    contacts["T33"] = Contact(online=False)
    return Available(teams=teams, contacts=contacts, engaged={"T01": Engaged(other_authority="119")}, zone=SHANGHAI)


@pytest.fixture
def order() -> OrderRecord:
    """An order to T06 at NOW: read within 30 s, answered within 60 s."""
    policy = Escalation(displayed_within_s=30, accepted_within_s=60, withdrawn_within_s=30,
                        on_silence=("remind", "next_team", "leader"))  # fmt: skip
    return OrderRecord(id="PT1122-01-02", incident="E1122-01", team="T06", kind="order", ordered_at=NOW, policy=policy,
                       need="stop_leak", minutes=10)  # fmt: skip


def _site(payload: Mapping[str, Any]) -> Site:
    held = tuple(Substance(**one) for one in payload["substances"])
    return Site(
        **{**{"hazard_level": None}, **payload, "substances": held, "prohibitions": tuple(payload["prohibitions"])}
    )


def _team(payload: Mapping[str, Any]) -> Team:
    values = {name: payload[name] for name in payload if name in Team.__dataclass_fields__ and name != "members"}
    certificates = tuple(
        Certificate(one["name"], _day(one["until"]), tuple(one["capabilities"])) for one in payload["certificates"]
    )
    team = Team(**{**values, "certificates": certificates})
    until = datetime.fromisoformat(payload["until"]) if payload.get("until") else None
    insured = _day(payload["insured_until"]) if payload.get("insured_until") else None
    return replace(team, until=until, insured_until=insured)


def _day(written: str | date) -> date:
    return written if isinstance(written, date) else date.fromisoformat(written)
