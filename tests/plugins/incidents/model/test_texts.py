from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui_incidents.api.events import AlertText, Words
from fengsui_incidents.model.assess import assess
from fengsui_incidents.model.picture import Picture, Surroundings
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.model.texts import (
    Issuer,
    alert_text,
    call_number,
    cards,
    change_sms,
    evacuation_sms,
    incident_number,
    leader_says,
    order_number,
    order_prefix,
    order_sms,
    stand_down_sms,
)
from fengsui_plans.api import DigitalPlan

NOW = datetime.fromisoformat("2026-11-21T19:14:00+00:00")
ISSUER = Issuer("普陀区应急局", "王磊", "021-00000100")
MEET = Words("祁连山路口", "Qilianshan Rd")


@pytest.fixture(scope="session")
def alert(night: Picture, around: Surroundings, ammonia: DigitalPlan, rules: RuleSet) -> AlertText:
    assessment = assess(night, around, rules, NOW).assessment
    return alert_text(night, assessment, ammonia, ammonia.needs[0], ISSUER, rendezvous=MEET)


def test_the_alert_says_everything_in_its_order(alert: AlertText) -> None:
    assert alert.what.zh == "氨泄漏 (氨 12 t)"
    assert alert.where.zh == "桐澜冷链二号库  武威路(演示)"
    assert alert.task.zh.startswith("堵漏")
    assert alert.approach == Words("东北上风进入", "From NE, upwind")
    assert alert.rendezvous == MEET
    assert alert.wear.zh == "重型防化服 + 空呼"
    assert "单人进入" in {words.zh for words in alert.prohibitions}
    assert alert.people.zh == "中毒2 失联2 涉险40(待核实)"
    assert alert.by.zh == "普陀区应急局 王磊"
    assert (alert.phone, alert.answer_within_s) == ("021-00000100", 60)


def test_what_is_unknown_is_said(night: Picture, around: Surroundings, ammonia: DigitalPlan, rules: RuleSet) -> None:
    nobody = replace(night, claims=(), wind=None, site=None)
    found = alert_text(nobody, assess(nobody, around, rules, NOW).assessment, ammonia, ammonia.needs[0], ISSUER)
    assert found.people.zh == "中毒? 未知 失联? 未知 涉险? 未知"
    assert found.approach.zh.startswith("风向未知")
    assert found.rendezvous.zh == "上风集结点"


def test_a_drill_forbids_first_what_hurts(
    night: Picture, around: Surroundings, ammonia: DigitalPlan, rules: RuleSet
) -> None:
    drill = replace(night, exercise="EX-07")
    found = alert_text(drill, assess(drill, around, rules, NOW).assessment, ammonia, ammonia.needs[0], ISSUER)
    assert [words.zh for words in found.prohibitions[:3]] == ["鸣笛闯灯", "动真阀", "拨110/119"]
    assert found.what.zh.startswith("氨泄漏(想定)")
    assert found.by.zh.startswith("导调: ")


def test_the_short_message_of_an_order(alert: AlertText) -> None:
    said = order_sms("PT1122-01-02", alert, exercise=None)
    assert said.zh == (
        "【真实】出动PT1122-01-02 氨泄漏 桐澜冷链二号库 任务堵漏 东北进 重型防化服 集结祁连山路口 60秒答复:1去 2不能"
    )
    assert len(said.zh) <= 70
    assert said.en.startswith("[REAL] GO PT1122-01-02 AMMONIA RELEASE")
    assert said.en.endswith("Reply in 60s: 1 going 2 cannot")


def test_the_short_message_of_a_drill_is_marked_first_and_last(alert: AlertText) -> None:
    said = order_sms("EX07-02", alert, exercise="EX-07")
    assert said.zh.startswith("【演练】EX07-02 演练 氨泄漏")
    assert said.zh.endswith("不鸣笛不闯灯 答复:1去 2不能 9真实警情退出【演练】")
    assert len(said.zh) <= 70
    assert said.en.startswith("[DRILL]")
    assert said.en.endswith("[DRILL]")


