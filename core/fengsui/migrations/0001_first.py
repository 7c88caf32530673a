"""The first tables."""

import sqlalchemy as sa
from alembic import op

from fengsui.storage.types import UtcDateTime

revision = "core_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "core_answer",
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("command", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("actor", "key"),
    )
    op.create_index(op.f("ix_core_answer_at"), "core_answer", ["at"], unique=False)
    op.create_table(
        "core_attempt",
        sa.Column("key", sa.String(length=80), nullable=False, comment="user:NAME or source:ADDRESS"),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("locked_until", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "core_code",
        sa.Column("digest", sa.String(length=64), nullable=False, comment="SHA-256 of the code"),
        sa.Column(
            "user", sa.String(length=32), nullable=False, comment="whose password it sets; empty makes an administrator"
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "core_cursor",
        sa.Column("plugin", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("plugin"),
    )
    op.create_table(
        "core_device",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column(
            "label", sa.String(length=80), nullable=False, comment="the feed label it speaks for, such as team:T06"
        ),
        sa.Column("display", sa.String(length=200), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column(
            "area",
            sa.String(length=12),
            nullable=False,
            comment="division whose broadcasts it is sent; no limit of rights",
        ),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "core_device_position",
        sa.Column("device", sa.String(length=100), nullable=False),
        sa.Column("epoch", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("device"),
    )
    op.create_table(
        "core_head",
        sa.Column("one", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("one"),
    )
    op.create_table(
        "core_journal",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("topic", sa.String(length=100), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("exercise", sa.String(length=64), nullable=True),
        sa.Column("need", sa.String(length=10), nullable=False),
        sa.Column("due", UtcDateTime(), nullable=True),
        sa.Column("labels", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("core_journal_subject", "core_journal", ["subject", "seq"], unique=False)
    op.create_table(
        "core_journal_data",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_table(
        "core_journal_label",
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("label", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "core_parked",
        sa.Column("plugin", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("plugin", "seq"),
    )
    op.create_table(
        "core_rule",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("plugin", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("certainty", sa.String(length=20), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("core_rule_key", "core_rule", ["plugin", "key"], unique=False)
    op.create_table(
        "core_session",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="SHA-256 of the token"),
        sa.Column("kind", sa.String(length=8), nullable=False, comment="user or device"),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("idle_until", UtcDateTime(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("ix_core_session_holder", "core_session", ["kind", "holder"], unique=False)
    op.create_table(
        "core_user",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("display", sa.String(length=200), nullable=False),
        sa.Column(
            "password_hash",
            sa.String(length=200),
            nullable=False,
            comment="argon2id; empty until the first password is set",
        ),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("area", sa.String(length=12), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("password_at", UtcDateTime(), nullable=True),
        sa.Column("disabled_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("name"),
    )


def downgrade() -> None:
    op.drop_table("core_user")
    op.drop_index("ix_core_session_holder", table_name="core_session")
    op.drop_table("core_session")
    op.drop_index("core_rule_key", table_name="core_rule")
    op.drop_table("core_rule")
    op.drop_table("core_parked")
    op.drop_table("core_journal_label")
    op.drop_table("core_journal_data")
    op.drop_index("core_journal_subject", table_name="core_journal")
    op.drop_table("core_journal")
    op.drop_table("core_head")
    op.drop_table("core_device_position")
    op.drop_table("core_device")
    op.drop_table("core_cursor")
    op.drop_table("core_code")
    op.drop_table("core_attempt")
    op.drop_index(op.f("ix_core_answer_at"), table_name="core_answer")
    op.drop_table("core_answer")
