"""The life of a ticket (12350, 12345): which step may follow, what each needs, and by when (rules.md 6.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from fengsui.errors import Fault
from fengsui.text import N_
from fengsui_incidents.api.words import TicketKind, TicketState

STEPS: Mapping[TicketState, tuple[TicketState, ...]] = {
    "received": ("triaged", "emergency", "transferred"),
    "triaged": ("verifying", "replied", "emergency", "transferred"),
    "verifying": ("verified", "emergency", "transferred"),
    "verified": ("rectifying", "replied", "transferred"),
    "rectifying": ("replied",),
    "replied": ("visited", "closed"),
    "visited": ("closed", "rectifying"),
    "transferred": ("verifying", "replied", "closed"),
    "closed": (),
    "emergency": (),
}
"""受理, 分拣, 核查, 整改, 答复, 回访, 办结. A question is answered at once; whoever is not content is seen again."""


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """What a step is judged by. `anonymous`: nobody is known whom one could answer or visit."""

    id: str
    state: TicketState
    kind: TicketKind
    result: str = ""
    anonymous: bool = False


@dataclass(frozen=True, kw_only=True)
class Step:
    to: TicketState
    owner: str = ""
    result: str = ""
    material: str = ""
    signed_by: str = ""
    text: str = ""
    channel: str = ""


def faults_of(ticket: Ticket, step: Step) -> tuple[Fault, ...]:
    """Everything that the step lacks, at once; that it cannot follow at all stands alone."""
    if step.to not in next_steps(ticket):
        can = ", ".join(next_steps(ticket)) or "-"
        return (
            Fault("to", N_("one of: {steps} (it is {state})"), "no_such_step", {"steps": can, "state": ticket.state}),
        )
    return tuple(Fault(path, expected, f"{path}_needed") for path, expected in _needs(ticket, step))


def _needs(ticket: Ticket, step: Step) -> list[tuple[str, str]]:
    needs: list[tuple[str, str, bool]] = []
    if step.to == "verifying":
        needs = [("owner", N_("who verifies"), bool(step.owner))]
    elif step.to == "verified":
        needs = [("result", N_("true, partly or false"), bool(step.result)),
                 ("material", N_("the written material (书面材料)"), bool(step.material))]  # fmt: skip
    elif step.to == "rectifying":
        needs = [("signed_by", N_("who is responsible for the rectification, by signature"), bool(step.signed_by))]
    elif step.to == "replied":
        reached = bool(step.channel) or ticket.anonymous
        needs = [("text", N_("what was answered"), bool(step.text)),
                 ("channel", N_("by what the reporter was answered"), reached)]  # fmt: skip
    elif step.to == "visited":
        needs = [("text", N_("what the reporter said"), bool(step.text))]
    elif step.to == "closed" and ticket.state == "replied":
        needs = [("text", N_("why the reporter was not visited"), bool(step.text) or ticket.anonymous)]
    return [(path, expected) for path, expected, there in needs if not there]


def next_steps(ticket: Ticket) -> tuple[TicketState, ...]:
    """What may come next: only what was found true is put right; a question needs no check; nobody can be visited who
    is not known."""
    steps = STEPS[ticket.state]
    if ticket.result == "false":
        steps = tuple(step for step in steps if step != "rectifying")
    if ticket.state == "triaged" and ticket.kind != "consult":
        steps = tuple(step for step in steps if step != "replied")
    return tuple(step for step in steps if not (step == "visited" and ticket.anonymous))


def working_days_of(table: Mapping[str, Mapping[str, int]], source: str, kind: TicketKind) -> int | None:
    """Working days for the reply (rule `ticket_working_days`), by source, then kind; None where the table is silent."""
    found: Any = table.get(source, {}).get(kind)
    return int(found) if found is not None else None


def deadline(
    received: datetime, days: int, zone: tzinfo, count: Callable[[date, int], tuple[date, bool]]
) -> tuple[datetime, bool]:
    """The end of the last working day in the centre's zone, and whether its calendar is certain (else 暂定)."""
    day, certain = count(received.astimezone(zone).date(), days)
    return datetime.combine(day + timedelta(days=1), time(), zone), certain


@dataclass(frozen=True)
class Reward:
    """What the rule proposes, between its least and its most."""

    yuan: int
    least: int
    most: int


def reward_of(fine_yuan: int, rule: Mapping[str, Any]) -> Reward:
    """A share of the fine, within bounds (rule `reward`; 3000 to 300 000 yuan, 15% of the fine)."""
    least, most = int(rule["least_yuan"]), int(rule["most_yuan"])
    return Reward(max(least, min(most, round(fine_yuan * float(rule["share_of_fine"])))), least, most)
