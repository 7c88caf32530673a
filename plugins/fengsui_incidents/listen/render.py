"""An alert as lines on a terminal, in the fixed order of a real night: real or drill first, the answer last.

The first and the last line say real or drill; no line between them can look like either, whatever the data holds.
Chinese shows what and the task in both languages, for whoever came to help; English shows English.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from fengsui_incidents.listen.alerts import Alert, Body, Say
from fengsui_incidents.listen.cells import pad, wrap

REAL = ("############ 真实警情  REAL ############", "########################################")
DRILL = ("======= 演练 演练 演练  EXERCISE =======", "======= 以上为演练 END OF EXERCISE ======")
REAL_EN = ("############## REAL CALL ###############", REAL[1])
DRILL_EN = ("========= EXERCISE  演练 演练 =========", DRILL[1])

LABEL = 12
"""Cells of a label, so that what it names stands in one column."""
WIDTH = 79
NARROWEST = 48

UNKNOWN = Say("未知 unknown", "unknown")
LABELS = {
    "task": Say("任务 TASK", "TASK"),
    "approach": Say("从 APPROACH", "APPROACH"),
    "wear": Say("着 WEAR", "WEAR"),
    "not": Say("禁 DO NOT", "DO NOT"),
    "people": Say("人 PEOPLE", "PEOPLE"),
    "by": Say("令 BY", "BY"),
    "drill_by": Say("导调 BY", "BY"),
}


def render(alert: Alert, language: str, zone: ZoneInfo, *, width: int = WIDTH) -> list[str]:
    """The whole alert, framed; each line is at most `width` cells (no narrower than 48), nothing is cut."""
    cells = max(width, NARROWEST)
    chinese = language.startswith("zh")
    frames = (REAL if chinese else REAL_EN) if alert.real else (DRILL if chinese else DRILL_EN)
    told = Told(language, zone, cells)
    return [frames[0], *told.lines(alert), frames[1]]


class Told:
    """One alert's lines in one language."""

    def __init__(self, language: str, zone: ZoneInfo, cells: int) -> None:
        self.language = language
        self.chinese = language.startswith("zh")
        self.zone = zone
        self.cells = cells

    def lines(self, alert: Alert) -> list[str]:
        special: dict[str, Callable[[Alert], Sequence[Say]]] = {
            "stand_down": _stand_down,
            "evacuation": _evacuation,
            "turn_back": _turn_back,
            "relief": _relief,
            "broadcast": _broadcast,
        }
        if alert.kind in ("order", "change"):
            return self._order(alert)
        make = special.get(alert.kind, _notice)
        return [line for words in make(alert) for line in self._both(words)]

    def _both(self, words: Say) -> list[str]:
        """A one-line template: Chinese with the English beneath, or English alone."""
        texts = [words.zh, words.en] if self.chinese else [words.en]
        return [line for text in texts if text for line in wrap(text, self.cells, "  ")]

    def _order(self, alert: Alert) -> list[str]:
        head = [line for words in _change(alert) for line in self._both(words)] if alert.kind == "change" else []
        body = self._body(alert, alert.body) if alert.body is not None else wrap(UNKNOWN.of(self.language), self.cells)
        return [*head, *wrap(self._title(alert), self.cells, "  "), *body, *self._answer(alert)]

    def _title(self, alert: Alert) -> str:
        real = Say("出动命令 ORDER", "ORDER")
        drill = Say("演练命令", "EXERCISE ORDER")
        what = (real if alert.real else drill).of(self.language)
        return f"{what} {alert.order or '?'}   {self._clock(alert.at)}"

    def _clock(self, at: datetime | None) -> str:
        return at.astimezone(self.zone).strftime("%H:%M:%S") if at is not None else "--:--:--"

    def _body(self, alert: Alert, body: Body) -> list[str]:
        joined = "; ".join(self._known(item) for item in body.prohibitions) or "--"
        meet = Say(f"集结 RV {self._known(body.rendezvous)}", f"RV {self._known(body.rendezvous)}").of(self.language)
        by = f"{self._known(body.by)}  {body.phone}".rstrip()
        return [
            *wrap(self._in_both(body.what, "  "), self.cells, "  "),
            *wrap(self._known(body.where), self.cells, "  "),
            *self._labelled("task", self._in_both(body.task, " ")),
            *self._labelled("approach", f"{self._known(body.approach)};  {meet}"),
            *self._labelled("wear", self._known(body.wear)),
            *self._labelled("not", joined),
            *self._labelled("people", self._known(body.people)),
            *self._labelled("by" if alert.real else "drill_by", by),
        ]

    def _known(self, words: Say) -> str:
        return (words or UNKNOWN).of(self.language)

    def _in_both(self, words: Say, between: str) -> str:
        if not self.chinese or not (words.zh and words.en) or words.zh == words.en:
            return self._known(words)
        return f"{words.zh}{between}{words.en}"

    def _labelled(self, label: str, text: str) -> list[str]:
        return wrap(pad(LABELS[label].of(self.language), LABEL) + text, self.cells, " " * LABEL)

    def _answer(self, alert: Alert) -> list[str]:
        seconds = alert.body.answer_within_s if alert.body else 0
        within = Say(f"{seconds} 秒内答复 ANSWER IN {seconds} s  ", f"ANSWER IN {seconds} s  ")
        if alert.kind == "change":
            keys = [UNDERSTOOD, CALL_ME] if alert.real else [UNDERSTOOD, LEAVE]
        elif alert.real:
            keys = [Say(within.zh + GOING.zh, within.en + GOING.en), CANNOT]
        else:
            keys = [DRILL_GOING, LEAVE]
        return [line for key in keys for line in wrap(key.of(self.language), self.cells, "  ")]


