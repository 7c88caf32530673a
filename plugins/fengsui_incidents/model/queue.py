"""The one queue of everything that needs a person, soonest first (待我处理)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from fengsui_incidents.api.board import CallRow, Proposal, QueueItem, Task
from fengsui_incidents.api.words import ResponseLevel
from fengsui_incidents.model.orders import OrderRecord
from fengsui_incidents.model.picture import Picture
from fengsui_incidents.model.rules import RuleSet


@dataclass(frozen=True, kw_only=True)
class Running:
    """One open incident with everything that may need a person.

    `level_due` when the leader should have confirmed (None: nobody was asked yet). `names` and `phones` by team;
    `unreachable` orders whose team has no live connection. `acknowledged` the queue ids a person has taken note of.
    """

    picture: Picture
    orders: Sequence[OrderRecord] = ()
    tasks: Sequence[Task] = ()
    proposal: Proposal | None = None
    level_proposed: ResponseLevel | None = None
    level_confirmed: ResponseLevel | None = None
    level_due: datetime | None = None
    response_ended: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    phones: Mapping[str, str] = field(default_factory=dict)
    unreachable: frozenset[str] = frozenset()
    acknowledged: frozenset[str] = frozenset()


def needs_a_person(
    calls: Sequence[CallRow], running: Sequence[Running], rules: RuleSet, now: datetime
) -> tuple[QueueItem, ...]:
    """Mayday and what expired first, then by deadline; what has no deadline comes last. Ids are stable."""
    raise NotImplementedError
