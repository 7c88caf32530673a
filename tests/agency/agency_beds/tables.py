"""The plugin's table."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, MetaData, String, Table

from fengsui.storage.types import UtcDateTime

metadata = MetaData()

hospital = Table(
    "beds_hospital",
    metadata,
    Column("hospital", String(64), primary_key=True),
    Column("free", Integer, nullable=False),
    Column("reported_at", UtcDateTime, nullable=False),
    Column("stale", Boolean, nullable=False),
    Column("asked_by", String(64), nullable=False),
)
