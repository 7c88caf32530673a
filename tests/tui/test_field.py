"""The field on the console: its parts in both languages at every size, and what its keys send."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from tests.tui.fixtures import night
from tests.tui.fixtures.console import LARGE, OFFERS, SMALL, lines, press, running, settle, text
from tests.tui.fixtures.link import OFFICER, FakeLink
from tests.tui.fixtures.night import NOW
from tests.tui.fixtures.pressed import presses

from fengsui_field.api.board import (
    CasualtyRow,
    Commander,
    EntryRow,
    FieldBoard,
    Group,
    Post,
    Printed,
    ReliefRow,
    Wearer,
)
from fengsui_field.api.things import (
    AidRow,
    CostRow,
    DrawRow,
    ExpertCall,
    Property,
    Speaker,
    Statement,
    Voucher,
)
from fengsui_field.screen.board import FieldScreen
from fengsui_field.screen.typed import air_of, names_of, things_of, wrong_air, wrong_hours
from fengsui_incidents.api.board import QueueItem, Task
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.proposal import Candidate
from fengsui_incidents.api.relieving import ReliefOffer
from fengsui_rosters.api import Depot, DepotRow, Stock, StockRow
from fengsui_tui.app import FengsuiConsole
from fengsui_tui.loading import Offer

FIELD = (
    *OFFERS,
    Offer(plugin="field", package="fengsui_field", name="board", title="Field", key="f7",
          target="fengsui_field.screen.board:FieldScreen", permission="field.view"),
)  # fmt: skip
T = timedelta
RESCUE = Group(
    key="rescue", title=Words("抢险救灾组", "rescue"), leader="石卫平", phone="021-1", members=("甲",), teams=("T06",)
)
POST = Post(id="P1", place="祁连山路口", opened_at=NOW, groups=(RESCUE,),
            commanders=(Commander(name="周建国", post="副区长", phone="021-2", since=NOW),))  # fmt: skip
ENTRY = EntryRow(
    id="N1", team="T06", name="石泉危化专业队", where="机房", task="堵漏", phone="021-00000306",
    people=(Wearer(name="石卫平", bar=280), Wearer(name="袁立伟", bar=300)), lasts_minutes=47.6,
    entered_at=NOW - T(minutes=20), turn_back_at=NOW - T(minutes=1), out_by=NOW + T(minutes=15),
    air_out_at=NOW + T(minutes=27), state="inside", due=NOW - T(minutes=1), alarm=True, late=False,
)  # fmt: skip
BOARD = FieldBoard(
    incident="E1122-01", title=Words("氨泄漏", "Ammonia release"), exercise=None, now=NOW, reported_at=NOW,
    posts=(POST,), groups_usual=(RESCUE, replace(RESCUE, key="medical", title=Words("医疗救护组", "medical care"))),
    entries=(ENTRY,), inside=2,
    reliefs=(ReliefRow(order="PT1122-01-02", team="T06", name="石泉危化专业队", since=NOW - T(hours=3),
                       due_at=NOW + T(hours=1), state="due"),),
    casualties=(CasualtyRow(id="C1", number=1, name="张三", sex="male", age=41, hospital="区医院", degree="serious",
                            source="120", found_where="机房", at=NOW, changed_at=NOW, version=1),),
    totals={"dead": 0, "serious": 1, "poisoned": 0, "minor": 0}, names_shown=True,
    draws=(DrawRow(id="D1", depot="D01", item="foam", name="泡沫液", unit="桶", quantity=10, returned=4, purpose="",
                   at=NOW, by="王磊"),),
    experts=(ExpertCall(id="X1", expert="X01", name="夏工", speciality="涉氨制冷", phone="021-5", about="倒罐",
                        state="asked",
                        asked_at=NOW, answer_by=NOW + T(minutes=10), changed_at=NOW),),
    speakers=(Speaker(name="孙", post="宣传部"),),
    statements=(Statement(id="S1", number=1, text="泄漏已控制", state="draft", drafted_by="王磊", drafted_at=NOW),),
    aid=(AidRow(id="A1", number=1, to="嘉定区应急局", phone="021-9", what="重型防化队", state="silent", asked_at=NOW,
                answer_by=NOW - T(minutes=1)),),
    costs=(CostRow(id="K1", order="PT1122-01-02", issuer="王磊", what="泡沫液", amount=1234550,
                   borne_by="responsible_unit", bearer="", at=NOW, entered_by="王磊"),),
    cost_totals={"responsible_unit": 1234550},
    vouchers=(Voucher(id="V1", number="ZY-E1122-01-01", basis="法", reason="抢险", owner="某公司", owner_contact="",
                      property=(Property(name="挖掘机", quantity=1, unit="台"),), taken_by="局", taken_by_contact="",
                      taken_at=NOW, issued_at=NOW, afterwards=False, state="in_use"),),
    teams=(("T06", "石泉危化专业队"),),
    tasks=(Task(id="flash", title=Words("电话快报", "flash by phone"), owner="duty_officer",
                post=Words("值班员", "duty officer"), due=NOW + T(minutes=10)),),
)  # fmt: skip
WHO = replace(OFFICER, permissions=frozenset({"incidents.*", "field.*", "rosters.*"}))


def scene(**more: Any) -> FakeLink:
    link = FakeLink(who=WHO)
    link.views["field.board"] = replace(BOARD, **more)
    return link


@pytest.mark.parametrize("size", [SMALL, (120, 36), LARGE], ids=str)
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh_CN", ["[进入管控 2]", "在内", "抢险救灾组", "电话快报", "在场", "重伤", "泡沫液",
                    "待审批", "未答复", "12,345.50", "ZY-E1122-01-01"]),
        ("en", ["[entry control 2]", "INSIDE", "rescue", "flash by phone", "on scene", "seriously", "to approve",
                "SILENT", "12,345.50"]),
    ],
)  # fmt: skip
@presses(FengsuiConsole, "to('field.board')")
@presses(FieldScreen, "part(1)")
async def test_every_part(tmp_path: Path, size: tuple[int, int], language: str, expected: list[str]) -> None:
    async with running(scene(), tmp_path, size, language=language, offers=FIELD) as (app, pilot):
        await press(pilot, "f7")
        await settle(pilot)
        seen = ""
        for _ in range(11):
            seen += text(app)
            assert [cell_len(row) for row in lines(app)] == [size[0]] * size[1]
            await press(pilot, "right")
        assert [what for what in expected if what not in seen] == []


@presses(FieldScreen, "act")
async def test_they_are_on_the_way_out_and_out(tmp_path: Path) -> None:
    link = scene()
    async with running(link, tmp_path, offers=FIELD) as (app, pilot):
        await press(pilot, "f7", "enter", "1")
        assert link.sent("field.turning") == [{"entry": "N1"}]
        await press(pilot, "enter", "2")
        assert "石卫平 袁立伟" in text(app), "counted by name"
        assert link.sent("field.come_out") == []
        await press(pilot, "enter")
        await press(pilot, "enter", "3", "2")
        assert link.sent("field.come_out") == [{"entry": "N1"}, {"entry": "N1", "names": ["袁立伟"]}]
        await press(pilot, "enter", "4", "escape")
        assert link.sent("field.recall") == []
        await press(pilot, "enter", "4", "enter")
        assert link.sent("field.recall") == [{"entry": "N1"}]


@presses(FieldScreen, "new")
async def test_people_go_in_by_four_answers(tmp_path: Path) -> None:
    link = scene()
    async with running(link, tmp_path, offers=FIELD) as (_, pilot):
        await press(pilot, "f7", "n", "1", *"Li", "space", *"Wu:280", "enter", *"soon", "enter")
        assert link.calls == []
        for _ in "soon":
            await pilot.press("backspace")
        await press(pilot, *"300", "enter", *"hall", "enter")
        assert link.sent("field.go_in") == [
            {"incident": "E1122-01", "team": "T06", "people": [{"name": "Li"}, {"name": "Wu", "bar": 280}],
             "where": "hall", "bar": 300}
        ]  # fmt: skip


async def test_a_withdrawn_team_goes_in_only_where_somebody_says_so_again(tmp_path: Path) -> None:
    link = scene()
    card = link.cards["E1122-01"]
    told = [replace(force, evacuating=force.team == "T06") for force in card.forces]
    link.cards["E1122-01"] = replace(card, forces=tuple(told))
    async with running(link, tmp_path, offers=FIELD) as (app, pilot):
        await press(pilot, "f7", "n", "1")
        assert "只有下达变更才可再进入" in text(app)
        await press(pilot, "escape")
        await press(pilot, "n", "1", "enter")
        assert "姓名" in text(app)
        assert link.calls == []


async def test_an_item_of_the_queue_opens_its_part_and_its_line(tmp_path: Path) -> None:
    aid = BOARD.aid[0]
    link = scene(aid=(replace(aid, id="A0", to="宝山"), aid))
    item = QueueItem(id="field:aid:A1", kind="other", incident="E1122-01", order="", call="", says=Words("支援", "aid"),
                     due=NOW - T(minutes=5), label=Words("支援", "AID"), opens="field.board",
                     subject="E1122-01/aid/A1", life=True)  # fmt: skip
    link.board = replace(night.BOARD, queue=(item, *night.BOARD.queue))
    async with running(link, tmp_path, offers=FIELD) as (app, pilot):
        await press(pilot, "space")
        await settle(pilot)
        assert "[支援 2]" in text(app)
        await press(pilot, "enter", "2", *"car", "enter", *"20", "enter", *"Li", "enter")
        assert link.sent("field.answer_aid") == []
        for _ in "3020":
            await pilot.press("backspace")
        await press(pilot, "escape")
        await press(pilot, "enter", "4")
        assert link.sent("field.ask_aid_again") == [{"aid": "A1"}]


OFFER = ReliefOffer(
    order="PT1122-01-02", incident="E1122-01", team="T06", name=Words("石泉危化专业队", "Shiquan"), need="stop_leak",
    task=Words("堵漏", "stop the leak"), authority="4.2",
    candidates=tuple(
        Candidate(team=team, name=name, need="stop_leak", chosen=False, fitness=1, minutes=minutes, people=8,
                  kind="order", reason="candidate", says=Words("合适", "fits"))
        for team, name, minutes in (("T07", "桐澜冷链应急队", 4), ("T09", "T09队", 7))
    ),
    near=(Candidate(team="T41", name="江桥危化队", need="stop_leak", chosen=False, fitness=0, minutes=18, people=8,
                    kind="order", reason="needs_consent", says=Words("需嘉定同意", "needs consent")),),
)  # fmt: skip


async def test_the_proposed_relief_goes_out_with_one_confirmation(tmp_path: Path) -> None:
    link = scene()
    link.views["field.relief_offer"] = OFFER
    async with running(link, tmp_path, offers=FIELD) as (app, pilot):
        await press(pilot, "f7", "right", "enter", "1")
        assert "桐澜冷链应急队" in text(app)
        assert "4.2" in text(app), "the authority that the order will quote"
        assert link.sent("field.send_relief") == []
        await press(pilot, "enter")
        assert link.sent("field.send_relief") == [{"order": "PT1122-01-02", "by_team": "T07"}]
        await press(pilot, "enter", "2", "3", *"Jiading", "enter", "enter")
        assert link.sent("field.send_relief")[1:] == [{"order": "PT1122-01-02", "by_team": "T41", "consent": "Jiading"}]


async def test_with_nobody_free_it_says_who_nearly_is(tmp_path: Path) -> None:
    link = scene()
    link.views["field.relief_offer"] = replace(OFFER, candidates=())
    async with running(link, tmp_path, offers=FIELD) as (app, pilot):
        await press(pilot, "f7", "right", "enter", "1")
        assert "江桥危化队: 需嘉定同意" in text(app)
        assert link.sent("field.send_relief") == []


async def test_a_relieved_team_is_ordered_home(tmp_path: Path) -> None:
    (row,) = BOARD.reliefs
    there = replace(row, state="there", by_team="T07", by_name="桐澜冷链应急队", by_order="PT1122-01-09", there_at=NOW,
                    by_at=NOW)  # fmt: skip
    link = scene(reliefs=(there,))
    async with running(link, tmp_path, language="en", offers=FIELD) as (app, pilot):
        await press(pilot, "f7", "right")
        assert "RELIEF HERE" in text(app)
        await press(pilot, "enter", "enter")
        assert link.sent("field.release_relieved") == [{"order": "PT1122-01-02"}]


async def test_a_casualty_dies_with_a_reason(tmp_path: Path) -> None:
    link = scene()
    async with running(link, tmp_path, offers=FIELD) as (_, pilot):
        await press(pilot, "f7", "right", "right", "enter", "1", "1", *"died", "enter")
        assert link.sent("field.change_casualty") == [
            {"casualty": "C1", "if_version": 1, "degree": "dead", "reason": "died"}
        ]


async def test_supplies_are_drawn_from_what_is_there(tmp_path: Path) -> None:
    link = scene()
    depot = Depot(
        id="D01", name="桃浦库", division="310107", lat=31.2, lon=121.3, keeper="", phone="", mode="government"
    )
    stock = (("foam", 10, ""), ("foam", 20, ""), ("sand", 5, "expired"))
    rows = tuple(
        StockRow(stock=Stock(item=item, name=item, unit="u", batch=str(count), quantity=count), flag=flag)  # type: ignore[arg-type]
        for item, count, flag in stock
    )
    link.views["rosters.supplies"] = (DepotRow(depot=depot, stock=rows, shortages=()),)
    async with running(link, tmp_path, offers=FIELD) as (app, pilot):
        await press(pilot, "f7", "right", "right", "right")
        assert "D01  泡沫液  10桶" in text(app)
        await press(pilot, "n")
        assert "30u" in text(app)
        assert "sand" not in text(app)
        await press(pilot, "1", *"12", "enter", "enter")
        sent = link.sent("field.draw")
        assert [(one["depot"], one["item"], one["quantity"]) for one in sent] == [("D01", "foam", 12)]


@presses(FieldScreen, "part(-1)")
async def test_a_voucher_is_read_in_both_languages(tmp_path: Path) -> None:
    link = scene()
    link.views["field.voucher"] = Printed(title=Words("凭证", "voucher"), zh="征用凭证全文", en="whole voucher")
    async with running(link, tmp_path, offers=FIELD) as (app, pilot):
        await press(pilot, "f7", *["left"] * 3, "enter", "1")
        assert "征用凭证全文" in text(app)
        assert "whole voucher" in text(app)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("300", {"bar": 300}),
        ("300bar", {"bar": 300}),
        ("40m", {"minutes": 40.0}),
        ("40分", {"minutes": 40.0}),
        ("0", {}),
        ("x", {}),
    ],
)
def test_air_as_it_is_typed(typed: str, read: dict[str, Any]) -> None:
    assert air_of(typed) == read
    assert bool(wrong_air(typed)) == (not read)


def test_what_is_typed_is_read() -> None:
    assert wrong_air("451")
    assert names_of("王磊,李敏:280") == [{"name": "王磊"}, {"name": "李敏", "bar": 280}]
    assert things_of("挖掘机 2 台;大 水泵 3") == [
        {"name": "挖掘机", "quantity": 2, "unit": "台"},
        {"name": "大 水泵", "quantity": 3, "unit": ""},
    ]
    assert things_of("挖掘机") == []
    assert [wrong_hours(one) != "" for one in ("1.5", "0", "49", "x", "1.x")] == [False, True, True, True, True]
