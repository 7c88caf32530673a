"""The first tables of the handover."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fengsui.storage.types import UtcDateTime

revision = "handover_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handover_watch",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("began_at", UtcDateTime, nullable=False),
        sa.Column("taken_by", sa.String(200), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("main", sa.String(200), nullable=False),
        sa.Column("second", sa.String(200), nullable=False),
        sa.Column("leader", sa.String(200), nullable=False),
        sa.Column("ends_at", UtcDateTime),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("overdue_told_at", UtcDateTime),
    )
    op.create_table(
        "handover_claim",
        sa.Column("incident", sa.String(64), primary_key=True),
        sa.Column("watch", sa.String(64), sa.ForeignKey("handover_watch.id"), nullable=False),
        sa.Column("since", UtcDateTime, nullable=False),
    )
    op.create_table(
        "handover_sheet",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("watch", sa.String(64), sa.ForeignKey("handover_watch.id"), nullable=False),
        sa.Column("next_watch", sa.String(64)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("sheet", sa.JSON, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("out_by", sa.String(200), nullable=False),
        sa.Column("out_actor", sa.String(200), nullable=False),
        sa.Column("out_at", UtcDateTime, nullable=False),
        sa.Column("signed_for", sa.String(200), nullable=False),
        sa.Column("in_by", sa.String(200), nullable=False),
        sa.Column("in_at", UtcDateTime),
        sa.Column("ended_because", sa.String(200), nullable=False),
    )
    op.create_table(
        "handover_promise",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("incident", sa.String(64), nullable=False),
        sa.Column("exercise", sa.String(64)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("to", sa.String(200), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("due", UtcDateTime),
        sa.Column("kept_at", UtcDateTime),
        sa.Column("result", sa.String(200), nullable=False),
    )
    op.create_table(
        "handover_late_entry",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("incident", sa.String(64), nullable=False),
        sa.Column("exercise", sa.String(64)),
        sa.Column("happened_at", UtcDateTime, nullable=False),
        sa.Column("entered_at", UtcDateTime, nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("witness", sa.String(200), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("handover_watch_open", "handover_watch", ["ended_at", "ends_at"])
    op.create_index("handover_claim_watch", "handover_claim", ["watch"])
    op.create_index("handover_sheet_state", "handover_sheet", ["state", "out_at"])
    op.create_index("handover_promise_open", "handover_promise", ["kept_at", "due"])
    op.create_index("handover_late_entry_incident", "handover_late_entry", ["incident", "happened_at"])
