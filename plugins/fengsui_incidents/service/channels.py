"""A team without a live connection is reached by its next channel: what goes out, what came of it, what was replied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fengsui.errors import FengsuiError, Unavailable
from fengsui.events import Recorded
from fengsui.hooks import Reading, Unit
from fengsui_channels.api import Channels, Draft, Try
from fengsui_incidents.api.events import AlertText, ChannelTried, Words
from fengsui_incidents.model import texts
from fengsui_incidents.model.channels import ladder_of, next_kind, of_demand, read_reply, told_otherwise, unanswered
from fengsui_incidents.model.orders.values import Demand
from fengsui_incidents.service.context import rules_of
from fengsui_incidents.service.facts import Said, take
from fengsui_incidents.service.loading import Incident, Order, order_by_id, read_all, read_orders
from fengsui_incidents.service.stored import restore
from fengsui_incidents.service.telling import same, tell, write
from fengsui_incidents.tables import incidents, orders

KINDS = {"sms": Words("短信", "SMS"), "voice": Words("语音", "voice call"), "im": Words("即时消息", "message")}
STATES = {
    "taken": Words("网关已收", "taken by the gateway"),
    "refused": Words("网关拒收", "refused by the gateway"),
    "failed": Words("未送出", "NOT SENT"),
}


def channels_of(reading: Reading) -> Channels | None:
    """The channels plugin's answer; None where it is not there: then people are rung by hand, as ever."""
    try:
        return reading.ask(Channels)
    except Unavailable:
        return None


def tries_of(reading: Reading, orders_: Sequence[Order]) -> Mapping[str, tuple[Try, ...]]:
    channels = channels_of(reading)
    return channels.tries([order.id for order in orders_]) if channels else {}


def due(reading: Reading) -> Sequence[str]:
    """Orders whose team is not connected, or silent for so long that it is told otherwise too, and whose next channel
    has its turn."""
    looked_at = orders.c.next_due_at.is_not(None) | orders.c.evacuating_at.is_not(None)
    waiting = orders.c.open & (orders.c.kind == "order") & looked_at
    found = read_orders(reading, waiting & (orders.c.unreachable | orders.c.by_channel))
    channels = channels_of(reading) if found else None
    if channels is None:
        return []
    tries = channels.tries([order.id for order in found])
    return [order.id for order in found if _turn(reading, channels, order, tries.get(order.id, ())) is not None]


def _turn(reading: Reading, channels: Channels, order: Order, tries: Sequence[Try]) -> tuple[Demand, str] | None:
    rules = rules_of(reading)
    asked = unanswered(order.record, rules)
    if asked is None or not order.row["phone"] or not rules.has("channel_next_after_s"):
        return None
    demand, since = asked
    own = told_otherwise(order.record, since)
    if not order.row["unreachable"] and not own:
        return None
    mine = of_demand(tries, demand, since)
    ladder, gap = ladder_of(rules, "channels_unreachable"), rules.number("channel_next_after_s")
    if own and order.record.policy.channels:
        ladder = order.record.policy.channels
    again = "evacuation_ring_again_s"
    repeated = rules.number(again) if demand == "evacuation" and rules.has(again) else None
    kind = next_kind(ladder, channels.kinds(), mine, reading.now, gap, again_s=repeated)
    return (demand, kind) if kind else None


def ring(unit: Unit, order_id: str) -> None:
    """Sends what the team has not answered by the channel whose turn it is, if it is any channel's."""
    order, channels = order_by_id(unit, order_id), channels_of(unit)
    if order is None or channels is None:
        return
    tries = channels.tries([order_id]).get(order_id, ())
    turn = _turn(unit, channels, order, tries)
    if turn is None:
        return
    unit.enter(order.record.exercise)
    demand, kind = turn
    (incident,) = read_all(unit, incidents.c.id == order.record.incident)
    says = _text(unit, incident, order, demand)
    text = says.zh if unit.centre()["language"] == "zh_CN" else says.en
    channels.send(
        Draft(
            about=order_id,
            purpose=demand,
            kind=kind,  # type: ignore[arg-type]  # of the rule's ladder, and carried by a gateway
            who=order.record.team,
            to=order.row["phone"],
            text=text,
            exercise=order.record.exercise,
        )
    )


def told(unit: Unit, recorded: Recorded) -> None:
    """A team was found without a connection: its first channel has its turn at once."""
    ring(unit, str((recorded.data or {}).get("order", "")))


def _text(unit: Unit, incident: Incident, order: Order, demand: Demand) -> Words:
    """As on a lock screen: real or drill first, the answer last."""
    exercise = order.record.exercise
    if demand == "evacuation":
        changed = incident.row["rendezvous"]
        meet = Words(changed["zh"], changed["en"]) if changed else incident.assessment.rendezvous
        return texts.evacuation_sms(incident.id, meet, exercise=exercise)
    if demand == "stand_down":
        why = order.row["stood_down_because"]
        return texts.stand_down_sms(order.id, restore(Words, why) if why else Words("", ""), exercise=exercise)
    alert = restore(AlertText, order.row["alert"])
    if demand == "change":
        what = Words(f"{alert.what.zh} {alert.where.zh} {alert.rendezvous.zh}", f"{alert.what.en} {alert.where.en}")
        return texts.change_sms(order.record.change, what, exercise=exercise)
    return texts.order_sms(order.id, alert, exercise=exercise)


def tried(unit: Unit, recorded: Recorded) -> None:
    """A gateway has answered: that is a fact of the order, with its line in the record."""
    data: Mapping[str, Any] = recorded.data or {}
    order = order_by_id(unit, str(data.get("about", "")))
    if order is None:
        return
    event = ChannelTried(
        order=order.id,
        incident=order.record.incident,
        team=order.record.team,
        channel=data["kind"],
        state=data["state"],
        gateway=data["gateway"],
        exercise=order.record.exercise,
    )
    how, came = KINDS[data["kind"]], STATES[data["state"]]
    why = f" ({data['why']})" if data["why"] else ""
    says = Words(f"{order.name.zh} {how.zh}: {came.zh}{why}", f"{order.name.en}, {how.en}: {came.en}{why}")
    tell(unit, order.record.incident, event, says, order.id)


def replied(unit: Unit, recorded: Recorded) -> None:
    """An answer by a channel counts like one by phone; what cannot be read stands in the record for a person."""
    data: Mapping[str, Any] = recorded.data or {}
    order = order_by_id(unit, str(data.get("about", "")))
    if order is None:
        return
    text, how = str(data["text"]), KINDS[data["kind"]]
    asked = unanswered(order.record, rules_of(unit))
    given = read_reply(
        text,
        asked[0],
        drill=order.record.exercise is not None,
        at=recorded.at,
        channel="message" if data["kind"] != "voice" else "phone",
        who=order.name.zh,
    ) if asked else None  # fmt: skip
    try:
        if given is not None:
            take(unit, order, Said(given))
            return
    except FengsuiError:
        pass  # it does not fit what the order is by now: then it is a line to read
    line = same(text)
    says = Words(f"{order.name.zh} {how.zh}回复: {line.zh}", f"{order.name.en} replied by {how.en}: {line.en}")
    unit.enter(order.record.exercise)
    write(unit, order.record.incident, recorded.topic, says, order.id)
