"""Keys that act on reports: the flash read out, drafts, their steps, sending and receipts."""

from __future__ import annotations

from textual import work

from fengsui.text import N_
from fengsui_reports.api.views import Document, FlashCard, ReportCard
from fengsui_reports.api.words import ELEMENTS, KIND_SAID, WRITTEN
from fengsui_reports.screen.base import ReportsState
from fengsui_reports.screen.saving import save
from fengsui_tui.widgets import Confirmed, Row, Told, decode, paragraph

BREAK = " // "
"""Stands for a line break while an element is typed in one line."""


class ReportActs(ReportsState):
    @work(group="act")
    async def action_read_out(self) -> None:
        """R: the text is shown to be read, then who took it is written down, line by line."""
        incident = self.need_incident("reports.flash")
        answer = await self.fetch("reports.flash_text", {"incident": incident}) if incident else None
        if answer is None:
            return
        card = decode(FlashCard, answer)
        self.app.copy_to_clipboard(card.text)
        title = self.t(N_("READ OUT  {incident}   {count} of {most} characters"), incident=incident,
                       count=card.characters, most=card.most)  # fmt: skip
        await self.ask(Told(self.speech, title, lambda cells: self._flash_rows(card, cells)))
        if card.exercise is None:
            await self._heard(card, title)

    def _flash_rows(self, card: FlashCard, cells: int) -> list[Row]:
        rows = [*paragraph(card.text, cells, style="strong"), Row(())]
        for line in card.lines:
            by = self.eye.when(line.late_after)
            says = self.t(N_("{to} {phone} by {when}"), to=self.speech.say(line.name), phone=line.phone, when=by)
            rows += paragraph(" ".join(says.split()), cells, style="bad" if line.overdue else "")
        for heard in card.heard:
            name = self.speech.say(heard.name_of)
            says = self.t(N_("{to} heard it {when}"), to=name, when=self.eye.when(heard.at))
            rows += paragraph(says, cells, style="good")
        if card.missing:
            names = ", ".join(self.speech.say(ELEMENTS[one]) for one in card.missing if one in ELEMENTS)
            if names:
                rows += paragraph(self.t(N_("not known yet, follows later: {names}"), names=names), cells, style="warn")
        rows += paragraph(self.t(N_("Needs no signature. Next: who took it.")), cells, style="dim")
        return rows

    async def _heard(self, card: FlashCard, title: str) -> None:
        lines: list[tuple[str, str]] = [(line.to, self.speech.say(line.name)) for line in card.lines]
        if not lines:
            case = self.case
            told = {line.to: self.speech.say(line.name) for line in case.clocks} if case is not None else {}
            lines = [(to, name) for to, name in told.items() if to not in {one.to for one in card.heard}]
        if not lines:
            self.tell(self.t(N_("Nobody is left who has not heard it.")), "good")
            return
        to = await self.pick(title, self.t(N_("Who heard it?")), lines)
        name = await self.line(title, self.t(N_("Name of the listener"))) if to else None
        post = (
            await self.line(title, self.t(N_("Post of the listener")), value=self.t(N_("duty officer")))
            if name
            else None
        )
        if to is None or name is None or post is None:
            return
        says = self.t(N_("flash read to {to}: {name}"), to=dict(lines)[to], name=name)
        payload: dict[str, object] = {"incident": card.incident, "to": to, "name": name, "post": post}
        await self.done("reports.flash", payload, says)

    @work(group="act")
    async def action_draft(self) -> None:
        """D: drafted from the record; what is missing is listed at once."""
        incident = self.need_incident("reports.draft")
        if not incident:
            return
        title = self.t(N_("DRAFT  {incident}"), incident=incident)
        choices = [("", self.t(N_("what is next")))]
        choices += [(kind, self.speech.say(KIND_SAID[kind])) for kind in WRITTEN]
        kind = await self.pick(title, self.t(N_("Which report?")), choices)
        if kind is None:
            return
        payload: dict[str, object] = {"incident": incident, **({"kind": kind} if kind else {})}
        answer = await self.done("reports.draft", payload, self.t(N_("draft for {incident}"), incident=incident))
        if isinstance(answer, dict) and answer.get("missing"):
            self.tell(self.warned([f"missing:{name}" for name in answer["missing"]]), "warn")

    @work(group="act")
    async def action_edit(self) -> None:
        """E: one element's text; with "again" the whole is drafted anew."""
        report = self.need_report("reports.draft", sent=False)
        answer = await self.fetch("reports.report", {"report": report.id}) if report is not None else None
        if report is None or answer is None:
            return
        card = decode(ReportCard, answer)
        choices = [("again", self.t(N_("draft it anew from the record")))]
        choices += [
            (
                name,
                f"{self.speech.say(words)}: {card.elements.get(name, '').splitlines()[:1] and card.elements[name]}"[
                    :90
                ],
            )
            for name, words in ELEMENTS.items()
            if name in card.elements or name in card.missing or name in ("advice", "other", "loss")
        ]
        name = await self.pick(report.title, self.t(N_("Which element?")), choices)
        if name == "again":
            await self.done("reports.edit", {"report": report.id, "again": True}, self.t(N_("drafted anew")))
        elif name is not None:
            label = self.speech.say(ELEMENTS[name])
            says = self.t(N_("{element}   (// is a new line)"), element=label)
            now = card.elements.get(name, "").replace("\n", BREAK)
            text = await self.line(report.title, says, value=now, needed=False)
            if text is not None:
                elements = {name: text.replace(BREAK.strip(), "\n").replace(" \n ", "\n")}
                await self.done("reports.edit", {"report": report.id, "elements": elements}, label)

    @work(group="act")
    async def action_review(self) -> None:
        report = self.need_report("reports.draft", sent=False)
        if report is not None:
            await self.done(
                "reports.review", {"report": report.id}, self.t(N_("{report} reviewed"), report=report.title)
            )

    @work(group="act")
    async def action_sign(self) -> None:
        """G: the leader in his own session; an officer enters what the leader said by phone."""
        own = self.console.who.can("reports.sign")
        report = self.need_report("reports.sign" if own else "reports.sign_for", sent=False)
        if report is None:
            return
        says = self.t(N_("{report} signed"), report=report.title)
        if own:
            if await self.ask(Confirmed(self.speech, report.title, self.t(N_("Sign {report}"), report=report.title))):
                await self.done("reports.sign", {"report": report.id}, says)
            return
        leader = self.console.picture.board.leader if self.console.picture.board is not None else ""
        by = await self.line(report.title, self.t(N_("Which leader signed it by phone?")), value=leader)
        if by is not None:
            await self.done("reports.sign_for", {"report": report.id, "by": by}, says)

    @work(group="act")
    async def action_dispatch(self) -> None:
        """F5: goes out to all that it is owed to; what is not in order is named before, and holds nothing back."""
        report = self.need_report("reports.send", sent=False)
        if report is None:
            return
        lacks = [f"missing:{name}" for name in report.missing]
        lacks += ["unreviewed"] if not report.reviewed_by else []
        lacks += ["unsigned"] if not report.signed_by else []
        says = self.t(N_("Send {report}. It cannot be changed afterwards."), report=report.title)
        if lacks:
            says += " " + self.t(N_("Not in order: {list}"), list=self.warned(lacks))
        if await self.ask(Confirmed(self.speech, report.title, says)):
            await self.done("reports.send", {"report": report.id}, self.t(N_("{report} sent"), report=report.title))

    @work(group="act")
    async def action_receipt(self) -> None:
        report = self.need_report("reports.send", sent=True)
        if report is None:
            return
        there = [one for one in report.receipts if one.at is None]
        waiting: list[tuple[str, str]] = [(one.to, self.speech.say(one.name_of)) for one in there]
        if not waiting:
            self.tell(self.t(N_("Every receipt of it is here.")), "good")
            return
        to = (
            waiting[0][0] if len(waiting) == 1 else await self.pick(report.title, self.t(N_("Whose receipt?")), waiting)
        )
        name = await self.line(report.title, self.t(N_("Who took it there?"))) if to else None
        post = await self.line(report.title, self.t(N_("Post")), value=self.t(N_("duty officer"))) if name else None
        if to is not None and name is not None and post is not None:
            payload: dict[str, object] = {"report": report.id, "to": to, "name": name, "post": post}
            await self.done("reports.receipt", payload, self.t(N_("receipt of {to}"), to=dict(waiting)[to]))

    @work(group="act")
    async def action_drop(self) -> None:
        report = self.need_report("reports.draft", sent=False)
        if report is not None:
            says = self.t(N_("Put the draft {report} away"), report=report.title)
            if await self.ask(Confirmed(self.speech, report.title, says)):
                await self.done("reports.drop", {"report": report.id}, says)

    @work(group="act")
    async def action_paper(self) -> None:
        """P: the docx on this console's own disk."""
        item = self.chosen
        report = item.report if item is not None else None
        if report is None:
            self.tell(self.t(N_("Choose a report first.")), "warn")
            return
        answer = await self.fetch("reports.document", {"report": report.id})
        if answer is not None:
            try:
                self.tell(self.t(N_("saved: {path}"), path=save(decode(Document, answer))), "good")
            except OSError as error:
                self.tell(self.t(N_("not saved: {why}"), why=error), "bad")
