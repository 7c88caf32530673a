"""When the forces of an incident are to be proposed anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fengsui.storage.types import UtcDateTime

revision = "incidents_0002"
down_revision = "incidents_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incidents_incidents", sa.Column("propose_at", UtcDateTime(), nullable=True))
    op.create_index("incidents_incidents_propose", "incidents_incidents", ["propose_at"])
