"""Failures of the network and times without a console."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, String, Table

from fengsui.storage.types import UtcDateTime
from fengsui_incidents.tables.shared import metadata

outages = Table(
    "incidents_outages",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("began_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("connected", Integer, nullable=False),
    Column("teams", JSON, nullable=False),
    Column("held", JSON, nullable=False),
    Column("answer", String(8), nullable=False),
    Column("answered_at", UtcDateTime),
    Column("answered_by", String(100), nullable=False),
    Index("incidents_outages_kind", "kind", "began_at"),
)
"""Failures of the network and times without a console: see `fengsui_incidents.model.outages.Outage`."""
