"""The first table."""

import sqlalchemy as sa
from alembic import op
from fengsui.storage.types import UtcDateTime

revision = "beds_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "beds_hospital",
        sa.Column("hospital", sa.String(length=64), nullable=False),
        sa.Column("free", sa.Integer(), nullable=False),
        sa.Column("reported_at", UtcDateTime(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("hospital"),
    )


def downgrade() -> None:
    op.drop_table("beds_hospital")
