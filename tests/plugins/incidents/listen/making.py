"""What the alerts of a real night and of a drill say, and the type of what makes events of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
