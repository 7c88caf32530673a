"""Accounts, devices, sessions and one-time codes. Secrets are stored only as digests."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, MetaData, String, Table

from fengsui.storage.types import UtcDateTime

access_metadata = MetaData()

core_user = Table(
    "core_user",
    access_metadata,
    Column("name", String(32), primary_key=True),
    Column("display", String(200), nullable=False),
    Column("password_hash", String(200), nullable=False, comment="argon2id; empty until the first password is set"),
    Column("roles", JSON, nullable=False),
    Column("area", String(12), nullable=False),
    Column("labels", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("password_at", UtcDateTime),
    Column("disabled_at", UtcDateTime),
)

core_device = Table(
    "core_device",
    access_metadata,
    Column("id", String(64), primary_key=True),
    Column("label", String(80), nullable=False, comment="the feed label it speaks for, such as team:T06"),
    Column("display", String(200), nullable=False),
    Column("roles", JSON, nullable=False),
    Column("area", String(12), nullable=False, comment="division whose broadcasts it is sent; no limit of rights"),
    Column("labels", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

core_session = Table(
    "core_session",
    access_metadata,
    Column("id", String(32), primary_key=True),
    Column("digest", String(64), nullable=False, unique=True, comment="SHA-256 of the token"),
    Column("kind", String(8), nullable=False, comment="user or device"),
    Column("holder", String(64), nullable=False),
    Column("source", String(64), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("idle_until", UtcDateTime),
    Column("expires_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Index("ix_core_session_holder", "kind", "holder"),
)

core_code = Table(
    "core_code",
    access_metadata,
    Column("digest", String(64), primary_key=True, comment="SHA-256 of the code"),
    Column("user", String(32), nullable=False, comment="whose password it sets; empty makes an administrator"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)

core_attempt = Table(
    "core_attempt",
    access_metadata,
    Column("key", String(80), primary_key=True, comment="user:NAME or source:ADDRESS"),
    Column("failures", Integer, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("locked_until", UtcDateTime),
)
