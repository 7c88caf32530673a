"""A stand-in for the incidents plugin: it records the events that the drills follow, and opens drill incidents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from pydantic import BaseModel

from fengsui.events import Event
from fengsui.hooks import About, Command, Provider, Unit, hookimpl
from fengsui_incidents.api.events import AlertText, Assessed, Closed, Ordered, Reported, Words
from fengsui_incidents.api.exercises import ExerciseIncidents
from fengsui_incidents.api.words import Count, Urgency

HERE = Words("桃浦镇", "Taopu")


class Happen(BaseModel):
    incident: str
    urgency: Urgency = "A"
    exercise: str | None = None
    team: str = ""


def reported(exercise: str | None, incident: str, urgency: Urgency) -> Reported:
    return Reported(
        exercise=exercise, incident=incident, call="", title=HERE, place="", division="310107103", urgency=urgency
    )


def report(unit: Unit, payload: Happen) -> None:
    unit.record(reported(payload.exercise, payload.incident, payload.urgency))


def assess(unit: Unit, payload: Happen) -> None:
    unit.record(
        Assessed(
            exercise=payload.exercise,
            incident=payload.incident,
            urgency=payload.urgency,
            grade="general",
            near_miss="no",
            level="IV",
            triggers=(),
            plan="",
            plan_version=0,
            rules=(),
        )
    )


def close(unit: Unit, payload: Happen) -> None:
    unit.record(Closed(exercise=payload.exercise, incident=payload.incident, outcome="finished"))


def order(unit: Unit, payload: Happen) -> None:
    alert = AlertText(
        what=HERE, where=HERE, task=HERE, approach=HERE, rendezvous=HERE, wear=HERE, prohibitions=(), people=HERE,
        by=HERE, phone="", answer_within_s=60,
    )  # fmt: skip
    unit.record(
        Ordered(
            exercise=payload.exercise,
            order=f"{payload.incident}-01",
            incident=payload.incident,
            team=payload.team,
            alert=alert,
            urgency=payload.urgency,
            answer_by=unit.now + timedelta(seconds=60),
        )
    )


class Exercises:
    """Answers `ExerciseIncidents` with nothing but its events."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def open(
        self, *, exercise: str, title_zh: str, title_en: str, site: str | None, lat: float | None, lon: float | None,
        plan: str | None, figures: Mapping[Count, int | None],
    ) -> str:  # fmt: skip
        incident = f"X-{exercise}"
        self._unit.record(reported(exercise, incident, "A"))
        return incident

    def end(self, *, exercise: str, incident: str, reason: str) -> None:
        self._unit.record(Closed(exercise=exercise, incident=incident, outcome="finished"))


@hookimpl
def fengsui_about() -> About:
    return About(name="incidents", version="0", title="Incidents", permissions={"incidents.happen": "make it happen"})


@hookimpl
def fengsui_events() -> Iterable[type[Event]]:
    return (Reported, Assessed, Closed, Ordered)


@hookimpl
def fengsui_commands() -> Iterable[Command[Any]]:
    return [
        Command(name=run.__name__, summary="", payload=Happen, run=run, permission="incidents.happen")
        for run in (report, assess, close, order)
    ]


@hookimpl
def fengsui_providers() -> Iterable[Provider[Any]]:
    return [Provider(protocol=ExerciseIncidents, make=Exercises)]
