"""The dispatch screen: the gap first, task and protection with each need, and the keys beside sending."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from tests.tui.fixtures import night
from tests.tui.fixtures.console import LARGE, SMALL, lines, press, running, settle, text
from tests.tui.fixtures.link import FakeLink
from tests.tui.fixtures.pressed import presses

from fengsui_incidents.api.proposal import LeftOutPage, LeftOutRow, RunCard, RunCardLine
from fengsui_incidents.screen.dispatch import DispatchScreen
from fengsui_incidents.screen.left_out import LeftOutScreen

w = night.w
NEIGHBOUR = replace(
    night.PROPOSAL.needs[0].candidates[1], team="T41", name="江桥危化队(嘉定)", reason="needs_consent",
    says=w("需嘉定值班室同意", "needs the consent of Jiading"), chosen=False,
)  # fmt: skip
LEAK = replace(
    night.PROPOSAL.needs[0],
    candidates=(*night.PROPOSAL.needs[0].candidates, NEIGHBOUR),
    wear=w("重型防化服 + 空呼", "gas-tight suit and breathing apparatus"),
)
PROPOSAL = replace(
    night.PROPOSAL, needs=(LEAK, *night.PROPOSAL.needs[1:]), held=("suit_a",),
    travel=w("路网服务未及时答复, 行车时间按直线估算", "the routing service did not answer in time: times by distance"),
)  # fmt: skip
CARDS = (
    RunCard(code="A-NH3", title="氨泄漏", levels=(1, 2), lines=(
        RunCardLine(level=1, task=w("堵漏", "stop the leak"), teams=1, capabilities={"leak": 1},
                    protection={"suit_a": 2}, by="order", source="表!2"),
        RunCardLine(level=2, task=w("医疗", "medical"), teams=2, capabilities={"ambulance": 1}, protection={},
                    by="request", source="表!3"),
    )),
)  # fmt: skip
MANY = replace(PROPOSAL, in_full=False, considered=100_000)
PAGE = LeftOutPage(
    incident="E1122-01", at=night.NOW, considered=100_000, counts={"resting": 2, "lacks_capability": 99_990},
    digest="0" * 64, total=99_992,
    rows=(
        LeftOutRow(team="T77", name="远郊队", reason="resting", says=w("休整至 06:00", "resting until 06:00")),
        LeftOutRow(team="T78", name="抢险队", reason="lacks_capability", says=w("能力不符, 缺: 堵漏", "lacks: leak")),
    ),
)  # fmt: skip


def link_of(proposal: object = PROPOSAL) -> FakeLink:
    link = FakeLink()
    link.answers["incidents.propose"] = proposal
    link.views |= {"incidents.proposal": proposal, "incidents.run_cards": CARDS, "incidents.left_out": PAGE}
    return link


async def opened(app: object, pilot: object) -> None:
    app.push_screen(DispatchScreen("E1122-01"))  # type: ignore[attr-defined]
    await settle(pilot)  # type: ignore[arg-type]


async def choose(app: object, pilot: object, what: str) -> None:
    """Moves to the row that shows `what`."""
    set_ = app.screen.query_one("#set")  # type: ignore[attr-defined]
    for _ in range(40):
        if what in set_.chosen:
            return
        await press(pilot, "down")  # type: ignore[arg-type]
    raise AssertionError(what)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_gap_stands_first_then_each_need_with_task_and_protection(
    tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    async with running(link_of(), tmp_path, size, language=language) as (app, pilot):
        await opened(app, pilot)
        shown = text(app)
        gap = shown.index("环境监测 缺1" if language == "zh_CN" else "environment monitoring: 1 missing")
        need = shown.index("堵漏(重型防化)" if language == "zh_CN" else "Stop the leak")
        assert gap < need
        assert ("重型防化服" if language == "zh_CN" else "gas-tight suit") in shown
        assert ("路网服务未及时答复" if language == "zh_CN" else "routing service did not answer") in shown
        assert all(cell_len(line) == size[0] for line in lines(app))


async def test_what_was_asked_and_told_already_is_not_ticked_again(tmp_path: Path) -> None:
    link = link_of()
    card = link.cards["E1122-01"]
    asked = replace(card.forces[-1], card="119", state="accepted")
    refused = replace(card.forces[-1], card="120", state="unable")
    link.cards["E1122-01"] = replace(card, forces=(*card.forces, asked, refused))
    async with running(link, tmp_path, LARGE) as (app, pilot):
        await opened(app, pilot)
        shown = text(app)
        assert "-> 119 (请求) 已发" in shown
        assert "[x] 120" in shown
        await press(pilot, "f5", "enter")
        assert [sent["cards"] for sent in link.sent("incidents.dispatch")] == [["120", "street"]]


@presses(DispatchScreen, "consent")
async def test_g_asks_the_neighbour_and_enters_what_it_said(tmp_path: Path) -> None:
    link = link_of()
    async with running(link, tmp_path) as (app, pilot):
        await opened(app, pilot)
        await press(pilot, "g")
        assert "请选中一支需邻区同意的队伍" in text(app)
        assert link.sent("incidents.ask_consent") == []
        app.screen.action_all_left_out()  # type: ignore[attr-defined]
        await settle(pilot)
        await choose(app, pilot, "T41")
        await press(pilot, "g", "1")
        assert link.sent("incidents.ask_consent") == [{"incident": "E1122-01", "team": "T41"}]
        await choose(app, pilot, "T41")
        await press(pilot, "g", "2", *"chen", "enter", "1")
        (answer,) = link.sent("incidents.answer_consent")
        assert (answer["team"], answer["answer"], answer["said_by"]) == ("T41", "granted", "chen")


@presses(DispatchScreen, "release")
async def test_l_enters_the_leaders_release_of_the_reserve(tmp_path: Path) -> None:
    link = link_of()
    link._who = replace(
        link._who,
        permissions=frozenset(
            {"incidents.release_reserve_for", "incidents.propose", "incidents.dispatch", "incidents.view"}
        ),
    )  # type: ignore[type-var]
    async with running(link, tmp_path) as (app, pilot):
        await opened(app, pilot)
        await press(pilot, "l", "1", *"two", "enter", "enter")
        (sent,) = link.sent("incidents.release_reserve_for")
        assert (sent["capability"], sent["reason"], sent["said_by"]) == ("suit_a", "two", night.BOARD.leader)


@presses(DispatchScreen, "run_card")
async def test_r_chooses_a_run_card_and_its_level(tmp_path: Path) -> None:
    link = link_of()
    async with running(link, tmp_path) as (app, pilot):
        await opened(app, pilot)
        await press(pilot, "r")
        await settle(pilot)
        await press(pilot, "1")
        await settle(pilot)
        assert "+ 医疗 x2" in text(app)
        await press(pilot, "2")
        assert link.sent("incidents.choose_run_card") == [{"incident": "E1122-01", "code": "A-NH3", "level": 2}]


@presses(DispatchScreen, "other_task", "send_all")
async def test_t_gives_a_team_another_task_with_a_reason(tmp_path: Path) -> None:
    link = link_of()
    async with running(link, tmp_path) as (app, pilot):
        await opened(app, pilot)
        await choose(app, pilot, "T06")
        await press(pilot, "t", "1", *"enough", "enter")
        await press(pilot, "f5", "enter")
        (sent,) = link.sent("incidents.dispatch")
        assert {"team": "T06", "need": "water", "reason": "enough"} in sent["teams"]


@pytest.mark.parametrize("size", [SMALL, LARGE])
@presses(DispatchScreen, "all_left_out")
@presses(LeftOutScreen, "back", "next_page", "page_before", "reason", "search", "send_it")
async def test_w_shows_everybody_page_by_page_and_any_of_them_can_be_sent(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    link = link_of(MANY)
    async with running(link, tmp_path, size) as (app, pilot):
        await opened(app, pilot)
        await press(pilot, "w")
        assert isinstance(app.screen, LeftOutScreen)
        assert "T77 远郊队" in text(app)
        assert "休整至 06:00" in text(app)
        assert "100000" in text(app)
        assert all(cell_len(line) == size[0] for line in lines(app))
        await press(pilot, "n")
        assert link.shown[-1][1]["offset"] == 100
        await press(pilot, "p", "r", "1")
        assert link.shown[-1][1] == {
            "incident": "E1122-01",
            "offset": 0,
            "limit": 100,
            "reason": "resting",
            "search": "",
        }
        await press(pilot, "slash", *"far", "enter")
        assert link.shown[-1][1]["search"] == "far"
        await press(pilot, "space", "1", *"near", "enter")
        assert "[x] T77" in text(app)
        await press(pilot, "escape")
        assert "远郊队" in text(app)
        await press(pilot, "f5", "enter")
        (sent,) = link.sent("incidents.dispatch")
        assert {"team": "T77", "need": "leak", "reason": "near"} in sent["teams"]
