"""换防 in the dispatch path: who could take a team's place at the scene, the order to one of them, and the way home.

A plugin that watches how long teams are on the scene asks for `Relieves` in its own unit or view. The order goes out as
any other does: checked, quoted, told to the leader, chased until it is answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from fengsui_incidents.api.proposal import Candidate
from fengsui_incidents.api.said import Words


@dataclass(frozen=True, kw_only=True)
class ReliefOffer:
    """Who could relieve the team that has `order`, for the same task, the best first (from what is known at `at`).

    `authority` is what the order that is relieved quoted. `near` are those who nearly could, each with its reason.
    """

    order: str
    incident: str
    team: str
    name: Words
    need: str
    task: Words
    authority: str
    candidates: tuple[Candidate, ...]
    near: tuple[Candidate, ...] = ()
    at: datetime | None = None


class Relieves(Protocol):
    """Provided by the incidents plugin, in the asker's transaction."""

    def offer(self, order: str) -> ReliefOffer:
        """Raises Missing, or Conflict (`no_plan`, `no_need`) where the order has no task that another could take."""
        ...

    def send(self, order: str, team: str, *, authority: str, reason: str, consent: str = "") -> tuple[str, bool]:
        """Orders `team` for the task of `order`; its order, and whether it must be rung, for it is not connected.

        Asks for the right to dispatch. Raises what a dispatch raises."""
        ...

    def release(self, order: str, reason: Words) -> bool:
        """Orders a relieved team home (归队); False where it is on its way already."""
        ...
