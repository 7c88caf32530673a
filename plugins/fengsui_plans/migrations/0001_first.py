"""The plans' first tables."""

import sqlalchemy as sa
from alembic import op

from fengsui.storage.types import UtcDateTime

revision = "plans_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _sites()
    _places()
    _filings()
    _numbers()


def _sites() -> None:
    op.create_table(
        "plans_site",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("division", sa.String(12), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("risk", sa.String(200), nullable=False),
        sa.Column("substances", sa.JSON(), nullable=False),
        sa.Column("people_500m", sa.Integer(), nullable=False),
        sa.Column("hazard", sa.JSON(), nullable=False),
        sa.Column("hazard_level", sa.Integer()),
        sa.Column("duty_phone", sa.String(40), nullable=False),
        sa.Column("safety_phone", sa.String(40), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("plan_number", sa.String(64), nullable=False),
        sa.Column("valves", sa.Text(), nullable=False),
        sa.Column("rendezvous", sa.String(200), nullable=False),
        sa.Column("prohibitions", sa.JSON(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_plans_site_division", "plans_site", ["division"])


def _places() -> None:
    op.create_table(
        "plans_place",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
    )


def _filings() -> None:
    op.create_table(
        "plans_filing",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("enterprise", sa.String(64), nullable=False),
        sa.Column("division", sa.String(12), nullable=False),
        sa.Column("authority", sa.String(12), nullable=False),
        sa.Column("unit_name", sa.String(200), nullable=False),
        sa.Column("application", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("published_on", sa.Date()),
        sa.Column("file_due", sa.Date()),
        sa.Column("file_certain", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("check_due", sa.Date(), nullable=False),
        sa.Column("check_certain", sa.Boolean(), nullable=False),
        sa.Column("alerted_at", UtcDateTime()),
        sa.Column("decided_at", UtcDateTime()),
        sa.Column("decided_on", sa.Date()),
        sa.Column("decided_by", sa.String(80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("evaluate_by", sa.Date()),
        sa.Column("replaces", sa.String(64), sa.ForeignKey("plans_filing.id")),
        sa.Column("replaced_by", sa.String(64), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("entered_later", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_plans_filing_enterprise", "plans_filing", ["enterprise"])
    op.create_index("plans_filing_state", "plans_filing", ["state", "check_due"])


def _numbers() -> None:
    op.create_table(
        "plans_filing_number",
        sa.Column("number", sa.String(64), primary_key=True),
        sa.Column("division", sa.String(12), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer()),
        sa.Column("filing", sa.String(64), sa.ForeignKey("plans_filing.id"), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("division", "year", "serial", name="plans_filing_number_serial"),
    )
