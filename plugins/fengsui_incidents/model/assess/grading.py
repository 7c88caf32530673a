"""The legal first grade (初判) and 较大涉险 of the incident on the board, from the figures in use."""

from __future__ import annotations

from collections.abc import Mapping

from fengsui_incidents.api.board import Quoted
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.scales import GRADES
from fengsui_incidents.api.words import FigureName, Grade
from fengsui_incidents.model.assess.found import Found
from fengsui_incidents.model.assess.near_miss import NearMiss, near_miss_by
from fengsui_incidents.model.assess.special import PREFIX, by_special, special_scale
from fengsui_incidents.model.assess.statute import TABLE, by_table
from fengsui_incidents.model.figures import Figure, in_use
from fengsui_incidents.model.picture import Picture
from fengsui_incidents.model.rules import RuleSet

GRADE_WORDS: Mapping[Grade, Words] = {step.code: step.name for step in GRADES.steps}
POISONED = "grade_counts_verified_poisoned"


def grade_of(picture: Picture, rules: RuleSet) -> Found[Grade]:
    """The worst of dead, seriously injured and loss, from known figures only (493 art 3), and of a special scale."""
    figures = in_use(picture.claims)
    counted = _poisoned_counted(figures, rules)
    serious = _known(figures, "serious") + counted
    loss = _known(figures, "loss_yuan")
    graded = by_table({"dead": _known(figures, "dead"), "serious": serious, "loss_yuan": loss}, rules)
    special = _special(picture, rules)
    grade = GRADES.worst([graded.grade, *([special.value] if special.value else [])])
    why = [_quoted(grade, figures, counted, rules)] if grade == graded.grade else []
    return Found(grade, (*why, *special.why), (TABLE, POISONED, *special.rules))


def near_miss_of(picture: Picture, rules: RuleSet) -> Found[NearMiss]:
    return near_miss_by(in_use(picture.claims), picture.circumstances, rules)


def _special(picture: Picture, rules: RuleSet) -> Found[Grade | None]:
    """What the special scale says that an officer set, where its rows are in force."""
    set_now = picture.special
    if set_now is None or not rules.has(f"{PREFIX}{set_now.scale}"):
        return Found(None)
    found = by_special(special_scale(set_now.scale, rules), set_now.facts)
    key = f"{PREFIX}{set_now.scale}"
    return Found(found.grade, (rules.quote(key, found.says.zh, found.says.en),), (key,))


def _poisoned_counted(figures: Mapping[FigureName, Figure], rules: RuleSet) -> int:
    """重伤(包括急性工业中毒): poisoned people count once somebody has verified them."""
    poisoned = figures.get("poisoned")
    if poisoned is None or not poisoned.value or poisoned.status != "verified":
        return 0
    return poisoned.value if rules.has(POISONED) and rules.value(POISONED) else 0


def _quoted(grade: Grade, figures: Mapping[FigureName, Figure], counted: int, rules: RuleSet) -> Quoted:
    poisoned, loss = figures.get("poisoned"), figures.get("loss_yuan")
    zh = f"亡{_shown(figures, 'dead')} 重伤{_shown(figures, 'serious', counted)}"
    en = f"{_shown(figures, 'dead')} dead, {_shown(figures, 'serious', counted)} seriously injured"
    if loss is not None:
        zh, en = f"{zh} 损失{_shown(figures, 'loss_yuan')}元", f"{en}, loss {_shown(figures, 'loss_yuan')} yuan"
    if poisoned and poisoned.value and not counted:
        zh, en = f"{zh} 中毒{poisoned.value}待定", f"{en}, {poisoned.value} poisoned pending"
    name = GRADE_WORDS[grade]
    return rules.quote(TABLE, f"等级(初判) {name.zh}: {zh}", f"Grade (first judgement) {name.en}: {en}")


def _known(figures: Mapping[FigureName, Figure], count: FigureName) -> int:
    figure = figures.get(count)
    return figure.value or 0 if figure else 0


def _shown(figures: Mapping[FigureName, Figure], count: FigureName, more: int = 0) -> str:
    """A number as the grade quotes it: what nobody spoke of is 0, what is unknown is `?`."""
    figure = figures.get(count)
    if figure is not None and figure.value is None and not more:
        return "?"
    return str((figure.value or 0 if figure else 0) + more)
