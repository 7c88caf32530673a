"""Several nodes: the lease, the nodes, their connections, and recorded deliveries."""

import json

import sqlalchemy as sa
from alembic import op

from fengsui.storage.types import UtcDateTime

revision = "core_0002"
down_revision = "core_0001"
branch_labels = None
depends_on = None

DELIVERED = "feed.delivered"


def upgrade() -> None:
    op.create_table(
        "core_lease",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column(
            "holder", sa.String(length=32), nullable=False, comment="a node's id; empty when it was given back"
        ),
        sa.Column("token", sa.BigInteger(), nullable=False, comment="one more each time it is taken"),
        sa.Column("expires_at", UtcDateTime(), nullable=False, comment="on the database's clock"),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "core_node",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "home",
            sa.String(length=64),
            nullable=False,
            comment="a data folder of a running machine: one process at a time",
        ),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False, comment="on the database's clock"),
        sa.Column("roll", sa.BigInteger(), nullable=False, comment="of its latest rows in core_roll"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "core_roll",
        sa.Column("node", sa.String(length=32), nullable=False),
        sa.Column("session", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("device", sa.String(length=128), nullable=False),
        sa.Column("labels", sa.Text(), nullable=False),
        sa.Column("replaces", sa.String(length=64), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False, comment="on the database's clock"),
        sa.Column("here", sa.Boolean(), nullable=False),
        sa.Column("roll", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("node", "session"),
    )
    op.create_index("core_roll_since", "core_roll", ["node", "roll"], unique=False)
    made = op.create_table(
        "core_delivered",
        sa.Column("of_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("of_seq", "label"),
    )
    known = sorted(_recorded(op.get_bind()))
    if known:
        op.bulk_insert(made, [{"of_seq": seq, "label": label} for seq, label in known])


def _recorded(connection: sa.Connection) -> set[tuple[int, str]]:
    """What the journal holds already."""
    rows = connection.execute(
        sa.text(
            "SELECT d.data FROM core_journal j JOIN core_journal_data d ON d.seq = j.seq WHERE j.topic = :topic"
        ),
        {"topic": DELIVERED},
    )
    found = (json.loads(bytes(row.data)) for row in rows)
    return {(int(data["of_seq"]), str(data["label"])) for data in found}


def downgrade() -> None:
    op.drop_table("core_delivered")
    op.drop_index("core_roll_since", table_name="core_roll")
    op.drop_table("core_roll")
    op.drop_table("core_node")
    op.drop_table("core_lease")
