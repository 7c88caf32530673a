"""F8: the clocks of the chosen incident and of all, the reports and the demands, and what is done to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import work

from fengsui.text import N_
from fengsui_reports.api.views import CaseRow, ReportCard, ReportsBoard
from fengsui_reports.screen.acts_cases import CaseActs
from fengsui_reports.screen.acts_demands import DemandActs
from fengsui_reports.screen.acts_reports import ReportActs
from fengsui_reports.screen.rows import Eye, Shown, detail_of, list_row
from fengsui_tui.widgets import Hint, Row, Told, decode, paragraph


class ReportsScreen(ReportActs, DemandActs, CaseActs):
    VIEW = "reports.board"
    TOPICS = "reports."
    HINTS: ClassVar[Sequence[Hint]] = (
        Hint(action="read_out", key="r", says=N_("read out flash"), permission="reports.flash"),
        Hint(action="draft", key="d", says=N_("draft"), permission="reports.draft"),
        Hint(action="whole", key="enter", says=N_("whole text")),
        Hint(action="edit", key="e", says=N_("edit"), permission="reports.draft"),
        Hint(action="review", key="v", says=N_("review"), permission="reports.draft"),
        Hint(action="sign", key="g", says=N_("sign")),
        Hint(action="dispatch", key="f5", says=N_("send"), permission="reports.send", danger=True),
        Hint(action="receipt", key="t", says=N_("receipt"), permission="reports.send"),
        Hint(action="demand", key="n", says=N_("demand from above"), permission="reports.demand"),
        Hint(action="answer", key="a", says=N_("answer it"), permission="reports.demand"),
        Hint(action="owner", key="o", says=N_("owner"), permission="reports.demand"),
        Hint(action="paper", key="p", says=N_("docx"), permission="reports.view"),
        Hint(action="all_or_one", key="l", says=N_("all or this one")),
        Hint(action="settle", key="c", says=N_("kind"), permission="reports.decide"),
        Hint(action="times", key="i", says=N_("times"), permission="reports.decide"),
        Hint(action="figure", key="plus", says=N_("late figure"), permission="reports.decide"),
        Hint(action="begin", key="z", says=N_("start clocks"), permission="reports.decide"),
        Hint(action="grave", key="y", says=N_("socially grave"), permission="reports.decide"),
        Hint(action="false", key="f", says=N_("false report"), permission="reports.decide", danger=True),
        Hint(action="stop", key="x", says=N_("stop clocks"), permission="reports.decide", danger=True),
        Hint(action="drop", key="delete", says=N_("put draft away"), permission="reports.draft", danger=True),
        Hint(action="picture", key="f9", says=N_("picture")),
        Hint(action="umbrella", key="b", says=N_("umbrella event")),
        Hint(action="reload", key="f6", says=N_("read again")),
        Hint(action="back", key="escape", says=N_("back")),
    )

    def __init__(self, incident: str = "") -> None:
        super().__init__()
        self._asked = incident
        self._all = not incident

    @property
    def incident(self) -> str:
        """The one that is chosen in the list, else the one that the screen was opened for."""
        item = self.chosen
        if item is not None:
            for one in (item.case, item.clock, item.report, item.demand):
                if one is not None and one.incident:
                    return one.incident
        return self._asked or self.console.picture.first

    @property
    def case(self) -> CaseRow | None:
        return next((one.case for one in self.items.values() if one.case and one.case.incident == self.incident), None)

    @property
    def eye(self) -> Eye:
        return Eye(self.speech, self.console.now(), self.console.zone)

    def parameters(self) -> Mapping[str, Any]:
        return {} if self._all else {"incident": self._asked}

    def decoded(self, answer: Any) -> Mapping[str, Shown]:
        """Demands first, then each accident with its drafts, its running clocks, its reports and what is done."""
        board = decode(ReportsBoard, answer)
        found: dict[str, Shown] = {
            f"demand:{one.id}": Shown(demand=one) for one in board.demands if one.state == "open"
        }
        for case in board.cases:
            found[f"case:{case.incident}"] = Shown(case=case)
            running = [one for one in case.clocks if one.state == "open"]
            done = [one for one in case.clocks if one.state != "open"]
            drafts = [one for one in case.reports if one.state != "sent"]
            sent = [one for one in case.reports if one.state == "sent"]
            found |= {f"report:{one.id}": Shown(report=one) for one in drafts}
            found |= {f"clock:{one.id}": Shown(clock=one) for one in running}
            found |= {f"report:{one.id}": Shown(report=one) for one in reversed(sent)}
            found |= {f"clock:{one.id}": Shown(clock=one) for one in done}
        found |= {f"demand:{one.id}": Shown(demand=one) for one in board.demands if one.state != "open"}
        return found

    def headed(self) -> tuple[str, str]:
        running = [one.clock for one in self.items.values() if one.clock is not None and one.clock.state == "open"]
        late = sum(1 for clock in running if clock.overdue or clock.late_after < self.console.now())
        asked = sum(1 for one in self.items.values() if one.demand is not None and one.demand.state == "open")
        says = N_("REPORTS   clocks {count}   overdue {late}   demands {asked}")
        which = self.t(N_("all")) if self._all else self._asked
        return self.t(says, count=len(running), late=late, asked=asked), which

    def row(self, key: str, item: Shown, cells: int) -> Row:
        return list_row(key, item, self.eye, cells)

    def detail(self, item: Shown, cells: int) -> tuple[str, Sequence[Row]]:
        return detail_of(item, self.eye, cells)

    def known(self) -> Mapping[str, str]:
        return {"incident": self.incident} if self.incident else {}

    def action_all_or_one(self) -> None:
        """L: the clocks of all, or of the chosen incident."""
        chosen = self.incident
        if self._all and not chosen:
            self.tell(self.t(N_("No incident is chosen.")), "warn")
            return
        self._all = not self._all
        self._asked = chosen
        self.reload()

    def action_picture(self) -> None:
        self.console.open_screen("reports.picture", self.incident)

    def action_umbrella(self) -> None:
        """B: the one report of the umbrella event that holds the chosen incident, else of the first one open."""
        board, incident = self.console.picture.board, self.incident
        held = [row.id for row in board.umbrellas if incident in row.incidents] if board is not None else []
        self.console.open_screen("reports.umbrella", *held[:1])

    @work(group="act")
    async def action_whole(self) -> None:
        """Enter: the report as it went out, or as it would go out now."""
        item = self.chosen
        if item is None or item.report is None:
            return
        answer = await self.fetch("reports.report", {"report": item.report.id})
        if answer is None:
            return
        card = decode(ReportCard, answer)
        tail = f"sha256 {card.sha256}" if card.sha256 else self.t(N_("a draft: nothing of it has been sent"))
        rows = lambda cells: [  # noqa: E731
            *(row for line in card.text.split("\n") for row in paragraph(line, cells, indent="  ")),
            Row(()),
            *paragraph(tail, cells, style="dim"),
        ]
        self.app.copy_to_clipboard(card.text)
        await self.ask(Told(self.speech, card.title, rows))
