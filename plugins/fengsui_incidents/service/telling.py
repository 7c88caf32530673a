"""The incident's record as people read it: one line an event, in both languages, written with the event."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert

from fengsui.events import Event
from fengsui.hooks import Unit
from fengsui.text import translate
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.words import COUNT_NAMES, FACT_NAMES, Count, FactKind, FigureName, Grade
from fengsui_incidents.model.figures import LOSS
from fengsui_incidents.tables import log

WRITE = insert(log)

FACTS_ZH: dict[FactKind, str] = {
    "delivered": "送达",
    "popped_up": "已弹出",
    "displayed": "已阅",
    "accepted": "收到出动",
    "unable": "不能出动",
    "declined": "谢绝",
    "moving": "出动",
    "arrived": "到场",
    "need_more": "请求增援",
    "mayday": "紧急求救",
    "controlled": "控制",
    "withdrawn": "已撤出",
    "returning": "返回",
    "ready": "归队待命",
}

COUNTS_ZH: dict[Count, str] = {
    "dead": "死亡",
    "serious": "重伤",
    "minor": "轻伤",
    "injured": "受伤(程度不明)",
    "poisoned": "中毒",
    "trapped": "被困",
    "missing": "失联",
    "at_risk": "涉险",
    "endangered": "危及",
    "evacuated": "疏散",
}

GRADES_ZH: dict[Grade, str] = {"extraordinary": "特别重大", "major": "重大", "larger": "较大", "general": "一般"}

REASONS: dict[str, Words] = {
    "on_another_job": Words("在警", "on another job"),
    "vehicle": Words("车辆", "vehicle"),
    "people": Words("人员", "people"),
    "kit": Words("装备", "equipment"),
    "road": Words("道路", "road"),
    "other": Words("其他", "other"),
}

RECEIVED = Words("收到", "received")

CHANNELS: dict[str, Words] = {
    "phone": Words("电话", "by phone"),
    "radio": Words("电台", "by radio"),
    "message": Words("信息", "by message"),
    "in_person": Words("当面", "in person"),
}


def tell(unit: Unit, incident: str, event: Event, says: Words, order: str = "") -> None:
    """Records the event, and its line in the incident's record."""
    unit.record(event)
    write(unit, incident, event.topic, says, order)


def write(unit: Unit, incident: str, topic: str, says: Words, order: str = "", *, at: datetime | None = None) -> None:
    """A line of the record for an event that is recorded elsewhere; `at` where it happened before it was entered."""
    by_itself = unit.actor.id == f"system:{unit.actor.name}"  # a plugin's key is no name that anybody knows
    actor = "" if by_itself else unit.actor.name or unit.actor.id
    line = {"incident": incident, "order": order, "topic": topic, "at": at or unit.now, "zh": says.zh, "en": says.en}
    unit.connection.execute(WRITE, line | {"actor": actor[:100]})


def centre_says(unit: Unit, text: str) -> str:
    """A text of ours in the centre's language, for what is kept in one: where a person may type, and for the roster."""
    return translate(text, unit.centre()["language"], "fengsui_incidents")


def same(text: str) -> Words:
    """A person's own words: the same in both languages."""
    return Words(text, text)


def fact_words(
    name: Words, fact: FactKind, *, kind: str = "order", reason: str = "", people: int | None, minutes: int | None
) -> Words:
    """石泉危化专业队: 收到出动 8人 9分钟. Who was only told (`notice`) has received it, and goes nowhere by it."""
    told = kind == "notice" and fact == "accepted"
    said = RECEIVED if told else Words(FACTS_ZH[fact], FACT_NAMES[fact])
    zh, en = [f"{name.zh}: {said.zh}"], [f"{name.en}: {said.en}"]
    if reason:
        why = REASONS.get(reason, same(reason))
        zh.append(why.zh)
        en.append(f"({why.en})")
    if people is not None:
        zh.append(f"{people}人")
        en.append(f"{people} people")
    if minutes is not None:
        zh.append(f"{minutes}分钟")
        en.append(f"{minutes} min")
    return Words(" ".join(zh), " ".join(en))


def said_by_words(says: Words, channel: str, said_by: str, *, post: str = "", witness: str = "") -> Words:
    """The same, entered for somebody else (代录): by what, in which post, who, and who was there."""
    how = CHANNELS.get(channel, same(channel))
    who = f"{post} {said_by}".strip()
    seen = Words(f", 见证 {witness}", f", witnessed by {witness}") if witness else Words("", "")
    return Words(
        f"{says.zh} (代录: {how.zh} {who}{seen.zh})", f"{says.en} (entered for them: {how.en}, {who}{seen.en})"
    )


def figure_words(count: FigureName, value: int | None, status: str, source: str) -> Words:
    number = "?" if value is None else str(value)
    how = {"reported": Words("报告", "reported"), "verified": Words("核实", "verified")}
    said = how.get(status, Words("撤回", "withdrawn"))
    if count == "loss_yuan":
        name, number_zh, number_en = LOSS, f"{number}元", f"{number} yuan"
    else:
        name, number_zh, number_en = Words(COUNTS_ZH[count], COUNT_NAMES[count]), number, number
    return Words(f"{name.zh} {number_zh} ({said.zh}: {source})", f"{name.en} {number_en} ({said.en}: {source})")
