"""Who was left out of a proposal, neighbours' consent, released reserves, and run cards."""

import sqlalchemy as sa
from alembic import op

from fengsui.storage.types import UtcDateTime

revision = "incidents_0005"
down_revision = "incidents_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incidents_incidents", sa.Column("count_at", UtcDateTime()))
    op.add_column("incidents_incidents", sa.Column("run_code", sa.String(64), nullable=False, server_default=""))
    op.add_column("incidents_incidents", sa.Column("alarm_level", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("incidents_incidents_count", "incidents_incidents", ["count_at"])
    _left_out()
    _consents()
    _released()
    _run_cards()


def _left_out() -> None:
    op.create_table(
        "incidents_left_out",
        sa.Column("incident", sa.String(64), sa.ForeignKey("incidents_incidents.id"), primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("roster", sa.Integer(), nullable=False),
        sa.Column("considered", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    op.create_index("incidents_left_out_incident", "incidents_left_out", ["incident", "at"])


def _consents() -> None:
    op.create_table(
        "incidents_consents",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("incident", sa.String(64), sa.ForeignKey("incidents_incidents.id"), nullable=False),
        sa.Column("exercise", sa.String(64)),
        sa.Column("team", sa.String(64), nullable=False),
        sa.Column("whose", sa.String(200), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("asked_by", sa.String(100), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("due_at", UtcDateTime()),
        sa.Column("answer", sa.String(16), nullable=False),
        sa.Column("said_by", sa.String(200), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("answered_at", UtcDateTime()),
    )
    op.create_index("incidents_consents_incident", "incidents_consents", ["incident", "team"])


def _released() -> None:
    op.create_table(
        "incidents_released",
        sa.Column("incident", sa.String(64), sa.ForeignKey("incidents_incidents.id"), primary_key=True),
        sa.Column("capability", sa.String(48), primary_key=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("said_by", sa.String(200), nullable=False),
        sa.Column("actor", sa.String(100), nullable=False),
    )


def _run_cards() -> None:
    op.create_table(
        "incidents_run_cards",
        sa.Column("code", sa.String(64), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("need", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(240), nullable=False),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.Column("imported_by", sa.String(100), nullable=False),
    )


def downgrade() -> None:
    for table in ("run_cards", "released", "consents", "left_out"):
        op.drop_table(f"incidents_{table}")
    op.drop_index("incidents_incidents_count", table_name="incidents_incidents")
    for column in ("alarm_level", "run_code", "count_at"):
        op.drop_column("incidents_incidents", column)
