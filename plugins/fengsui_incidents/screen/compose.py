"""随机方案 composed on the spot: parts of the library's plans are ticked, others are typed; checked like a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import work

from fengsui.text import N_
from fengsui_incidents.api.judged import PlansOf
from fengsui_incidents.screen.judged_rows import PARTS
from fengsui_plans.api import capability_name
from fengsui_tui.widgets import Confirmed, Hint, Listing, Row, Typed, decode, fit, paragraph

NAMES = {"need": "needs", "task": "tasks", "prohibition": "prohibitions"}


@dataclass(frozen=True)
class Part:
    """One part: of a plan (`plan`, `id`), or typed (`typed` holds its fields, or its text)."""

    kind: str
    says: str
    plan: str = ""
    plan_says: str = ""
    id: str = ""
    typed: Any = None

    def payload(self) -> Any:
        return self.typed if self.typed is not None else {"plan": self.plan, "part": self.id}


class ComposeScreen(Listing[Part]):
    PACKAGE = "fengsui_incidents"
    VIEW = "incidents.plans"
    TOPICS = "incidents.none"
    HINTS: ClassVar[Sequence[Hint]] = (
        Hint(action="tick", key="space", says=N_("take it or leave it")),
        Hint(action="need", key="n", says=N_("type a need")),
        Hint(action="task", key="t", says=N_("type a task")),
        Hint(action="prohibition", key="x", says=N_("type what not to do")),
        Hint(action="save", key="f5", says=N_("compose"), permission="incidents.report"),
        Hint(action="back", key="escape", says=N_("back")),
    )

    def __init__(self, incident: str = "") -> None:
        super().__init__()
        self.incident = incident
        self._taken: set[str] = set()
        self._capabilities: Sequence[str] = ()

    def parameters(self) -> Mapping[str, Any]:
        return {"incident": self.incident or self.console.picture.first}

    def on_mount(self) -> None:
        self.incident = self.incident or self.console.picture.first
        super().on_mount()

    def decoded(self, answer: Any) -> Mapping[str, Part]:
        plans = decode(PlansOf, answer)
        self._capabilities = plans.capabilities
        found: dict[str, Part] = {key: one for key, one in self.items.items() if one.typed is not None}
        for match in plans.matches:
            if match.kind == "ad_hoc":
                continue  # what it has stands in the plans that it was picked from, or is typed again
            for one in match.parts:
                says = self.speech.say(one.says)
                found[f"{match.plan}:{one.kind}:{one.id}"] = Part(
                    one.kind, says, match.plan, self.speech.say(match.title), one.id
                )
        return found

    # -- drawing -----------------------------------------------------------------------------------------

    def headed(self) -> tuple[str, str]:
        head = self.t(N_("AD-HOC PLAN  {incident}   {count} parts taken"), incident=self.incident,
                      count=len(self._taken))  # fmt: skip
        return head, self.t(N_("Space: take   F5: compose"))

    def row(self, key: str, item: Part, cells: int) -> Row:
        taken = key in self._taken
        where = item.plan_says or self.t(N_("typed"))
        says = f"{'[x]' if taken else '[ ]'} {self.t(PARTS[item.kind])}  {item.says}"
        room = max(10, cells - 18)
        return Row(((fit(says, room), "good" if taken else ""), (f"  {fit(where, 16)}", "dim")), key)

    def detail(self, item: Part, cells: int) -> tuple[str, Sequence[Row]]:
        rows = paragraph(item.says, cells)
        if isinstance(item.typed, dict):
            rows += [row for text in self._typed(item.typed) for row in paragraph(text, cells)]
        return item.plan_says or self.t(N_("typed")), rows

    def _typed(self, fields: Mapping[str, Any]) -> list[str]:
        """What was typed, in words: a need with its teams and what they must have, a task with its time and owner."""
        if "capabilities" in fields:
            language = "zh" if self.speech.chinese else "en"
            has = ", ".join(f"{capability_name(key, language)} {n}" for key, n in fields["capabilities"].items())
            return [str(fields["task"]), self.t(N_("{count} teams with {what}"), count=fields["count"], what=has)]
        says = N_("within {minutes} min  {owner}")
        return [self.t(says, minutes=fields["within_minutes"], owner=fields["owner"]).rstrip()]

    # -- ticking and typing ------------------------------------------------------------------------------

    async def action_tick(self) -> None:
        key = next((key for key, item in self.items.items() if item is self.chosen), "")
        if key:
            self._taken ^= {key}
            self.look()

    async def on_lines_opened(self, _event: Any) -> None:
        await self.action_tick()

    def _add(self, kind: str, says: str, typed: Any) -> None:
        key = f"typed:{len(self.items)}"
        self.items = {key: Part(kind, says, typed=typed), **self.items}
        self._taken.add(key)
        self.look()

    @work(group="act")
    async def action_need(self) -> None:
        title = self.t(N_("A NEED"))
        what = await self.ask(Typed(self.speech, title, self.t(N_("What, and the task: shoring / prop the wall"))))
        if what is None:
            return
        language = "zh" if self.speech.chinese else "en"
        known = ", ".join(f"{name} {capability_name(name, language)}" for name in self._capabilities)
        wants = self.t(N_("Capabilities with numbers: leak 1 suit_a 2. Known: {known}"), known=known)
        typed = Typed(self.speech, title, wants, wrong=lambda text: "" if read_numbers(text) else wants)
        needs = read_numbers(await self.ask(typed) or "")
        if not needs:
            return
        wants = self.t(N_("How many teams?"))
        count = await self.ask(
            Typed(self.speech, title, wants, value="1", wrong=lambda text: "" if _few(text) else wants)
        )
        if count is None:
            return
        name, _, task = (part.strip() for part in what.partition("/"))
        fields = {"title": name, "task": task or name, "capabilities": needs, "count": int(count)}
        self._add("need", f"{name} x{count}", fields)

    @work(group="act")
    async def action_task(self) -> None:
        title = self.t(N_("A TASK"))
        wants = self.t(N_("What, in how many minutes, who: ring the gas company / 10 / duty officer"))
        text = await self.ask(Typed(self.speech, title, wants, wrong=lambda said: "" if _task(said) else wants))
        fields = _task(text or "")
        if fields:
            self._add("task", str(fields["title"]), fields)

    @work(group="act")
    async def action_prohibition(self) -> None:
        text = await self.ask(Typed(self.speech, self.t(N_("DO NOT")), self.t(N_("What may nobody do?"))))
        if text:
            self._add("prohibition", text, text)

    # -- composing ---------------------------------------------------------------------------------------

    @work(group="act")
    async def action_save(self) -> None:
        """F5: title and reason, then named and confirmed; a refusal leaves everything as it was ticked."""
        if not self.may("incidents.report"):
            return
        taken = [item for key, item in self.items.items() if key in self._taken]
        if not any(item.kind == "need" for item in taken):
            self.tell(self.t(N_("Take or type at least one need.")), "warn")
            return
        head = self.t(N_("AD-HOC PLAN  {incident}"), incident=self.incident)
        title = await self.ask(Typed(self.speech, head, self.t(N_("What is the plan called?"))))
        reason = await self.ask(Typed(self.speech, head, self.t(N_("Why does no plan fit?")))) if title else None
        if not title or not reason:
            return
        payload: dict[str, Any] = {"incident": self.incident, "title": title, "reason": reason}
        payload |= {name: [one.payload() for one in taken if one.kind == kind] for kind, name in NAMES.items()}
        says = self.t(N_("{incident}: ad-hoc plan {title}, {count} parts"), incident=self.incident, title=title,
                      count=len(taken))  # fmt: skip
        if await self.ask(Confirmed(self.speech, head, says)) is None:
            return
        if await self.send("incidents.compose_plan", payload, says=says) is not None:
            self.go_back()
            self.console.arrive(self.t(N_("done: {what}"), what=says), "good", self.incident)

    def action_back(self) -> None:
        """Esc: what was ticked is given up only where somebody says so."""
        self._leave()

    @work(group="act")
    async def _leave(self) -> None:
        says = self.t(N_("Give up the {count} parts taken?"), count=len(self._taken))
        if not self._taken or await self.ask(Confirmed(self.speech, self.t(N_("AD-HOC PLAN")), says)):
            self.go_back()


def read_numbers(text: str) -> dict[str, int]:
    """`leak 1 suit_a 2` by name; empty where it is anything else."""
    words = text.split()
    pairs = list(zip(words[::2], words[1::2], strict=False))
    good = len(words) % 2 == 0 and all(number.isascii() and number.isdecimal() and 0 < int(number) <= 100_000
                                       for _, number in pairs)  # fmt: skip
    return {name: int(number) for name, number in pairs} if good else {}


def _few(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 1 <= int(text) <= 50


def _task(text: str) -> dict[str, Any]:
    """`ring the gas company / 10 / duty officer`: what, minutes (15 unless said), who."""
    title, _, rest = (part.strip() for part in text.partition("/"))
    minutes, _, owner = (part.strip() for part in rest.partition("/"))
    if not title or not (minutes == "" or (minutes.isascii() and minutes.isdecimal() and int(minutes) <= 1440)):
        return {}
    return {"title": title, "within_minutes": int(minutes or 15), "owner": owner}
