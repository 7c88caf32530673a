"""What a person is asked and told while answering, and which digit means what."""

from __future__ import annotations

from fengsui_incidents.listen.alerts import Say

REASONS = {
    "1": "on_another_job",
    "2": "vehicle",
    "3": "people",
    "4": "kit",
    "5": "road",
    "6": "other",
}
ASKS = {
    "strength": Say("人数 分钟 (如 8 9, Enter 按名册): ", "people minutes (8 9; Enter keeps the roster's): "),
    "reason": Say(
        "理由 1 在警 2 车辆 3 人员 4 装备 5 道路 6 其他 7 志愿队谢绝: ",
        "reason 1 on another job 2 vehicle 3 people 4 kit 5 road 6 other 7 decline (volunteers): ",
    ),
    "withdrawn": Say("已撤出人数: ", "people withdrawn: "),
    "wind": Say("风向: ", "wind from: "),
    "ongoing": Say("还在漏/烧吗: ", "still leaking or burning: "),
    "seen": Say("看见几人: ", "people seen: "),
}
LATER = {"4": "moving", "5": "arrived", "6": "need_more", "7": "withdrawn", "8": "controlled"}
SAID = {
    "accepted": Say(
        "收到出动 已答复  [4] 出动(离站) [5] 到场 [6] 请求增援 [7] 险情撤离 [8] 控制 [0] 归队 [999] 求救",
        "GOING, answered  [4] moving [5] arrived [6] need more [7] withdrawn [8] controlled [0] returning [999] MAYDAY",
    ),
    "unable": Say("不能出动 已答复", "CANNOT, answered"),
    "declined": Say("谢绝 已答复", "declined, answered"),
    "displayed": Say("知悉 已答复", "understood, answered"),
    "moving": Say("出动(离站)", "moving"),
    "arrived": Say("到场", "arrived"),
    "need_more": Say("请求增援", "more asked for"),
    "withdrawn": Say("已撤出", "withdrawn"),
    "controlled": Say("险情控制", "controlled"),
    "returning": Say("返回途中; 归队后再按 0", "returning; press 0 again when ready"),
    "ready": Say("归队待命", "ready again"),
    "mayday": Say("紧急求救 已发出", "MAYDAY sent"),
}
