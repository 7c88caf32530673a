"""Losses beside counts of people; what officers tick; special scales; ad-hoc plans; hand-overs of command."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fengsui.storage.types import UtcDateTime

revision = "incidents_0006"
down_revision = "incidents_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("incidents_incidents") as incidents:
        incidents.add_column(sa.Column("special", sa.JSON(), nullable=True))
        incidents.add_column(sa.Column("ad_hoc", sa.JSON(), nullable=True))
        incidents.add_column(sa.Column("commander", sa.JSON(), nullable=True))
        incidents.add_column(sa.Column("level_decided_on", sa.String(length=4), nullable=True))
        incidents.add_column(sa.Column("level_how", sa.String(length=16), nullable=True))
        incidents.add_column(sa.Column("grade_decided_on", sa.String(length=16), nullable=True))
    with op.batch_alter_table("incidents_figures") as figures:
        figures.alter_column("value", existing_type=sa.Integer(), type_=sa.BigInteger(), existing_nullable=True)
        figures.add_column(sa.Column("said_at", UtcDateTime(), nullable=True))
    _circumstances()
    _commands()


def _circumstances() -> None:
    op.create_table(
        "incidents_circumstances",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("incident", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=True),
        sa.Column("which", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents_incidents.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("incidents_circumstances_incident", "incidents_circumstances", ["incident"])


def _commands() -> None:
    texts = (
        "from_org", "from_name", "to_org", "to_post", "to_name", "to_phone", "reason", "basis", "said_by",
    )  # fmt: skip
    op.create_table(
        "incidents_commands",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("passing", sa.String(length=32), nullable=False),
        sa.Column("incident", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        *(sa.Column(name, sa.String(length=200), nullable=False) for name in texts),
        sa.Column("duties", sa.JSON(), nullable=False),
        sa.Column("forces", sa.JSON(), nullable=False),
        sa.Column("picture_zh", sa.Text(), nullable=False),
        sa.Column("picture_en", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents_incidents.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("incidents_commands_incident", "incidents_commands", ["incident"])
