"""No drill figure in a real one: whatever a drill does, everything real is as if there had been no drill at all."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengsui.errors import FengsuiError
from fengsui.unit import UNBOUND
from fengsui_incidents.api.payloads import (
    Close,
    ConfirmLevel,
    MergeCall,
    NoteCall,
    Nothing,
    OfIncident,
    Report,
    SetFigure,
    TakeCall,
    UnmergeCall,
)
from fengsui_incidents.api.payloads_intake import FindFalse, JoinUmbrella, OfUmbrella, OpenUmbrella
from fengsui_incidents.api.payloads_judged import SetSpecial
from fengsui_incidents.service.assessing import set_figure
from fengsui_incidents.service.calls import note_call
from fengsui_incidents.service.cards import incident_view
from fengsui_incidents.service.circumstances import set_special
from fengsui_incidents.service.closing import close, control
from fengsui_incidents.service.falsity import find_false
from fengsui_incidents.service.levels import confirm_level
from fengsui_incidents.service.loading import load
from fengsui_incidents.service.merging import merge_call, unmerge_call
from fengsui_incidents.service.queue import queue_view
from fengsui_incidents.service.reporting import report
from fengsui_incidents.service.taking import take_call
from fengsui_incidents.service.umbrella_views import umbrella_view
from fengsui_incidents.service.umbrellas import join_umbrella, open_umbrella

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Night

    from fengsui.hooks import Unit

DRILL = "EX-07"
FIGURES = st.tuples(st.sampled_from(["dead", "serious", "missing", "evacuated", "loss_yuan"]), st.integers(1, 40_000))
ACTS = st.sampled_from(["figure", "special", "level", "call", "note", "merge", "unmerge", "false", "umbrella", "over"])
STEPS = st.lists(st.tuples(st.booleans(), ACTS, FIGURES), min_size=1, max_size=12)


def apart(unit: Any) -> None:
    """Each act is a unit of its own, a second later, though one transaction holds the whole example, to be undone."""
    unit._shared.exercise = UNBOUND
    unit.now += timedelta(seconds=1)


class Play:
    """One real incident beside one drill of the same thing at the same place; `drills` says whether the drill acts."""

    def __init__(self, unit: Unit, drills: bool) -> None:
        self.unit, self.drills = unit, drills
        self.umbrella: dict[str, str] = {}
        self.real = report(unit, Report(line="tlll an sl2"))["incident"]
        apart(unit)
        self.drill = report(unit, Report(line="tlll an sl9", exercise=DRILL))["incident"] if drills else ""
        apart(unit)
        self.call = take_call(unit, TakeCall(source="duty_phone", text="桐澜冷链氨泄漏"))["call"]

    def act(self, real: bool, act: str, figure: tuple[Any, int]) -> None:
        """A real act takes the call; the drill's acts try to take whatever they can, the real call included."""
        apart(self.unit)
        if not real and not self.drills:
            return
        incident = self.real if real else self.drill
        saved = self.unit.connection.begin_nested()
        try:
            self._do(act, incident, figure, "现场" if real else "导调")
        except FengsuiError:
            saved.rollback()
        else:
            saved.commit()

    def _do(self, act: str, incident: str, figure: tuple[Any, int], source: str) -> None:
        unit, (count, value), of = self.unit, figure, {"incident": incident}
        if act == "figure":
            set_figure(unit, SetFigure(count=count, value=value, source=source, reason="x", **of))
        elif act == "special":
            set_special(unit, SetSpecial(scale="pressure", facts={"toxic_moved": value}, source=source, **of))
        elif act == "level":
            confirm_level(unit, ConfirmLevel(level="I" if value % 2 else "II", reason=source, **of))
        elif act == "call":
            take_call(unit, TakeCall(source="duty_phone", text="真光路异味")) if incident == self.real else None
        elif act == "note":
            note_call(unit, NoteCall(call=self.call, text=f"失联{value % 9}人")) if incident == self.real else None
        elif act == "merge":
            merge_call(unit, MergeCall(call=self.call, **of))
        elif act == "unmerge":
            unmerge_call(unit, UnmergeCall(call=self.call)) if incident == self.real else None
        elif act == "false":
            find_false(unit, FindFalse(kind="hoax", found_by=source, **of))
        elif act == "umbrella":
            self._umbrella(incident)
        else:
            control(unit, OfIncident(**of))
            close(unit, Close(**of))

    def _umbrella(self, incident: str) -> None:
        """A drill goes under the real umbrella where it can."""
        if incident == self.real or not self.umbrella:
            made = open_umbrella(self.unit, OpenUmbrella(title="暴雨", incidents=[incident]))
            self.umbrella.setdefault(incident, made["umbrella"])
        else:
            join_umbrella(self.unit, JoinUmbrella(umbrella=next(iter(self.umbrella.values())), incident=incident))

    def seen(self) -> dict[str, Any]:
        """Everything that is real, without the ids that a series gives."""
        apart(self.unit)
        found = load(self.unit, self.real)
        card = incident_view(self.unit, OfIncident(incident=self.real))
        umbrella = self.umbrella.get(self.real)
        joint = umbrella_view(self.unit, OfUmbrella(umbrella=umbrella)) if umbrella else None
        items = [item for item in queue_view(self.unit, Nothing()) if item.exercise is None]
        return {
            "claims": [(claim.count, claim.value, claim.source, claim.status) for claim in found.picture.claims],
            "figures": card.figures,
            "calls": card.calls,
            "assessment": card.assessment,
            "level": found.row["level_confirmed"],
            "state": card.state,
            "joint": (joint.figures, joint.incidents, [line.says for line in joint.log]) if joint else None,
            "queue": [(item.kind, item.incident, item.says) for item in items],
        }


class Undo(Exception):
    pass


def played(unit: Unit, *, steps: list[Any], drills: bool, seen: list[dict[str, Any]]) -> None:
    play = Play(unit, drills)
    for real, act, figure in steps:
        play.act(real, act, figure)
    seen.append(play.seen())
    raise Undo


async def test_everything_real_is_as_if_there_had_been_no_drill(night: Night) -> None:
    examples: list[list[Any]] = []

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def collect(steps: list[Any]) -> None:
        examples.append(steps)

    collect()
    everybody = night.system.actor("duty_officer", "duty_leader", "exercise_controller", name="user:王磊")
    for steps in examples:
        seen: list[dict[str, Any]] = []
        for drills in (False, True):
            work = partial(played, steps=steps, drills=drills, seen=seen)
            with pytest.raises(Undo):
                await night.system.run(work, plugin="incidents", actor=everybody)
        alone, beside = seen
        assert beside == alone, steps
