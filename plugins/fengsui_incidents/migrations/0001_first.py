"""The incidents' first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fengsui.storage.types import UtcDateTime

revision = "incidents_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("incidents_counters",
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind")
    )
    op.create_table("incidents_incidents",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("exercise", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reported_at", UtcDateTime(), nullable=False),
        sa.Column("occurred_at", UtcDateTime(), nullable=True),
        sa.Column("title_zh", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("division", sa.String(length=9), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("site", sa.String(length=64), nullable=True),
        sa.Column("substance", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=64), nullable=True),
        sa.Column("ongoing", sa.Boolean(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("wind", sa.JSON(), nullable=True),
        sa.Column("wind_at", UtcDateTime(), nullable=True),
        sa.Column("assessment", sa.JSON(), nullable=False),
        sa.Column("plan", sa.String(length=64), nullable=False),
        sa.Column("plan_chosen", sa.Boolean(), nullable=False),
        sa.Column("rendezvous", sa.JSON(), nullable=True),
        sa.Column("urgency", sa.String(length=1), nullable=False),
        sa.Column("level", sa.String(length=4), nullable=False),
        sa.Column("level_confirmed", sa.String(length=4), nullable=True),
        sa.Column("level_by", sa.String(length=100), nullable=False),
        sa.Column("authority", sa.String(length=200), nullable=False),
        sa.Column("leader_told_at", UtcDateTime(), nullable=True),
        sa.Column("level_due_at", UtcDateTime(), nullable=True),
        sa.Column("level_rung", sa.Integer(), nullable=False),
        sa.Column("proposal", sa.JSON(), nullable=True),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("controlled_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id")
    )
    op.create_index("incidents_incidents_level_due", "incidents_incidents", ["level_due_at"], unique=False)
    op.create_index("incidents_incidents_state", "incidents_incidents", ["state"], unique=False)
    op.create_table("incidents_acknowledged",
        sa.Column("incident", sa.String(length=64), nullable=False),
        sa.Column("item", sa.String(length=140), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents_incidents.id"], ),
        sa.PrimaryKeyConstraint("incident", "item")
    )
    op.create_table("incidents_calls",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("dedupe", sa.String(length=240), nullable=True),
        sa.Column("phone", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("incident", sa.String(length=64), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("taken_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents_incidents.id"], ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("dedupe")
    )
    op.create_index("incidents_calls_incident", "incidents_calls", ["incident"], unique=False)
    op.create_index("incidents_calls_state", "incidents_calls", ["state"], unique=False)
    op.create_table("incidents_figures",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("incident", sa.String(length=64), nullable=False),
        sa.Column("count", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents_incidents.id"], ),
        sa.PrimaryKeyConstraint("id")
    )
    op.create_index("incidents_figures_incident", "incidents_figures", ["incident"], unique=False)
    op.create_table("incidents_log",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("incident", sa.String(length=64), nullable=False),
        sa.Column("order", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents_incidents.id"], ),
        sa.PrimaryKeyConstraint("id")
    )
    op.create_index("incidents_log_incident", "incidents_log", ["incident", "id"], unique=False)
    op.create_table("incidents_orders",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("incident", sa.String(length=64), nullable=False),
        sa.Column("exercise", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=64), nullable=False),
        sa.Column("division", sa.String(length=9), nullable=False),
        sa.Column("card", sa.String(length=64), nullable=False),
        sa.Column("need", sa.String(length=64), nullable=False),
        sa.Column("task", sa.JSON(), nullable=False),
        sa.Column("alert", sa.JSON(), nullable=True),
        sa.Column("authority", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("consent", sa.String(length=200), nullable=False),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("may_decline", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("ordered_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("next_due_at", UtcDateTime(), nullable=True),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("unreachable", sa.Boolean(), nullable=False),
        sa.Column("already_moving", sa.Boolean(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=True),
        sa.Column("stood_down_at", UtcDateTime(), nullable=True),
        sa.Column("evacuating_at", UtcDateTime(), nullable=True),
        sa.Column("replaced_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents_incidents.id"], ),
        sa.PrimaryKeyConstraint("id")
    )
    op.create_index("incidents_orders_due", "incidents_orders", ["next_due_at"], unique=False)
    op.create_index("incidents_orders_incident", "incidents_orders", ["incident"], unique=False)
    op.create_index("incidents_orders_team", "incidents_orders", ["team", "open"], unique=False)
    op.create_table("incidents_tasks",
        sa.Column("incident", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("exercise", sa.String(length=64), nullable=True),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("post", sa.JSON(), nullable=False),
        sa.Column("due", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("result", sa.String(length=16), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("done_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents_incidents.id"], ),
        sa.PrimaryKeyConstraint("incident", "id")
    )
    op.create_table("incidents_facts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("order", sa.String(length=64), nullable=False),
        sa.Column("fact", sa.String(length=16), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("answered_for", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("said_by", sa.String(length=200), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["order"], ["incidents_orders.id"], ),
        sa.PrimaryKeyConstraint("id")
    )
    op.create_index("incidents_facts_order", "incidents_facts", ["order"], unique=False)


def downgrade() -> None:
    for table in (
        "acknowledged", "log", "tasks", "figures", "facts", "orders", "calls", "incidents", "counters",
    ):
        op.drop_table(f"incidents_{table}")

