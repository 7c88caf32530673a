"""A relief's own order, and when the team that takes over has arrived."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fengsui.storage.types import UtcDateTime

revision = "field_0002"
down_revision = "field_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("field_reliefs", sa.Column("by_order", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("field_reliefs", sa.Column("there_at", UtcDateTime(), nullable=True))
