"""What is said: alert, short message, call card and notice, and the numbers of calls, incidents and orders."""

from fengsui_incidents.model.texts.alert import Issuer, alert_text
from fengsui_incidents.model.texts.cards import cards, leader_says
from fengsui_incidents.model.texts.numbers import (
    call_number,
    incident_number,
    order_number,
    order_prefix,
    ticket_number,
    transfer_number,
    umbrella_number,
)
from fengsui_incidents.model.texts.sms import (
    alone_sms,
    change_sms,
    evacuation_sms,
    order_sms,
    stand_down_sms,
    trouble_sms,
)

__all__ = [
    "Issuer",
    "alert_text",
    "alone_sms",
    "call_number",
    "cards",
    "change_sms",
    "evacuation_sms",
    "incident_number",
    "leader_says",
    "order_number",
    "order_prefix",
    "order_sms",
    "stand_down_sms",
    "ticket_number",
    "transfer_number",
    "trouble_sms",
    "umbrella_number",
]
