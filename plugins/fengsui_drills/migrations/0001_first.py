"""The first tables of the drills."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fengsui.storage.types import UtcDateTime

revision = "drills_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _drill()
    _participant()
    _open_incident()
    _unit()


def _drill() -> None:
    op.create_table(
        "drills_drill",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("title_en", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("scope", sa.String(32), nullable=False),
        sa.Column("scheduled_at", UtcDateTime, nullable=False),
        sa.Column("controller", sa.String(64), nullable=False),
        sa.Column("teams", sa.JSON, nullable=False),
        sa.Column("units", sa.JSON, nullable=False),
        sa.Column("plan", sa.String(64), nullable=False),
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("lat", sa.Float),
        sa.Column("lon", sa.Float),
        sa.Column("scenario", sa.Text, nullable=False),
        sa.Column("figures", sa.JSON, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("held_from", sa.String(16)),
        sa.Column("held_because", sa.String(200), nullable=False),
        sa.Column("hold_proposed", sa.String(64), nullable=False),
        sa.Column("due_told_at", UtcDateTime),
        sa.Column("incident", sa.String(64), nullable=False),
        sa.Column("started_at", UtcDateTime),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("end_reason", sa.String(200), nullable=False),
        sa.Column("reported_at", UtcDateTime),
        sa.Column("evaluated_at", UtcDateTime),
        sa.Column("conclusion", sa.String(16), nullable=False),
        sa.Column("findings", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("drills_drill_state", "drills_drill", ["state", "scheduled_at"])


def _participant() -> None:
    op.create_table(
        "drills_participant",
        sa.Column("drill", sa.String(64), sa.ForeignKey("drills_drill.id"), primary_key=True),
        sa.Column("team", sa.String(64), primary_key=True),
        sa.Column("notice", sa.String(16), nullable=False),
        sa.Column("told_at", UtcDateTime, nullable=False),
        sa.Column("answer_by", UtcDateTime),
        sa.Column("acknowledged_at", UtcDateTime),
        sa.Column("acknowledged_by", sa.String(128), nullable=False),
        sa.Column("left_at", UtcDateTime),
        sa.Column("real_incident", sa.String(64), nullable=False),
        sa.Column("real_order", sa.String(64), nullable=False),
    )


def _open_incident() -> None:
    op.create_table(
        "drills_open_incident",
        sa.Column("incident", sa.String(64), primary_key=True),
        sa.Column("urgency", sa.String(1), nullable=False),
        sa.Column("reported_at", UtcDateTime, nullable=False),
    )


def _unit() -> None:
    op.create_table(
        "drills_unit",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("division", sa.String(9), nullable=False),
        sa.Column("duties", sa.JSON, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("demo", sa.Boolean, nullable=False),
    )
