"""Looking back: another incident, the board as of a past minute, a period, the report as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from textual import work

from fengsui.text import N_
from fengsui_evaluation.api.values import Period
from fengsui_evaluation.model.findings import WHAT
from fengsui_evaluation.model.report import spread_words
from fengsui_evaluation.screen.listing import EvaluationList
from fengsui_incidents.api.board import Board, IncidentRow, PastBoard
from fengsui_incidents.api.words import COUNT_NAMES, SOURCE_NAMES
from fengsui_tui.widgets import Choice, Picked, Row, Told, Typed, decode, paragraph

DAY = "%Y-%m-%d"
MINUTE = "%Y-%m-%d %H:%M"


class Looking(EvaluationList):
    @work(group="act")
    async def action_incident(self) -> None:
        """I: one of the running incidents, or of those that were closed last; the number may be typed, too."""
        board = await self.fetch("incidents.board", {})
        closed = await self.fetch("incidents.closed", {"limit": 8})
        running = decode(Board, board).incidents if board else ()
        found = [*running, *(decode(tuple[IncidentRow, ...], closed) if closed else ())]
        keys = "123456789abcdefgh"
        choices = [Choice(key, f"{row.id} {self.speech.say(row.title)} {row.place}", row.id)
                   for key, row in zip(keys, found, strict=False)]  # fmt: skip
        choices.append(Choice("0", self.t(N_("another one, by its number")), ""))
        picked = await self.ask(Picked(self.speech, self.t(N_("WHICH INCIDENT?")), "", choices))
        if picked == "":
            picked = await self.ask(Typed(self.speech, self.t(N_("WHICH INCIDENT?")), self.t(N_("Its number"))))
        if picked and await self.fetch(self.VIEW, {"incident": picked}) is not None:  # one that is not there: as it was
            self.incident = picked
            self.reload()

    @work(group="act")
    async def action_as_of(self) -> None:
        """T: the board as it stood at a past minute."""
        title = self.t(N_("THE BOARD AS IT WAS"))
        now = self.console.now().astimezone(self.console.zone)
        at = await self.ask(
            Typed(
                self.speech, title, self.t(N_("When? 2026-11-22 03:16")), value=now.strftime(MINUTE), wrong=self._wrong
            )
        )
        if at is None:
            return
        answer = await self.fetch("incidents.board_at", {"at": self._minute(at).isoformat()})
        if answer is None:
            return
        past = decode(PastBoard, answer)
        await self.ask(Told(self.speech, f"{title}  {at}", lambda cells: self._past_rows(past, cells)))

    def _past_rows(self, past: PastBoard, cells: int) -> Sequence[Row]:
        duty = self.t(N_("on duty: {names}   leader: {leader}"), names=" ".join(past.on_duty) or "--",
                      leader=past.leader or "--")  # fmt: skip
        rows = paragraph(duty, cells)
        for one in past.incidents:
            forces = self.t(N_("orders {orders}, moving {moving}, arrived {arrived}, silent {silent}"),
                            orders=one.orders, moving=one.moving, arrived=one.arrived, silent=one.silent)  # fmt: skip
            drill = self.t(N_("DRILL ")) if one.exercise is not None else ""
            rows += paragraph(f"{drill}{one.urgency} {one.id} {self.speech.say(one.title)} {one.place}", cells)
            rows += paragraph(f"  {forces}  {self._people(one)}", cells, style="dim")
        for call in past.calls:
            source = self.speech.of("fengsui_incidents").t(SOURCE_NAMES.get(call.source, call.source))
            rows += paragraph(f"{call.id} {source} {call.text[:60]}", cells, style="dim")
        return rows or [Row(((self.t(N_("nothing was running")), "dim"),))]

    def _people(self, one: IncidentRow) -> str:
        words = self.speech.of("fengsui_incidents")
        said = ((words.t(COUNT_NAMES[count]), value) for count, value in one.figures.items())
        return "  ".join(f"{name} {'?' if value is None else value}" for name, value in said)

    @work(group="act")
    async def action_period(self) -> None:
        """Y: medians, 90th percentiles and deadlines of a period."""
        title = self.t(N_("A PERIOD"))
        today = self.console.now().astimezone(self.console.zone).date()
        first = (today - timedelta(days=30)).isoformat()
        since = await self.ask(
            Typed(self.speech, title, self.t(N_("From which day?")), value=first, wrong=self._no_day)
        )
        until = (
            await self.ask(
                Typed(self.speech, title, self.t(N_("To which day?")), value=today.isoformat(), wrong=self._no_day)
            )
            if since
            else None
        )
        if not (since and until):
            return
        answer = await self.fetch("evaluation.period", {"since": since, "until": until})
        if answer is not None:
            found = decode(Period, answer)
            await self.ask(
                Told(self.speech, f"{title}  {since} - {until}", lambda cells: self._period_rows(found, cells))
            )

    def _period_rows(self, found: Period, cells: int) -> Sequence[Row]:
        says = self.t(N_("{count} incidents, {false} of them no accidents; as of {at}"), count=found.incidents,
                      false=found.false_reports, at=self._when(found.as_of))  # fmt: skip
        rows = paragraph(says, cells)
        rows += [row for spread in found.spreads for row in paragraph(self.speech.say(spread_words(spread)), cells)]
        for kind, (kept, all_of) in found.kept.items():
            rows += paragraph(f"{self.speech.say(WHAT[kind])}: {kept}/{all_of}", cells)
        return [*rows, *paragraph(self.speech.say(found.formula), cells, style="dim")]

    @work(group="act")
    async def action_text(self) -> None:
        """O: the draft of the report as text, copied too."""
        language = "zh" if self.speech.chinese else "en"
        text = await self.fetch("evaluation.report", {"incident": self.incident, "language": language})
        if text is None:
            return
        self.app.copy_to_clipboard(str(text))
        lines = str(text).splitlines()
        title = self.t(N_("THE REPORT"))
        await self.ask(
            Told(self.speech, title, lambda cells: [row for line in lines for row in paragraph(line, cells)])
        )

    def _minute(self, text: str) -> datetime:
        return datetime.strptime(text, MINUTE).replace(tzinfo=self.console.zone)

    def _wrong(self, text: str) -> str:
        try:
            past: Any = self._minute(text)
        except ValueError:
            return self.t(N_("day and time, such as 2026-11-22 03:16"))
        return "" if past <= self.console.now() else self.t(N_("a time that has been"))

    def _no_day(self, text: str) -> str:
        try:
            datetime.strptime(text, DAY).replace(tzinfo=self.console.zone)
        except ValueError:
            return self.t(N_("a day, such as 2026-11-22"))
        return ""
