"""Drills (演练) on the console: the calendar, what needs the controller, and start, hold, resume, abort, finish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from textual import work

from fengsui.errors import FengsuiError
from fengsui.text import N_
from fengsui_drills.model.lifecycle import Exercise
from fengsui_drills.model.picture import DrillItem
from fengsui_tui.widgets import Confirmed, Hint, Listing, Row, Typed, Unreachable, decode, fit, paragraph

STATES = {
    "planned": N_("planned"),
    "held": N_("HELD"),
    "running": N_("RUNNING"),
    "finished": N_("finished"),
    "aborted": N_("aborted"),
}
STYLES = {"planned": "", "held": "warn", "running": "drill", "finished": "dim", "aborted": "dim"}
KINDS = {"tabletop": N_("tabletop"), "live": N_("live")}
NEEDS = {
    "drill_due": N_("waits for its controller to start it"),
    "drill_hold": N_("should give way to {because}"),
    "drill_resume": N_("may be resumed"),
    "drill_silent": N_("{team} has not said that it knows"),
}
WHEN = "%Y-%m-%d %H:%M"


class DrillsScreen(Listing[Exercise]):
    PACKAGE = "fengsui_drills"
    VIEW = "drills.drills"
    TOPICS = "drills."
    HINTS: ClassVar[Sequence[Hint]] = (
        Hint(action="start", key="f5", says=N_("start"), permission="drills.start", danger=True),
        Hint(action="hold", key="h", says=N_("hold"), permission="drills.hold", danger=True),
        Hint(action="resume", key="r", says=N_("resume"), permission="drills.resume"),
        Hint(action="abort", key="x", says=N_("abort"), permission="drills.abort", danger=True),
        Hint(action="finish", key="f", says=N_("finish"), permission="drills.finish"),
        Hint(action="schedule", key="n", says=N_("new drill"), permission="drills.schedule"),
        Hint(action="reload", key="f6", says=N_("read again")),
        Hint(action="back", key="escape", says=N_("back")),
    )

    def __init__(self) -> None:
        super().__init__()
        self._needs: Sequence[DrillItem] = ()

    def decoded(self, answer: Any) -> Mapping[str, Exercise]:
        drills = decode(tuple[Exercise, ...], answer)
        order = {"running": 0, "held": 1, "planned": 2, "finished": 3, "aborted": 4}
        self._ask_needs()
        return {drill.id: drill for drill in sorted(drills, key=lambda one: (order[one.state], one.scheduled_at))}

    @work(group="needs", exclusive=True)
    async def _ask_needs(self) -> None:
        try:
            self._needs = decode(tuple[DrillItem, ...], await self.console.show("drills.queue", {}))
        except (Unreachable, FengsuiError):
            self._needs = ()
        self.look()

    def headed(self) -> tuple[str, str]:
        running = sum(1 for drill in self.items.values() if drill.state == "running")
        says = N_("DRILLS {count}   running {running}   need a person {needs}")
        title = self.t(says, count=len(self.items), running=running, needs=len(self._needs))
        return title, self.t(N_("none starts by the clock"))

    def row(self, key: str, item: Exercise, cells: int) -> Row:
        need = next((one for one in self._needs if one.drill == item.id), None)
        says = self._need(need) if need is not None else item.held_because
        spans = (
            (fit(item.id, 8), "strong"),
            (fit(self._when(item.scheduled_at), 17), ""),
            (fit(self.t(STATES[item.state]), 10), STYLES[item.state]),
            (fit(self._title(item), max(12, cells - 60)) + " ", ""),
            (says, "warn"),
        )
        return Row(spans, key)

    def _title(self, item: Exercise) -> str:
        return item.title if self.speech.chinese or not item.title_en else item.title_en

    def _when(self, moment: datetime) -> str:
        return moment.astimezone(self.console.zone).strftime(WHEN)

    def _need(self, need: DrillItem) -> str:
        return self.t(NEEDS[need.kind], because=need.because, team=need.team)

    def detail(self, item: Exercise, cells: int) -> tuple[str, Sequence[Row]]:
        rows = paragraph(self.t(N_(" DRILL ")), cells, style="drill")
        texts = [
            f"{self._title(item)}  {self.t(KINDS[item.kind])}",
            self.t(
                N_("planned for {when}, controller {name}"), when=self._when(item.scheduled_at), name=item.controller
            ),
            self.t(N_("teams: {teams}"), teams=" ".join(item.teams) or "--"),
            item.scenario,
            self.t(N_("plan {plan}   site {site}"), plan=item.plan or "--", site=item.site or "--"),
        ]
        if item.incident:
            texts.append(self.t(N_("drill incident {incident}"), incident=item.incident))
        if item.held_because:
            texts.append(self.t(N_("held because of {because}"), because=item.held_because))
        for moment, says in ((item.started_at, N_("started {when}")), (item.ended_at, N_("ended {when} {reason}"))):
            if moment is not None:
                texts.append(self.t(says, when=self._when(moment), reason=item.end_reason))
        if item.conclusion:
            texts.append(f"{item.conclusion}: {item.findings}")
        rows += [row for text in texts if text for row in paragraph(text, cells)]
        for need in self._needs:
            if need.drill == item.id:
                rows += paragraph(f"{self._need(need)} ({need.who})", cells, style="warn")
        return item.id, rows

    # -- acts: each names the drill, and only Enter does it ----------------------------------------------

    @work(group="act")
    async def action_start(self) -> None:
        says = N_("START the drill {drill} with {teams}. Every alert is marked DRILL.")
        await self._act("start", self.t(N_("START A DRILL")), says)

    @work(group="act")
    async def action_hold(self) -> None:
        await self._act(
            "hold", self.t(N_("HOLD A DRILL")), N_("Hold {drill} ({teams})"), "because", N_("Because of what?")
        )

    @work(group="act")
    async def action_resume(self) -> None:
        await self._act("resume", self.t(N_("RESUME A DRILL")), N_("Resume {drill} with {teams}"))

    @work(group="act")
    async def action_abort(self) -> None:
        await self._act("abort", self.t(N_("ABORT A DRILL")), N_("Abort {drill} ({teams})"), "reason", N_("Why?"))

    @work(group="act")
    async def action_finish(self) -> None:
        await self._act("finish", self.t(N_("FINISH A DRILL")), N_("Finish {drill} ({teams})"))

    async def _act(self, command: str, title: str, says: str, field: str = "", question: str = "") -> None:
        item = self.chosen
        if item is None or not self.may(f"drills.{command}"):
            return
        payload: dict[str, object] = {"drill": item.id}
        if field:
            first = next((one.because for one in self._needs if one.drill == item.id and one.because), "")
            text = await self.ask(Typed(self.speech, title, self.t(question), value=first))
            if text is None:
                return
            payload[field] = text
        named = self.t(says, drill=f"{item.id} {self._title(item)}", teams=", ".join(item.teams) or "--")
        if await self.ask(Confirmed(self.speech, title, named, style="drill")) and (
            await self.send(f"drills.{command}", payload, says=named) is not None
        ):
            self.reload()

    @work(group="act")
    async def action_schedule(self) -> None:
        """Number, title, when, and the teams; who enters it controls it unless the palette's form says otherwise."""
        if not self.may("drills.schedule"):
            return
        title = self.t(N_("NEW DRILL"))
        drill = await self.ask(Typed(self.speech, title, self.t(N_("Its number, such as EX-08"))))
        name = await self.ask(Typed(self.speech, title, self.t(N_("Its title")))) if drill else None
        when = (
            await self.ask(Typed(self.speech, title, self.t(N_("When? 2026-12-01 10:00")), wrong=self._moment))
            if name
            else None
        )
        teams = (
            await self.ask(Typed(self.speech, title, self.t(N_("Which teams? T06 T12")), needed=False))
            if when
            else None
        )
        if not (drill and name and when) or teams is None:
            return
        at = datetime.strptime(when, WHEN).replace(tzinfo=self.console.zone)
        controller = self.console.who.id.partition(":")[2]
        payload = {
            "drill": drill,
            "title": name,
            "at": at.isoformat(),
            "controller": controller,
            "teams": teams.split(),
        }
        if await self.send("drills.schedule", payload, says=f"{drill} {name} {when}") is not None:
            self.reload()

    def _moment(self, text: str) -> str:
        try:
            datetime.strptime(text, WHEN).replace(tzinfo=self.console.zone)
        except ValueError:
            return self.t(N_("day and time, such as 2026-12-01 10:00"))
        return ""
