"""The warnings' tables. Times are UTC; texts are JSON of the public dataclasses, and nothing but a warning's own."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text

from fengsui.storage.types import UtcDateTime

metadata = MetaData()

notices = Table(
    "warnings_notice",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("origin", String(8), nullable=False),
    Column("exercise", String(64)),
    Column("level", String(8)),
    Column("scope", String(16), nullable=False),
    Column("restriction", String(200), nullable=False),
    Column("addresses", JSON, nullable=False),
    Column("says", JSON, nullable=False),
    Column("sender", String(200), nullable=False),
    Column("identifier", String(200), nullable=False),
    Column("starts_at", UtcDateTime),
    Column("ends_at", UtcDateTime),
    Column("issued_at", UtcDateTime),
    Column("drafted_by", String(128), nullable=False),
    Column("drafted_at", UtcDateTime),
    Column("approved_by", String(128), nullable=False),
    Column("supersedes", String(64), nullable=False),
    Column("superseded_by", String(64), nullable=False),
    Column("lifted_at", UtcDateTime),
    Column("lifted_by", String(128), nullable=False),
    Column("lift_reason", String(200), nullable=False),
    Column("ended_late", Boolean, nullable=False),
    Column("entered_at", UtcDateTime, nullable=False),
)
Index("warnings_notice_state", notices.c.state, notices.c.ends_at)
Index("warnings_notice_entered", notices.c.entered_at)
Index("warnings_notice_late", notices.c.ended_late)
Index("warnings_notice_identifier", notices.c.identifier)

duties = Table(
    "warnings_duty",
    metadata,
    Column("warning", String(64), ForeignKey("warnings_notice.id"), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("at", Integer, nullable=False),
    Column("list", String(8), nullable=False),
    Column("says", JSON, nullable=False),
    Column("basis", String(100), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Column("done_by", String(128), nullable=False),
    Column("note", String(200), nullable=False),
    Column("told_at", UtcDateTime),
)
Index("warnings_duty_due", duties.c.told_at, duties.c.done_at, duties.c.due_at)

receipts = Table(
    "warnings_receipt",
    metadata,
    Column("warning", String(64), ForeignKey("warnings_notice.id"), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("at", Integer, nullable=False),
    Column("who", JSON, nullable=False),
    Column("due_at", UtcDateTime),
    Column("received_at", UtcDateTime),
    Column("channel", String(16), nullable=False),
    Column("said_by", String(200), nullable=False),
    Column("refused", Boolean, nullable=False),
    Column("note", String(200), nullable=False),
    Column("told_at", UtcDateTime),
)
Index("warnings_receipt_due", receipts.c.told_at, receipts.c.received_at, receipts.c.due_at)

messages = Table(
    "warnings_message",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("sender", String(200), nullable=False),
    Column("identifier", String(200), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("message_type", String(16), nullable=False),
    Column("scope", String(16), nullable=False),
    Column("becomes", String(16), nullable=False),
    Column("why", JSON, nullable=False),
    Column("thing", String(64), nullable=False),
    Column("exercise", String(64)),
    Column("xml", Text, nullable=False),
)
Index("warnings_message_key", messages.c.identifier, messages.c.sender, unique=True)
Index("warnings_message_at", messages.c.at)
Index("warnings_message_thing", messages.c.thing)

counters = Table(
    "warnings_counter",
    metadata,
    Column("series", String(32), primary_key=True),
    Column("value", Integer, nullable=False),
)
