"""网络故障: terminals that are lost all at once are a failure of the network. It is one question, not thirty alerts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, update

from fengsui.errors import Conflict, Missing
from fengsui.events import team_label
from fengsui.hooks import Presence, Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.events import NetworkFailed, NetworkRestored, OutageAnswered
from fengsui_incidents.api.payloads import AnswerOutage
from fengsui_incidents.model.escalate import Network, network_failed
from fengsui_incidents.model.outages import Outage, counted, pause_until, restored
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.service.context import rules_of, span
from fengsui_incidents.tables import orders, outages

BEGIN, END = "begin", "end"
TEAM = team_label("")


def outage_of(row: Mapping[Any, Any]) -> Outage:
    values = {name: row[name] for name in Outage.__dataclass_fields__}
    return Outage(**values | {name: tuple(row[name]) for name in ("teams", "held")})


def last_outage(reading: Reading, kind: str) -> Outage | None:
    """The one that began last: it may be over."""
    query = select(outages).where(outages.c.kind == kind).order_by(outages.c.began_at.desc(), outages.c.id).limit(1)
    row = reading.connection.execute(query).mappings().first()
    return outage_of(row) if row is not None else None


def seen(reading: Reading, rules: RuleSet) -> tuple[Network, tuple[str, ...]]:
    """How many terminals were connected when the window began, and which of them are gone.

    In the first time after a start nothing is made of it: they come back with jitter, and may try more than once.
    """
    nothing: tuple[Network, tuple[str, ...]] = (Network(connected=0, dropped=0), ())
    window, calm = span(rules, "network_window_s"), span(rules, "reconnect_within_s") or timedelta()
    if window is None or reading.now < reading.started_at + calm:
        return nothing
    teams = reading.ask(Presence).since(reading.now - window, TEAM)
    gone = sorted(label.removeprefix(TEAM) for label, here in teams.items() if not here)
    return Network(connected=len(teams), dropped=len(gone)), tuple(gone)


def due(reading: Reading) -> Sequence[str]:
    """Whether a failure begins or ends now."""
    rules, last = rules_of(reading), last_outage(reading, "network")
    if last is not None and last.ended_at is None:
        return [END] if _restored(reading, last, rules) else []
    return [BEGIN] if network_failed(seen(reading, rules)[0], rules) else []


def _restored(reading: Reading, outage: Outage, rules: RuleSet) -> bool:
    if reading.now < reading.started_at + (span(rules, "reconnect_within_s") or timedelta()):
        return False
    presence = reading.ask(Presence)
    return restored(outage, {team for team in outage.teams if presence.online(team_label(team))}, rules)


def note(unit: Unit, what: str) -> None:
    """Records that it began or ended; asked again within the unit, so that each is recorded once."""
    if what not in due(unit):
        return
    unit.enter(None)
    rules = rules_of(unit)
    if what == BEGIN:
        network, gone = seen(unit, rules)
        outage = unit.new_id()
        unit.connection.execute(
            insert(outages).values(
                id=outage, kind="network", began_at=unit.now, connected=network.connected, teams=list(gone), held=[],
                answer="", answered_by="",
            )
        )  # fmt: skip
        unit.record(NetworkFailed(outage=outage, connected=network.connected, teams=gone, exercise=None))
        return
    last = last_outage(unit, "network")
    assert last is not None
    presence = unit.ask(Presence)
    missing = tuple(team for team in last.teams if not presence.online(team_label(team)))
    unit.connection.execute(update(outages).where(outages.c.id == last.id).values(ended_at=unit.now))
    unit.record(NetworkRestored(outage=last.id, missing=missing, exercise=None))


class Watched:
    """What escalation of one order must know of the network."""

    def __init__(self, unit: Unit, rules: RuleSet) -> None:
        self._unit = unit
        self._last = last_outage(unit, "network")
        self.network = counted(self._last, seen(unit, rules)[0])
        self.pause_until = pause_until(self._last, rules)

    def first_hold(self, order: str) -> bool:
        """Whether this order is held back for the first time in this failure; from now on it is not."""
        last = self._last
        if last is None or last.ended_at is not None or order in last.held:
            return False
        values = {"held": [*last.held, order]}
        self._unit.connection.execute(update(outages).where(outages.c.id == last.id).values(**values))
        return True


def answer_outage(unit: Unit, payload: AnswerOutage) -> dict[str, Any]:
    """A person decides: whom the failure held back waits on, or goes on at once; or has seen that nobody answered."""
    unit.enter(None)
    row = unit.connection.execute(select(outages).where(outages.c.id == payload.outage)).mappings().first()
    if row is None:
        raise Missing(N_("There is no outage {outage}."), code="no_outage", outage=payload.outage)
    outage = outage_of(row)
    if (outage.kind == "network") == (payload.answer == "seen"):
        raise Conflict(N_("This is no answer to that question."), code="other_question")
    if payload.answer != "seen" and outage.ended_at is not None:
        raise Conflict(N_("The network is restored already."), code="network_restored")
    if outage.answer != payload.answer or payload.answer == "wait":
        by = (unit.actor.name or unit.actor.id)[:100]
        values = {"answer": payload.answer, "answered_at": unit.now, "answered_by": by}
        unit.connection.execute(update(outages).where(outages.c.id == outage.id).values(**values))
        unit.record(OutageAnswered(outage=outage.id, answer=payload.answer, exercise=None))
    if payload.answer == "go_on" and outage.held:
        waiting = orders.c.id.in_(outage.held) & orders.c.next_due_at.is_not(None)
        unit.connection.execute(update(orders).where(waiting).values(next_due_at=unit.now))
    return {"outage": outage.id, "answer": payload.answer}
