"""The screen of judgement and the plan composed on the spot: what they show in every size, and what their keys send."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import pytest
from rich.cells import cell_len
from tests.tui.fixtures import night
from tests.tui.fixtures.console import LARGE, SMALL, lines, press, running, settle, text
from tests.tui.fixtures.link import OFFICER, FakeLink
from tests.tui.fixtures.pressed import presses
from textual.pilot import Pilot

from fengsui_incidents.screen.board import BoardScreen
from fengsui_incidents.screen.compose import ComposeScreen, _task, read_numbers
from fengsui_incidents.screen.judgement import JudgementScreen
from fengsui_incidents.screen.reading_claims import ReadClaim, read_claim
from fengsui_tui.app import FengsuiConsole

LEADER = replace(OFFICER, id="user:zhou", name="周建国", roles=("duty_leader",))
OFFICER_ONLY = replace(
    OFFICER,
    permissions=frozenset({"incidents.view", "incidents.report", "incidents.hand_over", "incidents.confirm_level_for"}),
)


async def typed(pilot: Pilot[None], said: str) -> None:
    """A line, as a keyboard or a Chinese input method gives it."""
    field = pilot.app.screen.query_one("#typed")
    field.value = said  # type: ignore[attr-defined]
    await press(pilot, "enter")


def last(link: FakeLink, command: str) -> dict[str, Any]:
    return next(payload for name, payload in reversed(link.calls) if name == command)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", [SMALL, (120, 36), LARGE], ids=str)
@pytest.mark.parametrize("keys", [("0",), ("0", "b")], ids=["judgement", "compose"])
async def test_every_row_is_exactly_as_wide_as_the_terminal(
    tmp_path: Path, size: tuple[int, int], language: str, keys: tuple[str, ...]
) -> None:
    async with running(FakeLink(), tmp_path, size, language=language) as (app, pilot):
        await press(pilot, *keys)
        await settle(pilot)
        rows = lines(app)
        assert [cell_len(row) for row in rows] == [size[0]] * size[1]
        assert not {char for char in "".join(rows) if east_asian_width(char) == "A"}


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh_CN", ["等级(初判)  较大", "较大涉险  待核实", "(建议 II级响应)", "市应急局总指挥 张明",
                   "压力容器 (转移人数 600)", "[x] 严重污染", "[ ] 危及重要场所", "亡  3",
                   "类型预案  高层火灾 v1  不适用"]),
        ("en", ["GRADE (first judgement)  larger", "LARGER NEAR MISS", "(level II proposed)", "市应急局总指挥 张明",
                "[x] serious pollution", "dead  3", "general plan  High-rise fire v1  does not fit"]),
    ],
)  # fmt: skip
async def test_the_judgement_at_a_glance(tmp_path: Path, language: str, expected: list[str]) -> None:
    async with running(FakeLink(), tmp_path, language=language) as (app, pilot):
        await press(pilot, "0")
        shown = text(app)
        assert [what for what in expected if what not in shown] == []


@presses(FengsuiConsole, "to('incidents.judgement')")
async def test_the_history_of_a_figure_stands_beside_it(tmp_path: Path) -> None:
    async with running(FakeLink(), tmp_path, language="en") as (app, pilot):
        await press(pilot, "0", *["down"] * 5)
        shown = text(app)
        assert "* 03:15 医院: 3 verified (网传重复计算)" in shown
        assert "lowers nothing: no reason was given" in shown
        await press(pilot, "down", "down", "down", "down", "down")
        assert "- Neither substance nor kind nor a word fits" in text(app)


@presses(BoardScreen, "figure")
async def test_a_claim_from_its_history(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path, language="en") as (app, pilot):
        await press(pilot, "g", "1")
        assert "网传: 5 reported" in text(app)
        await typed(pilot, "=2 医院 / 重复计算")
        assert last(link, "incidents.set_figure") == {
            "incident": "E1122-01", "count": "dead", "value": 2, "source": "医院", "status": "verified",
            "reason": "重复计算",
        }  # fmt: skip
        link.answers["incidents.set_figure"] = {"figures": {"endangered": 40_000_000}}
        await press(pilot, "g", "9")
        await typed(pilot, "30000000")
        sent = last(link, "incidents.set_figure")
        assert (sent["count"], sent["value"], sent["source"]) == ("endangered", 30_000_000, "王磊")
        assert "on record; 40000000 stands" in text(app)


async def test_a_leader_goes_down_with_a_reason(tmp_path: Path) -> None:
    link = FakeLink(who=LEADER)
    link.cards["E1122-01"] = replace(night.card_of(), level_confirmed="II")
    async with running(link, tmp_path, language="en") as (app, pilot):
        await press(pilot, "l", "4")
        assert "Lower than decided" in text(app)
        await typed(pilot, "under control")
        await press(pilot, "enter")
        assert last(link, "incidents.confirm_level") == {
            "incident": "E1122-01", "level": "IV", "reason": "under control",
        }  # fmt: skip


async def test_the_level_is_asked_for_with_the_proposal_in_front(tmp_path: Path) -> None:
    link = FakeLink(who=LEADER)
    async with running(link, tmp_path) as (_, pilot):
        proposed = night.card_of().assessment.level
        await press(pilot, "l", "enter", "enter")
        assert last(link, "incidents.confirm_level") == {"incident": "E1122-01", "level": proposed}


async def test_a_leader_who_handed_command_over_hears_whose_the_level_is(tmp_path: Path) -> None:
    leader = replace(LEADER, permissions=frozenset({"incidents.view", "incidents.confirm_level"}))
    link = FakeLink(who=leader)
    link.cards["E1122-01"] = replace(night.card_of(), commander="市应急局 张明")
    async with running(link, tmp_path) as (app, pilot):
        await press(pilot, "l")
        assert "现由 市应急局 张明 指挥并决定级别" in text(app)
        assert not link.calls


@presses(JudgementScreen, "command")
async def test_command_is_handed_over_named_and_confirmed(tmp_path: Path) -> None:
    link = FakeLink(who=OFFICER_ONLY)
    link.answers["incidents.hand_over"] = {"picture": {"zh": "一页", "en": "ONE PAGE OF IT"}}
    async with running(link, tmp_path, language="en") as (app, pilot):
        await press(pilot, "0", "h", "1")
        for said in ("市应急局", "总指挥", "张明", "超出本区能力", "13"):
            await typed(pilot, said)
        await press(pilot, "1")
        await typed(pilot, "周建国")
        assert "command passes to 市应急局 张明" in text(app)
        assert not link.calls
        await press(pilot, "enter")
        sent = last(link, "incidents.hand_over")
        assert (sent["to_org"], sent["to_name"], sent["duties"]) == ("市应急局", "张明", ["reports", "evacuation"])
        assert (sent["said_by"], sent["channel"]) == ("周建国", "phone")
        assert "ONE PAGE OF IT" in text(app)


@presses(BoardScreen, "command")
async def test_command_comes_back_and_a_start_above_is_entered(tmp_path: Path) -> None:
    link = FakeLink(who=LEADER)
    link.cards["E1122-01"] = replace(night.card_of(), commander="市应急局 张明")
    async with running(link, tmp_path, language="en") as (app, pilot):
        assert "COMMANDED BY" in text(app)
        await press(pilot, "h", "2")
        await typed(pilot, "张明")
        await typed(pilot, "over")
        await press(pilot, "enter")
        assert last(link, "incidents.take_back")["said_by"] == "张明"
        await press(pilot, "h", "3")
        await typed(pilot, "市应急局")
        await typed(pilot, "李处")
        await press(pilot, "2", "enter")
        assert last(link, "incidents.higher_started")["level"] == "II"


@presses(JudgementScreen, "open")
async def test_ticking_special_scales_and_another_plan(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path, language="en") as (_app, pilot):
        await press(pilot, "0", *["down"] * 7, "enter", "4")
        await typed(pilot, "环境监测站")
        await typed(pilot, "复测达标")
        sent = last(link, "incidents.set_circumstance")
        assert (sent["circumstance"], sent["holds"], sent["reason"]) == ("serious_pollution", False, "复测达标")
        await press(pilot, *["up"] * 3, "enter", "1")
        await typed(pilot, "2.5")
        await typed(pilot, "特检院")
        await typed(pilot, "")
        assert last(link, "incidents.set_special")["facts"] == {"stranded_hours": 2.5}
        await press(pilot, *["down"] * 6, "enter")
        await typed(pilot, "floors")
        await press(pilot, "enter")
        assert last(link, "incidents.choose_plan")["plan"] == "high-rise-fire"


@presses(ComposeScreen, "need", "prohibition", "save", "tick")
@presses(JudgementScreen, "compose")
async def test_a_plan_is_composed_from_ticks_and_typed_parts(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path, language="en") as (app, pilot):
        await press(pilot, "0", "b", "f5")
        assert "at least one need" in text(app)
        await press(pilot, "space", "n")
        await typed(pilot, "支护 / 临时支护墙体")
        await typed(pilot, "leak 1 suit_a 2")
        await typed(pilot, "2")
        await press(pilot, "x")
        await typed(pilot, "重型车辆靠近")
        await press(pilot, "f5")
        await typed(pilot, "路面塌陷")
        await typed(pilot, "无适用预案")
        await press(pilot, "enter")
        sent = last(link, "incidents.compose_plan")
        assert sent["needs"] == [
            {"title": "支护", "task": "临时支护墙体", "capabilities": {"leak": 1, "suit_a": 2}, "count": 2},
            {"plan": "ammonia-release", "part": "cordon"},
        ]
        assert sent["prohibitions"] == ["重型车辆靠近"]


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("2 刘队长", ReadClaim(2, "刘队长", "")),
        ("? 110", ReadClaim(None, "110", "")),
        ("=3 hospital / counted twice", ReadClaim(3, "hospital", "counted twice", "verified")),
        ("x5 web / rumour", ReadClaim(5, "web", "rumour", "withdrawn")),
        ("many", None), ("", None), ("-1 a", None), ("9" * 15, None),
    ],
)  # fmt: skip
def test_a_claim_as_it_is_typed(said: str, read: ReadClaim | None) -> None:
    assert read_claim(said) == read


def test_parts_as_they_are_typed() -> None:
    assert read_numbers("leak 1 suit_a 2") == {"leak": 1, "suit_a": 2}
    assert read_numbers("leak") == read_numbers("leak x") == read_numbers("leak 0") == {}
    assert _task("ring / 10 / 王磊") == {"title": "ring", "within_minutes": 10, "owner": "王磊"}
    assert _task("ring")["within_minutes"] == 15
    assert _task("") == _task("ring / soon") == {}
