"""Hostile plugins beside all of ours: the night takes its course, and each of them is shown with its reason."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from tests.core.ping import plugin
from tests.stories.hostile import SETTINGS, everybody, never_begins
from tests.stories.night import OURS, Centre, Night

from fengsui.access.policy import Actor
from fengsui.errors import Unavailable
from fengsui.http import build
from fengsui.testing import running

ANYBODY = Actor(id="user:a", permissions=frozenset({"*"}))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes for ever is cut off sooner than in a real centre."""
    monkeypatch.setattr("fengsui.storage.limit.READ_SECONDS", 0.25)
    monkeypatch.setattr("fengsui.storage.limit.UNIT_SECONDS", 0.25)


async def test_the_night_takes_its_course_beside_all_of_them(either_centre: Centre) -> None:
    hostile = everybody()
    extra = [one.point for one in hostile]
    async with either_centre.awake(extra=extra, hook_seconds=0.5, settings={"plugins": SETTINGS}) as night:
        await night.report()
        kinds = await night.dispatch()
        assert min(kinds[kind] for kind in ("order", "request", "notice")) >= 2
        await night.stored("T06", "T12")
        await night.says("T12", "displayed")
        await night.says("T12", "accepted", people=8, minutes=9)
        assert "accepted" in {fact.fact for fact in (await night.force("T12")).facts}
        await night.system.advance(seconds=59.5, step=3.5)
        assert night.steps("T06") == []
        await night.system.advance(seconds=30.5, step=0.5)
        assert night.steps("T06") == [("remind", 60.0), ("next_team", 70.0), ("leader", 80.0)]
        await slow_view(night)

        plugins = night.system.system.plugins
        ours = [p for p in plugins if p.package.startswith("fengsui_")]
        assert {p.name for p in ours} >= set(OURS)
        assert {(p.state, p.reason) for p in ours} == {("loaded", "")}
        shown = {p.name: (p.state, p.reason) for p in plugins if p not in ours}
        for one in hostile:
            state, reason = shown.pop(one.point.name)
            assert (state, one.reason in reason) == (one.state, True), f"{one.point.name}: {state} {reason}"
        assert not shown
        told = await told_over_http(night)
        for one in hostile:
            assert any(n == one.point.name and s == one.state and one.reason in r for n, s, r in told), one.point.name
        verdict = await night.show("core.verify", night.system.actor("auditor"))
        assert verdict.breaks == ()


async def slow_view(night: Night) -> None:
    """Whoever asks for it is refused after its time; the readers are free again."""
    with pytest.raises(Unavailable) as refused:
        await night.show("slow_view.all", ANYBODY)
    assert refused.value.code == "unit_timeout"
    assert (await night.board()).incidents


async def told_over_http(night: Night) -> list[tuple[str, str, str]]:
    given = {"device": "D-T12", "label": "team:T12", "roles": ["team_device"]}
    token = (await night.do("core.issue_token", ANYBODY, **given)).token
    async with TestClient(TestServer(build(night.system.system))) as client:
        answer = await client.get("/api/v1/plugins", headers={"Authorization": f"Bearer {token}"})
        assert answer.status == 200
        return [(p["name"], p["state"], p["reason"]) for p in (await answer.json())["plugins"]]


async def test_what_was_parked_waits_and_the_quarantined_say_so() -> None:
    """The others are served meanwhile; a command of a plugin that is out of service is refused with its reason."""
    hostile: list[Any] = [one for one in everybody() if one.point.name in ("handler_raises", "slow_view")]
    async with running(["plans", "rosters", "incidents"], extra=[one.point for one in hostile]) as system:
        officer = system.actor("duty_officer")
        for number in range(6):
            await system.execute("incidents.take_call", {"source": "joint_centre", "text": f"{number}"}, officer)
        parked = await system.show("core.parked", {"plugin": "handler_raises"}, ANYBODY)
        assert len(parked) >= 5
        assert {row["reason"] for row in parked} == {"ValueError: no"}
        made = system.system.host.get("handler_raises")
        assert made is not None
        assert made.state == "quarantined"
        with pytest.raises(Unavailable) as refused:
            system.system.host.require_live("handler_raises")
        assert "ValueError: no" in str(refused.value.params["reason"])


async def test_a_lifespan_that_never_begins_is_given_up() -> None:
    hangs = plugin("hangs", lifespan=lambda: never_begins())
    async with running(["rosters"], extra=[hangs], lifespan_seconds=0.2) as system:
        states = {p.name: (p.state, p.reason) for p in system.system.plugins}
        assert states["rosters"] == ("loaded", "")
        assert states["hangs"] == ("failed", "its lifespan failed: TimeoutError: did not begin within 0.2 s")
