"""What can be done in each part: `N` begins something new, Enter acts on the chosen line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from string import ascii_lowercase
from typing import Any

from textual import work

from fengsui.text import N_
from fengsui_field.api.board import FieldBoard
from fengsui_field.api.words import Part
from fengsui_field.screen import people, settling, things
from fengsui_field.screen.asking import Act, Question
from fengsui_tui.widgets import Choice, Confirmed, Listing, Picked, Row, Told, Typed, paragraph

KEYS = "123456789" + ascii_lowercase


class FieldActs(Listing[Any]):
    """Asks, confirms and sends for the acts of all parts."""

    PACKAGE = "fengsui_field"

    def __init__(self) -> None:
        super().__init__()
        self.board: FieldBoard | None = None
        self.part: Part = "entry"
        self.incident = ""

    @work(group="act")
    async def action_act(self) -> None:
        """Enter: what can be done with the chosen line now."""
        item = self.chosen
        if item is None or self.board is None:
            return
        acts = [*people.acts(item), *things.acts(item), *settling.acts(item)]
        await self._do(acts, self.t(N_("Nothing is to be done with it.")))

    @work(group="act")
    async def action_new(self) -> None:
        """N: something new in this part."""
        if self.board is not None:
            await self._do(self.begun(), self.t(N_("Here everything begins by itself.")))

    def begun(self) -> Sequence[Act]:
        """What can begin in this part."""
        if self.board is None:
            return ()
        return [*people.begins(self.part, self.board), *things.begins(self.part), *settling.begins(self.part)]

    async def _do(self, acts: Sequence[Act], none: str) -> None:
        if not acts:
            self.tell(none, "dim")
            return
        at: str | None = "0"
        if len(acts) > 1:
            at = await self.pick(
                self.t(N_("WHAT IS TO BE DONE?")), [(str(n), self.t(a.says)) for n, a in enumerate(acts)]
            )
        if at is not None:
            await acts[int(at)].run(self)

    # -- what an act asks of the screen (fengsui_field.screen.asking.Asker) -------------------------------

    async def pick(self, title: str, options: Sequence[tuple[str, str]]) -> str | None:
        choices = [Choice(key, says, value) for key, (value, says) in zip(KEYS, options[: len(KEYS)], strict=False)]
        return await self.ask(Picked(self.speech, title, "", choices))

    async def answer(self, title: str, questions: Sequence[Question]) -> dict[str, str] | None:
        given: dict[str, str] = {}
        for one in questions:
            asked = Typed(
                self.speech, title, self.t(one.says), value=one.value, needed=one.needed, wrong=self._wrong(one)
            )
            text = await self.ask(asked)
            if text is None:
                return None
            given[one.name] = text
        return given

    def _wrong(self, question: Question) -> Callable[[str], str]:
        """What is wrong with an answer, in the person's language."""

        def wrong(text: str) -> str:
            found = question.wrong(text)
            return self.t(found) if found else ""

        return wrong

    async def sure(self, title: str, says: str) -> bool:
        return await self.ask(Confirmed(self.speech, title, says)) is not None

    async def read(self, title: str, text: str) -> None:
        def rows(cells: int) -> list[Row]:
            return [row for line in text.splitlines() for row in (paragraph(line, cells) or [Row(())])]

        await self.ask(Told(self.speech, title, rows))

    async def view(self, name: str, parameters: Mapping[str, Any]) -> Any:
        return await self.fetch(name, parameters)

    async def give(self, command: str, payload: Mapping[str, Any], says: str) -> bool:
        name = command if "." in command else f"field.{command}"
        answer = await self.send(name, payload, says=says)
        if answer is not None:
            self.reload()
            self._ring(answer, says)
        return answer is not None

    def _ring(self, answer: Any, says: str) -> None:
        """Who could not be told is rung at once: a team just ordered, or the one that is relieved."""
        if not isinstance(answer, dict) or not (answer.get("ring") or answer.get("told") is False):
            return
        ring = self.t(N_("RING AT ONCE, not connected: {phone}"), phone=answer.get("phone") or "--")
        self.tell(f"{says}   {ring}", "alarm")