@given(
    where=st.text(alphabet="桐澜冷链二号库武威路桃浦镇", min_size=1, max_size=60),
    task=st.text("堵漏侦检关阀", max_size=40),
)
def test_a_place_is_never_cut(alert: AlertText, where: str, task: str) -> None:
    longer = replace(alert, where=Words(where, where), task=Words(f"堵漏: {task}", task))
    for order, exercise in (("PT1122-01-02", None), ("EX07-02", "EX-07")):
        said = order_sms(order, longer, exercise=exercise).zh
        assert where in said
        assert "1去 2不能" in said
        assert len(said) <= 70 or len(where) > 16


def test_the_other_short_messages() -> None:
    change = change_sms(1, Words("物质改为液氯 重型防化 集结改真南路", "substance is liquid chlorine"), exercise=None)
    assert change.zh == "【变更1】物质改为液氯 重型防化 集结改真南路  答复: 1 知悉"
    down = stand_down_sms("PT1122-01-02", Words("误报(到场确认)", "false alarm (seen on scene)"), exercise=None)
    assert down.zh == "【真实】撤销出动 PT1122-01-02 误报(到场确认) 请返回  答复: 1 已返回"
    out = evacuation_sms("E1122-01", Words("上风集结点", "the upwind rendezvous"), exercise=None)
    assert out.zh == "【紧急撤离】全体立即撤到上风集结点 E1122-01  答复: 1 已撤出 人数__"
    for said in (
        change_sms(1, MEET, exercise="EX-07"),
        stand_down_sms("EX07-02", MEET, exercise="EX-07"),
        evacuation_sms("X1122-01", MEET, exercise="EX-07"),
    ):
        assert said.zh.startswith("【演练】")
        assert said.zh.endswith("【演练】")
        assert "真实" not in said.zh
        assert said.en.startswith("[DRILL]")
        assert said.en.endswith("[DRILL]")


def test_cards_are_read_out_and_notices_say_what_to_do(night: Picture, ammonia: DigitalPlan) -> None:
    made = {card.id: card for card in cards(night, ammonia, [Words("石泉危化专业队", "Shiquan hazmat")])}
    assert made["fire_119"].kind == "request"
    assert made["fire_119"].says.zh.startswith("请求: 增派防化、供水力量")
    assert "已派: 石泉危化专业队; 接听人____ 时间____" in made["fire_119"].says.zh
    assert "中毒2 失联2" in made["medical_120"].says.zh
    assert made["street"].says.zh.startswith("通报: 按隔离距离通知下风居民")
    assert "中毒" not in made["street"].says.zh
    drill = cards(replace(night, exercise="EX-07"), ammonia)
    assert all(card.says.zh.startswith("【演练】") and card.says.zh.endswith("【演练】") for card in drill)


def test_the_leaders_card(night: Picture, around: Surroundings, rules: RuleSet) -> None:
    assessment = assess(night, around, rules, NOW).assessment
    said = leader_says(night, assessment, ["PT1122-01-02"])
    assert said.zh.startswith("氨泄漏 桐澜冷链二号库; 中毒2 失联2 涉险40(待核实); 紧急A; 等级(初判)一般; ")
    assert said.zh.endswith("建议IV级响应, 请确认; 已派 PT1122-01-02")
    assert leader_says(replace(night, exercise="EX-07"), assessment, []).zh.startswith("【演练】")


def test_numbers() -> None:
    day = date(2026, 11, 22)
    assert call_number(day, 119) == "C1122-0119"
    assert incident_number(day, 1) == "E1122-01"
    assert incident_number(day, 1, "EX-07") == "X1122-01"
    assert order_number("PT", "E1122-01", 2) == "PT1122-01-02"
    assert order_number("PT", "X1122-01", 2, "EX-07") == "EX07-02"
    assert [order_prefix(name) for name in ("普陀区应急局", "Putuo Emergency Bureau", "", "7", "普")] == [
        "PT", "PE", "FS", "FS", "FS",
    ]  # fmt: skip
