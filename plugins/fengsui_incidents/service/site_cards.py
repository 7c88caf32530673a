"""企业卡: the plant's data, before the officer who rings it back."""

from __future__ import annotations

from fengsui.hooks import Reading
from fengsui_incidents.api.board import SiteCard
from fengsui_plans.api import Site, Sites


def site_card(reading: Reading, site: Site | None) -> SiteCard | None:
    found = reading.ask(Sites).get(site.id) if site else None
    if found is None:
        return None
    level = f" {found.hazard_level}" if found.hazard_level else ""
    return SiteCard(
        id=found.id,
        name=found.name,
        address=found.address,
        duty_phone=found.duty_phone,
        safety_phone=found.safety_phone,
        substances=tuple(f"{held.name} {held.tonnes:g} t" for held in found.substances),
        people_500m=found.people_500m,
        hazard=f"{found.risk}{level}",
        plan_number=found.plan_number,
        valves=found.valves,
        demo=found.demo,
    )
