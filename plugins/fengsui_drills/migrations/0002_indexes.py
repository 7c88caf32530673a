"""Who takes part is found without reading the drills of years."""

from __future__ import annotations

from alembic import op

revision = "drills_0002"
down_revision = "drills_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("drills_participant_waiting", "drills_participant", ["acknowledged_at", "answer_by"])
    op.create_index("drills_participant_team", "drills_participant", ["team", "real_order"])
    op.create_index("drills_participant_order", "drills_participant", ["real_order"])
