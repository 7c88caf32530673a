"""The level above is told of what nobody here could settle: a notice with its receipt, and a ring by the channels."""

from __future__ import annotations

from sqlalchemy import select

from fengsui.hooks import Unit
from fengsui_incidents.api.events import Words
from fengsui_incidents.model.texts import trouble_sms
from fengsui_incidents.service.loading import Incident
from fengsui_incidents.service.ordering import New, send_card, write_order
from fengsui_incidents.service.ringing import phone_of, ring
from fengsui_incidents.tables import orders
from fengsui_plans.api import Escalation

CARD = "above"
NAME = Words("上级值班室", "the level above")


def tell_above(unit: Unit, incident: Incident, what: Words) -> None:
    """One notice for an incident while it is not taken: forty silent orders are one call, not forty.

    In a drill nobody outside is rung: the card alone stands for it.
    """
    mine = (orders.c.incident == incident.id) & (orders.c.card == CARD) & orders.c.open
    if unit.connection.execute(select(orders.c.id).where(mine)).first() is not None:
        return
    new = New(
        kind="notice",
        name=NAME,
        task=what,
        authority=incident.row["authority"],
        policy=incident.plan.escalation if incident.plan else Escalation(),
        card=CARD,
        phone=phone_of(unit, "above"),
    )
    made = write_order(unit, incident, new)
    title = incident.title
    says = Words(
        f"{incident.id} {title.zh} {incident.row['place']}: {what.zh}",
        f"{incident.id} {title.en}, {incident.row['place']}: {what.en}",
    )
    send_card(unit, incident, made, Words(f"报上一级: {what.zh}", f"The level above is told: {what.en}"), says)
    if incident.exercise is None:
        ring(unit, incident.id, "above", trouble_sms(says, unit.centre()["phone"]), purpose=f"above:{made.id}"[:64])
