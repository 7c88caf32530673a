"""The rosters' tables. Rows are plain; what they mean is decided in `model`."""

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
    UniqueConstraint,
)

from fengsui.storage.types import UtcDateTime

metadata = MetaData()

team = Table(
    "rosters_team",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("division", String(12), nullable=False),
    Column("lat", Float, nullable=False),
    Column("lon", Float, nullable=False),
    Column("address", String(200), nullable=False),
    Column("host", String(200), nullable=False),
    Column("people", Integer, nullable=False),
    Column("minimum", Integer, nullable=False),
    Column("reach", String(32), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("capabilities", JSON, nullable=False),
    Column("readiness", String(32), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("until", UtcDateTime),
    Column("call_minutes", Integer, nullable=False),
    Column("insured_until", Date),
    Column("insurance_expired", Boolean, nullable=False),
    Column("consent", String(200), nullable=False),
    Column("own_site", String(64), nullable=False),
    Column("may_decline", Boolean, nullable=False),
    Column("leader", String(200), nullable=False),
    Column("demo", Boolean, nullable=False),
    Column("struck_off", Boolean, nullable=False),
    Column("registered_at", UtcDateTime, nullable=False),
    Column("stamp", Integer, nullable=False, server_default="0"),
    Index("rosters_team_by_until", "readiness", "until"),
    Index("rosters_team_by_stamp", "stamp"),
)
"""`stamp` grows with every change of any team (its certificates' too): what was read before is brought up to date by
the rows above the highest stamp that was read."""

member = Table(
    "rosters_member",
    metadata,
    Column("team", String(64), ForeignKey("rosters_team.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", String(200), nullable=False),
    Column("post", String(200), nullable=False),
    Column("phone", String(40), nullable=False),
)

certificate = Table(
    "rosters_certificate",
    metadata,
    Column("team", String(64), ForeignKey("rosters_team.id"), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("until", Date, nullable=False),
    Column("capabilities", JSON, nullable=False),
    Column("expired", Boolean, nullable=False),
    Index("rosters_certificate_by_until", "expired", "until"),
)

shift = Table(
    "rosters_shift",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("begins", UtcDateTime, nullable=False),
    Column("ends", UtcDateTime, nullable=False),
    Column("leader", String(200), nullable=False),
    Column("main", String(200), nullable=False),
    Column("second", String(200), nullable=False),
    Column("leader_phone", String(40), nullable=False),
    Column("main_phone", String(40), nullable=False),
    Column("second_phone", String(40), nullable=False),
    Column("demo", Boolean, nullable=False),
    Index("rosters_shift_by_ends", "ends"),
)

swap = Table(
    "rosters_swap",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("shift", String(64), ForeignKey("rosters_shift.id"), nullable=False),
    Column("post", String(16), nullable=False),
    Column("was", String(200), nullable=False),
    Column("now", String(200), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(200), nullable=False),
    Index("rosters_swap_by_shift", "shift"),
)

expert = Table(
    "rosters_expert",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("specialities", JSON, nullable=False),
    Column("phone", String(40), nullable=False),
    Column("unit", String(200), nullable=False),
    Column("title", String(200), nullable=False),
    Column("region", String(200), nullable=False),
    Column("appointed_by", String(200), nullable=False),
    Column("term_from", Date),
    Column("term_to", Date),
    Column("status", String(32), nullable=False),
    Column("conflicts", JSON, nullable=False),
    Column("demo", Boolean, nullable=False),
)

depot = Table(
    "rosters_depot",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("division", String(12), nullable=False),
    Column("lat", Float, nullable=False),
    Column("lon", Float, nullable=False),
    Column("address", String(200), nullable=False),
    Column("keeper", String(200), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("mode", String(32), nullable=False),
    Column("demo", Boolean, nullable=False),
)

stock = Table(
    "rosters_stock",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("depot", String(64), ForeignKey("rosters_depot.id"), nullable=False),
    Column("item", String(64), nullable=False),
    Column("batch", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("unit", String(40), nullable=False),
    Column("category", String(7), nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("minimum", Integer, nullable=False),
    Column("made", Date),
    Column("expires", Date),
    Column("inspected", Date),
    Column("scrapped", Boolean, nullable=False),
    Column("demo", Boolean, nullable=False),
    UniqueConstraint("depot", "item", "batch", name="rosters_stock_one_batch"),
)

movement = Table(
    "rosters_movement",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("stock", String(64), ForeignKey("rosters_stock.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(200), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("balance", Integer, nullable=False),
    Column("reference", String(200), nullable=False),
    Column("reason", String(200), nullable=False),
    Index("rosters_movement_by_stock", "stock", "at"),
)
