"""Events as the feed brings them to a team's device."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Make = Callable[..., dict[str, Any]]

REAL_ALERT = {
    "what": {"zh": "氨泄漏", "en": "AMMONIA LEAK (液氨 liquid, 12 t)"},
    "where": {"zh": "桐澜冷链二号库  武威路(演示)  桃浦镇", "en": "Tonglan Cold Store 2, Wuwei Road, Taopu"},
    "task": {"zh": "堵漏", "en": "stop the leak (with 桃浦站)"},
    "approach": {"zh": "东北 NE 上风", "en": "from NE, upwind"},
    "rendezvous": {"zh": "祁连山路口", "en": "Qilianshan Road"},
    "wear": {"zh": "重型防化服 gas-tight + 空呼 SCBA", "en": "gas-tight suit + SCBA"},
    "prohibitions": [
        {"zh": "直流水冲罐", "en": "no jet on the tank"},
        {"zh": "下风接近", "en": "no downwind approach"},
        {"zh": "单人进入", "en": "never alone"},
    ],
    "people": {"zh": "中毒2 失联2 附近约40(待核实)", "en": "poisoned 2, missing 2, about 40 near (unverified)"},
    "by": {"zh": "普陀区应急局 王磊", "en": "Putuo Emergency Bureau, Wang Lei"},
    "phone": "021-00000100",
    "answer_within_s": 60,
}

DRILL_ALERT = {
    "what": {"zh": "氨泄漏(想定)", "en": "AMMONIA LEAK (simulated)"},
    "where": {"zh": "桐澜冷链二号库 训练点B", "en": "Tonglan Cold Store 2, training site B"},
    "task": {"zh": "堵漏 (操作到假人/假阀为止)", "en": ""},
    "approach": {"zh": "北门", "en": "north gate"},
    "rendezvous": {"zh": "停车场", "en": "car park"},
    "wear": {"zh": "同实战", "en": "as in earnest"},
    "prohibitions": [
        {"zh": "鸣笛闯灯", "en": "no siren"},
        {"zh": "动真阀", "en": "no real valve"},
        {"zh": "拨110/119", "en": "do not ring 110/119"},
    ],
    "people": {"zh": "假人2", "en": "2 dummies"},
    "by": {"zh": "控制台 李敏", "en": "control, Li Min"},
    "phone": "021-00000177",
    "answer_within_s": 60,
}


@pytest.fixture
def event() -> Make:
    """A CloudEvent of `incidents.<what>` or `drills.<what>`; keyword arguments are its data."""

    def make(
        topic: str, *, exercise: str | None = None, id: str = "ev1", time: str = "", **data: Any
    ) -> dict[str, Any]:
        return {
            "specversion": "1.0",
            "id": id,
            "source": "fengsui",
            "type": topic,
            "time": time or "2026-11-21T19:14:02.000000Z",
            "severity": "extreme",
            "exercise": exercise,
            "need": "accept",
            "data": data,
        }

    return make


@pytest.fixture
def ordered(event: Make) -> Make:
    """An order of the real night, or of the drill EX07."""

    def make(*, exercise: str | None = None, **data: Any) -> dict[str, Any]:
        real = exercise is None
        given = {
            "order": "PT1122-01-02" if real else "EX07-02",
            "incident": "E1122-01" if real else "X1122-01",
            "team": "T06",
            "change": 0,
            "alert": REAL_ALERT if real else DRILL_ALERT,
            "urgency": "A",
            "answer_by": "2026-11-21T19:15:02.000000Z",
        }
        topic = data.pop("topic", "incidents.ordered")
        time = "" if real else "2026-11-22T02:00:00.000000Z"
        id = data.pop("id", "ev1" if real else "ev2")
        return event(topic, exercise=exercise, id=id, time=time, **(given | data))

    return make
