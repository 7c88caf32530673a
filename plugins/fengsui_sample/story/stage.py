"""What a step of the story has at hand, and how it waits and checks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fengsui.clock import Ids
from fengsui_sample.story.people import Person
from fengsui_sample.story.server import Server
from fengsui_sample.story.teams import Team, Terminal
from fengsui_sample.story.telling import StepFailed, Teller

STEP_SECONDS = 30.0
LOOK_AGAIN_SECONDS = 0.05


@dataclass
class Stage:
    """`orders` maps each team to its order number; `cast` says which team plays which part."""

    teller: Teller
    server: Server
    ids: Ids
    people: dict[str, Person]
    teams: dict[str, Team]
    terminal: Terminal
    incident: str = ""
    call: str = ""
    orders: dict[str, str] = field(default_factory=dict)
    proposal: Mapping[str, Any] = field(default_factory=dict)
    held: Mapping[str, Any] = field(default_factory=dict)

    @property
    def officer(self) -> Person:
        return self.people["wanglei"]

    @property
    def leader(self) -> Person:
        return self.people["zhoujianguo"]

    def tell(self, step: str, message: str, **facts: Any) -> None:
        self.teller.tell(step, message, **facts)

    def say(self, words: Mapping[str, str]) -> str:
        """A bilingual text in the reader's language."""
        return words["zh" if self.teller.language.startswith("zh") else "en"]

    async def everybody_live(self) -> None:
        """Waits until every team's client is connected and has caught up."""

        async def live() -> bool:
            connected = (await self.officer.show("incidents.board"))["teams_online"]
            return connected > len(self.teams) and all(team.live for team in self.teams.values())

        await until("connected", "every team's client is live", live)

    async def answer(self, team: str, kind: str, **more: Any) -> None:
        """A team's own answer: over its socket, or with `fengsui listen --report`."""
        if team == self.terminal.team:
            await self.terminal.report(kind)
        else:
            await self.teams[team].receipt(kind, self.orders[team], **more)

    async def answer_for(self, force: Mapping[str, Any], kind: str) -> None:
        """Entered by the officer for a force without a device, by radio."""
        await self.officer.call(
            "incidents.answer_for",
            order=force["order"],
            kind=kind,
            people=1 if kind == "withdrawn" else None,
            channel="radio",
            said_by=str(force["name"]),
        )

    async def card(self) -> Any:
        """The chosen incident, as the console shows it."""
        return await self.officer.show("incidents.incident", incident=self.incident)

    async def force(self, team: str) -> Any:
        """One team's order on the card, with its facts."""
        forces = (await self.card())["forces"]
        return next(force for force in forces if force["order"] == self.orders[team])

    async def journal(self) -> list[Any]:
        """Every event so far, as the auditor reads it."""
        rows: list[Any] = []
        while page := await self.people["shenji"].show(
            "core.journal", after=rows[-1]["seq"] if rows else 0, limit=1000
        ):
            rows += page
        return rows

    async def fact(self, step: str, team: str, fact: str) -> Any:
        """Waits until the board shows `fact` for the team's order; returns it."""

        async def there() -> Any:
            return next((f for f in (await self.force(team))["facts"] if f["fact"] == fact), None)

        return await until(step, f"{team} {fact}", there)


def check(step: str, condition: object, why: str) -> None:
    """Fails the step where `condition` does not hold."""
    if not condition:
        raise StepFailed(step, why)


async def until(step: str, what: str, look: Callable[[], Awaitable[Any]], seconds: float = STEP_SECONDS) -> Any:
    """Looks until there is something (truthy) to see; fails the step when `seconds` have passed."""
    try:
        async with asyncio.timeout(seconds):
            found = await look()
            while not found:
                await asyncio.sleep(LOOK_AGAIN_SECONDS)
                found = await look()
            return found
    except TimeoutError as error:
        raise StepFailed(step, f"not within {seconds:g} s: {what}") from error
