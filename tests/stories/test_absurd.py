"""Whatever a declaration lets through, every command and view answers or refuses with a code, and all still works."""

from __future__ import annotations

from typing import Any

import pytest
from tests.stories.absurd import Absurd
from tests.stories.night import Centre, Night

from fengsui.access.policy import Actor
from fengsui.errors import FengsuiError, Invalid

ANYBODY = Actor(id="user:limin", name="limin", permissions=frozenset({"*"}), labels=frozenset({"centre"}))
AFTERWARDS = (
    "incidents.board", "incidents.queue", "incidents.calls", "incidents.closed", "rosters.teams", "rosters.duty",
    "rosters.experts", "rosters.supplies", "rosters.expiring", "drills.drills", "drills.calendar",
    "drills.obligations", "plans.filings", "plans.sites", "plans.places", "plans.register", "core.rules",
)  # fmt: skip


async def known(night: Night) -> dict[str, list[str]]:
    """Ids that exist, by the name of the field that may hold them."""
    await night.do("incidents.take_call", source="joint_centre", text="x")
    duty = await night.show("rosters.duty", ANYBODY)
    orders = list(night.orders.values())
    return {
        "team": ["T06", "T12", "T38"], "site": ["E01", "E05"], "enterprise": ["E01"], "drill": ["EX-07", "EX-06"],
        "incident": [night.incident], "call": ["C1122-0001", "C1122-0002"], "order": orders,
        "plan": ["ammonia-release", "high-rise-fire"], "need": ["stop_leak", "cordon"], "filing": ["F-2026-038"],
        "shift": [row.shift.id for row in duty.shifts], "was": [duty.now.shift.main], "key": ["escalation_step_s"],
        "plugin": ["incidents"], "name": ["wanglei", "x"], "label": ["team:T06"], "device": ["D-T06"],
        "role": ["duty_officer"], "capabilities": ["leak", "scba"], "id": ["T06", "E01", "T77"],
        "task": [task.id for task in (await night.card()).tasks], "substance": ["ammonia"],
    }  # fmt: skip


async def test_every_command_and_view_answers_or_refuses(either_centre: Centre) -> None:
    refused: dict[str, int] = {}
    async with either_centre.awake() as night:
        await night.out()
        absurd = Absurd(5, await known(night))
        registry = night.system.system.registry
        for _ in range(4):
            for name, command in registry.commands.items():
                payload = absurd.payload(command.declaration.payload)
                await answered(refused, night.system.execute(name, payload, ANYBODY), f"{name} {payload}")
            for name, view in registry.views.items():
                parameters = absurd.payload(view.declaration.parameters)
                await answered(refused, night.system.show(name, parameters, ANYBODY), f"{name} {parameters}")
        assert refused.pop("", 0) > 100
        assert not {code for code in refused if code.startswith(("storage", "unit_timeout", "internal"))}
        for view_name in AFTERWARDS:
            await night.show(view_name, ANYBODY)
        await night.system.advance(seconds=5)
        for row in (await night.board()).incidents:
            await night.show("incidents.incident", incident=row.id)
        assert {plugin.name: plugin.errors for plugin in night.system.system.plugins if plugin.errors} == {}


async def answered(refused: dict[str, int], asked: Any, what: str) -> None:
    try:
        await asked
        code = ""
    except FengsuiError as error:
        code = error.code
    except Exception as error:
        raise AssertionError(f"{what}: {type(error).__name__}: {error}") from error
    refused[code] = refused.get(code, 0) + 1


async def test_a_rule_cannot_be_given_a_value_that_nobody_could_use(centre: Centre) -> None:
    """A typing mistake in a rule must not keep the next order, or the evacuation, from going out."""
    row = {"plugin": "incidents", "key": "escalation_step_s", "basis": "试", "effective_from": "2026-01-01"}
    async with centre.awake() as night:
        before = await night.system.system.head()
        wrong: tuple[Any, ...] = ({}, "10", None, True, [10], {"seconds": 10})
        for value in wrong:
            with pytest.raises(Invalid) as error:
                await night.do("core.set_rule", ANYBODY, **row, value=value)
            assert (error.value.code, error.value.faults[0].path) == ("rule_shape", "value")
        assert await night.system.system.head() == before
        await night.do("core.set_rule", ANYBODY, **row, value=12.5)
