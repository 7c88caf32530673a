"""Teams, duty, filings and drills on the console: what they show and what their keys call."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len
from tests.tui.fixtures import night
from tests.tui.fixtures.console import LARGE, OFFERS, SMALL, lines, press, running, settle, text
from tests.tui.fixtures.link import FakeLink
from tests.tui.fixtures.pressed import presses

from fengsui_drills.model.lifecycle import Exercise
from fengsui_drills.model.picture import DrillItem
from fengsui_drills.screen import DrillsScreen
from fengsui_plans.answers import FilingCheck, FilingRow, MissingLine
from fengsui_plans.screen import FilingsScreen
from fengsui_rosters.api import DutyBoard, DutyRow, Finding, Flag, Shift, Team, TeamRow
from fengsui_rosters.screen import DutyScreen, TeamsScreen
from fengsui_tui.app import FengsuiConsole
from fengsui_tui.connection import Stirred
from fengsui_tui.loading import Offer

LISTS = (
    *OFFERS,
    Offer(plugin="rosters", package="fengsui_rosters", name="teams", title="Teams", key="2",
          target="fengsui_rosters.screen:TeamsScreen"),
    Offer(plugin="rosters", package="fengsui_rosters", name="duty", title="Duty", key="5",
          target="fengsui_rosters.screen:DutyScreen"),
    Offer(plugin="plans", package="fengsui_plans", name="filings", title="Filings", key="3",
          target="fengsui_plans.screen:FilingsScreen"),
    Offer(plugin="drills", package="fengsui_drills", name="drills", title="Drills", key="4",
          target="fengsui_drills.screen:DrillsScreen"),
)  # fmt: skip

TEAM = Team(
    id="T06", name="石泉危化专业队", kind="professional", division="310107017", lat=31.25, lon=121.41,
    people=8, minimum=10, reach="direct", phone="021-00000306",
    capabilities={"suit_a": 4}, readiness="ready", leader="刘敏", demo=True,
)  # fmt: skip
TEAMS = (
    TeamRow(team=TEAM, online=True, last_seen=night.NOW, flags=(Flag(kind="under_strength"),)),
    TeamRow(team=replace(TEAM, id="T15", name="真如危化队", readiness="resting", people=12), online=False,
            last_seen=night.at("10:00"), flags=()),
)  # fmt: skip
SHIFT = Shift(begins=night.NOW - timedelta(hours=3), ends=night.NOW + timedelta(hours=21), leader="周建国", main="王磊",
              second="陈静", id="S1")  # fmt: skip
DUTY = DutyBoard(
    now=DutyRow(shift=SHIFT, holiday=True, holiday_certain=False),
    shifts=(DutyRow(shift=SHIFT, holiday=True, holiday_certain=False),),
    findings=(Finding(kind="gap", begins=night.NOW + timedelta(days=3), ends=night.NOW + timedelta(days=4)),),
)
MISSING = MissingLine("no_review", "缺评审意见", "the experts' review is missing", "2号令-27")
FILING = FilingRow(
    id="F1", enterprise="E01", unit_name="桐澜冷链二号库", division="310107", authority="普陀区应急局",
    titles=("综合预案",), state="submitted", published_on=date(2026, 11, 2), file_due=date(2026, 11, 30), late=False,
    received_on=date(2026, 11, 20), check_due=date(2026, 11, 27), check_certain=True, decided_on=None, number="",
    missing=(), evaluate_by=None, evaluation_overdue=False, replaces="", replaced_by="", entered_later=False, demo=True,
)  # fmt: skip
CHECK = FilingCheck(filing="F1", missing=(MISSING,), remarks=(), authority="普陀区应急局", review_needed=True)
DRILLS = (
    Exercise(id="EX-07", title="氨泄漏演练", title_en="Ammonia drill", scheduled_at=night.at("10:00:00"),
             controller="limin", kind="live", state="held", held_because="E1122-01", teams=("T06", "T12")),
)  # fmt: skip
NEEDS = (DrillItem(id="EX-07:r", kind="drill_resume", drill="EX-07", title="", who="limin", since=night.NOW),)


def city() -> FakeLink:
    link = FakeLink()
    link.views |= {
        "rosters.teams": TEAMS, "rosters.duty": DUTY, "plans.filings": (FILING,), "plans.check_filing": CHECK,
        "drills.drills": DRILLS, "drills.queue": NEEDS,
    }  # fmt: skip
    return link


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
@pytest.mark.parametrize(
    ("key", "language", "expected"),
    [
        ("2", "zh_CN", ["队伍 TEAMS 2", "石泉危化专业队", "待命", "8/10"]),
        ("2", "en", ["TEAMS 2   ready 1   connected 1", "resting", "under strength"]),
        ("5", "zh_CN", ["值班表", "1 处问题", "王磊"]),
        ("5", "en", ["nobody on duty", "leader 周建国"]),
        ("3", "zh_CN", ["备案 FILINGS 1", "待审查", "桐澜冷链二号库"]),
        ("3", "en", ["to be checked 1", "2026-11-27"]),
        ("4", "zh_CN", ["演练 DRILLS 1", "挂起", "可以恢复"]),
        ("4", "en", ["HELD", "Ammonia drill", "may be resumed"]),
    ],
)
async def test_lists(tmp_path: Path, size: tuple[int, int], key: str, language: str, expected: list[str]) -> None:
    async with running(city(), tmp_path, size, language=language, offers=LISTS) as (app, pilot):
        await press(pilot, key)
        await settle(pilot)
        assert [what for what in expected if what not in text(app)] == []
        assert [cell_len(row) for row in lines(app)] == [size[0]] * size[1]
        await press(pilot, "1")
        assert ("待我处理" if language == "zh_CN" else "NEEDS YOU") in text(app)
        assert len(app.screen_stack) == 2


async def test_the_teams_are_read_again_when_somebody_comes_or_goes(tmp_path: Path) -> None:
    link = city()
    async with running(link, tmp_path, offers=LISTS) as (_, pilot):
        await press(pilot, "2")
        await settle(pilot)
        before = link.shown.count(("rosters.teams", {}))
        assert before
        link.says(Stirred())
        for _ in range(200):
            await pilot.pause(0.02)
            if link.shown.count(("rosters.teams", {})) > before:
                return
        raise AssertionError("they were not read again")


@presses(TeamsScreen, "readiness")
async def test_a_team_goes_to_rest(tmp_path: Path) -> None:
    link = city()
    async with running(link, tmp_path, offers=LISTS) as (_, pilot):
        await press(pilot, "2", "enter", "6", *"24h", "enter", "enter")
        sent = link.sent("rosters.set_readiness")[0]
        assert (sent["team"], sent["readiness"], sent["reason"]) == ("T06", "resting", "24h")
        assert sent["until"].startswith("2026-11-22T03:16:42")


@presses(DutyScreen, "swap")
@presses(FengsuiConsole, "to('rosters.duty')")
async def test_somebody_stands_in(tmp_path: Path) -> None:
    link = city()
    async with running(link, tmp_path, offers=LISTS) as (_, pilot):
        await press(pilot, "5", "end", "enter", "2", *"li", "enter", *"ill", "enter")
        assert link.sent("rosters.swap_shift") == [
            {"shift": "S1", "post": "main", "was": "王磊", "now": "li", "reason": "ill"}
        ]


@presses(FengsuiConsole, "to('plans.filings')")
@presses(FilingsScreen, "decide")
async def test_a_filing_is_returned_with_everything_that_is_missing(tmp_path: Path) -> None:
    link = city()
    async with running(link, tmp_path, offers=LISTS) as (app, pilot):
        await press(pilot, "3", "enter")
        assert "缺评审意见" in text(app), "before the decision, not after"
        await press(pilot, "2", *"a;b", "enter")
        assert link.sent("plans.decide_filing") == []
        await press(pilot, "enter")
        assert link.sent("plans.decide_filing") == [{"filing": "F1", "verdict": "return", "missing": ["a", "b"]}]


@presses(DrillsScreen, "abort", "start")
async def test_a_drill_starts_by_its_controller_and_never_by_one_key(tmp_path: Path) -> None:
    link = city()
    async with running(link, tmp_path, offers=LISTS) as (app, pilot):
        await press(pilot, "4", "f5")
        assert "EX-07 氨泄漏演练" in text(app)
        assert link.sent("drills.start") == []
        await press(pilot, "enter")
        assert link.sent("drills.start") == [{"drill": "EX-07"}]
        await press(pilot, "x", *"rain", "enter", "enter")
        assert link.sent("drills.abort") == [{"drill": "EX-07", "reason": "rain"}]


@presses(DrillsScreen, "schedule")
@presses(FengsuiConsole, "to('drills.drills')")
async def test_a_drill_is_entered_with_a_time_in_the_centres_zone(tmp_path: Path) -> None:
    link = city()
    async with running(link, tmp_path, offers=LISTS) as (_, pilot):
        await press(pilot, "4", "n", *"EX-9", "enter", *"drill", "enter", *"nonsense", "enter")
        assert link.calls == []
        for _ in "nonsense":
            await pilot.press("backspace")
        await press(pilot, *"2026-12-01", "space", *"10:00", "enter", *"T06", "enter")
        sent = link.sent("drills.schedule")[0]
        assert (sent["at"], sent["controller"], sent["teams"]) == ("2026-12-01T10:00:00+08:00", "wanglei", ["T06"])


@presses(FengsuiConsole, "to('rosters.teams')")
async def test_a_list_is_read_again_when_something_happens(tmp_path: Path) -> None:
    link = city()
    async with running(link, tmp_path, offers=LISTS, language="en") as (app, pilot):
        await press(pilot, "2")
        link.views["rosters.teams"] = TEAMS[:1]
        link.happens("rosters.readiness_changed", "T15")
        await pilot.pause(0.5)
        await settle(pilot)
        assert "TEAMS 1" in text(app)
