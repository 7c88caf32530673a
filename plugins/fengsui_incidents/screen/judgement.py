"""The screen of judgement: grade, near miss, level, command, figures with their history, circumstances, plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import work

from fengsui.text import N_
from fengsui_incidents.api.board import IncidentCard
from fengsui_incidents.api.judged import JudgementView, PlansOf, ScaleOffered, Ticked
from fengsui_incidents.screen.judged_rows import Shown, line_of, shown_rows
from fengsui_incidents.screen.judging import KEYS, JudgedActs
from fengsui_tui.widgets import Choice, Confirmed, Hint, Listing, Picked, Row, Typed, decode

NOT_CHOSEN = N_("No incident is chosen.")


class JudgementScreen(Listing[Shown], JudgedActs):
    """About the incident that it is opened with, else the chosen one."""

    PACKAGE = "fengsui_incidents"
    VIEW = "incidents.judgement"
    TOPICS = "incidents."
    HINTS: ClassVar[Sequence[Hint]] = (
        Hint(action="open", key="enter", says=N_("act on it")),
        Hint(action="level", key="l", says=N_("level")),
        Hint(action="figure", key="g", says=N_("figures"), permission="incidents.report"),
        Hint(action="command", key="h", says=N_("hand over"), permission="incidents.hand_over", danger=True),
        Hint(action="compose", key="b", says=N_("ad-hoc plan"), permission="incidents.report"),
        Hint(action="reload", key="f6", says=N_("read again")),
        Hint(action="back", key="escape", says=N_("back")),
    )

    def __init__(self, incident: str = "") -> None:
        super().__init__()
        self.incident = incident
        self._judged: JudgementView | None = None

    def on_mount(self) -> None:
        self.incident = self.incident or self.console.picture.first
        self.console.picture.want(self.incident)
        super().on_mount()

    def need_card(self) -> IncidentCard | None:
        card = self.console.picture.cards.get(self.incident)
        if card is None:
            self.tell(self.t(NOT_CHOSEN), "warn")
        return card

    def known(self) -> Mapping[str, str]:
        return {"incident": self.incident} if self.incident else {}

    # -- what is listed ----------------------------------------------------------------------------------

    def headed(self) -> tuple[str, str]:
        card = self.console.picture.cards.get(self.incident)
        drill = self.t(N_("[DRILL] ")) if card is not None and card.exercise else ""
        title = self.speech.say(card.title) if card is not None else self.t(NOT_CHOSEN)
        head = self.t(N_("JUDGEMENT  {incident} {title}"), incident=self.incident, title=title)
        return f"{drill}{head}", self.t(N_("Enter: act on it"))

    def row(self, key: str, item: Shown, cells: int) -> Row:
        return line_of(item, cells, key)

    def detail(self, item: Shown, cells: int) -> tuple[str, Sequence[Row]]:
        return item.title, item.beside(cells)

    @work(group="reload", exclusive=True)
    async def reload(self) -> None:
        if not self.incident:
            self.tell(self.t(NOT_CHOSEN), "warn")
            return
        parameters = {"incident": self.incident}
        answer = await self.fetch("incidents.judgement", parameters)
        plans = await self.fetch("incidents.plans", parameters) if answer is not None else None
        if answer is None:
            return
        self._judged = decode(JudgementView, answer)
        self.items = shown_rows(self._judged, decode(PlansOf, plans) if plans is not None else None, self._look())
        self.look()

    # -- acting on the chosen line -----------------------------------------------------------------------

    async def action_open(self) -> None:
        """Enter: what the chosen line is about."""
        chosen = self.chosen
        if chosen is None or self._judged is None:
            return
        if chosen.kind in ("grade", "near_miss", "level"):
            await self.run_action("level")
        elif chosen.kind == "command":
            await self.run_action("command")
        else:
            self._act(chosen)

    @work(group="act")
    async def _act(self, chosen: Shown) -> None:
        judged = self._judged
        if judged is None or not self.may("incidents.report"):
            return
        if chosen.kind == "figure":
            known = next((one for one in judged.figures if one.figure == chosen.name), None)
            await self.claim(self.incident, chosen.name, known)
        elif chosen.kind == "circumstance":
            await self._tick(next(one for one in judged.circumstances if one.key == chosen.name))
        elif chosen.kind == "special":
            await self._special(judged)
        elif chosen.kind == "plan":
            await self._choose(chosen)

    async def _tick(self, one: Ticked) -> None:
        title = self.speech.say(one.name)
        choices = [
            Choice("1", self.t(N_("yes, verified")), "verified"),
            Choice("2", self.t(N_("yes, as reported")), "reported"),
            Choice("3", self.t(N_("not known")), "unknown"),
            Choice("4", self.t(N_("no")), "no"),
        ]
        picked = await self.ask(Picked(self.speech, title, "", choices))
        if picked is None:
            return
        holds = True if picked in ("verified", "reported") else None if picked == "unknown" else False
        wants = [("source", N_("Who says so?"), True)]
        if holds:
            wants.append(("which", N_("Which place or water? (may be empty)"), False))
        if one.holds and not holds:
            wants.append(("reason", N_("Why does it no longer hold?"), True))
        said = await self._lines(title, *wants)
        if said is None:
            return
        status = "verified" if picked in ("verified", "no") else "reported"
        payload = {"incident": self.incident, "circumstance": one.key, "holds": holds, "status": status, **said}
        label = next(choice.says for choice in choices if choice.value == picked)
        await self.send("incidents.set_circumstance", payload, says=f"{title}: {label}")

    async def _special(self, judged: JudgementView) -> None:
        title = self.t(N_("SPECIAL SCALE  {incident}"), incident=self.incident)
        choices = [Choice(KEYS[at], self.speech.say(one.name), one.key) for at, one in enumerate(judged.scales)]
        choices.append(Choice("x", self.t(N_("none applies")), ""))
        picked = await self.ask(Picked(self.speech, title, "", choices))
        if picked is None:
            return
        scale = next((one for one in judged.scales if one.key == picked), None)
        facts = await self._facts(scale) if scale is not None else {}
        wants = (("source", N_("Who says so?"), True), ("reason", N_("Lower than before: why? (may be empty)"), False))
        said = await self._lines(title, *wants) if facts is not None else None
        if said is None:
            return
        payload = {"incident": self.incident, "scale": picked, "facts": facts, **said}
        name = self.speech.say(scale.name) if scale is not None else self.t(N_("none applies"))
        await self.send("incidents.set_special", payload, says=f"{title}: {name}")

    async def _facts(self, scale: ScaleOffered) -> dict[str, object] | None:
        """Each fact of the scale; one that is not known is left empty."""
        title, found = self.speech.say(scale.name), dict[str, object]()
        empty = self.t(N_("(may be empty)"))
        for fact in scale.facts:
            wants = self.speech.say(fact.name)
            if fact.choices:
                offered = [Choice(KEYS[at], self.speech.say(name), key) for at, (key, name) in
                           enumerate(fact.choices.items())]  # fmt: skip
                answer = await self.ask(Picked(self.speech, title, wants, offered))
            else:
                answer = await self.ask(Typed(self.speech, title, f"{wants} {empty}", needed=False, wrong=self._number))
            if answer is None:
                return None
            if answer:
                found[fact.key] = answer if fact.choices else float(answer)
        return found

    def _number(self, text: str) -> str:
        good = not text or (text.isascii() and text.replace(".", "", 1).isdecimal() and len(text) <= 10)
        return "" if good else self.t(N_("a number, or nothing"))

    async def _choose(self, chosen: Shown) -> None:
        """Another plan than the one proposed, with the reason."""
        reason = await self.ask(Typed(self.speech, chosen.title, self.t(N_("Why this plan?"))))
        if reason is None:
            return
        says = self.t(N_("{incident}: plan {title}"), incident=self.incident, title=chosen.title)
        if await self.ask(Confirmed(self.speech, chosen.title, says)):
            payload = {"incident": self.incident, "plan": chosen.name, "reason": reason}
            await self.send("incidents.choose_plan", payload, says=says)

    def action_compose(self) -> None:
        """B: 随机方案, picked from plans and typed."""
        if self.may("incidents.report") and self.incident:
            self.console.open_screen("incidents.compose", self.incident)

    def arrived(self, subject: Any) -> None:
        self.reload()
