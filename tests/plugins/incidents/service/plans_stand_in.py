"""A stand-in for the plans plugin: the shipped plans, one site with ammonia and a care home downwind of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from fengsui.hooks import About, Provider, hookimpl
from fengsui_plans.api import DigitalPlan, Distance, Escalation, Library, Place, Site, Sites, Substance
from fengsui_plans.library import read_plans

E01 = Site(
    id="E01",
    name="桐澜冷链二号库",
    division="310107103",
    lat=31.2770,
    lon=121.3560,
    risk="涉氨制冷",
    substances=(Substance("ammonia", "氨", 12.0),),
    people_500m=2100,
    hazard_level=4,
    duty_phone="021-00000401",
    safety_phone="021-00000402",
    address="武威路(演示)",
    plan_number="310107-2026-0031",
    valves="切断阀 Z-3 在机房北",
    demo=True,
)
CARE_HOME = Place(
    id="K16",
    name="桃浦养老院(演示)",
    kind="care_home",
    lat=31.2755,
    lon=121.3540,
    people=120,
    sensitive=True,
    demo=True,
)
AMMONIA = Distance("ammonia", "small", 30, 100, 200, "142号文", "K-H")


POLICY: dict[str, Any] = {}
"""What a test would have otherwise in every plan's escalation."""
PLAN: dict[str, Any] = {}
"""And in every plan itself."""


class ShippedPlans:
    def __init__(self, _reading: object) -> None:
        plans = [held.plan for held in read_plans()[0]]
        self._plans = {
            plan.id: plan.model_copy(update={"escalation": _policy(plan.escalation), **PLAN}) for plan in plans
        }

    def all(self) -> Sequence[DigitalPlan]:
        return list(self._plans.values())

    def get(self, plan: str) -> DigitalPlan | None:
        return self._plans.get(plan)

    def distances(self, substance: str) -> Sequence[Distance]:
        return [AMMONIA] if substance == "ammonia" else []


def _policy(own: Escalation) -> Escalation:
    return Escalation.model_validate({**own.model_dump(), **POLICY})


class OneSite:
    def __init__(self, _reading: object) -> None:
        pass

    def all(self) -> Sequence[Site]:
        return [E01]

    def get(self, site: str) -> Site | None:
        return E01 if site == "E01" else None

    def places(self) -> Sequence[Place]:
        return [CARE_HOME]


@hookimpl
def fengsui_about() -> About:
    return About(name="plans", version="0", title="Plans")


@hookimpl
def fengsui_providers() -> Iterable[Provider[Any]]:
    return [Provider(protocol=Library, make=ShippedPlans), Provider(protocol=Sites, make=OneSite)]
