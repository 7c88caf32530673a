"""The evaluation's tables: the record as it computes with it, findings, what people wrote, and destruction dates."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, LargeBinary, MetaData, String, Table, Text

from fengsui.storage.types import UtcDateTime

metadata = MetaData()

entry = Table(
    "evaluation_entry",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("incident", String(64), nullable=False),
    Column("topic", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("happened_at", UtcDateTime, nullable=False),
    Column("order", String(64), nullable=False),
    Column("team", String(64), nullable=False),
    Column("what", String(64), nullable=False),
    Column("result", String(64), nullable=False),
    Column("to", String(64), nullable=False),
    Column("due_at", UtcDateTime),
    Column("exercise", String(64)),
    Index("evaluation_entry_incident", "incident", "seq"),
    Index("evaluation_entry_topic", "topic", "happened_at"),
)
"""Times and ids of the journal's events, nothing of persons: it outlives the destruction of their data."""

recounted = Table(
    "evaluation_recounted",
    metadata,
    Column("incident", String(64), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)
"""One row: up to which number incidents from before this plugin were looked for in the journal."""

finding = Table(
    "evaluation_finding",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("incident", String(64), nullable=False),
    Column("exercise", String(64)),
    Column("zh", Text, nullable=False),
    Column("en", Text, nullable=False),
    Column("basis", String(200), nullable=False),
    Column("state", String(16), nullable=False),
    Column("owner", String(200), nullable=False),
    Column("due", Date),
    Column("evidence", Text, nullable=False),
    Column("reason", String(200), nullable=False),
    Column("done_by", String(200), nullable=False),
    Column("entered_at", UtcDateTime, nullable=False),
    Column("overdue_told_at", UtcDateTime),
    Index("evaluation_finding_incident", "incident"),
    Index("evaluation_finding_due", "state", "due"),
)

section = Table(
    "evaluation_section",
    metadata,
    Column("incident", String(64), primary_key=True),
    Column("section", String(32), primary_key=True),
    Column("text", Text, nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

report = Table(
    "evaluation_report",
    metadata,
    Column("incident", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("exercise", String(64)),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("document", LargeBinary),
)
"""Copies of the report as it was at a minute; `document` None where its words were destroyed by law."""

destruction = Table(
    "evaluation_destruction",
    metadata,
    Column("incident", String(64), primary_key=True),
    Column("exercise", String(64)),
    Column("closed_at", UtcDateTime, nullable=False),
    Column("due", Date, nullable=False),
    Column("held", String(200), nullable=False),
    Column("held_by", String(200), nullable=False),
    Column("ordered_at", UtcDateTime),
    Column("destroyed_at", UtcDateTime),
    Column("failed", String(400), nullable=False),
    Index("evaluation_destruction_due", "destroyed_at", "due"),
)
