"""Every act of every part of the field: filled in well and badly, turned back from, and what it then sends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from tests.tui.fixtures.console import SMALL, play, press, refused, running, settle
from tests.tui.fixtures.link import FakeLink
from tests.tui.test_field import BOARD, FIELD, OFFER, scene
from textual.screen import ModalScreen

from fengsui_field.api.board import FieldBoard, Printed
from fengsui_field.screen import people, relieving, settling, things
from fengsui_incidents.api.events import Words
from fengsui_rosters.api import Depot, DepotRow, Expert, ExpertRow, Stock, StockRow

DEPOT = Depot(id="D01", name="桃浦库", division="310107", lat=31.2, lon=121.3, keeper="", phone="", mode="government")
SUPPLIES = (DepotRow(depot=DEPOT, shortages=(), stock=(
    StockRow(stock=Stock(item="foam", name="泡沫液", unit="桶", batch="1", quantity=10), flag=""),)),)  # fmt: skip
APPROVED = replace(BOARD, statements=(replace(BOARD.statements[0], state="approved"),))
REFUSED = replace(BOARD, aid=(replace(BOARD.aid[0], state="refused", known=False),))
CLOSED = replace(BOARD, posts=())
THERE = replace(BOARD, reliefs=(replace(BOARD.reliefs[0], state="there"),))


@dataclass(frozen=True)
class Case:
    """`keys` reach the act in its part; `lines` are its answers, those before a `|` are refused; `sure` confirms it."""

    act: str
    part: str
    keys: tuple[str, ...]
    lines: tuple[str, ...]
    command: str
    sends: dict[str, Any]
    sure: bool = False
    board: FieldBoard = BOARD


IN, E = {"incident": "E1122-01"}, "enter"
CASES = (
    Case("_open_post", "post", ("n",), ("路口", "|李", "副区长", "021"), "open_post",
         {**IN, "place": "路口", "commander": "李", "post": "副区长", "phone": "021"}, board=CLOSED),
    Case("_commander", "post/P1", (E, "1"), ("|李", "", "", "|换班"), "change_commander",
         {**IN, "commander": "李", "reason": "换班"}),
    Case("_close_post", "post/P1", (E, "2"), ("|撤离",), "close_post", {**IN, "reason": "撤离"}, sure=True),
    Case("_new_group", "post", ("n", "2"), ("刘", "021", "甲 乙", "t06 t12"), "set_group",
         {**IN, "group": "medical", "leader": "刘", "members": ["甲", "乙"], "teams": ["T06", "T12"]}),
    Case("_group", "post/P1:rescue", (E,), ("王", "", "", ""), "set_group", {**IN, "group": "rescue", "leader": "王"}),
    Case("_new_task", "tasks", ("n",), ("|关阀", "|企业", "soon|1500|9"), "incidents.add_task",
         {**IN, "title": "关阀", "owner": "企业", "within_minutes": 9}),
    Case("_assign", "tasks/flash", (E, "1"), ("|陈静", ""), "incidents.assign_task",
         {**IN, "task": "flash", "owner": "陈静"}),
    Case("_evidence", "tasks/flash", (E, "2"), ("录音", "LY-1"), "incidents.add_evidence",
         {**IN, "task": "flash", "text": "录音", "reference": "LY-1"}),
    Case("_go_in", "entry", ("n", "1"), ("|王磊 李敏:280", "soon|500|300", "机房"), "go_in",
         {**IN, "team": "T06", "bar": 300, "where": "机房"}),
    Case("_go_in", "entry", ("n", "2"), ("|电力抢修", "|张", "40m", ""), "go_in",
         {**IN, "who": "电力抢修", "minutes": 40.0}),
    Case("_turning", "entry/N1", (E, "1"), (), "turning", {"entry": "N1"}),
    Case("_all_out", "entry/N1", (E, "2"), (), "come_out", {"entry": "N1"}, sure=True),
    Case("_one_out", "entry/N1", (E, "3", "2"), (), "come_out", {"entry": "N1", "names": ["袁立伟"]}),
    Case("_recall", "entry/N1", (E, "4"), (), "recall", {"entry": "N1"}, sure=True),
    Case("_send", "relief/PT1122-01-02", (E, "1"), (), "send_relief",
         {"order": "PT1122-01-02", "by_team": "T07"}, sure=True),
    Case("_choose", "relief/PT1122-01-02", (E, "2", "3"), ("|嘉定值班",), "send_relief",
         {"order": "PT1122-01-02", "by_team": "T41", "consent": "嘉定值班"}, sure=True),
    Case("_release", "relief/PT1122-01-02", (E,), (), "release_relieved", {"order": "PT1122-01-02"}, sure=True,
         board=THERE),
    Case("_arrange", "relief/PT1122-01-02", (E, "3"), ("|t09", "x|25"), "arrange_relief",
         {"order": "PT1122-01-02", "by_team": "T09", "in_minutes": 25}),
    Case("_postpone", "relief/PT1122-01-02", (E, "4"), ("49|1.x|1.5", "|路上"), "postpone_relief",
         {"order": "PT1122-01-02", "hours": 1.5, "reason": "路上"}),
    Case("_new_casualty", "casualties", ("n", "2", "2"), ("李", "old|131|41", "区医院", "", "|120"), "add_casualty",
         {**IN, "degree": "serious", "sex": "female", "name": "李", "age": 41, "source": "120"}),
    Case("_degree", "casualties/C1", (E, "1", "1"), ("|死亡",), "change_casualty",
         {"casualty": "C1", "if_version": 1, "degree": "dead", "reason": "死亡"}),
    Case("_person", "casualties/C1", (E, "2"), ("张四", "", "|医院"), "change_casualty",
         {"casualty": "C1", "name": "张四", "source": "医院"}),
    Case("_strike", "casualties/C1", (E, "3"), ("|重复",), "strike_casualty",
         {"casualty": "C1", "reason": "重复"}, sure=True),
    Case("_draw", "supplies", ("n", "1"), ("0|some|5", "堵漏"), "draw",
         {**IN, "depot": "D01", "item": "foam", "quantity": 5, "purpose": "堵漏"}),
    Case("_give_back", "supplies/D1", (E,), ("-1|3",), "give_back", {"draw": "D1", "quantity": 3}),
    Case("_ask_expert", "experts", ("n", "1"), ("|倒罐",), "ask_expert", {**IN, "expert": "X01", "about": "倒罐"}),
    Case("_advice", "experts/X1", (E, "1"), ("|降压后倒罐", "照办 周"), "take_advice",
         {"call": "X1", "text": "降压后倒罐", "adopted": "照办 周"}),
    Case("_expert_state", "experts/X1", (E, "2"), (), "expert_says", {"call": "X1", "state": "online"}),
    Case("_draft", "public", ("n", "1"), ("|已控制",), "draft_statement", {**IN, "text": "已控制"}),
    Case("_speakers", "public", ("n", "2"), ("|孙 宣传部; 李",), "name_speakers",
         {**IN, "speakers": [{"name": "孙", "post": "宣传部"}, {"name": "李", "post": ""}]}),
    Case("_approve", "public/S1", (E, "1"), (), "decide_statement", {"statement": "S1", "approved": True}, sure=True),
    Case("_refuse", "public/S1", (E, "2"), ("|不实",), "decide_statement",
         {"statement": "S1", "approved": False, "reason": "不实"}),
    Case("_approve_for", "public/S1", (E, "3"), ("|周建国",), "decide_statement",
         {"statement": "S1", "approved": True, "channel": "phone", "said_by": "周建国"}),
    Case("_issue", "public/S1", (E, "1"), ("|路口",), "issue_statement",
         {"statement": "S1", "speaker": "孙", "where": "路口"}, board=APPROVED),
    Case("_ask_aid", "aid", ("n",), ("|宝山", "|堵漏队", ""), "ask_aid", {**IN, "to": "宝山", "what": "堵漏队"}),
    Case("_taken", "aid/A1", (E, "1"), ("|李",), "aid_taken", {"aid": "A1", "taken_by": "李"}),
    Case("_accepted", "aid/A1", (E, "2"), ("|一队", "x|20", "|李"), "answer_aid",
         {"aid": "A1", "accepted": True, "minutes": 20, "answer": "一队", "said_by": "李"}),
    Case("_refused", "aid/A1", (E, "3"), ("|在警", "|李"), "answer_aid",
         {"aid": "A1", "accepted": False, "answer": "在警", "said_by": "李"}),
    Case("_again", "aid/A1", (E, "4"), (), "ask_aid_again", {"aid": "A1"}),
    Case("_withdraw", "aid/A1", (E, "5"), ("|不需要",), "withdraw_aid", {"aid": "A1", "reason": "不需要"}),
    Case("_know", "aid/A1", (E, "1"), (), "know_aid", {"aid": "A1"}, board=REFUSED),
    Case("_cost", "costs", ("n", "4"), ("|泡沫", "ten|1.234|12.50", "", "|王磊", "|某公司", "|急需"), "enter_cost",
         {**IN, "amount": 1250, "borne_by": "other", "bearer": "某公司", "reason": "急需"}),
    Case("_strike", "costs/K1", (E,), ("|重复",), "strike_cost", {"cost": "K1", "reason": "重复"}, sure=True),
    Case("_issue_voucher", "vouchers", ("n",), ("挖掘机|挖掘机 2 台; 水泵 3", "|某公司", "", "|抢险", "|法12"),
         "issue_voucher", {**IN, "owner": "某公司", "basis": "法12", "things": [
             {"name": "挖掘机", "quantity": 2, "unit": "台"}, {"name": "水泵", "quantity": 3, "unit": ""}]}),
    Case("_paper", "vouchers/V1", (E, "1"), (), "", {}),
    Case("_returned", "vouchers/V1", (E, "2"), ("斗齿",), "return_property", {"voucher": "V1", "damage": "斗齿"}),
    Case("_compensate", "vouchers/V1", (E, "3"), ("much|8000",), "compensate",
         {"voucher": "V1", "amount": 800_000}, sure=True),
)  # fmt: skip


def views_of(case: Case) -> dict[str, Any]:
    return {
        "field.board": case.board, "rosters.supplies": SUPPLIES, "field.relief_offer": OFFER,
        "field.voucher": Printed(title=Words("凭证", "voucher"), zh="征用凭证全文", en="whole voucher"),
        "rosters.experts": (ExpertRow(expert=Expert(id="X01", name="夏工", specialities=("涉氨制冷",), phone="021-5"),
                                      available=True),),
    }  # fmt: skip


@pytest.mark.parametrize("part", sorted({case.part.partition("/")[0] for case in CASES}))
async def test_each_act_of_a_part(tmp_path: Path, part: str) -> None:
    link = scene()
    async with running(link, tmp_path, SMALL, offers=FIELD) as (app, pilot):
        for case in CASES:
            if case.part.partition("/")[0] == part:
                link.calls.clear()
                link.views |= views_of(case)
                app.open_screen("field.board", f"E1122-01/{case.part}")
                await settle(pilot, 4)
                await _turned_back(pilot, link, case)
                await _done(pilot, link, case)


async def _done(pilot: Any, link: FakeLink, case: Case) -> None:
    await press(pilot, *case.keys)
    for line in case.lines:
        *wrong, good = line.split("|")
        for one in wrong:
            await refused(pilot, one)
        await play(pilot, f"={good}")
    if case.sure:
        assert link.calls == [], f"{case.act}: not before Enter"
        await press(pilot, "enter")
    await settle(pilot)
    _sent(link, case)
    await press(pilot, "escape", "escape")


async def _turned_back(pilot: Any, link: FakeLink, case: Case) -> None:
    """Esc at the last question before anything is typed: nothing is sent."""
    if case.lines or case.sure or len(case.keys) > 1:
        await press(pilot, *(case.keys if case.lines or case.sure else case.keys[:-1]), "escape")
        assert not isinstance(pilot.app.screen, ModalScreen), f"{case.act}: Esc turns back"
        assert link.calls == [], f"{case.act}: nothing is sent by whoever turns back"


def _sent(link: FakeLink, case: Case) -> None:
    if not case.command:
        assert link.calls == []
        return
    name = case.command if "." in case.command else f"field.{case.command}"
    assert [command for command, _ in link.calls] == [name]
    sent = link.calls[0][1]
    assert {key: sent.get(key) for key in case.sends} == case.sends


@pytest.mark.parametrize("module", [people, things, settling, relieving], ids=lambda module: module.__name__)
def test_no_act_is_left_out(module: Any) -> None:
    """Each function that asks a person is one of the cases: an act that is added needs its own."""
    asking = {name for name, found in vars(module).items()
              if callable(found) and getattr(found, "__module__", "") == module.__name__ and _asks(found)}  # fmt: skip
    assert sorted(asking - {case.act for case in CASES} - {"_change", "_which_degree", "_offer", "_order"}) == []


def _asks(found: Any) -> bool:
    import inspect

    return inspect.iscoroutinefunction(found) or found.__name__ == "_expert_state"
