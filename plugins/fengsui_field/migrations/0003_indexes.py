"""Who wears what in an entry is found without reading those of years."""

from __future__ import annotations

from alembic import op

revision = "field_0003"
down_revision = "field_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("field_wearers_entry", "field_wearers", ["entry"])
