"""Facts that are no numbers: what an officer ticks (较大涉险), and the special scale that an incident falls under."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, update

from fengsui.errors import Conflict, Fault, Invalid
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.events import CircumstanceSet, SpecialScaleSet, Words
from fengsui_incidents.api.payloads_judged import SetCircumstance, SetSpecial
from fengsui_incidents.api.scales import GRADES
from fengsui_incidents.model.assess.near_miss import branches
from fengsui_incidents.model.assess.special import by_special, faults_of, special_keys, special_scale
from fengsui_incidents.service.assessing import judge_again
from fengsui_incidents.service.context import rules_of
from fengsui_incidents.service.loading import load_open
from fengsui_incidents.service.telling import tell
from fengsui_incidents.tables import circumstances, incidents

HOLDS = {True: Words("是", "yes"), False: Words("否", "no"), None: Words("不明", "unknown")}


def set_circumstance(unit: Unit, payload: SetCircumstance) -> dict[str, Any]:
    """The last word on it counts. Taking back what was said to hold needs a reason, as lowering a figure does."""
    found = load_open(unit, payload.incident)
    known = branches(rules_of(unit))
    faults: list[Fault] = []
    if payload.circumstance not in known:
        params = {"codes": ", ".join(known)}
        faults.append(Fault("circumstance", N_("one of {codes}"), "no_circumstance", params))
    if not payload.source:
        faults.append(Fault("source", N_("who says so"), "source_needed"))
    held = any(one.key == payload.circumstance and one.holds for one in found.picture.circumstances)
    if held and payload.holds is not True and not payload.reason:
        faults.append(Fault("reason", N_("why it no longer holds"), "reason_needed"))
    if faults:
        raise Invalid(N_("The circumstance cannot be taken as it is."), code=faults[0].code, faults=faults)
    said = payload.model_dump(exclude={"incident", "circumstance"})
    unit.connection.execute(
        insert(circumstances).values(
            incident=found.id, key=payload.circumstance, at=unit.now, actor=unit.actor.id, **said
        )
    )
    event = CircumstanceSet(incident=found.id, circumstance=payload.circumstance, exercise=found.exercise, **said)
    name, holds = known[payload.circumstance], HOLDS[payload.holds]
    tail = "".join(f" {part}" for part in (payload.which, f"({payload.source})", payload.reason) if part)
    tell(unit, found.id, event, Words(f"{name.zh}: {holds.zh}{tail}", f"{name.en}: {holds.en}{tail}"))
    judged = judge_again(unit, found.id)
    return {"incident": found.id, "near_miss": judged.assessment.near_miss}


def set_special(unit: Unit, payload: SetSpecial) -> dict[str, Any]:
    """The first grade is then the worse of the table and of this scale. Lowering it needs a reason."""
    found = load_open(unit, payload.incident)
    faults = _faults(unit, payload)
    before = found.assessment.grade
    if faults:
        raise Invalid(N_("The special scale cannot be taken as it is."), code=faults[0].code, faults=faults)
    stored = payload.model_dump(exclude={"incident", "reason"}) if payload.scale else None
    unit.connection.execute(update(incidents).where(incidents.c.id == found.id).values(special=stored))
    event = SpecialScaleSet(exercise=found.exercise, **payload.model_dump())
    tell(unit, found.id, event, _words(unit, payload))
    judged = judge_again(unit, found.id)
    if GRADES.worse(before, judged.assessment.grade) and not payload.reason:
        fault = Fault("reason", N_("why the grade is lower than before"), "reason_needed")
        raise Conflict(N_("A lower grade needs a reason."), code="reason_needed", faults=[fault])
    return {"incident": found.id, "grade": judged.assessment.grade}


def _faults(unit: Unit, payload: SetSpecial) -> list[Fault]:
    rules = rules_of(unit)
    faults = [] if payload.source else [Fault("source", N_("who says so"), "source_needed")]
    if not payload.scale:
        return faults
    if payload.scale not in (known := special_keys(rules)):
        return [*faults, Fault("scale", N_("one of {codes}"), "no_special_scale", {"codes": ", ".join(known)})]
    wrong = faults_of(special_scale(payload.scale, rules), payload.facts)
    return faults + [Fault(f"facts.{one.path}", one.expected, one.code, one.params) for one in wrong]


def _words(unit: Unit, payload: SetSpecial) -> Words:
    if not payload.scale:
        return Words(f"不适用专门标准 {payload.reason}", f"No special scale applies {payload.reason}")
    found = by_special(special_scale(payload.scale, rules_of(unit)), payload.facts)
    tail = "".join(f" {part}" for part in (f"({payload.source})", payload.reason) if part)
    return Words(f"专门标准 {found.says.zh}{tail}", f"Special scale {found.says.en}{tail}")
