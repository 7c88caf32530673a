"""The incidents that were closed last are found without looking at all that ever were."""

from alembic import op

revision = "incidents_0004"
down_revision = "incidents_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("incidents_incidents_closed", "incidents_incidents", ["state", "closed_at"])
    op.drop_index("incidents_incidents_state", table_name="incidents_incidents")


def downgrade() -> None:
    op.create_index("incidents_incidents_state", "incidents_incidents", ["state"])
    op.drop_index("incidents_incidents_closed", table_name="incidents_incidents")
