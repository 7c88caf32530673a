"""Facts that are corrected, N of M within T, needs that wait for a team, the wind that a team was told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fengsui.storage.types import UtcDateTime

revision = "incidents_0007"
down_revision = "incidents_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _columns()
    op.create_table(
        "incidents_quotas",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("incident", sa.String(length=64), nullable=False),
        sa.Column("exercise", sa.String(length=64), nullable=True),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("deadline", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["incident"], ["incidents_incidents.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("incidents_quotas_due", "incidents_quotas", ["due_at"])
    op.create_index("incidents_quotas_incident", "incidents_quotas", ["incident"])
    op.create_table(
        "incidents_waits",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("incident", sa.String(length=64), nullable=False),
        sa.Column("exercise", sa.String(length=64), nullable=True),
        sa.Column("need", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("known", sa.JSON(), nullable=False),
        sa.Column("offered", sa.String(length=64), nullable=False),
        sa.Column("offered_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["incident"], ["incidents_incidents.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("incidents_waits_open", "incidents_waits", ["ended_at", "incident"])


def _columns() -> None:
    none = sa.false()
    for column in (
        sa.Column("post", sa.String(length=200), nullable=False, server_default=""),
        sa.Column("witness", sa.String(length=200), nullable=False, server_default=""),
        sa.Column("corrects", sa.String(length=32), nullable=True),
        sa.Column("void", sa.Boolean(), nullable=False, server_default=none),
        sa.Column("why", sa.String(length=200), nullable=False, server_default=""),
    ):
        op.add_column("incidents_facts", column)
    op.add_column("incidents_orders", sa.Column("by_channel", sa.Boolean(), nullable=False, server_default=none))
    op.add_column("incidents_orders", sa.Column("wind_from", sa.Integer(), nullable=True))
    op.add_column("incidents_incidents", sa.Column("leader_ring_at", UtcDateTime(), nullable=True))
    op.add_column("incidents_incidents", sa.Column("leader_rang_at", UtcDateTime(), nullable=True))
    op.create_index("incidents_incidents_leader_ring", "incidents_incidents", ["leader_ring_at"])


def downgrade() -> None:
    op.drop_index("incidents_incidents_leader_ring", table_name="incidents_incidents")
    op.drop_column("incidents_incidents", "leader_rang_at")
    op.drop_column("incidents_incidents", "leader_ring_at")
    op.drop_column("incidents_orders", "wind_from")
    op.drop_column("incidents_orders", "by_channel")
    for name in ("why", "void", "corrects", "witness", "post"):
        op.drop_column("incidents_facts", name)
    op.drop_table("incidents_waits")
    op.drop_table("incidents_quotas")
