"""Keys by which a person decides: kind, times, late figures; what is grave, false, or not owed at all."""

from __future__ import annotations

from datetime import datetime, timedelta

from textual import work

from fengsui.text import N_
from fengsui_incidents.api.words import Count
from fengsui_reports.api.words import COUNT_SAID, FALSE_SAID
from fengsui_reports.screen.base import ReportsState
from fengsui_tui.widgets import Confirmed

EVENT_KINDS = {
    "fire": N_("fire"),
    "explosion": N_("explosion"),
    "road_traffic": N_("road traffic"),
    "other": N_("other"),
}
CASUALTIES: tuple[Count, ...] = ("dead", "serious", "poisoned", "missing")
TIMES = {
    "received_at": N_("received by the centre"),
    "occurred_at": N_("happened"),
    "unit_told_at": N_("the unit's head was told"),
}


class CaseActs(ReportsState):
    async def _why(self, title: str) -> str | None:
        return await self.line(title, self.t(N_("Why?")))

    @work(group="act")
    async def action_settle(self) -> None:
        """C: of two windows the one of this kind remains."""
        incident = self.need_incident("reports.decide")
        if not incident:
            return
        title = self.t(N_("KIND  {incident}"), incident=incident)
        kinds = [(kind, self.t(says)) for kind, says in EVENT_KINDS.items()]
        kind = await self.pick(title, self.t(N_("What was it?")), kinds)
        reason = await self._why(title) if kind else None
        if kind is not None and reason is not None:
            payload: dict[str, object] = {"incident": incident, "kind": kind, "reason": reason}
            await self.done(
                "reports.settle_kind",
                payload,
                self.t(N_("{incident}: {kind}"), incident=incident, kind=dict(kinds)[kind]),
            )

    @work(group="act")
    async def action_times(self) -> None:
        """I: hh:mm of today or yesterday. A limit may come earlier by it, never later."""
        incident = self.need_incident("reports.decide")
        if not incident:
            return
        title = self.t(N_("TIMES  {incident}"), incident=incident)
        which = await self.pick(
            title, self.t(N_("Which time?")), [(name, self.t(says)) for name, says in TIMES.items()]
        )
        wants = self.t(N_("hh:mm, or YYYY-MM-DD hh:mm"))
        text = await self.line(title, wants, wrong=self._no_moment) if which else None
        at = self._moment(text or "")
        if which is None or at is None:
            return
        reason = await self._why(title)
        if reason is not None:
            payload: dict[str, object] = {"incident": incident, which: at.isoformat(), "reason": reason}
            await self.done(
                "reports.times",
                payload,
                self.t(
                    N_("{incident}: {what} {when}"),
                    incident=incident,
                    what=self.t(TIMES[which]),
                    when=self.eye.when(at),
                ),
            )

    def _moment(self, text: str) -> datetime | None:
        """A bare time is the last such time that is not ahead of now."""
        now = self.console.now().astimezone(self.console.zone)
        try:
            if len(text) <= 5:
                hour, minute = (int(part) for part in text.split(":"))
                at = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
                return at - timedelta(days=1) if at > now else at
            return datetime.fromisoformat(text).replace(tzinfo=self.console.zone)
        except ValueError:
            return None

    @work(group="act")
    async def action_figure(self) -> None:
        """+: a change of casualties after the closing; before it, the board's G."""
        incident = self.need_incident("reports.decide")
        if not incident:
            return
        title = self.t(N_("LATE FIGURE  {incident}"), incident=incident)
        counts: list[tuple[str, str]] = [(count, self.speech.say(COUNT_SAID[count])) for count in CASUALTIES]
        count = await self.pick(title, "", counts)
        value = await self.line(title, self.t(N_("How many?")), wrong=self._no_number) if count else None
        source = await self.line(title, self.t(N_("Who says so?"))) if value else None
        if count is None or value is None or source is None:
            return
        reason = await self.line(title, self.t(N_("Why, where it is lower than before? (may be empty)")), needed=False)
        if reason is not None:
            payload: dict[str, object] = {"incident": incident, "count": count, "value": int(value), "source": source,
                                          "reason": reason}  # fmt: skip
            await self.done("reports.late_figure", payload, f"{incident}: {dict(counts)[count]} {value}")

    def _no_moment(self, text: str) -> str:
        return "" if self._moment(text) else self.t(N_("hh:mm, or YYYY-MM-DD hh:mm"))

    def _no_number(self, text: str) -> str:
        good = text.isascii() and text.isdecimal() and len(text) <= 7
        return "" if good else self.t(N_("How many is a number."))

    @work(group="act")
    async def action_begin(self) -> None:
        await self._decide("start", N_("START THE CLOCKS  {incident}"), N_("Reporting of {incident} begins"))

    @work(group="act")
    async def action_grave(self) -> None:
        await self._decide("grave", N_("SOCIALLY GRAVE  {incident}"), N_("{incident} is socially grave"))

    @work(group="act")
    async def action_stop(self) -> None:
        await self._decide("stop", N_("STOP THE CLOCKS  {incident}"), N_("Nothing is owed of {incident} any more"))

    async def _decide(self, command: str, head: str, what: str) -> None:
        incident = self.need_incident("reports.decide")
        if not incident:
            return
        title, says = self.t(head, incident=incident), self.t(what, incident=incident)
        reason = await self._why(title)
        if reason is not None and await self.ask(Confirmed(self.speech, title, f"{says}: {reason}")):
            await self.done(f"reports.{command}", {"incident": incident, "reason": reason}, says)

    @work(group="act")
    async def action_false(self) -> None:
        """F: no accident after all; who was told gets a numbered correction."""
        incident = self.need_incident("reports.decide")
        if not incident:
            return
        title = self.t(N_("FALSE REPORT  {incident}"), incident=incident)
        kinds: list[tuple[str, str]] = [(kind, self.speech.say(words)) for kind, words in FALSE_SAID.items()]
        kind = await self.pick(title, self.t(N_("Of which kind?")), kinds)
        reason = await self._why(title) if kind else None
        found_by = await self.line(title, self.t(N_("Who found it out on the spot?"))) if reason else None
        if kind is None or reason is None or found_by is None:
            return
        says = self.t(N_("{incident} was no accident: {kind}"), incident=incident, kind=dict(kinds)[kind])
        if await self.ask(Confirmed(self.speech, title, says)):
            payload: dict[str, object] = {"incident": incident, "kind": kind, "reason": reason, "found_by": found_by}
            await self.done("reports.false_report", payload, says)
