"""The handover's tables. One watch is not ended: it owns what is open."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, MetaData, String, Table, Text

from fengsui.storage.types import UtcDateTime

metadata = MetaData()

watch = Table(
    "handover_watch",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("began_at", UtcDateTime, nullable=False),
    Column("taken_by", String(200), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("main", String(200), nullable=False),
    Column("second", String(200), nullable=False),
    Column("leader", String(200), nullable=False),
    Column("ends_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("overdue_told_at", UtcDateTime),
    Index("handover_watch_open", "ended_at", "ends_at"),
)

claim = Table(
    "handover_claim",
    metadata,
    Column("incident", String(64), primary_key=True),
    Column("watch", String(64), ForeignKey("handover_watch.id"), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Index("handover_claim_watch", "watch"),
)
"""Whose an open incident is. Who had it before is in the journal."""

sheet = Table(
    "handover_sheet",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("watch", String(64), ForeignKey("handover_watch.id"), nullable=False),
    Column("next_watch", String(64)),
    Column("state", String(16), nullable=False),
    Column("sheet", JSON, nullable=False),
    Column("note", Text, nullable=False),
    Column("out_by", String(200), nullable=False),
    Column("out_actor", String(200), nullable=False),
    Column("out_at", UtcDateTime, nullable=False),
    Column("signed_for", String(200), nullable=False),
    Column("in_by", String(200), nullable=False),
    Column("in_at", UtcDateTime),
    Column("ended_because", String(200), nullable=False),
    Index("handover_sheet_state", "state", "out_at"),
)

promise = Table(
    "handover_promise",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("incident", String(64), nullable=False),
    Column("exercise", String(64)),
    Column("text", Text, nullable=False),
    Column("to", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(200), nullable=False),
    Column("due", UtcDateTime),
    Column("kept_at", UtcDateTime),
    Column("result", String(200), nullable=False),
    Index("handover_promise_open", "kept_at", "due"),
)

late_entry = Table(
    "handover_late_entry",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("incident", String(64), nullable=False),
    Column("exercise", String(64)),
    Column("happened_at", UtcDateTime, nullable=False),
    Column("entered_at", UtcDateTime, nullable=False),
    Column("by", String(200), nullable=False),
    Column("witness", String(200), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Index("handover_late_entry_incident", "incident", "happened_at"),
)
"""补录: both times, who entered it and who vouches for it."""
