"""The screen of the evaluation: findings that become corrective actions, the report's words, the data's date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import work

from fengsui.text import N_
from fengsui_evaluation.api.values import Finding
from fengsui_evaluation.screen.papers import Papers
from fengsui_tui.widgets import Choice, Confirmed, Hint, Picked, Typed


class EvaluationScreen(Papers):
    HINTS: ClassVar[Sequence[Hint]] = (
        Hint(action="act", key="enter", says=N_("take up, assign, done, verify")),
        Hint(action="finding", key="f", says=N_("finding"), permission="evaluation.findings"),
        Hint(action="drop", key="x", says=N_("drop"), permission="evaluation.findings"),
        Hint(action="write", key="w", says=N_("write"), permission="evaluation.findings"),
        Hint(action="incident", key="i", says=N_("incident")),
        Hint(action="as_of", key="t", says=N_("as it was")),
        Hint(action="period", key="y", says=N_("period")),
        Hint(action="text", key="o", says=N_("as text")),
        Hint(action="paper", key="p", says=N_("docx")),
        Hint(action="keep", key="n", says=N_("keep a copy"), permission="evaluation.findings"),
        Hint(action="hold", key="h", says=N_("hold data"), permission="evaluation.hold"),
        Hint(action="destroy", key="d", says=N_("destroy data"), permission="evaluation.destroy", danger=True),
        Hint(action="reload", key="f6", says=N_("read again")),
        Hint(action="back", key="escape", says=N_("back")),
    )

    @work(group="act")
    async def action_act(self) -> None:
        """Enter: a finding's next step. A section is written in."""
        item = self.chosen
        if item is not None and item.section:
            await self._write(item.section)
            return
        finding = item.finding if item is not None else None
        if finding is None:
            self.tell(self.t(N_("Choose a finding or a part of the report.")), "warn")
        elif finding.state == "proposed":
            await self._take_up(finding)
        elif finding.state == "open":
            await (self._done(finding) if finding.owner else self._assign(finding))
        elif finding.state == "done":
            await self._verify(finding)

    async def _take_up(self, finding: Finding) -> None:
        says = self.t(N_("Take up: {what}"), what=self.speech.say(finding.text))
        if await self.ask(Confirmed(self.speech, self.t(N_("FINDING")), says)):
            payload = {"incident": finding.incident, "finding": finding.id}
            await self._do("evaluation.enter_finding", payload, self.t(N_("taken up")))

    async def _assign(self, finding: Finding) -> None:
        title, says = self.t(N_("CORRECTIVE ACTION")), self.speech.say(finding.text)
        who = self.t(N_("Who does it?"))
        owner = await self.ask(Typed(self.speech, title, f"{says}  {who}"))
        due = (
            await self.ask(Typed(self.speech, title, self.t(N_("By which day?")), wrong=self._no_day))
            if owner
            else None
        )
        if owner and due:
            payload = {"finding": finding.id, "owner": owner, "due": due}
            await self._do("evaluation.assign", payload, f"{owner} {due}")

    async def _done(self, finding: Finding) -> None:
        title = self.t(N_("DONE"))
        evidence = await self.ask(Typed(self.speech, title, self.t(N_("What was done, and what shows it?"))))
        if evidence:
            await self._do("evaluation.done", {"finding": finding.id, "evidence": evidence}, self.t(N_("done")))

    async def _verify(self, finding: Finding) -> None:
        choices = [
            Choice("1", self.t(N_("it is done")), "yes"),
            Choice("2", self.t(N_("it is not: back to its owner")), "no"),
        ]
        title = self.t(N_("VERIFY"))
        picked = await self.ask(Picked(self.speech, title, finding.evidence, choices))
        payload: dict[str, object] = {"finding": finding.id, "accepted": picked == "yes"}
        if picked == "no":
            reason = await self.ask(Typed(self.speech, title, self.t(N_("What is missing?"))))
            if reason is None:
                return
            payload["reason"] = reason
        if picked:
            await self._do("evaluation.verify", payload, self.t(N_("verified")))

    @work(group="act")
    async def action_finding(self) -> None:
        """F: an evaluator's own finding."""
        if not self.incident or not self.may("evaluation.findings"):
            return
        title = self.t(N_("FINDING"))
        text = await self.ask(Typed(self.speech, title, self.t(N_("What was found?"))))
        basis = (
            await self.ask(Typed(self.speech, title, self.t(N_("What does it rest on?")), needed=False))
            if text
            else None
        )
        if text and basis is not None:
            payload = {"incident": self.incident, "text": text, "basis": basis}
            await self._do("evaluation.enter_finding", payload, text)

    @work(group="act")
    async def action_drop(self) -> None:
        item = self.chosen
        if item is None or item.finding is None or not self.may("evaluation.findings"):
            return
        reason = await self.ask(Typed(self.speech, self.t(N_("DROP A FINDING")), self.speech.say(item.says)))
        if reason:
            payload: dict[str, object] = {"finding": item.finding.id, "reason": reason}
            if item.finding.state == "proposed":
                payload["incident"] = item.finding.incident
            await self._do("evaluation.drop", payload, self.t(N_("dropped")))

    @work(group="act")
    async def action_write(self) -> None:
        item = self.chosen
        if item is None or not item.section:
            self.tell(self.t(N_("Choose a part of the report.")), "warn")
            return
        await self._write(item.section)

    async def _write(self, section: str) -> None:
        found = self.evaluation
        if found is None or not self.may("evaluation.findings"):
            return
        part = next(one for one in found.sections if one.section == section)
        text = await self.ask(Typed(self.speech, self.speech.say(part.title), value=part.written, needed=False))
        if text is not None:
            payload = {"incident": found.incident, "section": section, "text": text}
            await self._do("evaluation.write", payload, self.t(N_("written")))

    @work(group="act")
    async def action_hold(self) -> None:
        """H: personal data are kept beyond their date, or their date counts again."""
        found = self.evaluation
        if found is None or found.destruction is None or not self.may("evaluation.hold"):
            return
        held = bool(found.destruction.held)
        title = self.t(N_("LET THE DATE COUNT AGAIN")) if held else self.t(N_("HOLD PERSONAL DATA"))
        reason = await self.ask(Typed(self.speech, title, self.t(N_("Why?"))))
        if reason:
            command = "evaluation.release" if held else "evaluation.hold"
            await self._do(command, {"incident": found.incident, "reason": reason}, title)

    @work(group="act")
    async def action_destroy(self) -> None:
        found = self.evaluation
        if found is None or found.destruction is None or not self.may("evaluation.destroy"):
            return
        says = self.t(N_("Destroy for ever what is kept of persons about {incident}. The record stays and verifies."),
                      incident=found.incident)  # fmt: skip
        if await self.ask(Confirmed(self.speech, self.t(N_("DESTROY PERSONAL DATA")), says, style="alarm")):
            await self._do("evaluation.destroy", {"incident": found.incident}, self.t(N_("ordered")))

    async def _do(self, command: str, payload: Mapping[str, object], says: str) -> None:
        if await self.send(command, payload, says=says) is not None:
            self.reload()
