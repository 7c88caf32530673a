"""The alert on a terminal, letter by letter as the users asked for it, and whole whatever the data holds."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.plugins.incidents.listen.making import Make

from fengsui_incidents.listen.alerts import KINDS, read
from fengsui_incidents.listen.cells import width, wrap
from fengsui_incidents.listen.render import DRILL, DRILL_EN, REAL, REAL_EN, render

SHANGHAI = ZoneInfo("Asia/Shanghai")

REAL_NIGHT = """\
############ 真实警情  REAL ############
出动命令 ORDER PT1122-01-02   03:14:02
氨泄漏  AMMONIA LEAK (液氨 liquid, 12 t)
桐澜冷链二号库  武威路(演示)  桃浦镇
任务 TASK   堵漏 stop the leak (with 桃浦站)
从 APPROACH 东北 NE 上风;  集结 RV 祁连山路口
着 WEAR     重型防化服 gas-tight + 空呼 SCBA
禁 DO NOT   直流水冲罐; 下风接近; 单人进入
人 PEOPLE   中毒2 失联2 附近约40(待核实)
令 BY       普陀区应急局 王磊  021-00000100
60 秒内答复 ANSWER IN 60 s  [1] 收到出动 GOING
  [2] 不能出动 CANNOT  [3] 回电 CALL ME
########################################"""

A_DRILL = """\
======= 演练 演练 演练  EXERCISE =======
演练命令 EX07-02   10:00:00
氨泄漏(想定)  AMMONIA LEAK (simulated)
桐澜冷链二号库 训练点B
任务 TASK   堵漏 (操作到假人/假阀为止)
从 APPROACH 北门;  集结 RV 停车场
着 WEAR     同实战
禁 DO NOT   鸣笛闯灯; 动真阀; 拨110/119
人 PEOPLE   假人2
导调 BY     控制台 李敏  021-00000177
[1] 收到出动(演练)  [2] 不能出动
[9] 真实警情, 我退出 REAL CALL, I LEAVE
======= 以上为演练 END OF EXERCISE ======"""


def shown(event: dict[str, Any], language: Any = "zh_CN", cells: Any = 79) -> Any:
    alert = read(event)
    assert alert is not None
    return render(alert, language, SHANGHAI, width=cells)


def test_a_real_order(ordered: Make) -> None:
    assert "\n".join(shown(ordered())) == REAL_NIGHT


def test_a_drill_order(ordered: Make) -> None:
    assert "\n".join(shown(ordered(exercise="EX-07"))) == A_DRILL


def test_an_order_in_english(ordered: Make) -> None:
    lines = shown(ordered(), "en")
    assert lines[0] == REAL_EN[0]
    assert lines[1:4] == [
        "ORDER PT1122-01-02   03:14:02",
        "AMMONIA LEAK (液氨 liquid, 12 t)",
        "Tonglan Cold Store 2, Wuwei Road, Taopu",
    ]
    assert lines[4] == "TASK        stop the leak (with 桃浦站)"
    assert lines[-3:] == ["ANSWER IN 60 s  [1] GOING", "  [2] CANNOT  [3] CALL ME", REAL_EN[1]]


def test_a_change_says_what_changed_first_and_then_the_whole_order(ordered: Make) -> None:
    what = {"zh": "物质改为液氯 重型防化 集结改真南路", "en": "now liquid chlorine"}
    lines = shown(ordered(topic="incidents.changed", change=1, what_changed=what))
    assert lines[1] == "【变更1】物质改为液氯 重型防化 集结改真南路  答复: 1 知悉"
    assert lines[2] == "[CHANGE 1] now liquid chlorine  Answer: 1 understood"
    assert "任务 TASK   堵漏 stop the leak (with 桃浦站)" in lines


def test_a_stand_down(event: Make) -> None:
    reason = {"zh": "误报(到场确认)", "en": "false report (confirmed on scene)"}
    lines = shown(event("incidents.stood_down", order="PT1122-01-02", incident="E1122-01", team="T06", reason=reason))
    assert lines[1] == "【真实】撤销出动 PT1122-01-02 误报(到场确认) 请返回  答复: 1 已返回"
    drill = shown(event("incidents.stood_down", exercise="EX-07", order="EX07-02", reason=reason))
    assert drill[1] == "【演练】撤销出动 EX07-02 误报(到场确认) 请返回  答复: 1 已返回【演练】"


def test_an_evacuation(event: Make) -> None:
    lines = shown(
        event(
            "incidents.evacuation_ordered",
            order="PT1122-01-02",
            incident="E1122-01",
            rendezvous={"zh": "上风集结点", "en": "upwind rendezvous"},
            reason={"zh": "二次爆炸危险", "en": "danger of a second explosion"},
        )
    )
    assert lines[1] == "【紧急撤离】全体立即撤到上风集结点 E1122-01  答复: 1 已撤出 人数__"
    assert "原因: 二次爆炸危险" in lines


def test_turning_back(event: Make) -> None:
    says = {"zh": "T06 3人 空气将尽", "en": "T06, 3 people, air is running out"}
    lines = shown(event("field.turn_back", entry="EN-1", team="T06", says=says))
    assert lines[1] == "【真实】【立即撤出】T06 3人 空气将尽  答复: 1 正在撤出"
    assert shown(event("field.turn_back", exercise="EX-07", entry="EN-1", says=says))[1].startswith(
        "【演练】【立即撤出】"
    )


