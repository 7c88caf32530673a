"""Filings (备案) on the console: what was handed in, everything that is missing, and the decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import work

from fengsui.text import N_
from fengsui_plans.answers import FilingCheck, FilingRow, MissingLine
from fengsui_tui.widgets import Choice, Confirmed, Hint, Listing, Picked, Row, Told, Typed, decode, fit, paragraph

STATES = {
    "submitted": N_("to be checked"),
    "filed": N_("filed"),
    "returned": N_("returned"),
    "refused": N_("refused"),
    "deemed_filed": N_("deemed filed"),
    "withdrawn": N_("withdrawn"),
    "resubmitted": N_("handed in again"),
    "superseded": N_("superseded"),
}
STYLES = {"submitted": "warn", "filed": "good", "deemed_filed": "good", "returned": "bad", "refused": "bad"}
VERDICTS = {
    "accept": N_("file it"),
    "return": N_("return it, with everything that is missing"),
    "refuse": N_("refuse it"),
}


class FilingsScreen(Listing[FilingRow]):
    PACKAGE = "fengsui_plans"
    VIEW = "plans.filings"
    TOPICS = "plans."
    HINTS: ClassVar[Sequence[Hint]] = (
        Hint(action="decide", key="enter", says=N_("decide"), permission="plans.decide_filing"),
        Hint(action="check", key="c", says=N_("what is missing")),
        Hint(action="only", key="o", says=N_("only those to be checked")),
        Hint(action="reload", key="f6", says=N_("read again")),
        Hint(action="back", key="escape", says=N_("back")),
    )

    def __init__(self) -> None:
        super().__init__()
        self._only = False

    def parameters(self) -> Mapping[str, Any]:
        return {"state": "submitted"} if self._only else {}

    def decoded(self, answer: Any) -> Mapping[str, FilingRow]:
        rows = decode(tuple[FilingRow, ...], answer)
        return {row.id: row for row in sorted(rows, key=lambda row: (row.state != "submitted", row.check_due))}

    def headed(self) -> tuple[str, str]:
        waiting = sum(1 for row in self.items.values() if row.state == "submitted")
        says = N_("FILINGS {count}   to be checked {waiting}")
        return self.t(says, count=len(self.items), waiting=waiting), self.t(N_("Enter: decide   C: what is missing"))

    def row(self, key: str, item: FilingRow, cells: int) -> Row:
        due = (
            f"{item.check_due}{'' if item.check_certain else '?'}" if item.state == "submitted" else (item.number or "")
        )
        late = self.t(N_(" LATE")) if item.late else ""
        missing = self.t(N_(" missing {count}"), count=len(item.missing)) if item.missing else ""
        name = fit(f"{item.unit_name or item.enterprise} {' / '.join(item.titles)}", max(16, cells - 46))
        spans = (
            (f"{name} ", ""),
            (fit(self.t(STATES[item.state]), 16), STYLES.get(item.state, "dim")),
            (fit(due, 20), ""),
            (missing, "bad"),
            (late, "warn"),
        )
        return Row(spans, key)

    def detail(self, item: FilingRow, cells: int) -> tuple[str, Sequence[Row]]:
        texts = [
            f"{item.unit_name}  {item.enterprise}  {item.division}",
            " / ".join(item.titles),
            f"{self.t(STATES[item.state])}  {item.number}".rstrip(),
            self.t(N_("received {day}, to be checked by {due}"), day=item.received_on, due=item.check_due),
            self.t(
                N_("published {day}, to be filed by {due}"), day=item.published_on or "--", due=item.file_due or "--"
            ),
        ]
        if not item.check_certain:
            texts.append(self.t(N_("provisional: the calendar of that year is not known yet")))
        if item.evaluate_by:
            late = self.t(N_(" OVERDUE")) if item.evaluation_overdue else ""
            texts.append(self.t(N_("to be evaluated by {day}{late}"), day=item.evaluate_by, late=late))
        if item.authority:
            texts.append(self.t(N_("filed with {authority}"), authority=item.authority))
        rows = [row for text in texts if text for row in paragraph(text, cells)]
        if item.missing:
            rows.append(Row(((self.t(N_("MISSING")), "head"),)))
        rows += [row for one in item.missing for row in self._line(one, cells)]
        if item.demo:
            rows += paragraph(self.t(N_("demonstration data")), cells, style="drill")
        return item.id, rows

    def _line(self, one: MissingLine, cells: int) -> list[Row]:
        basis = f" [{one.basis}]" if one.basis else ""
        return paragraph(f"- {self.speech.say(one)}{basis}", cells, indent="  ", style="bad")

    def action_only(self) -> None:
        self._only = not self._only
        self.reload()

    @work(group="act")
    async def action_check(self) -> None:
        """Everything that the formal check finds, at once."""
        item = self.chosen
        answer = await self.fetch("plans.check_filing", {"filing": item.id}) if item is not None else None
        if item is None or answer is None:
            return
        check = decode(FilingCheck, answer)
        await self.ask(Told(self.speech, f"{item.unit_name}  {item.id}", lambda cells: self._found(check, cells)))

    def _found(self, check: FilingCheck, cells: int) -> list[Row]:
        rows = [row for one in check.missing for row in self._line(one, cells)]
        rows = rows or paragraph(self.t(N_("Nothing is missing.")), cells, style="good")
        if check.remarks:
            rows.append(Row(((self.t(N_("FOR THE OFFICER TO JUDGE")), "head"),)))
        return [
            *rows,
            *(row for one in check.remarks for row in paragraph(f"- {self.speech.say(one)}", cells, indent="  ")),
        ]

    @work(group="act")
    async def action_decide(self) -> None:
        """A decision names the plans and everything that is told; only Enter makes it."""
        item = self.chosen
        if item is None or not self.may("plans.decide_filing"):
            return
        if item.state != "submitted":
            self.tell(
                self.t(N_("{filing} was decided already: {state}"), filing=item.id, state=self.t(STATES[item.state])),
                "warn",
            )
            return
        answer = await self.fetch("plans.check_filing", {"filing": item.id})
        missing = decode(FilingCheck, answer).missing if answer is not None else item.missing
        title = f"{item.unit_name}  {' / '.join(item.titles)}"
        lacks = "; ".join(self.speech.say(one) for one in missing) or self.t(N_("Nothing is missing."))
        choices = [Choice(str(at), self.t(says), key) for at, (key, says) in enumerate(VERDICTS.items(), 1)]
        verdict = await self.ask(Picked(self.speech, title, lacks, choices))
        if verdict is None:
            return
        payload: dict[str, object] = {"filing": item.id, "verdict": verdict}
        if verdict != "accept" and not await self._told(payload, verdict, title):
            return
        says = f"{title}: {self.t(VERDICTS[verdict])}"
        if await self.ask(
            Confirmed(self.speech, self.t(N_("DECIDE {filing}?"), filing=item.id), f"{says}. {lacks}")
        ) and (await self.send("plans.decide_filing", payload, says=says) is not None):
            self.reload()

    async def _told(self, payload: dict[str, object], verdict: str, title: str) -> bool:
        """What the officer adds: more that is missing, or why it is refused."""
        if verdict == "refuse":
            reason = await self.ask(Typed(self.speech, title, self.t(N_("Why is it refused?"))))
            payload["reason"] = reason or ""
            return reason is not None
        more = await self.ask(
            Typed(
                self.speech,
                title,
                self.t(N_("What else is missing? One after the other with ; (may be empty)")),
                needed=False,
            )
        )
        payload["missing"] = [text.strip() for text in (more or "").replace("；", ";").split(";") if text.strip()]
        return more is not None
