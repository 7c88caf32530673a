"""What waits of an erasure is found without reading those of years."""

from __future__ import annotations

from alembic import op

revision = "core_0004"
down_revision = "core_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("core_erasure_pending", "core_erasure", ["pending"])
    op.create_index("core_erasure_archive", "core_erasure", ["archive"])
