"""The reports' words: levels of the chain, whom one reports to, and what a duty wants."""

from __future__ import annotations

from typing import Literal

from fengsui.text import N_
from fengsui_incidents.api.said import Words
from fengsui_incidents.api.words import Count, Grade

Level = Literal["street", "district", "city", "province", "ministry"]
"""街镇, 区县, 设区的市, 省 (直辖市), 应急管理部."""

LADDER: tuple[Level, ...] = ("street", "district", "city", "province", "ministry")

Receiver = Literal[
    "district_bureau",
    "city_bureau",
    "province_bureau",
    "ministry",
    "own_government",
    "public_security",
    "labour",
    "union",
    "procuratorate",
]

Line = Literal["emergency", "government", "bodies"]
"""应急条线, 政府条线, and the bodies that are notified."""

Form = Literal["flash", "first", "regrade", "follow_up", "supplement", "final", "correction", "notice", "receipt"]
"""What a clock waits for: 快报, 初报, 变级续报, 续报, 补报, 终报, 更正, 通知, 回执."""

ReportKind = Literal["flash", "first", "follow_up", "supplement", "final", "correction", "picture"]
WRITTEN: tuple[ReportKind, ...] = ("first", "follow_up", "supplement", "final", "correction")

DemandKind = Literal["verify", "instruction", "picture"]
"""核实, 批示, and the picture on one page wanted again and again."""

EventKind = Literal["fire", "explosion", "road_traffic", "other"]
FalseKind = Literal["mistaken", "hoax", "repeated", "attempted", "not_ours", "not_production"]
"""误报, 虚假报警, 重复, 未遂, 非本部门, 非生产安全事故."""

GRADES: tuple[Grade, ...] = ("general", "larger", "major", "extraordinary")
"""Mildest first."""

GRADE_SAID: dict[Grade, Words] = {
    "general": Words("一般", "general"),
    "larger": Words("较大", "larger"),
    "major": Words("重大", "major"),
    "extraordinary": Words("特别重大", "extraordinary"),
}

FORM_SAID: dict[Form, Words] = {
    "flash": Words("快报", "FLASH"),
    "first": Words("初报", "FIRST"),
    "regrade": Words("变级续报", "REGRADE"),
    "follow_up": Words("续报", "FOLLOW-UP"),
    "supplement": Words("补报", "SUPPLMT"),
    "final": Words("终报", "FINAL"),
    "correction": Words("更正", "CORRECT"),
    "notice": Words("通知", "NOTIFY"),
    "receipt": Words("回执", "RECEIPT"),
}

KIND_SAID: dict[ReportKind, Words] = {
    "flash": Words("快报", "Flash"),
    "first": Words("初报", "First report"),
    "follow_up": Words("续报", "Follow-up"),
    "supplement": Words("补报", "Supplement"),
    "final": Words("终报", "Final report"),
    "correction": Words("更正", "Correction"),
    "picture": Words("态势一张纸", "Picture on one page"),
}

DEMAND_SAID: dict[DemandKind, Words] = {
    "verify": Words("核实", "VERIFY"),
    "instruction": Words("批示", "INSTRUCT"),
    "picture": Words("要态势", "PICTURE"),
}

FALSE_SAID: dict[FalseKind, Words] = {
    "mistaken": Words("误报", "mistaken report"),
    "hoax": Words("虚假报警", "hoax"),
    "repeated": Words("重复", "repeated"),
    "attempted": Words("未遂", "attempted, no accident"),
    "not_ours": Words("非本部门", "not ours"),
    "not_production": Words("非生产安全事故", "no production accident"),
}

ELEMENTS: dict[str, Words] = {
    "received_at": Words("接报时间", "Received at"),
    "source": Words("信息来源", "Source"),
    "occurred_at": Words("事发时间", "Happened at"),
    "place": Words("事发地点", "Place"),
    "unit": Words("事故单位概况", "Unit"),
    "nature": Words("事件性质", "Nature"),
    "scene": Words("现场情况", "Scene"),
    "course": Words("简要经过", "Course"),
    "casualties": Words("人员伤亡", "Casualties"),
    "loss": Words("直接经济损失估计", "Estimated loss"),
    "impact": Words("影响范围", "Range of impact"),
    "measures": Words("已采取的措施", "Measures taken"),
    "leaders": Words("领导到位情况", "Leaders"),
    "trend": Words("发展趋势", "Trend"),
    "news": Words("新情况", "What is new"),
    "ending": Words("处置结果", "How it ended"),
    "advice": Words("建议", "Advice"),
    "other": Words("其他", "Other"),
}
"""What a report says, in its order (493 art 12, 21号令 art 10, the duty offices' message fields)."""

RECEIVER_SAID: dict[Receiver, Words] = {
    "district_bureau": Words("区应急局", "district bureau"),
    "city_bureau": Words("市应急局", "city bureau"),
    "province_bureau": Words("省应急厅", "provincial department"),
    "ministry": Words("应急管理部", "ministry"),
    "own_government": Words("本级政府总值班室", "own government's duty room"),
    "public_security": Words("公安机关", "public security"),
    "labour": Words("劳动保障行政部门", "labour department"),
    "union": Words("工会", "trade union"),
    "procuratorate": Words("人民检察院", "procuratorate"),
}

STATE_NAMES: dict[str, str] = {
    "draft": N_("draft"),
    "reviewed": N_("reviewed"),
    "signed": N_("signed"),
    "sent": N_("sent"),
    "open": N_("open"),
    "met": N_("done"),
    "stopped": N_("stopped"),
}

COUNT_SAID: dict[Count, Words] = {
    "dead": Words("死亡", "dead"),
    "serious": Words("重伤", "seriously injured"),
    "poisoned": Words("中毒", "poisoned"),
    "minor": Words("轻伤", "slightly injured"),
    "injured": Words("受伤", "injured, degree unknown"),
    "trapped": Words("被困", "trapped"),
    "missing": Words("失联", "missing"),
    "at_risk": Words("涉险", "at risk"),
    "endangered": Words("危及", "endangered"),
    "evacuated": Words("疏散", "evacuated"),
}

SOURCE_SAID: dict[str, Words] = {
    "joint_centre": Words("应急联动中心(110/119)", "joint-action centre (110/119)"),
    "duty_phone": Words("值班电话", "duty telephone"),
    "hotline_12345": Words("12345", "12345"),
    "hotline_12350": Words("12350", "12350"),
    "street": Words("街镇值班", "street duty office"),
    "city_operations": Words("一网统管", "city operations"),
    "web": Words("网上报送", "web form"),
    "sensor": Words("监测设备", "sensor"),
    "cap": Words("CAP 预警", "CAP alert"),
    "bureau": Words("其他部门", "another bureau"),
    "other": Words("其他", "other"),
}
