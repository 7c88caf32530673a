"""Orders, requests and notices; the facts of each; how many of a dispatch were to accept."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, false

from fengsui.storage.types import UtcDateTime
from fengsui_incidents.tables.shared import metadata

orders = Table(
    "incidents_orders",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("incident", String(64), ForeignKey("incidents_incidents.id"), nullable=False),
    Column("exercise", String(64)),
    Column("kind", String(16), nullable=False),
    Column("team", String(64), nullable=False),
    Column("name_zh", String(200), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("phone", String(64), nullable=False),
    Column("division", String(9), nullable=False),
    Column("card", String(64), nullable=False),
    Column("need", String(64), nullable=False),
    Column("task", JSON, nullable=False),
    Column("alert", JSON),
    Column("authority", String(200), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("consent", String(200), nullable=False),
    Column("policy", JSON, nullable=False),
    Column("may_decline", Boolean, nullable=False),
    Column("minutes", Integer),
    Column("ordered_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("open", Boolean, nullable=False),
    Column("next_due_at", UtcDateTime),
    Column("steps", JSON, nullable=False),
    Column("unreachable", Boolean, nullable=False),
    Column("already_moving", Boolean, nullable=False),
    Column("change", Integer, nullable=False),
    Column("changed_at", UtcDateTime),
    Column("stood_down_at", UtcDateTime),
    Column("stood_down_because", JSON),
    Column("evacuating_at", UtcDateTime),
    Column("in_again_at", UtcDateTime),
    Column("replaced_by", String(64), nullable=False),
    Column("by_channel", Boolean, nullable=False, default=False, server_default=false()),
    Column("wind_from", Integer),
    Index("incidents_orders_due", "next_due_at"),
    Index("incidents_orders_incident", "incident"),
    Index("incidents_orders_team", "team", "open"),
    Index("incidents_orders_open", "open", "kind"),
)
"""One order, request or notice. `open` while the team is out or owes an answer; `policy` is the plan's escalation as
it was when the order went out, `steps` what of it was taken; `card` the plan's notice where it is no team's;
`stood_down_because` why it was turned back, in both languages, `in_again_at` when it was ordered in again after it had
withdrawn; `by_channel` once its silence was told by other channels too; `wind_from` the wind of its text in degrees."""

facts = Table(
    "incidents_facts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("order", String(64), ForeignKey("incidents_orders.id"), nullable=False),
    Column("fact", String(16), nullable=False),
    Column("change", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("entered_at", UtcDateTime, nullable=False),
    Column("people", Integer),
    Column("minutes", Integer),
    Column("reason", String(32), nullable=False),
    Column("note", String(200), nullable=False),
    Column("answered_for", Boolean, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("said_by", String(200), nullable=False),
    Column("actor", String(100), nullable=False),
    Column("post", String(200), nullable=False, default="", server_default=""),
    Column("witness", String(200), nullable=False, default="", server_default=""),
    Column("corrects", String(32)),
    Column("void", Boolean, nullable=False, default=False, server_default=false()),
    Column("why", String(200), nullable=False, default="", server_default=""),
    Index("incidents_facts_order", "order"),
)
"""`at` is when it was said, `entered_at` when it was entered: both are kept for what came by phone.

Written once. A row that `corrects` another stands in its place, with the reason (`why`); `void`: it never happened.
"""

quotas = Table(
    "incidents_quotas",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("incident", String(64), ForeignKey("incidents_incidents.id"), nullable=False),
    Column("exercise", String(64)),
    Column("rule", JSON, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime),
    Column("deadline", UtcDateTime, nullable=False),
    Column("state", String(8), nullable=False),
    Column("asked", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("settled_at", UtcDateTime),
    Index("incidents_quotas_due", "due_at"),
    Index("incidents_quotas_incident", "incident"),
)
"""N of M within T, one row for each dispatch that a rule of the policy watches; `due_at` when to look (None: settled),
`state` open, met, missed, late (it ran out unwatched: a person decides) or void (nobody is asked any more)."""
