"""No console answers with an order open: the duty leader is rung by the other channels, once for each such time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update

from fengsui.events import Recorded
from fengsui.hooks import Presence, Reading, Unit
from fengsui_channels.api import Draft, Try
from fengsui_incidents.api.events import CentreAlone, CentreBack, LeaderRung, Words
from fengsui_incidents.model.channels import ladder_of, next_kind
from fengsui_incidents.model.outages import Outage
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.model.texts import alone_sms
from fengsui_incidents.service.channels import channels_of
from fengsui_incidents.service.context import rules_of, span, zone_of
from fengsui_incidents.service.network import last_outage, outage_of
from fengsui_incidents.settings import IncidentsSettings
from fengsui_incidents.tables import RUNNING, incidents, orders, outages
from fengsui_rosters.api import Duty

CONSOLES = ("role:duty_officer", "role:duty_leader")
"""Whoever is connected with one of these labels sits at a console: a team's terminal has neither."""

BEGIN, RING, END = "begin", "ring", "end"


@dataclass(frozen=True)
class Turn:
    """Whom to ring now, and how. `round` counts from 0."""

    who: str
    phone: str
    kind: str
    round: int


def answered(reading: Reading) -> bool:
    presence = reading.ask(Presence)
    return any(presence.online(label) for label in CONSOLES)


def _alone_since(reading: Reading) -> datetime:
    presence = reading.ask(Presence)
    seen = [moment for label in CONSOLES if (moment := presence.last_seen(label)) is not None]
    return max([*seen, reading.started_at])


def _open_orders(reading: Reading) -> tuple[int, datetime | None]:
    """How many real orders wait for something, and decisions on the level whose time is over, and since when the first
    of them: a drill has its own controller."""
    real = orders.c.open & orders.c.exercise.is_(None) & orders.c.next_due_at.is_not(None)
    count, first = reading.connection.execute(select(func.count(), func.min(orders.c.ordered_at)).where(real)).one()
    owed = (incidents.c.level_due_at <= reading.now) & incidents.c.exercise.is_(None)
    query = select(func.count(), func.min(incidents.c.level_due_at)).where(owed)
    undecided, overdue = reading.connection.execute(query).one()
    return count + undecided, min((at for at in (first, overdue) if at is not None), default=None)


def _since(reading: Reading) -> datetime | None:
    """Since when there has been an order open and no console; None where nothing is open."""
    _, first = _open_orders(reading)
    return max(_alone_since(reading), first) if first is not None else None


def due(reading: Reading) -> Sequence[str]:
    """Whether such a time begins or ends now, or somebody is to be rung."""
    last = last_outage(reading, "console")
    running = last is not None and last.ended_at is None
    if answered(reading):
        return [END] if running else []
    rules = rules_of(reading)
    if running and last is not None:
        return [RING] if turn(reading, last, rules) is not None else []
    patience, since = span(rules, "console_lost_after_s"), _since(reading)
    return [BEGIN] if patience is not None and since is not None and reading.now >= since + patience else []


def note(unit: Unit, what: str) -> None:
    """Acts on it; asked again within the unit, so that each is done once."""
    if what not in due(unit):
        return
    unit.enter(None)
    if what == BEGIN:
        _begin(unit)
    last = last_outage(unit, "console")
    assert last is not None
    if what == END:
        unit.connection.execute(update(outages).where(outages.c.id == last.id).values(ended_at=unit.now))
        unit.record(CentreBack(outage=last.id, exercise=None))
    elif (found := turn(unit, last, rules_of(unit))) is not None:
        _ring(unit, last, found)


def _begin(unit: Unit) -> None:
    count, _ = _open_orders(unit)
    outage, since = unit.new_id(), _since(unit) or unit.now
    unit.connection.execute(
        insert(outages).values(
            id=outage, kind="console", began_at=since, connected=count, teams=[], held=[], answer="", answered_by=""
        )
    )
    unit.record(CentreAlone(outage=outage, since=since, orders=count, exercise=None))
    last = last_outage(unit, "console")
    if last is not None and turn(unit, last, rules_of(unit)) is None:
        unit.record(LeaderRung(outage=outage, who="leader", channel="none", state="failed", exercise=None))


