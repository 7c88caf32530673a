"""Calls, each from its first word."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text

from fengsui.storage.types import UtcDateTime
from fengsui_incidents.tables.shared import metadata

calls = Table(
    "incidents_calls",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("source", String(32), nullable=False),
    Column("number", String(200), nullable=False),
    Column("dedupe", String(240), unique=True),
    Column("phone", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("lat", Float),
    Column("lon", Float),
    Column("state", String(16), nullable=False),
    Column("incident", String(64), ForeignKey("incidents_incidents.id")),
    Column("note", String(200), nullable=False),
    Column("taken_by", String(100), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("secret", Boolean, nullable=False),
    Column("occurred_at", UtcDateTime),
    Column("ring", String(8), nullable=False),
    Column("ring_due_at", UtcDateTime),
    Column("line", String(32), nullable=False),
    Column("claimed_by", String(100), nullable=False),
    Column("claimed_name", String(100), nullable=False),
    Column("claimed_at", UtcDateTime),
    Column("repeats", Integer, nullable=False),
    Column("sensor", String(64), nullable=False),
    Column("worst", Float),
    Column("last_at", UtcDateTime),
    Column("told_at", UtcDateTime),
    Column("ticket", String(64), nullable=False),
    Column("was_in", Text, nullable=False),
    Index("incidents_calls_state", "state"),
    Index("incidents_calls_at", "at"),
    Index("incidents_calls_incident", "incident"),
    Index("incidents_calls_source", "source", "at"),
    Index("incidents_calls_sensor", "sensor", "state"),
    Index("incidents_calls_ring", "ring_due_at"),
)
"""`dedupe` is source and the sender's number in calls from before these were keys (`call_keys`), empty since.

`state`: open, incident, merged, closed, transferred, ticket. `secret`: who called stands in `incidents_reporters`.
`ring`: ringing, waiting, missed, or empty once somebody has it; `claimed_by` writes it down, last at `claimed_at`.
A sensor's readings are one call: `repeats` of them, the `worst`, the last at `last_at`, told of at `told_at`.
A web report has in `last_at` when its page added to it.
`was_in`: incidents that it had joined and was taken out of again."""
