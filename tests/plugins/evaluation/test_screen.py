"""The evaluation on the console: what it shows, a finding's way by Enter, and looking back."""

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

from fengsui_evaluation.api.values import (
    Clock,
    Destruction,
    Evaluation,
    Finding,
    FindingState,
    NeedCheck,
    Period,
    PlanCheck,
    SectionText,
    Span,
    Spread,
)
from fengsui_evaluation.screen.board import EvaluationScreen
from fengsui_incidents.api.board import PastBoard
from fengsui_incidents.api.events import Words
from fengsui_tui.app import FengsuiConsole
from fengsui_tui.loading import Offer

OFFER = Offer(plugin="evaluation", package="fengsui_evaluation", name="board", title="Evaluation", key="5",
              target="fengsui_evaluation.screen.board:EvaluationScreen")  # fmt: skip
FINDING = Finding(id="E1:late", incident="E1122-01", text=Words("应答 T07 超时30秒", "answer T07: 30 s late"),
                  basis="clock answer O2", state="proposed")  # fmt: skip
SPREAD = Spread(measure="order_to_answer", count=3, median=20, ninetieth=70, least=10, most=70)
CLOCK = Clock(kind="answer", ref="O2", what="T07", began_at=night.NOW, due_at=night.NOW + timedelta(seconds=60),
              met_at=night.NOW + timedelta(seconds=90), state="late")  # fmt: skip
PLAN = PlanCheck(plan="ammonia-release", title=Words("氨泄漏", "Ammonia release"), level_proposed="IV",
                 level_confirmed="III", tasks=(), beyond=(),
                 needs=(NeedCheck(need="stop_leak", title=Words("堵漏", "stop the leak"), wanted=2, ordered=2,
                                  accepted=1, arrived=1, first_minutes=9),))  # fmt: skip
EVALUATION = Evaluation(
    incident="E1122-01", title=Words("氨泄漏", "Ammonia release"), exercise=None, outcome="",
    steps={"reported": night.NOW, "ordered": night.NOW + timedelta(seconds=40)},
    spans=(Span(measure="order_to_answer", seconds=20),), spreads=(SPREAD,), clocks=(CLOCK,), plan=PLAN,
    findings=(FINDING,),
    sections=(SectionText(section="conclusion", title=Words("四、评估结论", "4. Conclusion"),
                          computed=(Words("标准不设分值", "no score"),)),),
    destruction=Destruction(incident="E1122-01", closed_at=night.NOW, due=date(2027, 5, 21)), entered_later=2,
)  # fmt: skip


def link(evaluation: Evaluation = EVALUATION) -> FakeLink:
    made = FakeLink()
    past = PastBoard(at=night.NOW, on_duty=("王磊",), leader="周建国", incidents=(), calls=())
    period = Period(since=date(2026, 11, 1), until=date(2026, 11, 22), as_of=night.NOW, incidents=4, false_reports=1,
                    spreads=(SPREAD,), kept={"answer": (9, 10)}, formula=Words("最近秩", "nearest rank"))  # fmt: skip
    made.views |= {"evaluation.incident": evaluation, "incidents.board_at": past, "evaluation.period": period,
                   "evaluation.report": "应急处置评估报告(草稿)"}  # fmt: skip
    return made


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh_CN", ["应急处置评估  E1122-01", "问题", "应答 T07 超时30秒", "超时", "1/2/2", "0:20 / 1:10"]),
        ("en", ["EVALUATION  E1122-01", "FINDING", "proposed", "LATE", "stop the leak", "median/90th 0:20 / 1:10"]),
    ],
)
@presses(FengsuiConsole, "to('evaluation.board')")
async def test_what_the_record_says(tmp_path: Path, size: tuple[int, int], language: str, expected: list[str]) -> None:
    async with running(link(), tmp_path, size, language=language, offers=(*OFFERS, OFFER)) as (app, pilot):
        await press(pilot, "5")
        await settle(pilot)
        assert [what for what in expected if what not in text(app)] == []
        assert [cell_len(row) for row in lines(app)] == [size[0]] * size[1]


STEPS: tuple[tuple[FindingState, str, list[str], str], ...] = (
    ("open", "", [*"plant", "enter", *"2026-12-01", "enter"], "evaluation.assign"),
    ("open", "plant", [*"repaired", "enter"], "evaluation.done"),
    ("done", "plant", ["2", *"no photo", "enter"], "evaluation.verify"),
)


@presses(EvaluationScreen, "act", "reload")
async def test_enter_takes_a_finding_one_step_on(tmp_path: Path) -> None:
    server = link()
    async with running(server, tmp_path, offers=(*OFFERS, OFFER)) as (_, pilot):
        await press(pilot, "5")
        await settle(pilot)
        await press(pilot, "enter", "enter")
        assert server.sent("evaluation.enter_finding") == [{"incident": "E1122-01", "finding": "E1:late"}]
        for state, owner, keys, command in STEPS:
            step = replace(FINDING, state=state, owner=owner)
            server.views["evaluation.incident"] = replace(EVALUATION, findings=(step,))
            await press(pilot, "f6")
            await settle(pilot)
            await press(pilot, "enter", *keys)
            assert len(server.sent(command)) == 1, command
        assert server.sent("evaluation.assign")[0]["due"] == "2026-12-01"
        assert server.sent("evaluation.verify") == [{"finding": "E1:late", "accepted": False, "reason": "no photo"}]


@presses(EvaluationScreen, "destroy", "drop", "hold")
async def test_dropping_writing_and_holding(tmp_path: Path) -> None:
    server = link()
    async with running(server, tmp_path, offers=(*OFFERS, OFFER)) as (_, pilot):
        await press(pilot, "5")
        await settle(pilot)
        await press(pilot, "x", *"planned", "enter")
        assert server.sent("evaluation.drop") == [{"finding": "E1:late", "reason": "planned", "incident": "E1122-01"}]
        await press(pilot, "end", "enter", *"in time", "enter")
        assert server.sent("evaluation.write")[0]["section"] == "conclusion"
        await press(pilot, "h", *"court", "enter")
        assert server.sent("evaluation.hold") == [{"incident": "E1122-01", "reason": "court"}]
        await press(pilot, "d")
        assert server.sent("evaluation.destroy") == []
        await press(pilot, "enter")
        assert server.sent("evaluation.destroy") == [{"incident": "E1122-01"}]


@presses(EvaluationScreen, "as_of", "period", "text")
async def test_looking_back(tmp_path: Path) -> None:
    server = link()
    async with running(server, tmp_path, offers=(*OFFERS, OFFER)) as (app, pilot):
        await press(pilot, "5")
        await settle(pilot)
        await press(pilot, "t", "enter")
        assert "当时无警情" in text(app) or "当班: 王磊" in text(app)
        assert server.shown[-1] == ("incidents.board_at", {"at": "2026-11-22T03:16:00+08:00"})
        await press(pilot, "escape", "y", "enter", "enter")
        assert "4 起, 其中非事故 1 起" in text(app)
        assert "应答" in text(app)
        await press(pilot, "escape", "o")
        assert "应急处置评估报告(草稿)" in text(app)
