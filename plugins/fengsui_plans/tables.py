"""The plugin's tables. Rows are plain; what they mean is decided in `model`."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from fengsui.storage.types import UtcDateTime

metadata = MetaData()

site = Table(
    "plans_site",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("division", String(12), nullable=False, index=True),
    Column("lat", Float, nullable=False),
    Column("lon", Float, nullable=False),
    Column("risk", String(200), nullable=False),
    Column("substances", JSON, nullable=False),
    Column("people_500m", Integer, nullable=False),
    Column("hazard", JSON, nullable=False),
    Column("hazard_level", Integer),
    Column("duty_phone", String(40), nullable=False),
    Column("safety_phone", String(40), nullable=False),
    Column("address", String(200), nullable=False),
    Column("plan_number", String(64), nullable=False),
    Column("valves", Text, nullable=False),
    Column("rendezvous", String(200), nullable=False),
    Column("prohibitions", JSON, nullable=False),
    Column("demo", Boolean, nullable=False),
)
"""`substances` as filed (tonnes as text); `hazard` the computation with its inputs and edition."""

place = Table(
    "plans_place",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("lat", Float, nullable=False),
    Column("lon", Float, nullable=False),
    Column("people", Integer, nullable=False),
    Column("sensitive", Boolean, nullable=False),
    Column("demo", Boolean, nullable=False),
)

filing = Table(
    "plans_filing",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("enterprise", String(64), nullable=False, index=True),
    Column("division", String(12), nullable=False),
    Column("authority", String(12), nullable=False),
    Column("unit_name", String(200), nullable=False),
    Column("application", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("published_on", Date),
    Column("file_due", Date),
    Column("file_certain", Boolean, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("check_due", Date, nullable=False),
    Column("check_certain", Boolean, nullable=False),
    Column("alerted_at", UtcDateTime),
    Column("decided_at", UtcDateTime),
    Column("decided_on", Date),
    Column("decided_by", String(80), nullable=False),
    Column("reason", Text, nullable=False),
    Column("missing", JSON, nullable=False),
    Column("number", String(64), nullable=False),
    Column("evaluate_by", Date),
    Column("replaces", String(64), ForeignKey("plans_filing.id")),
    Column("replaced_by", String(64), nullable=False),
    Column("rules", JSON, nullable=False),
    Column("entered_later", Boolean, nullable=False),
    Column("demo", Boolean, nullable=False),
    Index("plans_filing_state", "state", "check_due"),
)
"""`missing` every line of 一次性告知; `rules` the rows that the clocks and the check used; `entered_later` 补录."""

filing_number = Table(
    "plans_filing_number",
    metadata,
    Column("number", String(64), primary_key=True),
    Column("division", String(12), nullable=False),
    Column("year", Integer, nullable=False),
    Column("serial", Integer),
    Column("filing", String(64), ForeignKey("plans_filing.id"), nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    UniqueConstraint("division", "year", "serial", name="plans_filing_number_serial"),
)
"""Every number ever issued; rows are never removed, so no number is used twice. An old layout has no serial."""
