"""What the drills plugin asks of us: to open and to end a drill's incident, on the same path as a real one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fengsui.errors import Invalid
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.payloads import Report
from fengsui_incidents.api.words import Count
from fengsui_incidents.model.orders import can_be_reached_by
from fengsui_incidents.service.changing import turn_back
from fengsui_incidents.service.closing import shut
from fengsui_incidents.service.context import rules_of
from fengsui_incidents.service.intake import understand
from fengsui_incidents.service.loading import load
from fengsui_incidents.service.reporting import open_incident
from fengsui_incidents.service.telling import same


class DrillIncidents:
    """Answers `ExerciseIncidents` within the asker's unit."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def open(
        self,
        *,
        exercise: str,
        title_zh: str,
        title_en: str,
        site: str | None,
        lat: float | None,
        lon: float | None,
        plan: str | None,
        figures: Mapping[Count, int | None],
    ) -> str:
        self._unit.enter(exercise)
        payload = Report(
            line=title_zh, site=site, lat=lat, lon=lon, plan=plan, figures=dict(figures), exercise=exercise
        )
        known = understand(self._unit, payload, rules_of(self._unit))
        known = replace(known, title=Words(title_zh, title_en))
        answer = open_incident(self._unit, known, said="", call="", source="exercise", exercise=exercise)
        return str(answer["incident"])

    def end(self, *, exercise: str, incident: str, reason: str) -> None:
        self._unit.enter(exercise)
        found = load(self._unit, incident)
        if found.exercise != exercise:
            raise Invalid(N_("Incident {incident} is not of this drill."), code="exercise_mixed", incident=incident)
        if found.row["state"] == "closed":
            return
        for order in found.orders:
            if can_be_reached_by(order.record, "stand_down"):
                turn_back(self._unit, order, same(reason))
        shut(self._unit, found, "finished")
