"""Teams are numbered by their changes, so that a copy in memory is brought up to date by few rows."""

import sqlalchemy as sa
from alembic import op

revision = "rosters_0002"
down_revision = "rosters_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rosters_team", sa.Column("stamp", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("rosters_team_by_stamp", "rosters_team", ["stamp"])


def downgrade() -> None:
    op.drop_index("rosters_team_by_stamp", table_name="rosters_team")
    op.drop_column("rosters_team", "stamp")
