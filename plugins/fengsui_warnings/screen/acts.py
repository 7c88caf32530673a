"""What is done with the chosen warning: each act names it, and only Enter does what cannot be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import ascii_lowercase

from textual import work

from fengsui.text import N_
from fengsui_incidents.api.scales import WarningLevel
from fengsui_tui.widgets import Choice, Confirmed, Listing, Picked, Told, Typed, decode, paragraph
from fengsui_warnings.api.board import CapText, WarningCard, WarningRow
from fengsui_warnings.model.levels import LEVELS
from fengsui_warnings.screen.rows import Look, level_text, titled

KEYS = "123456789" + ascii_lowercase
CHANNELS = {"phone": N_("by phone"), "radio": N_("by radio"), "message": N_("by message"), "in_person": N_("in person")}


class WarningActs(Listing[WarningRow]):
    """The acts on what stands in force; drafting is in `drafting`, files in `files`."""

    PACKAGE = "fengsui_warnings"

    def __init__(self) -> None:
        super().__init__()
        self.cards: dict[str, WarningCard] = {}

    @property
    def look_now(self) -> Look:
        return Look(self.speech, self.console.zone, self.console.now())

    @property
    def card(self) -> WarningCard | None:
        chosen = self.chosen
        return self.cards.get(chosen.id) if chosen is not None else None

    def named(self, item: WarningRow) -> str:
        """Number, level and title; the level once only where the title says it too."""
        look = self.look_now
        title, level = titled(look, item), level_text(look, item.level).strip()
        return f"{item.id} {title}" if level.strip("+ ") in title else f"{item.id} {level} {title}"

    def _ready(self, permission: str, *states: str) -> WarningRow | None:
        """The chosen warning, where the act is allowed and it is in one of the states; says why not otherwise."""
        item = self.chosen
        if item is None or not self.may(permission):
            return None
        if item.state not in states:
            self.tell(self.t(N_("{warning} is not in the state for this."), warning=item.id), "warn")
            return None
        return item

    async def _send(self, command: str, payload: Mapping[str, object], says: str) -> bool:
        sent = await self.send(f"warnings.{command}", payload, says=says) is not None
        if sent:
            self.reload()
        return sent

    # -- in force ----------------------------------------------------------------------------------------

    @work(group="act")
    async def action_publish(self) -> None:
        item = self._ready("warnings.publish", "draft")
        if item is None:
            return
        says = self.t(
            N_("PUBLISH {warning}. It can never be edited, only adjusted or lifted."), warning=self.named(item)
        )
        if await self.ask(Confirmed(self.speech, self.t(N_("PUBLISH A WARNING")), says)):
            await self._send("publish", {"warning": item.id}, self.named(item))

    @work(group="act")
    async def action_lift(self) -> None:
        """Lifts what is in force, discards a draft, takes note of one that ran out while the centre was down."""
        item = self.chosen
        if item is not None and item.state == "draft":
            await self._discard(item)
            return
        if item is not None and item.state == "expired":
            await self._send("see_end", {"warning": item.id}, self.named(item))
            return
        item = self._ready("warnings.lift", "issued")
        if item is None:
            return
        title = self.t(N_("LIFT A WARNING"))
        reason = await self.ask(Typed(self.speech, title, self.t(N_("Why is the danger over?"))))
        if reason is None:
            return
        says = self.t(N_("LIFT {warning}: {reason}"), warning=self.named(item), reason=reason)
        if await self.ask(Confirmed(self.speech, title, says)):
            await self._send("lift", {"warning": item.id, "reason": reason}, says)

    async def _discard(self, item: WarningRow) -> None:
        if not self.may("warnings.draft"):
            return
        says = self.t(N_("DISCARD the draft {warning}"), warning=self.named(item))
        if await self.ask(Confirmed(self.speech, self.t(N_("DISCARD A DRAFT")), says)):
            await self._send("discard", {"warning": item.id}, says)

    @work(group="act")
    async def action_tick(self) -> None:
        item = self._ready("warnings.tick", "issued")
        card = self.card
        if item is None or card is None:
            return
        lines = [line for line in card.duties if line.done_at is None]
        choices = [Choice(key, self.look_now.say(line.says), line.key)
                   for key, line in zip(KEYS, lines, strict=False)]  # fmt: skip
        title = self.named(item)
        if not choices:
            self.tell(self.t(N_("Every line of its list is ticked.")), "good")
            return
        duty = await self.ask(Picked(self.speech, title, self.t(N_("What has been done?")), choices))
        says = self.t(N_("A note, or nothing"))
        note = await self.ask(Typed(self.speech, title, says, needed=False)) if duty else None
        if duty is not None and note is not None:
            line = next(one for one in lines if one.key == duty)
            await self._send("tick", {"warning": item.id, "duty": duty, "note": note}, self.look_now.say(line.says))

    @work(group="act")
    async def action_receipt(self) -> None:
        """Somebody has it and passes it on; or one more who must."""
        item = self._ready("warnings.receipt", "issued")
        card = self.card
        if item is None or card is None:
            return
        title = self.named(item)
        silent = [line for line in card.receipts if line.received_at is None or line.refused]
        choices = [Choice(key, self.look_now.say(line.who), line.key)
                   for key, line in zip(KEYS, silent, strict=False)]  # fmt: skip
        choices.append(Choice("0", self.t(N_("one more who must receive it")), ""))
        receiver = await self.ask(Picked(self.speech, title, self.t(N_("Who has it?")), choices))
        if receiver == "":
            who = await self.ask(Typed(self.speech, title, self.t(N_("Who must receive it and pass it on?"))))
            if who:
                await self._send("ask_receipt", {"warning": item.id, "who": who}, who)
            return
        channel = await self._channel(title) if receiver else None
        said = await self.ask(Typed(self.speech, title, self.t(N_("Who said so?")), needed=False)) if channel else None
        if receiver and channel and said is not None:
            payload = {"warning": item.id, "receiver": receiver, "channel": channel, "said_by": said}
            who = next(choice.says for choice in choices if choice.value == receiver)
            await self._send("receipt", payload, f"{item.id} {who} {said}".rstrip())

    async def _channel(self, title: str) -> str | None:
        choices = [Choice(str(at), self.t(says), name) for at, (name, says) in enumerate(CHANNELS.items(), 1)]
        return await self.ask(Picked(self.speech, title, self.t(N_("How?")), choices))

    @work(group="act")
    async def action_level(self) -> None:
        item = self._ready("warnings.set_level", "issued")
        if item is None:
            return
        level = await self.pick_level(self.named(item))
        reason = (
            await self.ask(Typed(self.speech, self.named(item), self.t(N_("Who says so, and why?")))) if level else None
        )
        if level and reason:
            await self._send("set_level", {"warning": item.id, "level": level, "reason": reason}, self.named(item))

    async def pick_level(self, title: str) -> str | None:
        look = self.look_now
        levels: Sequence[WarningLevel] = LEVELS
        choices = [Choice(str(at), level_text(look, level), level) for at, level in enumerate(levels, 1)]
        return await self.ask(Picked(self.speech, title, self.t(N_("Which level?")), choices))

    @work(group="act")
    async def action_cap(self) -> None:
        """The CAP text, to read or to copy."""
        item = self.chosen
        if item is None or not self.may("warnings.cap"):
            return
        await self.show_cap("warnings.cap", {"warning": item.id}, item.id)

    async def show_cap(self, view: str, parameters: Mapping[str, object], name: str) -> None:
        """The text to read; it is on the clipboard too."""
        answer = await self.fetch(view, parameters)
        if answer is None:
            return
        text = decode(CapText, answer).xml or self.t(N_("The message is not kept any more."))
        self.app.copy_to_clipboard(text)
        title = self.t(N_("{warning} AS CAP 1.2"), warning=name)
        await self.ask(Told(self.speech, title, lambda cells: [
            row for line in text.splitlines() for row in paragraph(line, cells)]))  # fmt: skip
