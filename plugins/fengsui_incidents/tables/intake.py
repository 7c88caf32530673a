"""Calls' other ends: keys of senders, what was learned, transfers, tickets, reporters, false reports, umbrellas."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from fengsui.storage.types import UtcDateTime
from fengsui_incidents.tables.shared import metadata

call_keys = Table(
    "incidents_call_keys",
    metadata,
    Column("key", String(400), primary_key=True),
    Column("call", String(64), ForeignKey("incidents_calls.id"), nullable=False),
    Index("incidents_call_keys_call", "call"),
)
"""By what a repetition is known: a sender's own key, and the control centre's number, whichever way it came."""

learned = Table(
    "incidents_learned",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("incident", String(64), ForeignKey("incidents_incidents.id"), nullable=False),
    Column("call", String(64), ForeignKey("incidents_calls.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("zh", Text, nullable=False),
    Column("en", Text, nullable=False),
    Index("incidents_learned_incident", "incident"),
    Index("incidents_learned_call", "call"),
)
"""What a call that joined told its incident: the words of the news (empty where there was none)."""

transfers = Table(
    "incidents_transfers",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("call", String(64), ForeignKey("incidents_calls.id"), nullable=False),
    Column("ticket", String(64), nullable=False),
    Column("receiver", String(64), nullable=False),
    Column("name_zh", String(200), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("phone", String(200), nullable=False),
    Column("note", String(200), nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("sent_by", String(100), nullable=False),
    Column("receipt_by", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime),
    Column("state", String(16), nullable=False),
    Column("answered_at", UtcDateTime),
    Column("said_by", String(200), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("reason", String(200), nullable=False),
    Index("incidents_transfers_call", "call"),
    Index("incidents_transfers_due", "due_at"),
    Index("incidents_transfers_state", "state"),
)
"""`state`: sent, silent, accepted, refused, withdrawn, again (a newer transfer took its place). `due_at` while the
receipt is watched."""

WAITING_TRANSFERS = ("sent", "silent", "refused")

tickets = Table(
    "incidents_tickets",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("call", String(64), ForeignKey("incidents_calls.id"), nullable=False),
    Column("source", String(32), nullable=False),
    Column("number", String(200), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("secret", Boolean, nullable=False),
    Column("exposed", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("moved_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime),
    Column("due_certain", Boolean, nullable=False),
    Column("overdue", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("place", String(200), nullable=False),
    Column("unit", String(200), nullable=False),
    Column("evidence", String(200), nullable=False),
    Column("deaths", Boolean, nullable=False),
    Column("owner", String(200), nullable=False),
    Column("result", String(16), nullable=False),
    Column("material", String(200), nullable=False),
    Column("signed_by", String(200), nullable=False),
    Column("reply", String(200), nullable=False),
    Column("reply_by", String(16), nullable=False),
    Column("visit", String(200), nullable=False),
    Column("first", Boolean, nullable=False),
    Column("reward_yuan", Integer),
    Column("reward_basis", String(200), nullable=False),
    Index("incidents_tickets_state", "state", "due_at"),
    Index("incidents_tickets_due", "overdue", "due_at"),
    Index("incidents_tickets_unit", "unit"),
)
"""`exposed`: who reported stands in the call's own record, from before secrecy was asked for, until that is erased.
`due_certain` False where the calendar of its year is not known yet (暂定)."""

TICKETS_OPEN = ("received", "triaged", "verifying", "verified", "rectifying", "replied", "visited", "transferred")

reporters = Table(
    "incidents_reporters",
    metadata,
    Column("call", String(64), ForeignKey("incidents_calls.id"), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("phone", String(200), nullable=False),
    Column("address", String(200), nullable=False),
    Column("anonymous", Boolean, nullable=False),
    Column("whistleblower", Boolean, nullable=False),
    Column("said", Text, nullable=False),
)
"""Who told us, apart from everything that others may read; `said` the words as they were said, where the call's own
text has the name and numbers struck out."""

findings = Table(
    "incidents_findings",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("call", String(64), ForeignKey("incidents_calls.id")),
    Column("incident", String(64), ForeignKey("incidents_incidents.id")),
    Column("kind", String(16), nullable=False),
    Column("where", String(16), nullable=False),
    Column("found_by", String(200), nullable=False),
    Column("found_at", UtcDateTime, nullable=False),
    Column("note", String(200), nullable=False),
    Column("good_faith", Boolean),
    Column("entered_by", String(100), nullable=False),
    Column("state", String(16), nullable=False),
    Column("decided_by", String(200), nullable=False),
    Column("decided_at", UtcDateTime),
    Column("reason", String(200), nullable=False),
    Index("incidents_findings_state", "state"),
    Index("incidents_findings_incident", "incident"),
    Index("incidents_findings_call", "call"),
)
"""A false report as somebody found it; `state` found, confirmed, refused, reopened."""

umbrellas = Table(
    "incidents_umbrellas",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("exercise", String(64)),
    Column("title", String(200), nullable=False),
    Column("state", String(16), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("opened_by", String(100), nullable=False),
    Column("closed_at", UtcDateTime),
    Index("incidents_umbrellas_state", "state"),
    Index("incidents_umbrellas_closed", "closed_at"),
)

members = Table(
    "incidents_members",
    metadata,
    Column("incident", String(64), ForeignKey("incidents_incidents.id"), primary_key=True),
    Column("umbrella", String(64), ForeignKey("incidents_umbrellas.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("incidents_members_umbrella", "umbrella"),
)
"""An incident is under one umbrella at the most."""

umbrella_log = Table(
    "incidents_umbrella_log",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("umbrella", String(64), ForeignKey("incidents_umbrellas.id"), nullable=False),
    Column("topic", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("zh", Text, nullable=False),
    Column("en", Text, nullable=False),
    Column("actor", String(100), nullable=False),
    Index("incidents_umbrella_log_umbrella", "umbrella", "id"),
)
"""The umbrella's own lines; its members' lines stand in their own record and are read beside them."""
