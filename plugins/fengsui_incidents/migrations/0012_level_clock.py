"""The clock of the leader's decision on the response level; why a force was turned back; when one goes in again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fengsui.storage.types import UtcDateTime

revision = "incidents_0012"
down_revision = "incidents_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incidents_incidents", sa.Column("level_ring_at", UtcDateTime(), nullable=True))
    op.add_column("incidents_incidents", sa.Column("level_asked", sa.String(length=4), nullable=True))
    op.add_column("incidents_incidents", sa.Column("level_late", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("incidents_incidents_level_ring", "incidents_incidents", ["level_ring_at"])
    op.execute(
        "UPDATE incidents_incidents SET level_ring_at = level_due_at "
        "WHERE level_due_at > '1970-01-01' AND level_confirmed IS NULL"
    )
    op.add_column("incidents_orders", sa.Column("in_again_at", UtcDateTime(), nullable=True))
    op.add_column("incidents_orders", sa.Column("stood_down_because", sa.JSON(), nullable=True))
