"""Warnings, their tick-lists and receipts, and the CAP messages that were taken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fengsui.storage.types import UtcDateTime

revision = "warnings_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "warnings_counter",
        sa.Column("series", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series"),
    )
    op.create_table(
        "warnings_message",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("sender", sa.String(length=200), nullable=False),
        sa.Column("identifier", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("message_type", sa.String(length=16), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("becomes", sa.String(length=16), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("thing", sa.String(length=64), nullable=False),
        sa.Column("exercise", sa.String(length=64), nullable=True),
        sa.Column("xml", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("warnings_message_at", "warnings_message", ["at"])
    op.create_index("warnings_message_key", "warnings_message", ["identifier", "sender"], unique=True)
    op.create_index("warnings_message_thing", "warnings_message", ["thing"])
    op.create_table(
        "warnings_notice",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("origin", sa.String(length=8), nullable=False),
        sa.Column("exercise", sa.String(length=64), nullable=True),
        sa.Column("level", sa.String(length=8), nullable=True),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("restriction", sa.String(length=200), nullable=False),
        sa.Column("addresses", sa.JSON(), nullable=False),
        sa.Column("says", sa.JSON(), nullable=False),
        sa.Column("sender", sa.String(length=200), nullable=False),
        sa.Column("identifier", sa.String(length=200), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=True),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("issued_at", UtcDateTime(), nullable=True),
        sa.Column("drafted_by", sa.String(length=128), nullable=False),
        sa.Column("drafted_at", UtcDateTime(), nullable=True),
        sa.Column("approved_by", sa.String(length=128), nullable=False),
        sa.Column("supersedes", sa.String(length=64), nullable=False),
        sa.Column("superseded_by", sa.String(length=64), nullable=False),
        sa.Column("lifted_at", UtcDateTime(), nullable=True),
        sa.Column("lifted_by", sa.String(length=128), nullable=False),
        sa.Column("lift_reason", sa.String(length=200), nullable=False),
        sa.Column("ended_late", sa.Boolean(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("warnings_notice_entered", "warnings_notice", ["entered_at"])
    op.create_index("warnings_notice_identifier", "warnings_notice", ["identifier"])
    op.create_index("warnings_notice_late", "warnings_notice", ["ended_late"])
    op.create_index("warnings_notice_state", "warnings_notice", ["state", "ends_at"])
    op.create_table(
        "warnings_duty",
        sa.Column("warning", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("list", sa.String(length=8), nullable=False),
        sa.Column("says", sa.JSON(), nullable=False),
        sa.Column("basis", sa.String(length=100), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("done_by", sa.String(length=128), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["warning"], ["warnings_notice.id"]),
        sa.PrimaryKeyConstraint("warning", "key"),
    )
    op.create_index("warnings_duty_due", "warnings_duty", ["told_at", "done_at", "due_at"])
    op.create_table(
        "warnings_receipt",
        sa.Column("warning", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("who", sa.JSON(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=True),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("said_by", sa.String(length=200), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["warning"], ["warnings_notice.id"]),
        sa.PrimaryKeyConstraint("warning", "key"),
    )
    op.create_index("warnings_receipt_due", "warnings_receipt", ["told_at", "received_at", "due_at"])


def downgrade() -> None:
    op.drop_table("warnings_receipt")
    op.drop_table("warnings_duty")
    op.drop_table("warnings_notice")
    op.drop_table("warnings_message")
    op.drop_table("warnings_counter")
