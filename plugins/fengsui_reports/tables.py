"""The reports' tables. Times are UTC. What was sent is never changed again."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from fengsui.storage.types import UtcDateTime

metadata = MetaData()

calls = Table(
    "reports_call",
    metadata,
    Column("call", String(64), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("source", String(32), nullable=False),
)
"""Calls that are no incident yet: the clocks count from the call, not from when it was entered as an incident."""

cases = Table(
    "reports_case",
    metadata,
    Column("incident", String(64), primary_key=True),
    Column("title_zh", String(200), nullable=False),
    Column("title_en", String(200), nullable=False),
    Column("place", String(400), nullable=False),
    Column("division", String(12), nullable=False),
    Column("source", String(32), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("occurred_at", UtcDateTime),
    Column("unit_told_at", UtcDateTime),
    Column("urgency", String(1), nullable=False),
    Column("grade", String(16), nullable=False),
    Column("near_miss", String(16), nullable=False),
    Column("figures", JSON, nullable=False),
    Column("loss_yuan", BigInteger),
    Column("reported_figures", JSON),
    Column("steps", JSON, nullable=False),
    Column("lowered", JSON, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("owed_since", UtcDateTime),
    Column("stopped_reason", String(200), nullable=False),
    Column("ended_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("watched_until", UtcDateTime, nullable=False),
)
Index("reports_case_running", cases.c.closed_at, cases.c.received_at)

clocks = Table(
    "reports_clock",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("incident", String(64), ForeignKey("reports_case.incident"), nullable=False),
    Column("key", String(64), nullable=False),
    Column("form", String(16), nullable=False),
    Column("line", String(16), nullable=False),
    Column("to", String(32), nullable=False),
    Column("step", Integer, nullable=False),
    Column("began_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("late_after", UtcDateTime, nullable=False),
    Column("at_once", Boolean, nullable=False),
    Column("basis", String(400), nullable=False),
    Column("certainty", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("met_at", UtcDateTime),
    Column("report", String(64), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("rung_at", UtcDateTime),
    Column("presented", Boolean, nullable=False),
    UniqueConstraint("incident", "key"),
)
Index("reports_clock_open", clocks.c.state, clocks.c.late_after)

reports = Table(
    "reports_report",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("incident", String(64), ForeignKey("reports_case.incident"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("number", Integer, nullable=False),
    Column("corrects", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("grade", String(16), nullable=False),
    Column("figures", JSON, nullable=False),
    Column("elements", JSON, nullable=False),
    Column("text", Text, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("drafted_by", String(100), nullable=False),
    Column("reviewed_by", String(100), nullable=False),
    Column("reviewed_at", UtcDateTime),
    Column("signed_by", String(100), nullable=False),
    Column("signed_at", UtcDateTime),
    Column("sent_at", UtcDateTime),
    Column("warnings", JSON, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("document", LargeBinary),
    UniqueConstraint("incident", "kind", "number"),
)

receipts = Table(
    "reports_receipt",
    metadata,
    Column("report", String(64), ForeignKey("reports_report.id"), primary_key=True),
    Column("to", String(32), primary_key=True),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("name", String(100), nullable=False),
    Column("post", String(100), nullable=False),
    Column("at", UtcDateTime),
    Column("channel", String(16), nullable=False),
    Column("entered_by", String(100), nullable=False),
    Column("entered_at", UtcDateTime),
    Column("entered_late", Boolean, nullable=False),
    Column("witness", String(100), nullable=False),
)

demands = Table(
    "reports_demand",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("incident", String(64), nullable=False),
    Column("source", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("owner", String(100), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("every_minutes", Integer),
    Column("state", String(16), nullable=False),
    Column("reply", Text, nullable=False),
    Column("told", String(200), nullable=False),
    Column("feedback", Text, nullable=False),
    Column("answered_at", UtcDateTime),
    Column("late", Boolean, nullable=False),
    Column("answers", Integer, nullable=False),
    Column("rung_at", UtcDateTime),
    Column("presented", Boolean, nullable=False),
)
Index("reports_demand_open", demands.c.state, demands.c.due_at)
Index("reports_demand_incident", demands.c.incident)

umbrella_reports = Table(
    "reports_umbrella",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("umbrella", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("title", String(400), nullable=False),
    Column("incidents", JSON, nullable=False),
    Column("text", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("sent_by", String(100), nullable=False),
    UniqueConstraint("umbrella", "number"),
)
"""Reports of an umbrella event as a whole, as they went out."""

umbrella_receipts = Table(
    "reports_umbrella_receipt",
    metadata,
    Column("report", String(64), ForeignKey("reports_umbrella.id"), primary_key=True),
    Column("to", String(32), primary_key=True),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("name", String(100), nullable=False),
    Column("post", String(100), nullable=False),
    Column("at", UtcDateTime),
    Column("channel", String(16), nullable=False),
    Column("entered_by", String(100), nullable=False),
    Column("entered_at", UtcDateTime),
    Column("entered_late", Boolean, nullable=False),
    Column("witness", String(100), nullable=False),
)
