"""The choice of forces: needs that wait, who was left out, neighbours, reserves, run cards."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from fengsui.storage.types import UtcDateTime
from fengsui_incidents.tables.shared import metadata

waits = Table(
    "incidents_waits",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("incident", String(64), ForeignKey("incidents_incidents.id"), nullable=False),
    Column("exercise", String(64)),
    Column("need", String(64), nullable=False),
    Column("place", Integer, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("missing", Integer, nullable=False),
    Column("why", JSON, nullable=False),
    Column("known", JSON, nullable=False),
    Column("offered", String(64), nullable=False),
    Column("offered_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Index("incidents_waits_open", "ended_at", "incident"),
)
"""A need for which no team was free: since when, why, and who is offered for it now; `place` among the plan's needs,
`known` the teams that its proposal named from the beginning: only who comes back later is offered."""

left_out = Table(
    "incidents_left_out",
    metadata,
    Column("incident", String(64), ForeignKey("incidents_incidents.id"), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("roster", Integer, nullable=False),
    Column("considered", Integer, nullable=False),
    Column("counts", JSON, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("incidents_left_out_incident", "incident", "at"),
)
"""Everybody that a proposal left out, with the reason, packed: see `fengsui_incidents.model.propose.Account`. The
journal has the digest, so a row that was changed afterwards shows."""

consents = Table(
    "incidents_consents",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("incident", String(64), ForeignKey("incidents_incidents.id"), nullable=False),
    Column("exercise", String(64)),
    Column("team", String(64), nullable=False),
    Column("whose", String(200), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("asked_by", String(100), nullable=False),
    Column("note", String(200), nullable=False),
    Column("due_at", UtcDateTime),
    Column("answer", String(16), nullable=False),
    Column("said_by", String(200), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("answered_at", UtcDateTime),
    Index("incidents_consents_incident", "incident", "team"),
)
"""A neighbour that was asked for its team, and what it said (granted, refused, or nothing yet)."""

released = Table(
    "incidents_released",
    metadata,
    Column("incident", String(64), ForeignKey("incidents_incidents.id"), primary_key=True),
    Column("capability", String(48), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("reason", String(200), nullable=False),
    Column("said_by", String(200), nullable=False),
    Column("actor", String(100), nullable=False),
)
"""Reserves that the duty leader released for an incident."""

run_cards = Table(
    "incidents_run_cards",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("title", String(200), nullable=False),
    Column("level", Integer, nullable=False),
    Column("need", JSON, nullable=False),
    Column("source", String(240), nullable=False),
    Column("imported_at", UtcDateTime, nullable=False),
    Column("imported_by", String(100), nullable=False),
)
"""Dispatch codes and what each alarm level adds: `need` as a digital plan has it, `source` the sheet and row."""
