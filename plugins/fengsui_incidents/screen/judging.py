"""Keys of judgement, on the board and on the screen of its own: the level, figures with who said them, command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from fengsui.text import N_
from fengsui_incidents.api.board import IncidentCard
from fengsui_incidents.api.scales import RESPONSES
from fengsui_incidents.api.words import FIGURE_NAMES
from fengsui_incidents.screen.judged_rows import DUTIES, FIGURES, claim_text, shown_value
from fengsui_incidents.screen.look import CHANNELS, LEVELS, Look
from fengsui_incidents.screen.reading_claims import read_claim
from fengsui_tui.widgets import Choice, Confirmed, ConsoleScreen, Picked, Told, Typed, decode, paragraph

if TYPE_CHECKING:
    from fengsui_incidents.api.judged import FigureHistory

KEYS = "1234567890abcdef"
LAST_CLAIMS = 6


class JudgedActs(ConsoleScreen):
    """What a leader and an officer decide and enter about one incident."""

    def need_card(self) -> IncidentCard | None:
        """The incident that the keys are about."""
        picture = self.console.picture
        return picture.cards.get(picture.first)

    def _look(self) -> Look:
        return Look(self.speech, self.console.now(), self.console.zone)

    # -- the response level ------------------------------------------------------------------------------

    @work(group="act")
    async def action_level(self) -> None:
        """L: the leader decides, up or down, in his own session, or by phone entered for him with who said it."""
        card = self.need_card()
        own = self.console.who.can("incidents.confirm_level") and not (card is not None and card.commander)
        if card is None or not (own or self._may_for(card)):
            return
        title = self.t(N_("RESPONSE LEVEL  {incident}"), incident=card.id)
        choices = [Choice(str(at), self.t(LEVELS[level]), level) for at, level in enumerate(LEVELS, 1)]
        level = await self.ask(Picked(self.speech, title, self._proposed(card), choices, at=card.assessment.level))
        if level is None:
            return
        payload: dict[str, object] = {"incident": card.id, "level": level}
        before = card.level_confirmed
        lower = before is not None and RESPONSES.worse(before, RESPONSES.read(level))
        if (level != card.assessment.level or lower) and not await self._reason(payload, title, lower=lower):
            return
        if not own and not await self._by_phone(payload, title, card.commander):
            return
        says = self.t(N_("{incident}: {level} confirmed"), incident=card.id, level=self.t(LEVELS[level]))  # type: ignore[index]
        if await self.ask(Confirmed(self.speech, title, says)):
            command = "incidents.confirm_level" if own else "incidents.confirm_level_for"
            await self.send(command, payload, says=says)

    def _may_for(self, card: IncidentCard) -> bool:
        """Whether somebody else's word may be entered; a leader who gave command away hears whose it is."""
        may = self.console.who.can
        if card.commander and may("incidents.confirm_level") and not may("incidents.confirm_level_for"):
            says = N_("{who} commands now and decides the level; the duty officer enters what was said.")
            self.tell(self.t(says, who=card.commander), "warn")
            return False
        return self.may("incidents.confirm_level_for")

    def _proposed(self, card: IncidentCard) -> str:
        judged, now = card.assessment, card.level_confirmed
        quoted = [*judged.why.get("level", ())[:4], *judged.why.get("grade", ())[:1]]
        why = "; ".join(f"{self.speech.say(one.says)} [{one.basis}]" for one in quoted)
        says = self.t(N_("Proposed: {level}. {why}"), level=self.t(LEVELS[judged.level]), why=why)
        decided = self.t(N_("Decided: {level}. "), level=self.t(LEVELS[now])) if now else ""
        return f"{decided}{says}"

    async def _reason(self, payload: dict[str, object], title: str, *, lower: bool = False) -> bool:
        wants = N_("Lower than decided: why?") if lower else N_("Another level than proposed: why?")
        reason = await self.ask(Typed(self.speech, title, self.t(wants)))
        payload["reason"] = reason or ""
        return reason is not None

    async def _by_phone(self, payload: dict[str, object], title: str, commander: str = "") -> bool:
        board = self.console.picture.board
        leader = commander or (board.leader if board is not None else "")
        channels = [Choice(str(at), self.t(says), key) for at, (key, says) in enumerate(CHANNELS.items(), 1)]
        channel = await self.ask(Picked(self.speech, title, self.t(N_("How did the leader say it?")), channels))
        if channel is None:
            return False
        who = await self.ask(Typed(self.speech, title, self.t(N_("Who said it?")), guess=leader))
        payload |= {"channel": channel, "said_by": who or ""}
        payload["at" if "to_org" in payload else "said_at"] = self.console.now().isoformat()
        return who is not None

    # -- figures -----------------------------------------------------------------------------------------

    @work(group="act")
    async def action_figure(self) -> None:
        """G: what everybody has said about each figure, and one more claim with who says so."""
        card = self.need_card()
        if card is None or not self.may("incidents.report"):
            return
        answer = await self.fetch("incidents.figures", {"incident": card.id})
        if answer is None:
            return
        from fengsui_incidents.api.judged import FigureHistory  # only now: the first screen opens sooner without

        known = {one.figure: one for one in decode(tuple[FigureHistory, ...], answer)}
        title = self.t(N_("FIGURES  {incident}"), incident=card.id)
        choices = [
            Choice(KEYS[at], f"{self.t(FIGURES[name])}  {shown_value(known.get(name))}", name)
            for at, name in enumerate(FIGURE_NAMES)
        ]
        picked = await self.ask(Picked(self.speech, title, "", choices))
        name = next((one for one in FIGURE_NAMES if one == picked), None)
        if name is not None:
            await self.claim(card.id, name, known.get(name))

    async def claim(self, incident: str, name: str, known: FigureHistory | None) -> None:
        """One more claim about one figure, under what was said of it so far."""
        title = f"{self.t(FIGURES[name])}  {incident}"
        wants = self.t(
            N_(
                "How many, or ?; then who says so: 2 team leader Liu. = before it: verified. x before it: taken back. "
                "Lower than before: / and why."
            )
        )
        look = self._look()
        said = "; ".join(claim_text(one, look) for one in (known.claims[-LAST_CLAIMS:] if known else ()))
        asked = f"{said}. {wants}" if said else wants
        typed = Typed(self.speech, title, asked, wrong=lambda text: "" if read_claim(text) else wants)
        read = read_claim(await self.ask(typed) or "")
        if read is None:
            return
        source = read.source or self.console.who.name
        payload = {
            "incident": incident, "count": name, "value": read.value, "source": source, "status": read.status,
            "reason": read.reason,
        }  # fmt: skip
        number = "?" if read.value is None else read.value
        says = f"{incident}: {self.t(FIGURES[name])} {number} ({source})"
        answer = await self.send("incidents.set_figure", payload, says=says)
        stands = (answer or {}).get("figures", {}).get(name)
        if stands is not None and read.status != "withdrawn" and stands != read.value:
            self.tell(self.t(N_("{says}: on record; {stands} stands"), says=says, stands=stands), "warn")

    # -- command -----------------------------------------------------------------------------------------

    @work(group="act")
    async def action_command(self) -> None:
        """H: command to the level above, back again, or that the level above has started its response."""
        card = self.need_card()
        if card is None or not self.may("incidents.hand_over"):
            return
        title = self.t(N_("COMMAND  {incident}"), incident=card.id)
        now = self.t(N_("Commands now: {who}"), who=card.commander or self.t(N_("this centre")))
        choices = [
            Choice("1", self.t(N_("hand command over to the level above")), "hand_over"),
            Choice("2", self.t(N_("take command back")), "take_back", bool(card.commander)),
            Choice("3", self.t(N_("the level above has started its response")), "higher"),
        ]
        picked = await self.ask(Picked(self.speech, title, now, choices))
        if picked == "hand_over":
            await self._hand_over(card, title)
        elif picked == "take_back":
            await self._take_back(card, title)
        elif picked == "higher":
            await self._higher(card, title)

    async def _lines(self, title: str, *wants: tuple[str, str, bool]) -> dict[str, object] | None:
        """Several lines, one after the other: name, question, whether it is needed. None where one turned back."""
        found: dict[str, object] = {}
        for name, question, needed in wants:
            text = await self.ask(Typed(self.speech, title, self.t(question), needed=needed))
            if text is None:
                return None
            found[name] = text
        return found

    async def _hand_over(self, card: IncidentCard, title: str) -> None:
        said = await self._lines(
            title,
            ("to_org", N_("To which centre?"), True),
            ("to_post", N_("The post of who takes over? (may be empty)"), False),
            ("to_name", N_("The name of who takes over?"), True),
            ("reason", N_("Why does command pass?"), True),
        )
        duties = await self._duties(title) if said is not None else None
        if said is None or duties is None:
            return
        payload: dict[str, object] = {"incident": card.id, "duties": duties, **said}
        if not self.console.who.can("incidents.confirm_level") and not await self._by_phone(payload, title):
            return
        count = sum(1 for force in card.forces if force.open and force.team)
        says = self.t(
            N_("{incident}: command passes to {org} {name}, with {count} forces"),
            incident=card.id, org=payload["to_org"], name=payload["to_name"], count=count,
        )  # fmt: skip
        if not await self.ask(Confirmed(self.speech, title, says, style="alarm")):
            return
        answer = await self.send("incidents.hand_over", payload, says=says)
        if answer:
            await self._show_page(title, answer["picture"])

    async def _show_page(self, title: str, picture: object) -> None:
        """The page that was handed over, to read out; it is on the clipboard too."""
        pages = (
            picture
            if isinstance(picture, dict)
            else {"zh": getattr(picture, "zh", ""), "en": getattr(picture, "en", "")}
        )
        text = str(pages["zh" if self.speech.chinese else "en"])
        self.app.copy_to_clipboard(text)
        await self.ask(
            Told(self.speech, title, lambda cells: [row for line in text.split("\n") for row in paragraph(line, cells)])
        )

    async def _duties(self, title: str) -> list[str] | None:
        """What we still do, by digits: 1, 2 and 3 unless something else is typed."""
        named = "  ".join(f"{at} {self.t(says)}" for at, says in enumerate(DUTIES.values(), 1))
        wants = self.t(N_("What does this centre still do? {named}"), named=named)
        wrong = lambda text: "" if set(text) <= set(KEYS[: len(DUTIES)]) else wants  # noqa: E731
        typed = await self.ask(Typed(self.speech, title, wants, value="123", needed=False, wrong=wrong))
        return None if typed is None else [key for at, key in enumerate(DUTIES) if KEYS[at] in typed]

    async def _take_back(self, card: IncidentCard, title: str) -> None:
        said = await self._lines(
            title, ("said_by", N_("Who gives it back?"), True), ("reason", N_("Why does command come back?"), True)
        )
        if said is None:
            return
        says = self.t(N_("{incident}: this centre commands again"), incident=card.id)
        if await self.ask(Confirmed(self.speech, title, says, style="alarm")):
            answer = await self.send(
                "incidents.take_back", {"incident": card.id, "channel": "phone", **said}, says=says
            )
            if answer:
                await self._show_page(title, answer["picture"])

    async def _higher(self, card: IncidentCard, title: str) -> None:
        said = await self._lines(title, ("by", N_("Which level above?"), True), ("said_by", N_("Who said it?"), True))
        if said is None:
            return
        choices = [Choice(str(at), self.t(LEVELS[level]), level) for at, level in enumerate(LEVELS, 1)]
        level = await self.ask(Picked(self.speech, title, self.t(N_("At which level did they start?")), choices))
        if level is None:
            return
        started = self.t(LEVELS[RESPONSES.read(level)])
        says = self.t(N_("{incident}: {by} started {level}"), incident=card.id, by=said["by"], level=started)
        if await self.ask(Confirmed(self.speech, title, says)):
            payload = {"incident": card.id, "level": level, "channel": "phone", **said}
            await self.send("incidents.higher_started", payload, says=says)
