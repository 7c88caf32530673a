"""Tasks that wait for others, tasks added by hand, and what proves that one was done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fengsui.storage.types import UtcDateTime

revision = "incidents_0008"
down_revision = "incidents_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incidents_tasks", sa.Column("after", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("incidents_tasks", sa.Column("by_hand", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "incidents_evidence",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("incident", sa.String(length=64), nullable=False),
        sa.Column("task", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents_incidents.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("incidents_evidence_incident", "incidents_evidence", ["incident"])
