"""The first tables of the reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fengsui.storage.types import UtcDateTime

revision = "reports_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _calls()
    _cases()
    _clocks()
    _reports()
    _receipts()
    _demands()


def _calls() -> None:
    op.create_table(
        "reports_call",
        sa.Column("call", sa.String(64), primary_key=True),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
    )


def _cases() -> None:
    op.create_table(
        "reports_case",
        sa.Column("incident", sa.String(64), primary_key=True),
        sa.Column("title_zh", sa.String(200), nullable=False),
        sa.Column("title_en", sa.String(200), nullable=False),
        sa.Column("place", sa.String(400), nullable=False),
        sa.Column("division", sa.String(12), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("received_at", UtcDateTime, nullable=False),
        sa.Column("occurred_at", UtcDateTime),
        sa.Column("unit_told_at", UtcDateTime),
        sa.Column("urgency", sa.String(1), nullable=False),
        sa.Column("grade", sa.String(16), nullable=False),
        sa.Column("near_miss", sa.String(16), nullable=False),
        sa.Column("figures", sa.JSON, nullable=False),
        sa.Column("loss_yuan", sa.BigInteger),
        sa.Column("reported_figures", sa.JSON),
        sa.Column("steps", sa.JSON, nullable=False),
        sa.Column("lowered", sa.JSON, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("owed_since", UtcDateTime),
        sa.Column("stopped_reason", sa.String(200), nullable=False),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("closed_at", UtcDateTime),
        sa.Column("watched_until", UtcDateTime, nullable=False),
    )
    op.create_index("reports_case_running", "reports_case", ["closed_at", "received_at"])


def _clocks() -> None:
    op.create_table(
        "reports_clock",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("incident", sa.String(64), sa.ForeignKey("reports_case.incident"), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("form", sa.String(16), nullable=False),
        sa.Column("line", sa.String(16), nullable=False),
        sa.Column("to", sa.String(32), nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("began_at", UtcDateTime, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("late_after", UtcDateTime, nullable=False),
        sa.Column("at_once", sa.Boolean, nullable=False),
        sa.Column("basis", sa.String(400), nullable=False),
        sa.Column("certainty", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("met_at", UtcDateTime),
        sa.Column("report", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("rung_at", UtcDateTime),
        sa.Column("presented", sa.Boolean, nullable=False),
        sa.UniqueConstraint("incident", "key"),
    )
    op.create_index("reports_clock_open", "reports_clock", ["state", "late_after"])


def _reports() -> None:
    op.create_table(
        "reports_report",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("incident", sa.String(64), sa.ForeignKey("reports_case.incident"), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("corrects", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("grade", sa.String(16), nullable=False),
        sa.Column("figures", sa.JSON, nullable=False),
        sa.Column("elements", sa.JSON, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("written_at", UtcDateTime, nullable=False),
        sa.Column("drafted_by", sa.String(100), nullable=False),
        sa.Column("reviewed_by", sa.String(100), nullable=False),
        sa.Column("reviewed_at", UtcDateTime),
        sa.Column("signed_by", sa.String(100), nullable=False),
        sa.Column("signed_at", UtcDateTime),
        sa.Column("sent_at", UtcDateTime),
        sa.Column("warnings", sa.JSON, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("document", sa.LargeBinary),
        sa.UniqueConstraint("incident", "kind", "number"),
    )


def _receipts() -> None:
    op.create_table(
        "reports_receipt",
        sa.Column("report", sa.String(64), sa.ForeignKey("reports_report.id"), primary_key=True),
        sa.Column("to", sa.String(32), primary_key=True),
        sa.Column("sent_at", UtcDateTime, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("post", sa.String(100), nullable=False),
        sa.Column("at", UtcDateTime),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("entered_by", sa.String(100), nullable=False),
        sa.Column("entered_at", UtcDateTime),
        sa.Column("entered_late", sa.Boolean, nullable=False),
        sa.Column("witness", sa.String(100), nullable=False),
    )


def _demands() -> None:
    op.create_table(
        "reports_demand",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("incident", sa.String(64), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("owner", sa.String(100), nullable=False),
        sa.Column("received_at", UtcDateTime, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("every_minutes", sa.Integer),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("told", sa.String(200), nullable=False),
        sa.Column("feedback", sa.Text, nullable=False),
        sa.Column("answered_at", UtcDateTime),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.Column("answers", sa.Integer, nullable=False),
        sa.Column("rung_at", UtcDateTime),
        sa.Column("presented", sa.Boolean, nullable=False),
    )
    op.create_index("reports_demand_open", "reports_demand", ["state", "due_at"])
