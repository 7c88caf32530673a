"""A call, or a drill, becomes an incident: reported and assessed in one step, with the plan's tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, insert

from fengsui.errors import Conflict
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.events import Reported, TaskSet, Words
from fengsui_incidents.api.payloads import Report, SetFigure
from fengsui_incidents.api.words import Count
from fengsui_incidents.model.assess import Judgement
from fengsui_incidents.model.figures import values
from fengsui_incidents.model.picture import Picture
from fengsui_incidents.service.assessing import add_claim, assessed_event, assessed_words, judge, judged_values
from fengsui_incidents.service.call_rows import free_call, veil
from fengsui_incidents.service.calls import becomes
from fengsui_incidents.service.context import rules_of, span
from fengsui_incidents.service.intake import Understood, picture_of, understand
from fengsui_incidents.service.level_watch import watch_level
from fengsui_incidents.service.loading import require_kind
from fengsui_incidents.service.numbers import next_incident
from fengsui_incidents.service.starting import start_by_plan
from fengsui_incidents.service.tasks import save_task
from fengsui_incidents.service.telling import tell, write
from fengsui_incidents.tables import incidents
from fengsui_plans.api import DigitalPlan, Site

VERIFY = "verify"


def report(unit: Unit, payload: Report) -> dict[str, Any]:
    """The command: with a call, the incident is that call's and quotes it."""
    unit.enter(payload.exercise)
    require_kind(unit, payload.exercise)
    if payload.call and payload.exercise:
        raise Conflict(N_("A real call cannot become a drill."), code="exercise_mixed")
    call = free_call(unit, payload.call) if payload.call else None
    said = call["text"] if call else ""
    if call is not None and call["secret"]:
        payload = _veiled(unit, payload, call)
    known = understand(unit, payload, rules_of(unit), said)
    if call is not None and call["secret"] and known.read.entry is None:
        known = replace(known, place=payload.place)  # an address that was only heard may say who lives there
    if call is not None and known.occurred_at is None:
        known = replace(known, occurred_at=call["occurred_at"])
    source = call["source"] if call else (unit.actor.name or unit.actor.id)
    unit.actor.require("incidents.report", area=known.division)
    judged = open_incident(unit, known, said=said, call=payload.call or "", source=source, exercise=payload.exercise)
    return judged


def _veiled(unit: Unit, payload: Report, call: RowMapping) -> Report:
    """What the officer typed of a secret call, without who called."""
    clear = veil(unit, call["id"], secret=True)
    return payload.model_copy(update={"line": clear(payload.line), "place": clear(payload.place)})


def open_incident(
    unit: Unit, known: Understood, *, said: str, call: str, source: str, exercise: str | None
) -> dict[str, Any]:
    """Saves the incident with its claims and tasks, and records `reported` and `assessed`."""
    incident = next_incident(unit, exercise)
    picture = picture_of(known, id=incident, now=unit.now, source=source, said=said, exercise=exercise)
    judged = judge(unit, picture, known.plan)
    figures = values(picture.claims)
    unit.connection.execute(
        insert(incidents).values(
            id=incident, exercise=exercise, calls=1 if call else 0, figures=dict(figures),
            **_values(unit, known), **judged_values(judged),
        )
    )  # fmt: skip
    for count, value in known.figures.items():
        add_claim(unit, incident, SetFigure(incident=incident, count=count, value=value, source=source[:200]))
    if call:
        becomes(unit, call, incident)
    todo = _tasks(unit, judged, known.site)
    save_tasks(unit, incident, exercise, todo)
    _record(unit, picture, judged, call, figures, todo)
    start_by_plan(unit, incident, judged, exercise)
    watch_level(unit, incident)
    return {
        "incident": incident,
        "assessment": judged.assessment,
        "tasks": [task.task for task in todo],
        "unknown": known.read.unknown,
    }


def _values(unit: Unit, known: Understood) -> dict[str, Any]:
    return {
        "state": "open",
        "reported_at": unit.now,
        "occurred_at": known.occurred_at,
        "title_zh": known.title.zh,
        "title_en": known.title.en,
        "line": known.line,
        "place": known.place[:200],
        "division": known.division,
        "lat": known.lat,
        "lon": known.lon,
        "site": known.site.id if known.site else None,
        "substance": known.substance or None,
        "kind": known.kind or None,
        "ongoing": known.ongoing,
        "wind": known.wind.model_dump() if known.wind else None,
        "wind_at": unit.now if known.wind else None,
        "plan_chosen": bool(known.plan),
        "level_by": "",
        "authority": "",
        "level_rung": 0,
        "level_late": False,
        "outcome": "",
    }


def _tasks(unit: Unit, judged: Judgement, site: Site | None) -> tuple[TaskSet, ...]:
    """The plan's tasks by T+minutes; ringing the plant back comes first, whether a plan says so or not."""
    made = list(tasks_of_plan(judged.plan, unit.now)) if judged.plan else []
    within = span(rules_of(unit), "verify_within_minutes", "minutes")
    if within is not None and all(task.task != VERIFY for task in made):
        made.insert(0, _verify(unit, site, within))
    return tuple(made)


def tasks_of_plan(plan: DigitalPlan, now: datetime) -> tuple[TaskSet, ...]:
    return tuple(
        TaskSet(
            task=task.id,
            title=Words(task.title.zh, task.title.en),
            owner=task.owner,
            post=_post(plan, task.owner),
            due=now + timedelta(minutes=task.within_minutes),
            after=task.after,
        )
        for task in plan.tasks
    )


def _post(plan: DigitalPlan | None, owner: str) -> Words:
    """The post's name as its action card has it, else its key."""
    title = plan.post(owner) if plan else None
    return Words(title.zh, title.en) if title else Words(owner, owner.replace("_", " "))


def _verify(unit: Unit, site: Site | None, within: timedelta) -> TaskSet:
    phone = f" {site.duty_phone}" if site else ""
    return TaskSet(
        task=VERIFY,
        title=Words(f"回拨核实{phone}", f"Ring back and verify{phone}"),
        owner="duty_officer",
        post=Words("值班员", "duty officer"),
        due=unit.now + within,
    )


def save_tasks(unit: Unit, incident: str, exercise: str | None, todo: tuple[TaskSet, ...]) -> None:
    for task in todo:
        save_task(unit, incident, exercise, task)


def _record(
    unit: Unit,
    picture: Picture,
    judged: Judgement,
    call: str,
    figures: Mapping[Count, int | None],
    todo: tuple[TaskSet, ...],
) -> None:
    event = Reported(
        incident=picture.id,
        call=call,
        title=picture.title,
        place=picture.place.zh,
        division=picture.division,
        urgency=judged.assessment.urgency,
        figures=figures,
        tasks=todo,
        exercise=picture.exercise,
    )
    says = Words(
        f"警情建立: {picture.title.zh} {picture.place.zh}", f"Incident: {picture.title.en}, {picture.place.en}"
    )
    tell(unit, picture.id, event, says)
    if call:
        write(unit, picture.id, "incidents.call_taken", Words(f"来电 {call}", f"From call {call}"))
    tell(unit, picture.id, assessed_event(picture.id, judged, picture.exercise), assessed_words(judged))
