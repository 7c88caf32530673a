"""What the acts of the reports' screen begin with: the chosen incident, clock, report or demand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from fengsui.text import N_
from fengsui_reports.api.views import CaseRow, ReportRow
from fengsui_reports.api.words import ELEMENTS
from fengsui_reports.screen.rows import Eye, Shown
from fengsui_tui.widgets import Choice, Listing, Picked, Typed


class ReportsState(Listing[Shown]):
    PACKAGE: ClassVar[str] = "fengsui_reports"

    @property
    def incident(self) -> str:
        raise AssertionError

    @property
    def case(self) -> CaseRow | None:
        raise AssertionError

    @property
    def eye(self) -> Eye:
        raise AssertionError

    def need_incident(self, permission: str) -> str:
        """The incident to act on, or empty with the reason said."""
        if not self.may(permission):
            return ""
        if not self.incident:
            self.tell(self.t(N_("No incident is chosen.")), "warn")
        return self.incident

    def need_report(self, permission: str, *, sent: bool) -> ReportRow | None:
        """The chosen report; else the one of the chosen incident that waits for this."""
        if not self.may(permission):
            return None
        item = self.chosen
        if item is not None and item.report is not None and _fits(item.report, sent=sent):
            return item.report
        case = self.case
        waiting = [one for one in case.reports if _fits(one, sent=sent)] if case is not None else []
        if sent:
            waiting = [one for one in waiting if any(receipt.at is None for receipt in one.receipts)]
        if not waiting:
            says = N_("No sent report waits for this.") if sent else N_("There is no draft: D makes one.")
            self.tell(self.t(says), "warn")
            return None
        return waiting[-1]

    async def pick(self, title: str, says: str, choices: Sequence[tuple[str, str]]) -> str | None:
        """One of (value, text), by digits and then letters."""
        keys = "123456789abcdefghijklmnop"
        made = [Choice(keys[at], text, value) for at, (value, text) in enumerate(choices)]
        return await self.ask(Picked(self.speech, title, says, made))

    async def line(
        self,
        title: str,
        says: str,
        *,
        value: str = "",
        needed: bool = True,
        wrong: Callable[[str], str] = lambda _text: "",
    ) -> str | None:
        return await self.ask(Typed(self.speech, title, says, value=value, needed=needed, wrong=wrong))

    async def done(self, command: str, payload: dict[str, object], says: str) -> Any:
        """Sends it and reads the board again; what was not in order and did not hold it back is said."""
        answer = await self.send(command, payload, says=says)
        if answer is None:
            return None
        self.reload()
        if isinstance(answer, dict):
            warnings = [*answer.get("warnings", ()), *(f"late:{one}" for one in answer.get("late", ()))]
            if warnings:
                self.tell(
                    self.t(N_("done: {what}   not in order: {list}"), what=says, list=self.warned(warnings)), "warn"
                )
        return answer

    def warned(self, warnings: Sequence[str]) -> str:
        names = {
            "unsigned": N_("not signed"),
            "unreviewed": N_("not reviewed"),
            "reviewed_by_drafter": N_("reviewed by whoever drafted it"),
            "older_than_the_figures": N_("older than the figures"),
            "after_the_window": N_("after the window: the grade stands"),
            "late": N_("late"),
        }
        said = []
        for warning in warnings:
            head, _, tail = warning.partition(":")
            if head == "missing" and tail in ELEMENTS:
                said.append(self.t(N_("{name} missing"), name=self.speech.say(ELEMENTS[tail])))
            else:
                said.append(self.t(names.get(head, head)))
        return ", ".join(said)


def _fits(report: ReportRow, *, sent: bool) -> bool:
    return (report.state == "sent") == sent and report.kind != "picture"
