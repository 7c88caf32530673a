"""The channels' first table."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fengsui.storage.types import UtcDateTime

revision = "channels_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channels_messages",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("to", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("exercise", sa.String(length=64), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("gateway", sa.String(length=64), nullable=False),
        sa.Column("ref", sa.String(length=100), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("tried_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("channels_messages_state", "channels_messages", ["state", "asked_at"])
    op.create_index("channels_messages_about", "channels_messages", ["about"])
