"""Umbrella events (总事件): their incidents, joint figures, the forces of all, and the common log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from textual import work

from fengsui.text import N_
from fengsui_incidents.api.umbrellas import UmbrellaCard, UmbrellaRow
from fengsui_incidents.screen.incidents import STATES, joint
from fengsui_incidents.screen.look import FACTS, URGENCY_STYLE, Look, drill_mark
from fengsui_tui.widgets import (
    Choice,
    Confirmed,
    Hint,
    Lines,
    Listing,
    Picked,
    Row,
    Typed,
    clock,
    decode,
    fit,
    paragraph,
    width,
)

MAY = "incidents.umbrella"
MEMBER_STATES = {"open": N_("running"), "closed": N_("closed"), **STATES}
FORCE_STATES = {str(fact): says for fact, says in FACTS.items()} | {
    "ordered": N_("ordered"), "recalled": N_("stood down"), "evacuating": N_("EVACUATING"),
}  # fmt: skip
SHOWN_LINES = 60


class UmbrellasScreen(Listing[UmbrellaRow]):
    PACKAGE = "fengsui_incidents"
    VIEW = "incidents.umbrellas"
    TOPICS = "incidents."
    HINTS: ClassVar[Sequence[Hint]] = (
        Hint(action="join", key="enter", says=N_("put an incident under it"), permission=MAY),
        Hint(action="leave", key="x", says=N_("take one out"), permission=MAY),
        Hint(action="note", key="plus", says=N_("note"), permission=MAY),
        Hint(action="close", key="z", says=N_("close"), permission=MAY),
        Hint(action="scroll(1)", key="right_square_bracket", says=N_("log down")),
        Hint(action="scroll(-1)", key="left_square_bracket", says=N_("log up")),
        Hint(action="back", key="escape", says=N_("back")),
    )

    def __init__(self, subject: str = "") -> None:
        super().__init__()
        self._wanted = subject
        self._cards: dict[str, UmbrellaCard] = {}

    @property
    def look_now(self) -> Look:
        return Look(self.speech, self.console.now(), self.console.zone)

    def decoded(self, answer: Any) -> Mapping[str, UmbrellaRow]:
        rows = decode(tuple[UmbrellaRow, ...], answer)
        return {row.id: row for row in rows}

    def headed(self) -> tuple[str, str]:
        count = sum(1 for one in self.items.values() if one.state == "open")
        title = self.t(N_("UMBRELLA EVENTS   {count} open"), count=count)
        return title, "" if self.items else self.t(N_("B on the board opens one"))

    def look(self) -> None:
        super().look()
        if self._wanted in self.items:
            self.query_one("#list", Lines).choose(self._wanted)
            self._wanted = ""
        self._learn()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        super().on_lines_chosen(event)
        self._learn()

    @work(group="card", exclusive=True)
    async def _learn(self) -> None:
        """The chosen one, whole, where it is not known as it is now."""
        row = self.chosen
        if row is None or self._is_known(row):
            return
        answer = await self.fetch("incidents.umbrella", {"umbrella": row.id})
        if answer is not None:
            self._cards[row.id] = decode(UmbrellaCard, answer)
            self._look_detail()

    def _is_known(self, row: UmbrellaRow) -> bool:
        card = self._cards.get(row.id)
        same = UmbrellaRow.__dataclass_fields__
        return card is not None and all(getattr(card, name) == getattr(row, name) for name in same)

    def reload(self) -> Any:
        self._cards.clear()
        return super().reload()

    def row(self, key: str, item: UmbrellaRow, cells: int) -> Row:
        look = self.look_now
        urgency = item.urgency or "."
        state = self.t(N_("closed")) if item.state == "closed" else self.t(
            N_("{running} of {count} running"), running=item.running, count=len(item.incidents))  # fmt: skip
        text = f"{item.title}  {state}  {joint(item.figures, look)}".rstrip()
        head = [(urgency, URGENCY_STYLE.get(urgency, "")), (f" {item.id} ", "strong"), *drill_mark(item.exercise, look)]
        room = max(8, cells - 1 - sum(width(said) for said, _ in head))
        return Row((*head, (fit(text, room), "")), key)

    def detail(self, item: UmbrellaRow, cells: int) -> tuple[str, Sequence[Row]]:
        card = self._cards.get(item.id)
        return f"{item.id} {item.title}", list(self._whole(card, cells)) if card is not None else []

    def _whole(self, card: UmbrellaCard, cells: int) -> Iterator[Row]:
        look = self.look_now
        figures = joint(card.figures, look) or "--"
        yield from paragraph(self.t(N_("together: {figures}"), figures=figures), cells, style="strong")
        for member in card.members:
            state = self.t(MEMBER_STATES.get(member.state, member.state))
            says = f"{member.urgency} {member.incident} {self.speech.say(member.title)} {member.place} [{state}]"
            yield from paragraph(says, cells, style="dim" if member.state == "closed" else "", indent="  ")
        if card.shared:
            yield Row(((self.t(N_("FORCES")), "head"),))
        for force in card.shared:
            orders = ", ".join(f"{of} {self.t(FORCE_STATES.get(state, state))}" for _, of, state in force.orders)
            yield from paragraph(f" {force.name}: {orders}", cells, indent="  ")
        yield Row(((self.t(N_("COMMON LOG, newest first")), "head"),))
        for line in reversed(card.log[-SHOWN_LINES:]):
            says = f"{clock(line.at, look.zone)} {line.incident} {self.speech.say(line.says)}".replace("  ", " ")
            yield from paragraph(says, cells, indent="  ")

    def action_scroll(self, by: int) -> None:
        self.query_one("#detail", Lines).action_move(by * 5)

    def _open_one(self) -> UmbrellaRow | None:
        row = self.chosen
        if row is None or row.state != "open":
            self.tell(self.t(N_("No open umbrella event is chosen.")), "warn")
            return None
        return row if self.may(MAY) else None

    @work(group="act")
    async def action_join(self) -> None:
        row, board = self._open_one(), self.console.picture.board
        if row is None or board is None:
            return
        free = [one for one in board.incidents if not one.umbrella and one.exercise == row.exercise]
        if not free:
            self.tell(self.t(N_("Every running incident is under one already.")), "warn")
            return
        choices = [Choice(str(at), f"{one.id} {self.speech.say(one.title)} {one.place}", one.id)
                   for at, one in enumerate(free[:9], 1)]  # fmt: skip
        incident = await self.ask(
            Picked(self.speech, self.t(N_("UNDER {umbrella}"), umbrella=row.id), row.title, choices)
        )
        if incident:
            says = self.t(N_("{incident} is under {umbrella}"), incident=incident, umbrella=row.id)
            await self.send("incidents.join_umbrella", {"umbrella": row.id, "incident": incident}, says=says)

    @work(group="act")
    async def action_leave(self) -> None:
        row = self._open_one()
        if row is None or not row.incidents:
            return
        title = self.t(N_("OUT OF {umbrella}"), umbrella=row.id)
        choices = [Choice(str(at), one, one) for at, one in enumerate(row.incidents[:9], 1)]
        incident = await self.ask(Picked(self.speech, title, row.title, choices))
        reason = (
            await self.ask(Typed(self.speech, title, self.t(N_("Why does it not belong to it?")))) if incident else None
        )
        if incident and reason is not None:
            says = self.t(N_("{incident} left {umbrella}"), incident=incident, umbrella=row.id)
            await self.send("incidents.leave_umbrella", {"incident": incident, "reason": reason}, says=says)

    @work(group="act")
    async def action_note(self) -> None:
        row = self.chosen
        if row is None or not self.may(MAY):
            return
        text = await self.ask(Typed(self.speech, self.t(N_("NOTE  {umbrella}"), umbrella=row.id)))
        if text:
            await self.send("incidents.note_umbrella", {"umbrella": row.id, "text": text}, says=text, keeps=True)

    @work(group="act")
    async def action_close(self) -> None:
        row = self._open_one()
        if row is None:
            return
        says = self.t(N_("close {umbrella} {title}"), umbrella=row.id, title=row.title)
        if await self.ask(Confirmed(self.speech, self.t(N_("CLOSE THE UMBRELLA EVENT?")), says)):
            await self.send("incidents.close_umbrella", {"umbrella": row.id}, says=says)
