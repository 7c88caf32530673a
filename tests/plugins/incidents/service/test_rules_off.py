"""A bureau may switch off any rule: the night goes on, each row alone and all of them together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fengsui.access.policy import Actor
from fengsui_incidents.model.rules import RuleSet, shipped_by_key

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Night

KEEPER = Actor(id="system:tests", permissions=frozenset({"*"}))
OURS = (
    "clock_tolerance_s",
    "far_from_centre_km",
    "verify_within_minutes",
    "rest_hours",
    "late_after_s",
    "presence_lost_after_s",
    "broadcast_within_s",
    "network_window_s",
    "network_failed_share",
    "level_confirm_within_s",
    "unreachable_extra_s",
    "stand_down_answer_within_s",
    "insurance_required",
)


async def switch_off(night: Night, key: str) -> None:
    value = await night.system.read(lambda reading: reading.rule(key).value, plugin="incidents")
    row = {"plugin": "incidents", "key": key, "value": value, "basis": "本地停用", "enabled": False}
    await night.system.execute("core.set_rule", {**row, "effective_from": "2026-11-22"}, KEEPER)


async def test_the_night_goes_on_without_them(night: Night) -> None:
    known = set(shipped_by_key())
    for key in OURS:
        if key in known:
            await switch_off(night, key)
    rules = await night.system.read(lambda reading: RuleSet.read(reading.rule), plugin="incidents")
    assert not [key for key in OURS if rules.has(key)]
    night.system.connect("team:T07")
    incident, sent = await night.out(("T06", "stop_leak"), ("T33", "cordon"))
    await night.system.advance(seconds=300, step=5)
    assert night.recorded("escalated", order=sent["T06"])
    assert len(night.recorded("leader_card")) == 1
    await night.do("broadcast", division="310107", text="关窗", incident=incident)
    await night.do("evacuate", incident=incident)
    await night.system.advance(seconds=60)
    for kind in ("arrived", "withdrawn", "ready"):
        await night.says("T06", sent["T06"], kind)
    rows = await night.system.show("rosters.teams", {}, night.officer)
    assert next(row.team.readiness for row in rows if row.team.id == "T06") == "ready"
