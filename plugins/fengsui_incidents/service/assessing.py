"""What the system proposes of an incident is worked out again whenever something is learned, and recorded."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, update

from fengsui.errors import Fault, Invalid
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.events import Assessed, FigureChanged, WindChanged, Words
from fengsui_incidents.api.payloads import ChoosePlan, SetFigure, SetWind
from fengsui_incidents.api.words import Count
from fengsui_incidents.model.assess import Judgement, assess, wind_turned, wind_words
from fengsui_incidents.model.figures import needs_reason, values
from fengsui_incidents.model.picture import Claim, Picture, WindReading
from fengsui_incidents.service.changes import tell_wind
from fengsui_incidents.service.context import faults_of_time, rules_of, surroundings
from fengsui_incidents.service.level_watch import watch_level
from fengsui_incidents.service.loading import Incident, load, load_open
from fengsui_incidents.service.proposing import out_of_date
from fengsui_incidents.service.starting import start_by_plan
from fengsui_incidents.service.stored import store
from fengsui_incidents.service.telling import GRADES_ZH, figure_words, tell
from fengsui_incidents.tables import figures, incidents
from fengsui_plans.api import DigitalPlan, Library

MOST_PEOPLE = 10_000_000
"""More people than that are a slip of the keyboard; a loss in yuan has its own bound."""


def judge(unit: Unit, picture: Picture, plan: str | DigitalPlan = "") -> Judgement:
    """`plan` where a person chose it: its id in the library, or itself where it was composed on the spot."""
    return assess(picture, surroundings(unit, picture, plan), rules_of(unit), unit.now)


def assessed_event(incident: str, judged: Judgement, exercise: str | None) -> Assessed:
    found = judged.assessment
    return Assessed(
        incident=incident,
        urgency=found.urgency,
        grade=found.grade,
        near_miss=found.near_miss,
        level=found.level,
        triggers=judged.triggers,
        plan=found.plan,
        plan_version=found.plan_version,
        rules=judged.rules,
        exercise=exercise,
    )


def assessed_words(judged: Judgement) -> Words:
    found = judged.assessment
    return Words(
        f"研判: 紧急 {found.urgency}, 等级初判 {GRADES_ZH[found.grade]}, "
        f"建议 {found.level} 级响应, 预案 {found.plan_title.zh}",
        f"Assessed: urgency {found.urgency}, grade {found.grade} (first judgement), "
        f"response {found.level} proposed, plan {found.plan_title.en}",
    )


def judged_values(judged: Judgement) -> dict[str, Any]:
    """The columns of the incident that an assessment fills."""
    found = judged.assessment
    return {"assessment": store(found), "urgency": found.urgency, "level": found.level, "plan": found.plan}


def judge_again(unit: Unit, incident: str) -> Judgement:
    """After something was learned: saves and records what is proposed now. Nothing that was sent is taken back."""
    found = load(unit, incident)
    judged = judge(unit, found.picture, found.plan or "" if found.row["plan_chosen"] else "")
    if judged.plan is None and found.plan is not None:
        # Forces are out on a plan: that none fits any more must not take their needs and tasks away.
        judged = judge(unit, found.picture, found.plan)
    unit.connection.execute(update(incidents).where(incidents.c.id == incident).values(**judged_values(judged)))
    tell(unit, incident, assessed_event(incident, judged, found.exercise), assessed_words(judged))
    start_by_plan(unit, incident, judged, found.exercise)
    watch_level(unit, incident)
    return judged


def set_wind(unit: Unit, payload: SetWind) -> dict[str, Any]:
    """A wind that has turned far from the one that a team was told of is told to it again, if it has accepted: the
    approach side changes with it. Stations that lie downwind now are proposed to withdraw."""
    found = load_open(unit, payload.incident)
    wind = payload.wind
    after = WindReading(from_degrees=wind.from_degrees, speed=wind.speed, at=unit.now, source=wind.source)
    unit.connection.execute(
        update(incidents).where(incidents.c.id == found.id).values(wind=wind.model_dump(), wind_at=unit.now)
    )
    said = wind_words(after)
    event = WindChanged(
        incident=found.id, from_degrees=wind.from_degrees, speed=wind.speed, source=wind.source, exercise=found.exercise
    )
    tell(unit, found.id, event, Words(f"风: {said.zh} {wind.source}", f"Wind: {said.en} {wind.source}"))
    judge_again(unit, found.id)
    out_of_date(unit, found.id)
    told = tell_wind(unit, load(unit, found.id))
    return {"incident": found.id, "turned": wind_turned(found.picture.wind, after, rules_of(unit)), "told": told}


def set_figure(unit: Unit, payload: SetFigure) -> dict[str, Any]:
    """A claim beside the others; one that lowers the figure in use needs a reason (谎报, 瞒报)."""
    found = load_open(unit, payload.incident)
    faults = _faults_of_claim(found.picture, payload, unit.now)
    faults += faults_of_time("said_at", payload.said_at, rules_of(unit), unit.now)
    if faults:
        lower = any(fault.code == "reason_needed" for fault in faults)
        message = N_("A lower figure needs a reason.") if lower else N_("The figure cannot be taken as it is.")
        raise Invalid(message, code=faults[0].code, faults=faults)
    return {"incident": found.id, "figures": take_claim(unit, found, payload)}


def take_claim(unit: Unit, found: Incident, payload: SetFigure) -> dict[Count, int | None]:
    """Keeps the claim, and judges the incident by what stands now; the figures in use."""
    add_claim(unit, found.id, payload)
    used = dict(values(load(unit, found.id).picture.claims))
    unit.connection.execute(update(incidents).where(incidents.c.id == found.id).values(figures=used))
    event = FigureChanged(exercise=found.exercise, **payload.model_dump())
    tell(unit, found.id, event, figure_words(payload.count, payload.value, payload.status, payload.source))
    judge_again(unit, found.id)
    return used


def _faults_of_claim(picture: Picture, payload: SetFigure, now: datetime) -> list[Fault]:
    faults: list[Fault] = []
    mine = [claim for claim in picture.claims if (claim.count, claim.source) == (payload.count, payload.source)]
    claim = Claim(count=payload.count, value=payload.value, source=payload.source, at=now, status=payload.status)
    lowers = payload.status == "withdrawn" or needs_reason(picture.claims, claim)
    if lowers and not payload.reason:
        faults.append(Fault("reason", N_("why the figure is lower than the one in use"), "reason_needed"))
    if not payload.source:
        faults.append(Fault("source", N_("who says so"), "source_needed"))
    if payload.status == "withdrawn" and not mine:
        faults.append(Fault("source", N_("somebody who has said this figure before"), "nothing_to_withdraw"))
    if payload.status == "verified" and payload.value is None:
        faults.append(Fault("value", N_("a number: what is unknown is not verified"), "number_needed"))
    if payload.count != "loss_yuan" and payload.value is not None and payload.value > MOST_PEOPLE:
        faults.append(Fault("value", N_("at most {most} people"), "too_many", {"most": MOST_PEOPLE}))
    return faults


def add_claim(unit: Unit, incident: str, claim: SetFigure, id: str = "") -> None:
    said = claim.said_at.astimezone(UTC) if claim.said_at else None
    unit.connection.execute(
        insert(figures).values(
            id=id or unit.new_id(), at=unit.now, actor=unit.actor.id, said_at=said,
            **claim.model_dump(exclude={"incident", "said_at"}), incident=incident,
        )
    )  # fmt: skip


def choose_plan(unit: Unit, payload: ChoosePlan) -> dict[str, Any]:
    found = load_open(unit, payload.incident)
    if unit.ask(Library).get(payload.plan) is None:
        fault = Fault("plan", N_("the id of a digital plan in force"), "no_plan")
        raise Invalid(N_("There is no such plan in force."), code="no_plan", faults=[fault])
    unit.connection.execute(
        update(incidents).where(incidents.c.id == found.id).values(plan=payload.plan, plan_chosen=True, proposal=None)
    )
    judged = judge_again(unit, found.id)
    return {"incident": found.id, "plan": judged.assessment.plan}
