"""Short messages, as a lock screen shows them: real or drill first, the answer last, nothing of the place cut."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from fengsui_incidents.api.events import AlertText, Words

LONGEST_ZH = 70
"""Characters of one short message in Chinese (UCS-2): a second part may come late or never."""

Parts = tuple[str, str, str, str, str, str]
"""What, where, task, approach, wear, rendezvous."""


def order_sms(order: str, alert: AlertText, *, exercise: str | None) -> Words:
    """The order on a lock screen. The Chinese has at most 70 characters unless the place alone is longer."""
    real_zh, real_en = f"【真实】出动{order}", f"[REAL] GO {order}"
    seconds = alert.answer_within_s
    if exercise is None:
        tail_zh, tail_en = f"{seconds}秒答复:1去 2不能", f"Reply in {seconds}s: 1 going 2 cannot"
        zh = _shortest(real_zh, _parts_zh(alert), tail_zh)
        return Words(zh, _english(real_en, alert, tail_en))
    zh = _shortest(f"【演练】{order} 演练", _parts_zh(alert), "不鸣笛不闯灯 答复:1去 2不能 9真实警情退出【演练】")
    tail_en = "No siren. Answer: 1 going 2 cannot 9 real call, I leave [DRILL]"
    return Words(zh, _english(f"[DRILL] {order} EXERCISE", alert, tail_en))


def change_sms(number: int, what: Words, *, exercise: str | None) -> Words:
    """【变更1】物质改为液氯 … 答复: 1 知悉."""
    return _marked(
        f"【变更{number}】{what.zh}  答复: 1 知悉", f"[CHANGE {number}] {what.en} Reply: 1 understood", exercise
    )


def stand_down_sms(order: str, reason: Words, *, exercise: str | None) -> Words:
    """【真实】撤销出动 PT1122-01-02 误报(到场确认) 请返回  答复: 1 已返回."""
    zh = f"撤销出动 {order} {reason.zh} 请返回  答复: 1 已返回"
    en = f"STAND DOWN {order} {reason.en}. Return. Reply: 1 returned"
    if exercise is None:
        return Words(f"【真实】{zh}", f"[REAL] {en}")
    return _marked(zh, en, exercise)


def evacuation_sms(incident: str, rendezvous: Words, *, exercise: str | None) -> Words:
    """【紧急撤离】全体立即撤到上风集结点 E1122-01  答复: 1 已撤出 人数__."""
    zh = f"【紧急撤离】全体立即撤到{rendezvous.zh} {incident}  答复: 1 已撤出 人数__"
    en = f"[EVACUATE] Everybody withdraw at once to {rendezvous.en} {incident}. Reply: 1 withdrawn, people __"
    return _marked(zh, en, exercise)


def alone_sms(incident: Words, orders: int, since: datetime, phone: str) -> Words:
    """To the duty leader: nobody is at the consoles. `since` in the centre's zone."""
    zh = f"【真实】值班席{since:%H:%M}起无人应答, {orders}个命令或决定未结 {incident.zh} 请立即到席或回电{phone}"
    en = (
        f"[REAL] No console of the centre has answered since {since:%H:%M}; {orders} orders or decisions are open: "
        f"{incident.en}. Go to the console or ring {phone}"
    )
    return Words(zh, en)


def trouble_sms(what: Words, phone: str) -> Words:
    """To the duty leader or the level above: what nobody at the console could settle. Never of a drill."""
    return Words(f"【真实】{what.zh} 请到席或回电{phone}", f"[REAL] {what.en}. Come to the console or ring {phone}")


def _marked(zh: str, en: str, exercise: str | None) -> Words:
    """A drill's text begins and ends with its mark, so that no part of it can be taken for the real thing."""
    return Words(zh, en) if exercise is None else Words(f"【演练】{zh}【演练】", f"[DRILL] {en} [DRILL]")


def _parts_zh(alert: AlertText) -> Parts:
    meet = alert.rendezvous.zh
    return (
        alert.what.zh,
        alert.where.zh,
        f"任务{alert.task.zh}",
        alert.approach.zh,
        alert.wear.zh,
        meet if meet.startswith("集结") or "集结点" in meet else f"集结{meet}",
    )


def _shortest(head: str, parts: Parts, tail: str) -> str:
    """The fullest form that fits; else the barest one, which still has the whole name of the place."""
    for form in _forms(parts):
        text = " ".join(piece for piece in (head, *form, tail) if piece)
        if len(text) <= LONGEST_ZH:
            break
    return text


def _forms(parts: Parts) -> Iterable[Parts]:
    """From full to bare: tonnes, address and the task's details go first, then wear, rendezvous and approach.

    What a team cannot do without stays to the last: what it is, where, and what to do.
    """
    what, where, task, approach, wear, meet = parts
    yield parts
    what, where, task = what.split(" (")[0], where.split("  ")[0], task.split(": ")[0]
    yield what, where, task, approach, wear, meet
    wear, approach = wear.split("+")[0].split(",")[0].strip(), approach.replace("上风进入", "进")
    yield what, where, task, approach, wear, meet
    yield what, where, task, approach, "", meet
    yield what, where, task, approach, "", ""
    yield what, where, task, "", "", ""


def _english(head: str, alert: AlertText, tail: str) -> str:
    return (
        f"{head} {alert.what.en.upper()} {alert.where.en}. TASK {alert.task.en}. {alert.approach.en}. "
        f"{alert.wear.en}. RV {alert.rendezvous.en}. {tail}"
    )
