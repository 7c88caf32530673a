"""The drills' tables. Times are UTC; `version` counts the changes of a drill."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text

from fengsui.storage.types import UtcDateTime

metadata = MetaData()

drill = Table(
    "drills_drill",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("title", String(200), nullable=False),
    Column("title_en", String(200), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("scope", String(32), nullable=False),
    Column("scheduled_at", UtcDateTime, nullable=False),
    Column("controller", String(64), nullable=False),
    Column("teams", JSON, nullable=False),
    Column("units", JSON, nullable=False),
    Column("plan", String(64), nullable=False),
    Column("site", String(64), nullable=False),
    Column("lat", Float),
    Column("lon", Float),
    Column("scenario", Text, nullable=False),
    Column("figures", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("held_from", String(16)),
    Column("held_because", String(200), nullable=False),
    Column("hold_proposed", String(64), nullable=False),
    Column("due_told_at", UtcDateTime),
    Column("incident", String(64), nullable=False),
    Column("started_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("end_reason", String(200), nullable=False),
    Column("reported_at", UtcDateTime),
    Column("evaluated_at", UtcDateTime),
    Column("conclusion", String(16), nullable=False),
    Column("findings", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
Index("drills_drill_state", drill.c.state, drill.c.scheduled_at)

participant = Table(
    "drills_participant",
    metadata,
    Column("drill", String(64), ForeignKey("drills_drill.id"), primary_key=True),
    Column("team", String(64), primary_key=True),
    Column("notice", String(16), nullable=False),
    Column("told_at", UtcDateTime, nullable=False),
    Column("answer_by", UtcDateTime),
    Column("acknowledged_at", UtcDateTime),
    Column("acknowledged_by", String(128), nullable=False),
    Column("left_at", UtcDateTime),
    Column("real_incident", String(64), nullable=False),
    Column("real_order", String(64), nullable=False),
    Index("drills_participant_waiting", "acknowledged_at", "answer_by"),
    Index("drills_participant_team", "team", "real_order"),
    Index("drills_participant_order", "real_order"),
)

open_incident = Table(
    "drills_open_incident",
    metadata,
    Column("incident", String(64), primary_key=True),
    Column("urgency", String(1), nullable=False),
    Column("reported_at", UtcDateTime, nullable=False),
)

unit = Table(
    "drills_unit",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("division", String(9), nullable=False),
    Column("duties", JSON, nullable=False),
    Column("since", Date, nullable=False),
    Column("demo", Boolean, nullable=False),
)
