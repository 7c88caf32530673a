"""The alert in its fixed order, the same on every device: a place is never cut, what is unknown is said."""

from __future__ import annotations

from dataclasses import dataclass

from fengsui_incidents.api.board import Assessment
from fengsui_incidents.api.events import AlertText, Words
from fengsui_incidents.api.words import COUNTS, Count
from fengsui_incidents.model.assess.approach import side_words
from fengsui_incidents.model.assess.plan import substance_of
from fengsui_incidents.model.figures import people_words
from fengsui_incidents.model.picture import Picture, words
from fengsui_plans.api import DigitalPlan, Need

DRILL_PROHIBITIONS = (
    Words("鸣笛闯灯", "siren or running lights"),
    Words("动真阀", "touch live valves"),
    Words("拨110/119", "call 110 or 119"),
)
"""What a drill forbids before anything of the plan's own (users must come to no harm for an exercise)."""


@dataclass(frozen=True)
class Issuer:
    """Who orders: the centre, the officer and the phone to call back; `commander` where another has the command."""

    centre: str
    officer: str
    phone: str
    commander: str = ""


def alert_text(
    picture: Picture,
    assessment: Assessment,
    plan: DigitalPlan,
    need: Need,
    issuer: Issuer,
    *,
    rendezvous: Words | None = None,
) -> AlertText:
    """The alert for one team and its task; `rendezvous` where it was changed, else the assessment's."""
    drill = picture.exercise is not None
    return AlertText(
        what=_what(picture),
        where=_where(picture),
        task=Words(_titled(need.title.zh, need.task.zh), _titled(need.title.en, need.task.en)),
        approach=side_words(picture, plan),
        rendezvous=rendezvous or assessment.rendezvous,
        wear=words(need.wear),
        prohibitions=(DRILL_PROHIBITIONS if drill else ()) + assessment.prohibitions,
        people=people_words(picture.claims, asked_of(plan)),
        by=_by(issuer, drill=drill),
        phone=issuer.phone,
        answer_within_s=plan.escalation.accepted_within_s,
    )


def asked_of(plan: DigitalPlan) -> tuple[Count, ...]:
    """The counts that the plan asks for: those are said even when they are unknown."""
    return tuple(question.fact for question in plan.questions if question.fact in COUNTS)


def _what(picture: Picture) -> Words:
    """氨泄漏 (氨 12 t): the tonnes are the site's design maximum."""
    title = picture.title
    if picture.exercise is not None:
        title = Words(f"{title.zh}(想定)", f"{title.en} (simulated)")
    held = picture.site.substances if picture.site else ()
    known = next((one for one in held if one.key == substance_of(picture) and one.tonnes), None)
    if known is None:
        return title
    return Words(f"{title.zh} ({known.name} {known.tonnes:g} t)", f"{title.en} ({known.tonnes:g} t on site)")


def _where(picture: Picture) -> Words:
    """The place's name, two blanks, its address: a short message may leave the address away, never a part of it."""
    address = picture.site.address if picture.site else ""
    if not address or address in picture.place.zh:
        return picture.place
    return Words(f"{picture.place.zh}  {address}", f"{picture.place.en}  {address}")


def _titled(title: str, task: str) -> str:
    return task if task.startswith(title) else f"{title}: {task}"


def _by(issuer: Issuer, *, drill: bool) -> Words:
    who = f"{issuer.centre} {issuer.officer}".strip()
    if issuer.commander:
        return Words(f"{issuer.commander} ({who} 代发)", f"{issuer.commander} (sent by {who})")
    return Words(f"导调: {who}", f"Controller: {who}") if drill else Words(who, who)
