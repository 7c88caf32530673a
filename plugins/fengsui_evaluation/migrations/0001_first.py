"""The first tables of the evaluation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fengsui.storage.types import UtcDateTime

revision = "evaluation_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evaluation_entry",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("incident", sa.String(64), nullable=False),
        sa.Column("topic", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("happened_at", UtcDateTime, nullable=False),
        sa.Column("order", sa.String(64), nullable=False),
        sa.Column("team", sa.String(64), nullable=False),
        sa.Column("what", sa.String(64), nullable=False),
        sa.Column("result", sa.String(64), nullable=False),
        sa.Column("to", sa.String(64), nullable=False),
        sa.Column("due_at", UtcDateTime),
        sa.Column("exercise", sa.String(64)),
    )
    op.create_table(
        "evaluation_finding",
        sa.Column("id", sa.String(120), primary_key=True),
        sa.Column("incident", sa.String(64), nullable=False),
        sa.Column("exercise", sa.String(64)),
        sa.Column("zh", sa.Text, nullable=False),
        sa.Column("en", sa.Text, nullable=False),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("due", sa.Date),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("done_by", sa.String(200), nullable=False),
        sa.Column("entered_at", UtcDateTime, nullable=False),
        sa.Column("overdue_told_at", UtcDateTime),
    )
    op.create_table(
        "evaluation_section",
        sa.Column("incident", sa.String(64), primary_key=True),
        sa.Column("section", sa.String(32), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "evaluation_destruction",
        sa.Column("incident", sa.String(64), primary_key=True),
        sa.Column("exercise", sa.String(64)),
        sa.Column("closed_at", UtcDateTime, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("held", sa.String(200), nullable=False),
        sa.Column("held_by", sa.String(200), nullable=False),
        sa.Column("ordered_at", UtcDateTime),
        sa.Column("destroyed_at", UtcDateTime),
        sa.Column("failed", sa.String(400), nullable=False),
    )
    op.create_index("evaluation_entry_incident", "evaluation_entry", ["incident", "seq"])
    op.create_index("evaluation_entry_topic", "evaluation_entry", ["topic", "happened_at"])
    op.create_index("evaluation_finding_incident", "evaluation_finding", ["incident"])
    op.create_index("evaluation_finding_due", "evaluation_finding", ["state", "due"])
    op.create_index("evaluation_destruction_due", "evaluation_destruction", ["destroyed_at", "due"])
