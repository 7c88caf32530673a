"""One report of a whole umbrella event, and who took it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fengsui.storage.types import UtcDateTime

revision = "reports_0002"
down_revision = "reports_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reports_umbrella",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("umbrella", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(400), nullable=False),
        sa.Column("incidents", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", UtcDateTime, nullable=False),
        sa.Column("sent_by", sa.String(100), nullable=False),
        sa.UniqueConstraint("umbrella", "number"),
    )
    op.create_table(
        "reports_umbrella_receipt",
        sa.Column("report", sa.String(64), sa.ForeignKey("reports_umbrella.id"), primary_key=True),
        sa.Column("to", sa.String(32), primary_key=True),
        sa.Column("sent_at", UtcDateTime, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("post", sa.String(100), nullable=False),
        sa.Column("at", UtcDateTime),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("entered_by", sa.String(100), nullable=False),
        sa.Column("entered_at", UtcDateTime),
        sa.Column("entered_late", sa.Boolean(), nullable=False),
        sa.Column("witness", sa.String(100), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("reports_umbrella_receipt")
    op.drop_table("reports_umbrella")
