"""Judgement: what officers ticked, and hand-overs of command."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from fengsui.storage.types import UtcDateTime
from fengsui_incidents.tables.shared import metadata

__all__ = ["circumstances", "commands", "metadata"]

circumstances = Table(
    "incidents_circumstances",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("incident", String(64), ForeignKey("incidents_incidents.id"), nullable=False),
    Column("key", String(64), nullable=False),
    Column("holds", Boolean),
    Column("which", String(200), nullable=False),
    Column("source", String(200), nullable=False),
    Column("status", String(16), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(100), nullable=False),
    Index("incidents_circumstances_incident", "incident"),
)
"""Facts that are no numbers (serious pollution, danger to an important place), each with who said so; the last counts.
`holds` None: somebody said that it is not known."""

commands = Table(
    "incidents_commands",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("passing", String(32), nullable=False),
    Column("incident", String(64), ForeignKey("incidents_incidents.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("from_org", String(200), nullable=False),
    Column("from_name", String(200), nullable=False),
    Column("to_org", String(200), nullable=False),
    Column("to_post", String(200), nullable=False),
    Column("to_name", String(200), nullable=False),
    Column("to_phone", String(200), nullable=False),
    Column("duties", JSON, nullable=False),
    Column("forces", JSON, nullable=False),
    Column("picture_zh", Text, nullable=False),
    Column("picture_en", Text, nullable=False),
    Column("reason", String(200), nullable=False),
    Column("basis", String(200), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("said_by", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("entered_at", UtcDateTime, nullable=False),
    Column("actor", String(100), nullable=False),
    Index("incidents_commands_incident", "incident"),
)
"""指挥权移交: `kind` handed_over or taken_back, with the one-page picture as it was handed over and the forces (orders)
that came under the new commander. `at` is when command passed, `entered_at` when that was entered."""
