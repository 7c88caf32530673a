"""The vocabulary of the field: parts of the screen, degrees of harm, states of what was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from fengsui.text import N_
from fengsui_incidents.api.said import Words
from fengsui_incidents.api.words import Count

Part = Literal[
    "post", "tasks", "entry", "relief", "casualties", "supplies", "experts", "public", "aid", "costs", "vouchers"
]
PARTS: tuple[Part, ...] = (
    "post", "tasks", "entry", "relief", "casualties", "supplies", "experts", "public", "aid", "costs", "vouchers",
)  # fmt: skip

Degree = Literal["dead", "serious", "poisoned", "minor"]
"""死亡, 重伤, 中毒 (degree not yet known), 轻伤."""
DEGREES: tuple[Degree, ...] = ("dead", "serious", "poisoned", "minor")

CLAIMED: Mapping[Degree, Count] = {"dead": "dead", "serious": "serious", "poisoned": "poisoned"}
"""The counts of an incident that the casualty list speaks about; the lightly injured are no statutory count."""

Sex = Literal["male", "female", "unknown"]

Step = Literal["warn", "turn_back", "leader", "out_late", "air_out", "recall", "roll_call", "late"]
"""What is done about a team inside: before its time, at it, the leader told, late in coming out, air out; called back
by a person, roll called after an evacuation; ran out while the centre was down."""

ReliefState = Literal["due", "arranged", "there", "relieved", "gone"]
"""On the scene; somebody takes over; who takes over has arrived; gone and relieved, or gone without."""
ExpertState = Literal["asked", "silent", "online", "on_scene", "declined", "released"]
StatementState = Literal["draft", "approved", "refused", "issued"]
AidState = Literal["asked", "received", "silent", "accepted", "refused", "withdrawn"]
BorneBy = Literal["responsible_unit", "government", "own", "other"]
"""Who bears a cost: the responsible unit first, else as the government coordinates (708 art 19)."""
VoucherState = Literal["in_use", "returned", "compensated"]
SpokenBy = Literal["phone", "radio", "message", "in_person"]

LABELS: Mapping[str, Words] = {
    "air": Words("空气", "AIR"),
    "relief": Words("换防", "RELIEF"),
    "aid": Words("支援", "AID"),
    "expert": Words("专家", "EXPERT"),
    "public": Words("发布", "PUBLIC"),
}
"""The word of each kind of queue item."""

PART_NAMES: Mapping[Part, str] = {
    "post": N_("command post"),
    "tasks": N_("tasks"),
    "entry": N_("entry control"),
    "relief": N_("relief"),
    "casualties": N_("casualties"),
    "supplies": N_("supplies"),
    "experts": N_("experts"),
    "public": N_("public information"),
    "aid": N_("mutual aid"),
    "costs": N_("costs"),
    "vouchers": N_("requisitions"),
}

DEGREE_NAMES: Mapping[Degree, str] = {
    "dead": N_("dead"),
    "serious": N_("seriously injured"),
    "poisoned": N_("poisoned"),
    "minor": N_("lightly injured"),
}
DEGREE_WORDS: Mapping[Degree, Words] = {
    "dead": Words("死亡", "dead"),
    "serious": Words("重伤", "seriously injured"),
    "poisoned": Words("中毒", "poisoned"),
    "minor": Words("轻伤", "lightly injured"),
}
SEX_NAMES: Mapping[Sex, str] = {"male": N_("male"), "female": N_("female"), "unknown": N_("sex unknown")}

STATE_NAMES: Mapping[str, str] = {
    "inside": N_("INSIDE"),
    "turning": N_("turning back"),
    "out": N_("out"),
    "due": N_("on scene"),
    "arranged": N_("relief arranged"),
    "there": N_("RELIEF HERE"),
    "relieved": N_("relieved"),
    "gone": N_("left"),
    "asked": N_("asked"),
    "received": N_("received"),
    "silent": N_("SILENT"),
    "online": N_("on line"),
    "on_scene": N_("at the scene"),
    "declined": N_("declined"),
    "released": N_("released"),
    "draft": N_("to approve"),
    "approved": N_("approved"),
    "refused": N_("REFUSED"),
    "issued": N_("issued"),
    "accepted": N_("accepted"),
    "withdrawn": N_("taken back"),
    "in_use": N_("in use"),
    "returned": N_("returned"),
    "compensated": N_("compensated"),
}
BORNE_NAMES: Mapping[BorneBy, str] = {
    "responsible_unit": N_("the responsible unit"),
    "government": N_("the government"),
    "own": N_("this bureau"),
    "other": N_("somebody else"),
}
BORNE_WORDS: Mapping[BorneBy, Words] = {
    "responsible_unit": Words("事故责任单位", "the responsible unit"),
    "government": Words("政府协调", "the government"),
    "own": Words("本局", "this bureau"),
    "other": Words("其他", "somebody else"),
}
