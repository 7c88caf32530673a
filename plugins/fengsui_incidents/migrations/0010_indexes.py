"""What runs now, or ran at a past minute, is found without reading those of years."""

from __future__ import annotations

from alembic import op

revision = "incidents_0010"
down_revision = "incidents_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("incidents_orders_open", "incidents_orders", ["open", "kind"])
    op.create_index("incidents_incidents_ended", "incidents_incidents", ["closed_at"])
    op.create_index("incidents_calls_at", "incidents_calls", ["at"])
    op.create_index("incidents_umbrellas_closed", "incidents_umbrellas", ["closed_at"])
