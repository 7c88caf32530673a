"""The outbox: what is to be sent, and what became of it. Numbers and texts are here, never in the journal."""

from __future__ import annotations

from sqlalchemy import Column, Index, MetaData, String, Table, Text

from fengsui.storage.types import UtcDateTime

metadata = MetaData()

messages = Table(
    "channels_messages",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("about", String(64), nullable=False),
    Column("purpose", String(64), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("who", String(64), nullable=False),
    Column("to", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("exercise", String(64)),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("state", String(8), nullable=False),
    Column("gateway", String(64), nullable=False),
    Column("ref", String(100), nullable=False),
    Column("why", String(200), nullable=False),
    Column("tried_at", UtcDateTime),
    Index("channels_messages_state", "state", "asked_at"),
    Index("channels_messages_about", "about"),
)
