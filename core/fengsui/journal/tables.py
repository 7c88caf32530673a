"""The core's own tables: journal, cursors, parked events, stored answers, rules. Access keeps its own beside them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

from fengsui.storage.types import UtcDateTime

metadata = MetaData()

head = Table(
    "core_head",
    metadata,
    Column("one", Integer, primary_key=True),
    Column("epoch", String(32), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)

journal = Table(
    "core_journal",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("epoch", String(32), nullable=False),
    Column("id", String(32), nullable=False),
    Column("topic", String(100), nullable=False),
    Column("subject", String(100), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("severity", String(10), nullable=False),
    Column("exercise", String(64)),
    Column("need", String(10), nullable=False),
    Column("due", UtcDateTime),
    Column("labels", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("core_journal_subject", "subject", "seq"),
)

journal_data = Table(
    "core_journal_data",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("salt", String(64), nullable=False),
    Column("data", LargeBinary, nullable=False),
)
"""Apart from the envelope, so that personal data can be destroyed by law and the chain still verifies."""

journal_label = Table(
    "core_journal_label",
    metadata,
    Column("label", String(100), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

cursor = Table(
    "core_cursor",
    metadata,
    Column("plugin", String(64), primary_key=True),
    Column("seq", BigInteger, nullable=False),
)

parked = Table(
    "core_parked",
    metadata,
    Column("plugin", String(64), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("reason", Text, nullable=False),
)

answer = Table(
    "core_answer",
    metadata,
    Column("actor", String(100), primary_key=True),
    Column("key", String(100), primary_key=True),
    Column("command", String(100), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
)

rule = Table(
    "core_rule",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("plugin", String(64), nullable=False),
    Column("key", String(100), nullable=False),
    Column("value", JSON, nullable=False),
    Column("basis", Text, nullable=False),
    Column("certainty", String(20), nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("effective_from", Date, nullable=False),
    Column("effective_to", Date),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("recorded_by", String(100), nullable=False),
    Index("core_rule_key", "plugin", "key"),
)

position = Table(
    "core_device_position",
    metadata,
    Column("device", String(100), primary_key=True),
    Column("epoch", String(32), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

erasure = Table(
    "core_erasure",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(100), nullable=False),
    Column("basis", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("kind", String(100), nullable=False),
    Column("thing", String(100), nullable=False),
    Column("events", JSON, nullable=False),
    Column("subjects", JSON, nullable=False),
    Column("topics", JSON, nullable=False),
    Column("pending", Boolean, nullable=False),
    Column("archive", Boolean, nullable=False),
    Index("core_erasure_pending", "pending"),
    Index("core_erasure_archive", "archive"),
)
"""What was destroyed by law. `kind` and `thing` are empty where only events were named; `events` holds runs of
`[epoch, first, last]`. `pending`: a restored backup still has the plugin's rows; `archive`: the archive was not
looked through yet for events on the `subjects`, of the `topics`."""

hold = Table(
    "core_hold",
    metadata,
    Column("subject", String(100), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
"""What must not be erased for now: it is needed as evidence, or for an evaluation."""
