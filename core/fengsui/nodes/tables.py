"""The lease, the nodes, who is connected to which of them, and which deliveries are recorded already."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, String, Table, Text

from fengsui.journal.tables import metadata
from fengsui.storage.types import UtcDateTime

lease = Table(
    "core_lease",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("holder", String(32), nullable=False, comment="a node's id; empty when it was given back"),
    Column("token", BigInteger, nullable=False, comment="one more each time it is taken"),
    Column("expires_at", UtcDateTime, nullable=False, comment="on the database's clock"),
)

node = Table(
    "core_node",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("home", String(64), nullable=False, comment="a data folder of a running machine: one process at a time"),
    Column("version", String(40), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False, comment="on the database's clock"),
    Column("roll", BigInteger, nullable=False, comment="of its latest rows in core_roll"),
)

roll = Table(
    "core_roll",
    metadata,
    Column("node", String(32), primary_key=True),
    Column("session", String(32), primary_key=True),
    Column("actor", String(100), nullable=False),
    Column("device", String(128), nullable=False),
    Column("labels", Text, nullable=False),
    Column("replaces", String(64), nullable=False),
    Column("entered_at", UtcDateTime, nullable=False, comment="on the database's clock"),
    Column("here", Boolean, nullable=False),
    Column("roll", BigInteger, nullable=False),
    Index("core_roll_since", "node", "roll"),
)
"""Open connections, as each node last wrote them; those that ended stay until all nodes have surely read them."""

delivered = Table(
    "core_delivered",
    metadata,
    Column("of_seq", BigInteger, primary_key=True, autoincrement=False),
    Column("label", String(100), primary_key=True),
)
"""Which event's delivery to which label is in the journal: what two nodes hear of at once is recorded once."""
