"""What is to be done, and what proves that it was."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, String, Table, Text

from fengsui.storage.types import UtcDateTime
from fengsui_incidents.tables.shared import metadata

tasks = Table(
    "incidents_tasks",
    metadata,
    Column("incident", String(64), ForeignKey("incidents_incidents.id"), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("exercise", String(64)),
    Column("title", JSON, nullable=False),
    Column("owner", String(80), nullable=False),
    Column("post", JSON, nullable=False),
    Column("due", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Column("result", String(16), nullable=False),
    Column("note", String(200), nullable=False),
    Column("done_by", String(100), nullable=False),
    Column("after", JSON, nullable=False),
    Column("by_hand", Boolean, nullable=False),
)

evidence = Table(
    "incidents_evidence",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("incident", String(64), ForeignKey("incidents_incidents.id"), nullable=False),
    Column("task", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("text", Text, nullable=False),
    Column("reference", String(200), nullable=False),
    Column("by", String(100), nullable=False),
    Index("incidents_evidence_incident", "incident"),
)
"""What proves that a task was done, and who brought it."""
