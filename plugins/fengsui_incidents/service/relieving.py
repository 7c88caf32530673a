"""A team at the scene is relieved: who could take its place, the order to one of them, and its own way home."""

from __future__ import annotations

from fengsui.errors import Conflict
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.payloads import Dispatch, Send
from fengsui_incidents.api.relieving import ReliefOffer
from fengsui_incidents.model.orders import can_be_reached_by
from fengsui_incidents.model.propose import relief_for
from fengsui_incidents.service.busy import busy_teams
from fengsui_incidents.service.changing import turn_back
from fengsui_incidents.service.dispatching import dispatch
from fengsui_incidents.service.loading import Order, load, order_by_id, read
from fengsui_incidents.service.ordering import no_order
from fengsui_incidents.service.proposing import plan_of, work_out
from fengsui_incidents.service.stored import restore
from fengsui_incidents.service.telling import centre_says

ONLY = N_("relief only")
"""Why a relief does not send what else is proposed: that waits for its own decision."""


class JoinedRelief:
    """Answers `Relieves`; bound to a reading, it only offers."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def offer(self, order: str) -> ReliefOffer:
        found = self._order(order)
        incident = read(self._unit, found.record.incident)
        plan = plan_of(incident)
        if found.record.need not in {need.id for need in plan.needs}:
            raise Conflict(N_("{order} has no need that another team could take."), code="no_need", order=order)
        proposal = work_out(self._unit, incident.picture, plan, incident).proposal
        busy = frozenset(busy_teams(self._unit, incident.exercise)) | {found.record.team}
        able, near = relief_for(proposal, found.record.need, busy)
        return ReliefOffer(
            order=order, incident=incident.id, team=found.record.team, name=found.name, need=found.record.need,
            task=restore(Words, found.row["task"]), authority=found.row["authority"], candidates=able, near=near,
            at=self._unit.now,
        )  # fmt: skip

    def send(self, order: str, team: str, *, authority: str, reason: str, consent: str = "") -> tuple[str, bool]:
        self._unit.actor.require("incidents.dispatch")
        found = self._order(order)
        only = centre_says(self._unit, ONLY)
        going = Send(team=team, need=found.record.need or "-", reason=reason, consent=consent)
        sent = dispatch(
            self._unit,
            Dispatch(
                incident=found.record.incident,
                authority=authority,
                teams=[going],
                left_out_reason=only,
            ),
        )
        made = sent["orders"][0]
        return str(made["order"]), bool(made["unreachable"])

    def release(self, order: str, reason: Words) -> bool:
        found = self._order(order)
        load(self._unit, found.record.incident)  # enters its drill, and refuses who may not see it
        if not can_be_reached_by(found.record, "stand_down"):
            return False
        turn_back(self._unit, found, reason)
        return True

    def _order(self, order: str) -> Order:
        found = order_by_id(self._unit, order)
        if found is None:
            raise no_order(order)
        return found
