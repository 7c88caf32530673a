"""What is wrong with the ways to people, not with the people: the network has failed, or no console answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from fengsui_incidents.model.escalate import Network
from fengsui_incidents.model.rules import RuleSet

Answer = Literal["", "wait", "go_on", "seen"]
"""What a person decided: wait until they are back, alert the next teams as ever; has seen that nobody answered."""


@dataclass(frozen=True, kw_only=True)
class Outage:
    """A failure of the network: of `connected` terminals `teams` were lost at once; `held` the orders it held back.

    Or a time without a console: `teams` and `held` are empty, `connected` the orders that were open.
    """

    id: str
    kind: Literal["network", "console"]
    began_at: datetime
    connected: int
    ended_at: datetime | None = None
    teams: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    answer: Answer = ""
    answered_at: datetime | None = None
    answered_by: str = ""


def restored(outage: Outage, online: Collection[str], rules: RuleSet) -> bool:
    """Whether no more than the rule's share of those connected before are still missing."""
    missing = sum(team not in online for team in outage.teams)
    return missing <= rules.number("network_back_share") * outage.connected


def counted(outage: Outage | None, seen: Network) -> Network:
    """What escalation goes by: the failure that is open as it began, unless a person let it go on; else what is seen
    now, in the moment before the failure is on record."""
    if outage is None or outage.ended_at is not None:
        return seen
    if outage.answer == "go_on":
        return Network(connected=0, dropped=0)
    return Network(connected=outage.connected, dropped=len(outage.teams))


def pause_until(outage: Outage | None, rules: RuleSet) -> datetime | None:
    """Until when nothing escalates after a failure has ended: who is back gets his alerts only now."""
    if outage is None or outage.ended_at is None or outage.answer == "go_on":
        return None
    return outage.ended_at + timedelta(seconds=rules.number("network_release_s"))


def asks(outage: Outage, rules: RuleSet, now: datetime) -> bool:
    """Whether a person is asked now: as long as it lasts and nobody answered; who waits is asked again later."""
    if outage.ended_at is not None or outage.answer == "go_on":
        return False
    if outage.answer == "wait" and outage.answered_at is not None:
        return now >= outage.answered_at + timedelta(seconds=rules.number("network_ask_again_s"))
    return True
