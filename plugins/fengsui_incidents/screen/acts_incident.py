"""Keys that act on the chosen incident: level, wind, figures, notes, tasks, evacuation, its end."""

from __future__ import annotations

from textual import work

from fengsui.text import N_
from fengsui_incidents.api.board import IncidentCard, Proposal, Task
from fengsui_incidents.api.words import RESULT_NAMES
from fengsui_incidents.model.tasks import waits_for
from fengsui_incidents.screen.acts_false import FalseActs
from fengsui_incidents.screen.judged_rows import plan_match_rows
from fengsui_incidents.screen.judging import JudgedActs
from fengsui_incidents.screen.texts import plan_rows, read_out, read_out_rows
from fengsui_incidents.screen.winds import read_wind
from fengsui_tui.widgets import Choice, Confirmed, Lines, Picked, Row, Told, Typed, decode


class IncidentActs(FalseActs, JudgedActs):
    @work(group="act")
    async def action_read_out(self) -> None:
        """R: the flash as it is read by phone."""
        card = self.need_card()
        if card is None or self.board is None:
            return
        text, look = read_out(card, self.board.centre, self.look_now), self.look_now
        self.app.copy_to_clipboard(text)
        title = self.t(N_("READ OUT  {incident}"), incident=card.id)
        await self.ask(Told(self.speech, title, lambda cells: read_out_rows(text, look, cells)))

    @work(group="act")
    async def action_plan(self) -> None:
        """P: the plan at a glance, with every reason."""
        card = self.need_card()
        if card is None:
            return
        answer = await self.fetch("incidents.proposal", {"incident": card.id})
        proposal = decode(Proposal, answer) if answer else None
        told = await self.fetch("incidents.plans", {"incident": card.id})
        from fengsui_incidents.api.judged import PlansOf  # only now: the first screen opens sooner without

        plans = decode(PlansOf, told) if told else None
        look = self.look_now
        title = self.t(N_("PLAN AND REASONS  {incident}"), incident=card.id)

        def rows(cells: int) -> list[Row]:
            return [*(plan_match_rows(plans, look, cells) if plans else ()), *plan_rows(card, proposal, look, cells)]

        await self.ask(Told(self.speech, title, rows))

    @work(group="act")
    async def action_note(self) -> None:
        """+: a line for the record. What is typed is kept on disk until it is saved."""
        card = self.need_card()
        if card is None or not self.may("incidents.record"):
            return
        drafts, kept = self.console.drafts, self.console.drafts.get("note", card.id)
        title = self.t(N_("NOTE  {incident}"), incident=card.id)
        text = await self.ask(
            Typed(
                self.speech, title, value=str(kept.get("text", "")) if kept else "",
                keep=lambda typed: drafts.save("note", card.id, {"text": typed}, durable=False),
            )
        )  # fmt: skip
        if text is None:
            return
        saved = await self.send("incidents.note", {"incident": card.id, "text": text}, says=text, keeps=True)
        if saved is not None:
            drafts.drop("note", card.id)

    @work(group="act")
    async def action_verified(self) -> None:
        """V: a task's result; the ringing back (核实) first."""
        card = self.need_card()
        if card is None or not self.may("incidents.record"):
            return
        task = await self._which_task(card)
        if task is None:
            return
        title = self.t(N_("RESULT  {task}"), task=self.speech.say(task.title))
        choices = [Choice(str(at), self.t(says), key) for at, (key, says) in enumerate(RESULT_NAMES.items(), 1)]
        result = await self.ask(Picked(self.speech, title, "", choices))
        if result is None:
            return
        held = () if result == "nobody_answers" else waits_for(task, card.tasks)
        wants = self.t(N_("What was said? (may be empty)"))
        if held:
            names = "; ".join(self.speech.say(one.title) for one in held)
            wants = self.t(N_("It waits for: {names}. Why is it done before?"), names=names)
        note = await self.ask(Typed(self.speech, title, wants, needed=bool(held)))
        if note is None:
            return
        says = f"{self.speech.say(task.title)}: {self.t(RESULT_NAMES[result])}"
        payload: dict[str, object] = {"incident": card.id, "task": task.id, "result": result, "note": note}
        if held:
            payload["regardless"] = True
        await self.send("incidents.do_task", payload, says=says, keeps=True)

    async def _which_task(self, card: IncidentCard) -> Task | None:
        """The chosen task, the queue's, the only one, or the one that is picked."""
        open_now = sorted((task for task in card.tasks if task.done_at is None), key=lambda one: one.due)
        if not open_now:
            self.tell(self.t(N_("No task of {incident} is open."), incident=card.id), "warn")
            return None
        chosen = self.query_one("#tasks", Lines).chosen if self._focused("tasks") else ""
        item = self.item
        if item is not None and item.kind == "task" and item.incident == card.id and not chosen:
            chosen = next((task.id for task in open_now if item.id.endswith(f":{task.id}")), "")
        if chosen or len(open_now) == 1:
            return next((task for task in open_now if task.id == chosen), open_now[0])
        choices = [Choice(str(at), self.speech.say(task.title), task.id) for at, task in enumerate(open_now[:9], 1)]
        picked = await self.ask(Picked(self.speech, self.t(N_("WHICH TASK?")), "", choices))
        return next((task for task in open_now if task.id == picked), None)

    @work(group="act")
    async def action_wind(self) -> None:
        """W: where the wind comes from and how strong; a shift tells every team again."""
        card = self.need_card()
        if card is None or not self.may("incidents.report"):
            return
        title = self.t(N_("WIND  {incident}"), incident=card.id)
        wants = self.t(N_("From where, and m/s: NE 2.1, or 45 2.1; then who says so."))
        wrong = lambda text: "" if read_wind(text) else wants  # noqa: E731
        text = await self.ask(Typed(self.speech, title, wants, wrong=wrong))
        wind = read_wind(text) if text else None
        if wind is None:
            return
        says = self.t(N_("{incident}: wind {text}"), incident=card.id, text=text or "")
        payload = {"from_degrees": wind.from_degrees, "speed": wind.speed, "source": wind.source}
        await self.send("incidents.set_wind", {"incident": card.id, "wind": payload}, says=says)

    @work(group="act")
    async def action_evacuate(self) -> None:
        """E: everybody out, named and confirmed; nothing but a new order takes it back."""
        card = self.need_card()
        if card is None or not self.may("incidents.evacuate"):
            return
        meet = self.speech.say(card.assessment.rendezvous)
        count = sum(1 for force in card.forces if force.open and force.team)
        title = self.t(N_("EVACUATE  {incident}"), incident=card.id)
        says = self.t(
            N_("{incident} {what} {place}: ALL {count} FORCES WITHDRAW AT ONCE, to {meet}"),
            incident=card.id, what=self.speech.say(card.title), place=card.place, count=count, meet=meet or "?",
        )  # fmt: skip
        if await self.ask(Confirmed(self.speech, title, says, style="alarm")):
            await self.send("incidents.evacuate", {"incident": card.id, "rendezvous": meet}, says=says)

    @work(group="act")
    async def action_end(self) -> None:
        """Z: under control, end of the response, cordon, close: separate acts, each named and confirmed."""
        card = self.need_card()
        if card is None:
            return
        title = self.t(N_("COURSE  {incident}"), incident=card.id)
        may = self.console.who.can
        choices = [
            Choice("1", self.t(N_("the danger is under control")), "control", may("incidents.control")),
            Choice("2", self.t(N_("the response ends")), "end_response", may("incidents.end_response")),
            Choice("3", self.t(N_("close the incident")), "close", may("incidents.close")),
            Choice("4", self.t(N_("it was false: who found it?")), "find_false", may("incidents.find_false")),
            Choice("5", self.t(N_("it runs again")), "reopen", card.state == "ended" and may("incidents.reopen")),
            Choice(
                "6",
                self.t(N_("the cordon is lifted")),
                "lift_cordon",
                card.cordon_lifted_at is None and may("incidents.lift_cordon"),
            ),
        ]
        picked = await self.ask(Picked(self.speech, title, "", choices))
        if picked is None:
            return
        if picked in ("find_false", "reopen"):
            await (self.find_false(card) if picked == "find_false" else self.reopen(card))
            return
        payload: dict[str, object] = {"incident": card.id}
        says = next(choice.says for choice in choices if choice.value == picked)
        if picked == "lift_cordon" and not await self._who_lifts(payload, title):
            return
        if picked == "end_response" and not await self._reason_of_end(payload, title, card.commander):
            return
        says = f"{card.id} {self.speech.say(card.title)}: {says}"
        if await self.ask(Confirmed(self.speech, title, says)):
            await self.send(f"incidents.{picked}", payload, says=says)

    async def _who_lifts(self, payload: dict[str, object], title: str) -> bool:
        who = await self.ask(Typed(self.speech, title, self.t(N_("Who on scene lifts the cordon? Name and post."))))
        payload["by"] = who or ""
        return who is not None

    async def _reason_of_end(self, payload: dict[str, object], title: str, commander: str) -> bool:
        """Where another commands, it is his to end: who said so is asked as well."""
        reason = await self.ask(Typed(self.speech, title, self.t(N_("Who ends it, and why?"))))
        payload["reason"] = reason or ""
        if reason is None or not commander:
            return reason is not None
        who = await self.ask(Typed(self.speech, title, self.t(N_("Who said it?")), guess=commander))
        payload["said_by"] = who or ""
        return who is not None
