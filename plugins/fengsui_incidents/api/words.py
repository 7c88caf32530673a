"""The vocabulary of an incident: scales, facts of an order, counts of people. Each scale is a type of its own."""

from __future__ import annotations

from typing import Literal, get_args

from fengsui.text import N_

Urgency = Literal["A", "B", "C", "D"]
"""The board's order, A worst. Never the legal grade."""

Grade = Literal["extraordinary", "major", "larger", "general"]
"""特别重大, 重大, 较大, 一般 (493 art 3)."""

ResponseLevel = Literal["I", "II", "III", "IV"]
"""一级 to 四级响应 (ERL art 71)."""

Count = Literal[
    "dead",
    "serious",
    "minor",
    "injured",
    "poisoned",
    "trapped",
    "missing",
    "at_risk",
    "endangered",
    "evacuated",
]
"""Different counts of people, each possibly unknown (None): 亡, 重伤, 轻伤, 受伤, 中毒, 被困, 失联, 涉险, 危及, 疏散.

`serious` holds acute industrial poisoning; `injured` and `poisoned` are of unknown degree; who is `endangered` lives or
works near by and is not `at_risk` (涉险)."""

COUNTS: tuple[Count, ...] = get_args(Count)

ASKED_COUNTS: tuple[Count, ...] = ("dead", "serious", "poisoned", "trapped", "missing", "at_risk", "evacuated")
"""What every caller is asked; the others are shown where somebody spoke of them."""

FigureName = Count | Literal["loss_yuan"]
"""What a claim may be about: a count of people, or the direct loss in yuan (直接经济损失)."""

FIGURE_NAMES: tuple[FigureName, ...] = (*COUNTS, "loss_yuan")

OrderKind = Literal["order", "request", "notice"]
"""命令 to own, agreement and social teams; 请求 to 119, 120 and other bureaus; 通报 to those who are told."""

FactKind = Literal[
    "delivered",
    "popped_up",
    "displayed",
    "accepted",
    "unable",
    "declined",
    "moving",
    "arrived",
    "need_more",
    "mayday",
    "controlled",
    "withdrawn",
    "returning",
    "ready",
]
"""Separate facts of one order. `delivered`: stored by the device; `displayed`: a person's key."""

Receipt = Literal[
    "popped_up",
    "displayed",
    "accepted",
    "unable",
    "declined",
    "moving",
    "arrived",
    "need_more",
    "mayday",
    "controlled",
    "withdrawn",
    "returning",
    "ready",
]

UnableReason = Literal["on_another_job", "vehicle", "people", "kit", "road", "other"]
"""1 在警 2 车辆 3 人员 4 装备 5 道路 6 其他."""

Channel = Literal["phone", "radio", "message", "in_person"]

Source = Literal[
    "joint_centre",
    "duty_phone",
    "hotline_12345",
    "hotline_12350",
    "street",
    "city_operations",
    "web",
    "sensor",
    "cap",
    "bureau",
    "other",
]
"""Where a call comes from: 110/119 区应急联动中心, 值班电话, 12345, 12350, 街镇, 一网统管, ..., CAP, 其他部门."""

FalseKind = Literal["false_report", "hoax", "duplicate", "near_miss", "not_ours", "not_safety"]
"""误报, 虚假报警, 重复, 未遂, 非本部门, 非生产安全事故."""

FALSE_KINDS: tuple[FalseKind, ...] = ("false_report", "hoax", "duplicate", "near_miss", "not_ours", "not_safety")

TicketKind = Literal["report", "consult", "complaint"]
"""举报, 咨询, 投诉. An emergency is no ticket: it goes to the intake of incidents at once."""

TicketState = Literal[
    "received",
    "triaged",
    "verifying",
    "verified",
    "rectifying",
    "replied",
    "visited",
    "closed",
    "transferred",
    "emergency",
]
"""受理, 分拣, 核查中, 已核查, 整改中, 已答复, 已回访, 办结; 已转办; 转警情."""

COUNT_NAMES: dict[Count, str] = {
    "dead": N_("dead"),
    "serious": N_("seriously injured"),
    "minor": N_("slightly injured"),
    "injured": N_("injured, degree unknown"),
    "poisoned": N_("poisoned"),
    "trapped": N_("trapped"),
    "missing": N_("missing"),
    "at_risk": N_("at risk"),
    "endangered": N_("endangered"),
    "evacuated": N_("evacuated"),
}

SOURCE_NAMES: dict[str, str] = {
    "joint_centre": N_("110/119"),
    "duty_phone": N_("duty phone"),
    "hotline_12345": N_("12345"),
    "hotline_12350": N_("12350"),
    "street": N_("street"),
    "city_operations": N_("city"),
    "web": N_("web"),
    "sensor": N_("sensor"),
    "cap": N_("CAP"),
    "bureau": N_("other bureau"),
    "other": N_("other"),
}

RESULT_NAMES: dict[str, str] = {
    "true": N_("true"),
    "partly": N_("partly true"),
    "false": N_("false"),
    "nobody_answers": N_("nobody answers"),
    "done": N_("done"),
}
"""What a task came to: of a verification its four answers, of anything else that it was done."""

GRADE_NAMES: dict[Grade, str] = {
    "extraordinary": N_("extraordinary"),
    "major": N_("major"),
    "larger": N_("larger"),
    "general": N_("general"),
}

FACT_NAMES: dict[FactKind, str] = {
    "delivered": N_("delivered"),
    "popped_up": N_("popped up"),
    "displayed": N_("displayed"),
    "accepted": N_("accepted"),
    "unable": N_("unable"),
    "declined": N_("declined"),
    "moving": N_("moving"),
    "arrived": N_("arrived"),
    "need_more": N_("needs more"),
    "mayday": N_("MAYDAY"),
    "controlled": N_("controlled"),
    "withdrawn": N_("withdrawn"),
    "returning": N_("returning"),
    "ready": N_("ready again"),
}

UNABLE_NAMES: dict[UnableReason, str] = {
    "on_another_job": N_("on another job"),
    "vehicle": N_("vehicle"),
    "people": N_("people"),
    "kit": N_("equipment"),
    "road": N_("road"),
    "other": N_("other"),
}

FALSE_NAMES: dict[FalseKind, str] = {
    "false_report": N_("false report"),
    "hoax": N_("hoax"),
    "duplicate": N_("duplicate"),
    "near_miss": N_("near miss"),
    "not_ours": N_("not ours"),
    "not_safety": N_("no safety accident"),
}

TICKET_KIND_NAMES: dict[TicketKind, str] = {
    "report": N_("report of a danger"),
    "consult": N_("question"),
    "complaint": N_("complaint"),
}

TICKET_STATE_NAMES: dict[TicketState, str] = {
    "received": N_("received"),
    "triaged": N_("triaged"),
    "verifying": N_("verifying"),
    "verified": N_("verified"),
    "rectifying": N_("rectifying"),
    "replied": N_("replied"),
    "visited": N_("visited"),
    "closed": N_("closed"),
    "transferred": N_("transferred"),
    "emergency": N_("became an incident call"),
}
