"""Calls rung, claimed, repeated, secret; transfers, tickets, reporters, false reports, umbrella events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fengsui.storage.types import UtcDateTime

revision = "incidents_0009"
down_revision = "incidents_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incidents_umbrellas",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("exercise", sa.String(length=64), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("opened_by", sa.String(length=100), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("incidents_umbrellas_state", "incidents_umbrellas", ["state"])
    op.create_table(
        "incidents_members",
        sa.Column("incident", sa.String(length=64), nullable=False),
        sa.Column("umbrella", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident"],
            ["incidents_incidents.id"],
        ),
        sa.ForeignKeyConstraint(
            ["umbrella"],
            ["incidents_umbrellas.id"],
        ),
        sa.PrimaryKeyConstraint("incident"),
    )
    op.create_index("incidents_members_umbrella", "incidents_members", ["umbrella"])
    op.create_table(
        "incidents_umbrella_log",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("umbrella", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["umbrella"],
            ["incidents_umbrellas.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("incidents_umbrella_log_umbrella", "incidents_umbrella_log", ["umbrella", "id"])
    op.create_table(
        "incidents_call_keys",
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["call"],
            ["incidents_calls.id"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("incidents_call_keys_call", "incidents_call_keys", ["call"])
    op.create_table(
        "incidents_findings",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("call", sa.String(length=64), nullable=True),
        sa.Column("incident", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("where", sa.String(length=16), nullable=False),
        sa.Column("found_by", sa.String(length=200), nullable=False),
        sa.Column("found_at", UtcDateTime(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("good_faith", sa.Boolean(), nullable=True),
        sa.Column("entered_by", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["call"],
            ["incidents_calls.id"],
        ),
        sa.ForeignKeyConstraint(
            ["incident"],
            ["incidents_incidents.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("incidents_findings_call", "incidents_findings", ["call"])
    op.create_index("incidents_findings_incident", "incidents_findings", ["incident"])
    op.create_index("incidents_findings_state", "incidents_findings", ["state"])
    op.create_table(
        "incidents_learned",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("incident", sa.String(length=64), nullable=False),
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call"],
            ["incidents_calls.id"],
        ),
        sa.ForeignKeyConstraint(
            ["incident"],
            ["incidents_incidents.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("incidents_learned_call", "incidents_learned", ["call"])
    op.create_index("incidents_learned_incident", "incidents_learned", ["incident"])
    op.create_table(
        "incidents_reporters",
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("whistleblower", sa.Boolean(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call"],
            ["incidents_calls.id"],
        ),
        sa.PrimaryKeyConstraint("call"),
    )
    op.create_table(
        "incidents_tickets",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("exposed", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("moved_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("due_certain", sa.Boolean(), nullable=False),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("evidence", sa.String(length=200), nullable=False),
        sa.Column("deaths", sa.Boolean(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("result", sa.String(length=16), nullable=False),
        sa.Column("material", sa.String(length=200), nullable=False),
        sa.Column("signed_by", sa.String(length=200), nullable=False),
        sa.Column("reply", sa.String(length=200), nullable=False),
        sa.Column("reply_by", sa.String(length=16), nullable=False),
        sa.Column("visit", sa.String(length=200), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("reward_yuan", sa.Integer(), nullable=True),
        sa.Column("reward_basis", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["call"],
            ["incidents_calls.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("incidents_tickets_due", "incidents_tickets", ["overdue", "due_at"])
    op.create_index("incidents_tickets_state", "incidents_tickets", ["state", "due_at"])
    op.create_index("incidents_tickets_unit", "incidents_tickets", ["unit"])
    op.create_table(
        "incidents_transfers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.Column("ticket", sa.String(length=64), nullable=False),
        sa.Column("receiver", sa.String(length=64), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("sent_by", sa.String(length=100), nullable=False),
        sa.Column("receipt_by", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("said_by", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["call"],
            ["incidents_calls.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("incidents_transfers_call", "incidents_transfers", ["call"])
    op.create_index("incidents_transfers_due", "incidents_transfers", ["due_at"])
    op.create_index("incidents_transfers_state", "incidents_transfers", ["state"])
    op.add_column("incidents_calls", sa.Column("outcome", sa.String(length=16), nullable=False, server_default=""))
    op.add_column("incidents_calls", sa.Column("secret", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("incidents_calls", sa.Column("occurred_at", UtcDateTime(), nullable=True))
    op.add_column("incidents_calls", sa.Column("ring", sa.String(length=8), nullable=False, server_default=""))
    op.add_column("incidents_calls", sa.Column("ring_due_at", UtcDateTime(), nullable=True))
    op.add_column("incidents_calls", sa.Column("line", sa.String(length=32), nullable=False, server_default=""))
    op.add_column("incidents_calls", sa.Column("claimed_by", sa.String(length=100), nullable=False, server_default=""))
    op.add_column(
        "incidents_calls", sa.Column("claimed_name", sa.String(length=100), nullable=False, server_default="")
    )
    op.add_column("incidents_calls", sa.Column("claimed_at", UtcDateTime(), nullable=True))
    op.add_column("incidents_calls", sa.Column("repeats", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("incidents_calls", sa.Column("sensor", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("incidents_calls", sa.Column("worst", sa.Float(), nullable=True))
    op.add_column("incidents_calls", sa.Column("last_at", UtcDateTime(), nullable=True))
    op.add_column("incidents_calls", sa.Column("told_at", UtcDateTime(), nullable=True))
    op.add_column("incidents_calls", sa.Column("ticket", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("incidents_calls", sa.Column("was_in", sa.Text(), nullable=False, server_default=""))
    op.create_index("incidents_calls_ring", "incidents_calls", ["ring_due_at"])
    op.create_index("incidents_calls_sensor", "incidents_calls", ["sensor", "state"])
    op.create_index("incidents_calls_source", "incidents_calls", ["source", "at"])
