"""The handover (交接班) as it is shown: who has the watch, what would pass, what has changed since it was signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fengsui.text import N_
from fengsui_handover.api.values import HandoverView, Line, SectionKind
from fengsui_handover.model.paper import SHORT, TITLES, due_of
from fengsui_tui.widgets import Lines, Listing, Row, decode, fit, paragraph

WHEN = "%m-%d %H:%M"
PROMISE = "promise:"


@dataclass(frozen=True)
class Shown:
    """A line of the sheet with its section. `new` since the first signature; `gone` from the sheet since then."""

    kind: SectionKind
    line: Line
    new: bool = False
    gone: bool = False


class HandoverList(Listing[Shown]):
    PACKAGE = "fengsui_handover"
    VIEW = "handover.board"
    TOPICS = ""

    def __init__(self, subject: str = "") -> None:
        super().__init__()
        self._first = f"{PROMISE}{subject}" if subject else ""
        self._view: HandoverView | None = None

    def decoded(self, answer: Any) -> Mapping[str, Shown]:
        view = self._view = decode(HandoverView, answer)
        added = {line.id for line in view.pending.added} if view.pending else set()
        found = {
            line.id: Shown(section.kind, line, new=line.id in added)
            for section in view.sheet.sections
            for line in section.lines
        }
        if view.pending is not None:
            was = {line.id: section.kind for section in view.pending.sheet.sections for line in section.lines}
            found |= {line.id: Shown(was[line.id], line, gone=True) for line in view.pending.gone}
        return found

    # -- drawing -----------------------------------------------------------------------------------------

    def headed(self) -> tuple[str, str]:
        view = self._view
        if view is None:
            return self.t(N_("HANDOVER")), ""
        if view.watch is None:
            return self.t(N_("HANDOVER   NOBODY HAS THE WATCH")), self.t(N_("T takes it"))
        since = self._when(view.watch.began_at)
        title = self.t(N_("HANDOVER  {who} since {since}"), who=view.watch.taken_by, since=since)  # fmt: skip
        return title, self._stands(view)

    def _stands(self, view: HandoverView) -> str:
        if view.pending is not None:
            return self.t(N_("SIGNED OUT {at}: T takes over"), at=self._when(view.pending.out_at))
        ends = view.watch.ends_at if view.watch else None
        if ends is None:
            return ""
        if ends <= self.console.now():
            return self.t(N_("OVERDUE since {at}"), at=self._when(ends))
        return self.t(N_("until {at}"), at=self._when(ends))

    def row(self, key: str, item: Shown, cells: int) -> Row:
        line, speech = item.line, self.speech
        mark, style = ("+ ", "warn") if item.new else ("- ", "dim") if item.gone else ("  ", "")
        due = due_of(line.due, self.console.now(), self.console.zone)
        late = line.due is not None and line.due <= self.console.now() and not item.gone
        drill = (self.t(N_("DRILL ")), "drill") if line.exercise is not None else ("", "")
        kind = fit(speech.say(SHORT[item.kind]), 8)
        spans = (
            (mark, style),
            (kind, "dim"),
            (f" {due} ", "bad" if late else ""),
            drill,
            (speech.say(line.says), style),
        )
        return Row(spans, key)

    def detail(self, item: Shown, cells: int) -> tuple[str, Sequence[Row]]:
        rows = paragraph(self.speech.say(item.line.says), cells)
        if item.new:
            rows += paragraph(self.t(N_("came after the first signature")), cells, style="warn")
        if item.gone:
            rows += paragraph(self.t(N_("settled since the first signature")), cells, style="good")
        view = self._view
        if view is not None:
            rows += [Row(()), *self._people(view, cells)]
        return self.speech.say(TITLES[item.kind]), rows

    def _people(self, view: HandoverView, cells: int) -> list[Row]:
        watch, rows = view.watch, self._note(view, cells)
        if watch is not None:
            names = {"main": watch.main or "--", "second": watch.second or "--", "leader": watch.leader or "--"}
            rows += paragraph(self.t(N_("now: officer {main}, second {second}, leader {leader}"), **names), cells)
        following = {
            "main": view.next_main or "--",
            "second": view.next_second or "--",
            "leader": view.next_leader or "--",
        }
        rows += paragraph(self.t(N_("next: officer {main}, second {second}, leader {leader}"), **following), cells)
        rows += paragraph(self.t(N_("Until the second signature the first watch owns everything.")), cells, style="dim")
        return rows

    def _note(self, view: HandoverView, cells: int) -> list[Row]:
        """The word that goes, or came, with the sheet: read before it is signed."""
        who, note = (view.pending.out_by, view.pending.note) if view.pending else (view.note_by, view.note)
        if not note:
            return []
        return [*paragraph(self.t(N_("{who} hands over: {note}"), who=who, note=note), cells, style="warn"), Row(())]

    def look(self) -> None:
        super().look()
        if self._first and self._first in self.items:
            self.query_one("#list", Lines).choose(self._first)
            self._first = ""

    def _when(self, moment: datetime) -> str:
        return moment.astimezone(self.console.zone).strftime(WHEN)

    async def _do(self, command: str, payload: Mapping[str, object], says: str) -> None:
        if await self.send(command, payload, says=says) is not None:
            self.reload()
