"""The smaller views: a draft of an incident, a team's own orders, the record."""

from __future__ import annotations

from fengsui.hooks import Reading
from fengsui_incidents.api.board import Draft, LogLine, OrderView, Proposal
from fengsui_incidents.api.entries import RollCall
from fengsui_incidents.api.events import AlertText
from fengsui_incidents.api.payloads import DraftOf, LogOf, Nothing, OfIncident, OfOrder
from fengsui_incidents.model.assess import assess
from fengsui_incidents.model.figures import values
from fengsui_incidents.model.orders import answer_by
from fengsui_incidents.model.rollcall import roll_call
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.service.call_rows import waiting_call
from fengsui_incidents.service.calls import similar_calls
from fengsui_incidents.service.cards import log_of
from fengsui_incidents.service.context import rules_of, surroundings
from fengsui_incidents.service.facts import owner_of
from fengsui_incidents.service.intake import picture_of, understand
from fengsui_incidents.service.loading import Order, order_by_id, read, read_orders
from fengsui_incidents.service.ordering import no_order
from fengsui_incidents.service.proposing import work_out
from fengsui_incidents.service.site_cards import site_card
from fengsui_incidents.service.stored import restore
from fengsui_incidents.tables import orders

WHOLE = 100_000


def draft(reading: Reading, parameters: DraftOf) -> Draft:
    """What would be reported, assessed and proposed of the line as far as it is typed. Nothing is saved."""
    rules = rules_of(reading)
    call = waiting_call(reading, parameters.call) if parameters.call else None
    said = call["text"] if call else ""
    known = understand(reading, parameters, rules, said)
    source = call["source"] if call else reading.actor.name
    picture = picture_of(known, id="", now=reading.now, source=source, said=said, exercise=parameters.exercise)
    judged = assess(picture, surroundings(reading, picture, known.plan), rules, reading.now)
    nothing = Proposal(incident="", plan="", uncovered=(), needs=(), withdraw_first=())
    return Draft(
        title=known.title,
        place=known.place,
        division=known.division,
        lat=known.lat,
        lon=known.lon,
        substance=known.substance,
        kind=known.kind,
        figures=dict(values(picture.claims)),
        ongoing=known.ongoing,
        read_as=known.read.read_as,
        unknown=known.read.unknown,
        also=tuple((entry.id, entry.name) for entry in known.read.also),
        site=site_card(reading, known.site),
        similar=similar_calls(reading, picture, rules, parameters.call or ""),
        assessment=judged.assessment,
        proposal=work_out(reading, picture, judged.plan, None).proposal if judged.plan else nothing,
    )


def order_view(reading: Reading, parameters: OfOrder) -> OrderView:
    """One order, to the team that it went to or to an officer; to others it does not exist."""
    found = order_by_id(reading, parameters.order)
    if found is None or not reading.actor.can("incidents.order", owner=owner_of(found)):
        raise no_order(parameters.order)
    made = as_view(found, rules_of(reading))
    if made is None:
        raise no_order(parameters.order)
    return made


def my_orders(reading: Reading, _: Nothing) -> tuple[OrderView, ...]:
    """The open orders of the device's own team, oldest first: what it shows again after a crash, as still open."""
    teams = [label.partition(":")[2] for label in sorted(reading.actor.labels) if label.startswith("team:")]
    if not teams:
        return ()
    rules = rules_of(reading)
    found = read_orders(reading, orders.c.team.in_(teams) & orders.c.open & (orders.c.kind == "order"))
    return tuple(view for order in found if (view := as_view(order, rules)) is not None)


def as_view(order: Order, rules: RuleSet) -> OrderView | None:
    """None for what has no alert: a card, or a force that another authority sent."""
    row, record = order.row, order.record
    if row["alert"] is None:
        return None
    return OrderView(
        order=order.id,
        incident=record.incident,
        team=record.team,
        alert=restore(AlertText, row["alert"]),
        change=record.change,
        state=row["state"],
        facts=record.facts,
        answer_by=answer_by(record, rules),
        exercise=record.exercise,
        stood_down=record.stood_down_at is not None,
        evacuating=row["state"] == "evacuating",
    )


def log_view(reading: Reading, parameters: LogOf) -> tuple[LogLine, ...]:
    return log_of(reading, read(reading, parameters.incident).id, parameters.limit)


def timeline(reading: Reading, parameters: OfIncident) -> tuple[LogLine, ...]:
    """The whole record of an incident, also of a closed one: what an evaluation starts from."""
    return log_of(reading, read(reading, parameters.incident).id, WHOLE)


def roll_call_view(reading: Reading, parameters: OfIncident) -> RollCall:
    """点名: every force that was told to withdraw, who is out and with how many."""
    found = read(reading, parameters.incident)
    return roll_call(
        found.id,
        found.records,
        reading.now,
        names={order.record.team or order.id: order.row["name_zh"] for order in found.orders},
        phones={order.record.team or order.id: order.row["phone"] for order in found.orders},
        unreachable=[order.id for order in found.orders if order.row["unreachable"]],
    )
