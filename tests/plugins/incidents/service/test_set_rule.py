"""An administrator's rule row: refused whole with every fault and its path; an empty one is taken where it may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fengsui.access.policy import Actor
from fengsui.errors import Invalid

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Night

KEEPER = Actor(id="system:tests", permissions=frozenset({"*"}))


async def set_rule(night: Night, key: str, value: Any) -> None:
    row = {"plugin": "incidents", "key": key, "value": value, "basis": "本局", "effective_from": "2026-11-22"}
    await night.system.execute("core.set_rule", row, KEEPER)


async def test_a_malformed_table_is_refused_whole_with_every_fault(night: Night) -> None:
    rows = [{"grade": "larger", "dead": 3, "serious": 10}, {"grade": "major", "dead": "ten", "serious": 50}]
    with pytest.raises(Invalid) as refused:
        await set_rule(night, "grade_thresholds", rows)
    assert refused.value.code == "rule_shape"
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [
        ("value.0.loss_yuan", "missing"), ("value.1.dead", "int_type"), ("value.1.loss_yuan", "missing"),
    ]  # fmt: skip
    assert all(fault.expected for fault in refused.value.faults)
    assert (await night.do("report", line="tlll an sw3"))["assessment"].grade == "larger", "by the shipped table"


async def test_what_ships_with_a_key_may_be_set_to_nothing_and_to_others(night: Night) -> None:
    await set_rule(night, "reserve", {})
    await set_rule(night, "reserve", {"leak": 1, "cordon": 2})
    await set_rule(night, "overdue_steps", {"moving": ["leader"]})
    incident = await night.report()
    held = (await night.do("propose", incident=incident)).held
    assert set(held) == {"leak", "cordon"}
