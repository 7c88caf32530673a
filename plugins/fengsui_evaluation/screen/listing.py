"""An incident's evaluation as it is shown: the chain, durations, deadlines, the plan against reality, findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from fengsui.text import N_
from fengsui_evaluation.api.values import STEPS, Clock, ClockState, Evaluation, Finding, FindingState
from fengsui_evaluation.model.findings import WHAT
from fengsui_evaluation.model.report import STEP_WORDS, spread_words
from fengsui_incidents.api.said import Words
from fengsui_tui.widgets import Listing, Row, decode, fit, paragraph

Part = Literal["finding", "step", "spread", "clock", "need", "task", "section"]

PARTS: Mapping[Part, str] = {
    "finding": N_("FINDING"),
    "step": N_("STEP"),
    "spread": N_("TIME"),
    "clock": N_("CLOCK"),
    "need": N_("NEED"),
    "task": N_("TASK"),
    "section": N_("REPORT"),
}
CLOCK_STATES: Mapping[ClockState, tuple[str, str]] = {
    "kept": (N_("kept"), "good"),
    "late": (N_("LATE"), "warn"),
    "missed": (N_("MISSED"), "bad"),
    "open": (N_("running"), ""),
    "void": (N_("void"), "dim"),
}
FINDING_STATES: Mapping[FindingState, tuple[str, str]] = {
    "proposed": (N_("proposed"), "dim"),
    "open": (N_("open"), "warn"),
    "done": (N_("done"), ""),
    "verified": (N_("verified"), "good"),
    "dropped": (N_("dropped"), "dim"),
}


@dataclass(frozen=True)
class Shown:
    part: Part
    says: Words
    state: str = ""
    style: str = ""
    finding: Finding | None = None
    more: tuple[Words, ...] = ()
    section: str = ""


class EvaluationList(Listing[Shown]):
    PACKAGE = "fengsui_evaluation"
    VIEW = "evaluation.incident"
    TOPICS = "evaluation."

    def __init__(self, incident: str = "") -> None:
        super().__init__()
        self.incident = incident
        self.evaluation: Evaluation | None = None

    def on_mount(self) -> None:
        self.incident = self.incident or self.console.picture.first
        super().on_mount()

    def parameters(self) -> Mapping[str, Any]:
        return {"incident": self.incident}

    def reload(self) -> Any:
        """Nothing is asked for while no incident is chosen."""
        return super().reload() if self.incident else self.look()

    def decoded(self, answer: Any) -> Mapping[str, Shown]:
        found = self.evaluation = decode(Evaluation, answer)
        return {f"{at}": shown for at, shown in enumerate(self._parts(found))}

    def _parts(self, found: Evaluation) -> Iterator[Shown]:
        for finding in found.findings:
            state, style = FINDING_STATES[finding.state]
            yield Shown("finding", finding.text, self.t(state), style, finding=finding)
        for step in STEPS:
            if step in found.steps:
                yield Shown("step", STEP_WORDS[step], self._when(found.steps[step]))
        yield from (Shown("spread", spread_words(spread)) for spread in found.spreads)
        yield from (self._clock(clock) for clock in found.clocks)
        if found.plan is not None:
            for need in found.plan.needs:
                short = need.arrived < need.wanted
                counts = f"{need.arrived}/{need.ordered}/{need.wanted}"
                yield Shown("need", need.title, counts, "warn" if short else "good")
            for task in found.plan.tasks:
                done = f"T+{task.done_minutes}" if task.done_minutes is not None else "--"
                late = task.done_minutes is None or task.done_minutes > task.within_minutes
                yield Shown("task", task.title, f"{done}/{task.within_minutes}", "warn" if late else "good")
        for section in found.sections:
            mark = self.t(N_("written")) if section.written else ""
            more = (*section.computed, Words(section.written, section.written))
            yield Shown("section", section.title, mark, more=more, section=section.section)

    def _clock(self, clock: Clock) -> Shown:
        state, style = CLOCK_STATES[clock.state]
        what = WHAT[clock.kind]
        said = clock.says if clock.says.zh else Words(clock.what, clock.what)
        times = f"{self._when(clock.due_at)} / {self._when(clock.met_at) if clock.met_at else '--'}"
        says = Words(f"{what.zh} {said.zh}  {times}", f"{what.en} {said.en}  {times}")
        return Shown("clock", says, self.t(state), style)

    # -- drawing -----------------------------------------------------------------------------------------

    def headed(self) -> tuple[str, str]:
        found = self.evaluation
        if found is None:
            return self.t(N_("EVALUATION")), self.t(N_("I chooses an incident"))
        drill = self.t(N_("DRILL ")) if found.exercise is not None else ""
        name = self.t(N_("EVALUATION"))
        title = f"{drill}{name}  {found.incident} {self.speech.say(found.title)}"
        return title, self.t(N_("computed from the record, no score"))

    def row(self, key: str, item: Shown, cells: int) -> Row:
        head = fit(self.t(PARTS[item.part]), 9)
        state = fit(item.state, 16)
        return Row(((f"{head} ", "dim"), (f"{state} ", item.style), (self.speech.say(item.says), "")), key)

    def detail(self, item: Shown, cells: int) -> tuple[str, Sequence[Row]]:
        rows = paragraph(self.speech.say(item.says), cells)
        finding = item.finding
        if finding is not None:
            rows += paragraph(self.t(N_("rests on: {basis}"), basis=finding.basis or "--"), cells, style="dim")
            if finding.owner:
                says = self.t(N_("{owner}, by {due}"), owner=finding.owner, due=finding.due or "--")
                rows += paragraph(says, cells, style="warn")
            rows += [row for text in (finding.evidence, finding.reason) if text for row in paragraph(text, cells)]
        for words in item.more:
            rows += paragraph(self.speech.say(words), cells)
        rows += [Row(()), *self._about(cells)]
        return self.t(PARTS[item.part]), rows

    def _about(self, cells: int) -> list[Row]:
        found = self.evaluation
        if found is None:
            return []
        says = self.t(N_("{count} facts were entered for somebody or later"), count=found.entered_later)
        rows = paragraph(says, cells, style="dim")
        if found.kept:
            last = found.kept[-1]
            says = self.t(
                N_("copy {number} kept {at} by {who}"), number=last.number, at=self._when(last.at), who=last.by
            )
            rows += paragraph(f"{says}  {last.sha256[:12]}", cells, style="dim")
        if (one := found.destruction) is not None:
            if one.destroyed_at is not None:
                rows += paragraph(self.t(N_("personal data destroyed {at}"), at=self._when(one.destroyed_at)), cells)
            elif one.held:
                rows += paragraph(
                    self.t(N_("personal data held by {who}: {why}"), who=one.held_by, why=one.held), cells
                )
            else:
                rows += paragraph(self.t(N_("personal data to be destroyed on {due}"), due=one.due), cells)
        return rows

    def _when(self, moment: datetime) -> str:
        return moment.astimezone(self.console.zone).strftime("%m-%d %H:%M:%S")