def turn(reading: Reading, outage: Outage, rules: RuleSet) -> Turn | None:
    """The leader's rounds, each by the rule's channels in turn; then the level above, once."""
    channels, step = (
        channels_of(reading),
        rules.number("channel_next_after_s") if rules.has("channel_next_after_s") else 0,
    )
    if channels is None:
        return None
    again = span(rules, "leader_ring_again_s")
    rung_since = outage.began_at + (span(rules, "console_lost_after_s") or timedelta())
    number = int((reading.now - rung_since) / again) if again else 0
    who, phone = _whom(reading, number, rules.whole("leader_rounds") if rules.has("leader_rounds") else 1)
    if not phone:
        return None
    tries = [one for one in channels.tries([outage.id]).get(outage.id, ()) if one.purpose == f"round:{number}"]
    kind = next_kind(ladder_of(rules, "channels_leader"), channels.kinds(), tries, reading.now, step)
    return Turn(who, phone, kind, number) if kind else None


def _whom(reading: Reading, number: int, rounds: int) -> tuple[str, str]:
    settings = reading.settings(IncidentsSettings)
    if number < rounds:
        shift = reading.ask(Duty).at(reading.now)
        return "leader", (shift.leader_phone if shift else "") or settings.leader_phone
    return "above", settings.above_phone if number == rounds else ""


def _ring(unit: Unit, outage: Outage, found: Turn) -> None:
    channels = channels_of(unit)
    assert channels is not None
    centre = unit.centre()
    says = alone_sms(_urgent(unit), outage.connected, outage.began_at.astimezone(zone_of(unit)), centre["phone"])
    channels.send(
        Draft(
            about=outage.id,
            purpose=f"round:{found.round}",
            kind=found.kind,  # type: ignore[arg-type]  # of the rule's ladder, and carried by a gateway
            who=found.who,
            to=found.phone,
            text=says.zh if centre["language"] == "zh_CN" else says.en,
            exercise=None,
        )
    )


def _urgent(reading: Reading) -> Words:
    """The most urgent real incident that is open."""
    real = incidents.c.exercise.is_(None) & incidents.c.state.in_(RUNNING)
    query = select(incidents.c.id, incidents.c.title_zh, incidents.c.title_en).where(real)
    query = query.order_by(incidents.c.urgency, incidents.c.reported_at, incidents.c.id).limit(1)
    row = reading.connection.execute(query).first()
    return Words(f"{row.id} {row.title_zh}", f"{row.id} {row.title_en}") if row is not None else Words("", "")


def tried(unit: Unit, recorded: Recorded) -> None:
    """What the gateway said of the ring."""
    data: Mapping[str, Any] = recorded.data or {}
    row = unit.connection.execute(select(outages).where(outages.c.id == str(data.get("about", "")))).mappings().first()
    if row is None:
        return
    unit.record(
        LeaderRung(
            outage=row["id"],
            who=data["who"],
            channel=data["kind"],
            state=data["state"],
            gateway=data["gateway"],
            exercise=None,
        )
    )


def unseen(reading: Reading) -> Sequence[tuple[Outage, tuple[Try, ...]]]:
    """Times without a console that nobody has taken note of, with what was tried in them; oldest first."""
    query = (
        select(outages)
        .where(outages.c.kind == "console", outages.c.answer == "")
        .order_by(outages.c.began_at, outages.c.id)
    )
    found = [outage_of(row) for row in reading.connection.execute(query).mappings()]
    channels = channels_of(reading) if found else None
    tries = channels.tries([outage.id for outage in found]) if channels else {}
    return [(outage, tries.get(outage.id, ())) for outage in found]


def lasted(outage: Outage, now: datetime) -> timedelta:
    return (outage.ended_at or now) - outage.began_at
