"""An incident's demands are found without reading those of years."""

from __future__ import annotations

from alembic import op

revision = "reports_0003"
down_revision = "reports_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("reports_demand_incident", "reports_demand", ["incident"])