GOING = Say("[1] 收到出动 GOING", "[1] GOING")
CANNOT = Say("  [2] 不能出动 CANNOT  [3] 回电 CALL ME", "  [2] CANNOT  [3] CALL ME")
DRILL_GOING = Say("[1] 收到出动(演练)  [2] 不能出动", "[1] GOING (exercise)  [2] CANNOT")
UNDERSTOOD = Say("[1] 知悉 UNDERSTOOD  [2] 不能执行 CANNOT", "[1] UNDERSTOOD  [2] CANNOT")
CALL_ME = Say("  [3] 回电 CALL ME", "  [3] CALL ME")
LEAVE = Say("[9] 真实警情, 我退出 REAL CALL, I LEAVE", "[9] REAL CALL, I LEAVE")


def _marked(alert: Alert, zh: str, en: str) -> Say:
    """A one-line template: a drill's begins and ends with its mark, so that no part of it passes for real."""
    if alert.real:
        return Say(f"【真实】{zh}", f"[REAL] {en}")
    return Say(f"【演练】{zh}【演练】", f"[DRILL] {en} [DRILL]")


def _change(alert: Alert) -> list[Say]:
    what, n = alert.says, alert.change
    words = Say(
        f"【变更{n}】{(what or UNKNOWN).of('zh')}  答复: 1 知悉",
        f"[CHANGE {n}] {(what or UNKNOWN).of('en')}  Answer: 1 understood",
    )
    return [words if alert.real else Say(f"【演练】{words.zh}【演练】", f"[DRILL] {words.en} [DRILL]")]


def _stand_down(alert: Alert) -> list[Say]:
    reason = alert.says
    return [
        _marked(
            alert,
            f"撤销出动 {alert.order} {reason.of('zh')} 请返回  答复: 1 已返回",
            f"STAND DOWN {alert.order} {reason.of('en')}. Turn back.  Answer: 1 returning",
        )
    ]


def _evacuation(alert: Alert) -> list[Say]:
    where = Say(alert.rendezvous.of("zh") or "上风集结点", alert.rendezvous.of("en") or "the upwind rendezvous")
    words = Say(
        f"【紧急撤离】全体立即撤到{where.zh} {alert.incident}  答复: 1 已撤出 人数__",
        f"[EVACUATE] All withdraw NOW to {where.en} {alert.incident}  Answer: 1 withdrawn, people__",
    )
    why = [Say(f"原因: {alert.says.of('zh')}", f"Reason: {alert.says.of('en')}")] if alert.says else []
    if alert.real:
        return [words, *why]
    return [Say(f"【演练】{words.zh}【演练】", f"[DRILL] {words.en} [DRILL]"), *why]


def _turn_back(alert: Alert) -> list[Say]:
    text = alert.says or UNKNOWN
    return [
        _marked(
            alert, f"【立即撤出】{text.of('zh')}  答复: 1 正在撤出", f"[COME OUT] {text.of('en')}  Answer: 1 coming out"
        )
    ]


def _relief(alert: Alert) -> list[Say]:
    """换防: who takes over and when, that it is there, or that it does not come."""
    text = alert.says or UNKNOWN
    order = f" {alert.order}" if alert.order else ""
    return [
        _marked(alert, f"{text.of('zh')}{order}  答复: 1 知悉", f"{text.of('en')}{order}  Answer: 1 understood"),
    ]


def _broadcast(alert: Alert) -> list[Say]:
    text = alert.says or UNKNOWN
    return [_marked(alert, f"通告 {text.of('zh')}  答复: 1 知悉", f"NOTICE {text.of('en')}  Answer: 1 understood")]


def _notice(alert: Alert) -> list[Say]:
    """A drill's own notices: started, held, resumed, ended; or over for this team, for a real order came."""
    because = alert.because
    tail = Say(f": {because}", f": {because}") if because else Say()
    said = {
        "drill_started": Say("演练开始", "exercise begins"),
        "drill_held": Say(f"演练挂起, 有真实警情{tail.zh}", f"exercise held, real incident{tail.en}"),
        "drill_resumed": Say("演练恢复", "exercise resumed"),
        "drill_ended": Say(f"演练终止{tail.zh}" if because else "演练结束", f"exercise over{tail.en}"),
        "drill_released": Say(f"演练终止, 真实警情 {because}", f"exercise over for you, REAL incident {because}"),
    }[alert.kind]
    title = f" {alert.says.of('zh')}" if alert.says else ""
    answer = Say("  答复: 1 知悉", "  Answer: 1 understood") if alert.asks else Say()
    drill = alert.exercise or "?"
    return [_marked(alert, f"{drill}{title} {said.zh}{answer.zh}", f"{drill} {said.en}{answer.en}")]