def test_a_broadcast(event: Make) -> None:
    lines = shown(event("incidents.broadcast", message="B1", text={"zh": "关窗, 留在室内", "en": "Close windows"}))
    assert lines[1] == "【真实】通告 关窗, 留在室内  答复: 1 知悉"


@pytest.mark.parametrize(
    ("topic", "data", "zh"),
    [
        ("drills.held", {"because": "E1122-01"}, "【演练】EX-07 演练挂起, 有真实警情: E1122-01  答复: 1 知悉【演练】"),
        ("drills.held", {"because": "E1", "was": "planned"}, "【演练】EX-07 演练挂起, 有真实警情: E1【演练】"),
        ("drills.resumed", {"state": "running"}, "【演练】EX-07 演练恢复  答复: 1 知悉【演练】"),
        ("drills.ended", {"outcome": "finished", "reason": ""}, "【演练】EX-07 演练结束  答复: 1 知悉【演练】"),
        ("drills.ended", {"reason": "红色预警"}, "【演练】EX-07 演练终止: 红色预警  答复: 1 知悉【演练】"),
        ("drills.team_released", {"because": "E1"}, "【演练】EX-07 演练终止, 真实警情 E1  答复: 1 知悉【演练】"),
        ("drills.started", {"incident": "X1122-01"}, "【演练】EX-07 演练开始【演练】"),
    ],
)  # fmt: skip
def test_a_drills_notices(event: Make, topic: Any, data: Any, zh: Any) -> None:
    assert shown(event(topic, exercise="EX-07", **data))[1] == zh


def test_an_order_without_its_text_says_that_it_is_unknown(event: Make) -> None:
    lines = shown(event("incidents.ordered", order="PT1122-01-02", alert={}))
    assert "人 PEOPLE   未知 unknown" in lines
    assert lines[2] == "未知 unknown"
    assert "未知 unknown" in shown(event("incidents.ordered", order="PT1122-01-02"))


def test_a_long_place_is_never_cut(ordered: Make) -> None:
    place = "上海市普陀区" + "武威路" * 40 + "末尾"
    alert = dict(ordered()["data"]["alert"], where={"zh": place, "en": ""})
    lines = shown(ordered(alert=alert), cells=60)
    assert all(width(line) <= 60 for line in lines)
    assert place in "".join(line.strip() for line in lines)


def test_an_event_for_somebody_else_is_not_an_alert(event: Make) -> None:
    assert read(event("rosters.readiness_changed", team="T06")) is None
    assert read({}) is None


TEXTS = ["what", "where", "task", "approach", "rendezvous", "wear", "people", "by", "phone", "answer_within_s"]
NASTY = st.text(
    alphabet=st.one_of(st.sampled_from("#=#=＃＝\n\r\t\x1b\x07\u202e\u2066\u200b 【真实】演练REAL"), st.characters()),
    max_size=80,
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | NASTY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NASTY, inner, max_size=3),
    max_leaves=6,
)
WORDS = st.fixed_dictionaries({"zh": NASTY, "en": NASTY}) | JUNK
ALERT = (
    st.fixed_dictionaries(
        {
            name: WORDS
            for name in TEXTS
        }
        | {"prohibitions": st.lists(WORDS, max_size=3) | JUNK}
    )
    | JUNK
)  # fmt: skip
DATA = st.fixed_dictionaries(
    {"order": JUNK, "incident": JUNK, "team": JUNK, "change": JUNK, "alert": ALERT, "what_changed": WORDS},
    optional={name: WORDS for name in ("reason", "rendezvous", "text", "title", "because", "message", "answer_by")},
)


@given(
    topic=st.sampled_from(sorted(KINDS)),
    exercise=st.none() | NASTY,
    data=DATA | JUNK,
    time=JUNK,
    language=st.sampled_from(["zh_CN", "en"]),
    cells=st.integers(1, 120),
)
def test_whatever_comes_the_frame_stays_whole(
    topic: Any, exercise: Any, data: Any, time: Any, language: Any, cells: Any
) -> None:
    alert = read({"type": topic, "exercise": exercise, "data": data, "time": time, "id": "x"})
    assert alert is not None
    lines = render(alert, language, SHANGHAI, width=cells)
    real = exercise is None
    frames = {"zh_CN": (REAL, DRILL), "en": (REAL_EN, DRILL_EN)}[language][0 if real else 1]
    assert (lines[0], lines[-1]) == frames
    for line in lines[1:-1]:
        assert "##" not in line
        assert "==" not in line
        assert line.isprintable() or not any(ord(char) < 32 or char in "\x7f\u202e\u2066" for char in line)
        assert width(line) <= max(cells, 48)


@given(text=st.text(max_size=200), cells=st.integers(4, 60), indent=st.sampled_from(["", "  "]))
def test_wrapping_loses_nothing_but_blanks(text: Any, cells: Any, indent: Any) -> None:
    lines = wrap(text, cells, indent)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width(line) <= max(cells, 4) for line in lines)
