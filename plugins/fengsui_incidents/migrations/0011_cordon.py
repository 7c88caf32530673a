"""When the cordon was lifted (警戒解除): an act of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fengsui.storage.types import UtcDateTime

revision = "incidents_0011"
down_revision = "incidents_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("incidents_incidents") as incidents:
        incidents.add_column(sa.Column("cordon_lifted_at", UtcDateTime(), nullable=True))
