"""The rosters' first tables."""

import sqlalchemy as sa
from alembic import op

from fengsui.storage.types import UtcDateTime

revision = "rosters_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _depot()
    _expert()
    _shift()
    _team()
    _certificate()
    _member()
    _stock()
    _swap()
    _movement()


def _depot() -> None:
    op.create_table(
        "rosters_depot",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("division", sa.String(12), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("keeper", sa.String(200), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("mode", sa.String(32), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
    )


def _expert() -> None:
    op.create_table(
        "rosters_expert",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("specialities", sa.JSON(), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("unit", sa.String(200), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("region", sa.String(200), nullable=False),
        sa.Column("appointed_by", sa.String(200), nullable=False),
        sa.Column("term_from", sa.Date()),
        sa.Column("term_to", sa.Date()),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("conflicts", sa.JSON(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
    )


def _shift() -> None:
    op.create_table(
        "rosters_shift",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("begins", UtcDateTime(), nullable=False),
        sa.Column("ends", UtcDateTime(), nullable=False),
        sa.Column("leader", sa.String(200), nullable=False),
        sa.Column("main", sa.String(200), nullable=False),
        sa.Column("second", sa.String(200), nullable=False),
        sa.Column("leader_phone", sa.String(40), nullable=False),
        sa.Column("main_phone", sa.String(40), nullable=False),
        sa.Column("second_phone", sa.String(40), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
    )
    op.create_index("rosters_shift_by_ends", "rosters_shift", ["ends"])


def _team() -> None:
    op.create_table(
        "rosters_team",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("division", sa.String(12), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("host", sa.String(200), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("reach", sa.String(32), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("capabilities", sa.JSON(), nullable=False),
        sa.Column("readiness", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("until", UtcDateTime()),
        sa.Column("call_minutes", sa.Integer(), nullable=False),
        sa.Column("insured_until", sa.Date()),
        sa.Column("insurance_expired", sa.Boolean(), nullable=False),
        sa.Column("consent", sa.String(200), nullable=False),
        sa.Column("own_site", sa.String(64), nullable=False),
        sa.Column("may_decline", sa.Boolean(), nullable=False),
        sa.Column("leader", sa.String(200), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("struck_off", sa.Boolean(), nullable=False),
        sa.Column("registered_at", UtcDateTime(), nullable=False),
    )
    op.create_index("rosters_team_by_until", "rosters_team", ["readiness", "until"])


def _certificate() -> None:
    op.create_table(
        "rosters_certificate",
        sa.Column("team", sa.String(64), sa.ForeignKey("rosters_team.id"), primary_key=True),
        sa.Column("name", sa.String(200), primary_key=True),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("capabilities", sa.JSON(), nullable=False),
        sa.Column("expired", sa.Boolean(), nullable=False),
    )
    op.create_index("rosters_certificate_by_until", "rosters_certificate", ["expired", "until"])


def _member() -> None:
    op.create_table(
        "rosters_member",
        sa.Column("team", sa.String(64), sa.ForeignKey("rosters_team.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("post", sa.String(200), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
    )


def _stock() -> None:
    op.create_table(
        "rosters_stock",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("depot", sa.String(64), sa.ForeignKey("rosters_depot.id"), nullable=False),
        sa.Column("item", sa.String(64), nullable=False),
        sa.Column("batch", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("category", sa.String(7), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("made", sa.Date()),
        sa.Column("expires", sa.Date()),
        sa.Column("inspected", sa.Date()),
        sa.Column("scrapped", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("depot", "item", "batch", name="rosters_stock_one_batch"),
    )


def _swap() -> None:
    op.create_table(
        "rosters_swap",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("shift", sa.String(64), sa.ForeignKey("rosters_shift.id"), nullable=False),
        sa.Column("post", sa.String(16), nullable=False),
        sa.Column("was", sa.String(200), nullable=False),
        sa.Column("now", sa.String(200), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
    )
    op.create_index("rosters_swap_by_shift", "rosters_swap", ["shift"])


def _movement() -> None:
    op.create_table(
        "rosters_movement",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("stock", sa.String(64), sa.ForeignKey("rosters_stock.id"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("balance", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(200), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
    )
    op.create_index("rosters_movement_by_stock", "rosters_movement", ["stock", "at"])


def downgrade() -> None:
    op.drop_table("rosters_movement")
    op.drop_table("rosters_swap")
    op.drop_table("rosters_stock")
    op.drop_table("rosters_member")
    op.drop_table("rosters_certificate")
    op.drop_table("rosters_team")
    op.drop_table("rosters_shift")
    op.drop_table("rosters_expert")
    op.drop_table("rosters_depot")
