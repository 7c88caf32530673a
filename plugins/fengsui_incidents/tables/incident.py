"""The incidents themselves, their claims and what people read of them."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text, false

from fengsui.storage.types import UtcDateTime
from fengsui_incidents.tables.shared import metadata

counters = Table(
    "incidents_counters",
    metadata,
    Column("kind", String(64), primary_key=True),
    Column("value", Integer, nullable=False),
)
"""The last number given of each series. A series is a day of the year: its numbers go on a year later."""

incidents = Table(
    "incidents_incidents",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("exercise", String(64)),
    Column("state", String(16), nullable=False),
    Column("reported_at", UtcDateTime, nullable=False),
    Column("occurred_at", UtcDateTime),
    Column("title_zh", String(200), nullable=False),
    Column("title_en", String(200), nullable=False),
    Column("line", Text, nullable=False),
    Column("place", String(200), nullable=False),
    Column("division", String(9), nullable=False),
    Column("lat", Float),
    Column("lon", Float),
    Column("site", String(64)),
    Column("substance", String(64)),
    Column("kind", String(64)),
    Column("ongoing", Boolean),
    Column("figures", JSON, nullable=False),
    Column("wind", JSON),
    Column("wind_at", UtcDateTime),
    Column("assessment", JSON, nullable=False),
    Column("plan", String(64), nullable=False),
    Column("plan_chosen", Boolean, nullable=False),
    Column("rendezvous", JSON),
    Column("urgency", String(1), nullable=False),
    Column("level", String(4), nullable=False),
    Column("level_confirmed", String(4)),
    Column("level_by", String(100), nullable=False),
    Column("level_how", String(16)),
    Column("level_decided_on", String(4)),
    Column("grade_decided_on", String(16)),
    Column("commander", JSON),
    Column("special", JSON),
    Column("ad_hoc", JSON),
    Column("authority", String(200), nullable=False),
    Column("leader_told_at", UtcDateTime),
    Column("level_due_at", UtcDateTime),
    Column("level_rung", Integer, nullable=False),
    Column("level_ring_at", UtcDateTime),
    Column("level_asked", String(4)),
    Column("level_late", Boolean, nullable=False, default=False, server_default=false()),
    Column("proposal", JSON),
    Column("propose_at", UtcDateTime),
    Column("count_at", UtcDateTime),
    Column("run_code", String(64), nullable=False, server_default=""),
    Column("alarm_level", Integer, nullable=False, server_default="0"),
    Column("calls", Integer, nullable=False),
    Column("controlled_at", UtcDateTime),
    Column("cordon_lifted_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("outcome", String(16), nullable=False),
    Column("leader_ring_at", UtcDateTime),
    Column("leader_rang_at", UtcDateTime),
    Index("incidents_incidents_leader_ring", "leader_ring_at"),
    Index("incidents_incidents_closed", "state", "closed_at"),
    Index("incidents_incidents_level_due", "level_due_at"),
    Index("incidents_incidents_level_ring", "level_ring_at"),
    Index("incidents_incidents_propose", "propose_at"),
    Index("incidents_incidents_count", "count_at"),
    Index("incidents_incidents_ended", "closed_at"),
)
"""`level_due_at`, `level_ring_at`, `level_rung`, `level_asked`, `level_late`: the clock of the leader's decision, see
`fengsui_incidents.model.level_clock`.

`rendezvous` where it was changed from the plan's; `proposal` the last one that was recorded, `propose_at` since when
it is out of date; `count_at` since when the account of everybody left out is missing; `plan_chosen` where a person
chose the plan; `run_code` and `alarm_level` where a run card is used beside it; `level_decided_on` and
`grade_decided_on` what was proposed when the level was decided last; `commander` who commands, where this centre does
not; `special` the special scale; `ad_hoc` the plan composed on the spot; `leader_ring_at` when the leader, who is at no
console, is to be rung about orders that nobody answered, `leader_rang_at` when he was last."""

RUNNING = ("open", "controlled", "ended")
"""The states of an incident that is not closed: asked for by name, so that the index finds the few among many."""

figures = Table(
    "incidents_figures",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("incident", String(64), ForeignKey("incidents_incidents.id"), nullable=False),
    Column("count", String(16), nullable=False),
    Column("value", BigInteger),
    Column("source", String(200), nullable=False),
    Column("status", String(16), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("said_at", UtcDateTime),
    Column("actor", String(100), nullable=False),
    Index("incidents_figures_incident", "incident"),
)
"""Claims about counts of people and the loss, each with who said it; the incident's own `figures` are those in use."""

log = Table(
    "incidents_log",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("incident", String(64), ForeignKey("incidents_incidents.id"), nullable=False),
    Column("order", String(64), nullable=False),
    Column("topic", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("zh", Text, nullable=False),
    Column("en", Text, nullable=False),
    Column("actor", String(100), nullable=False),
    Index("incidents_log_incident", "incident", "id"),
)
"""The incident's record as people read it, one line an event, written with the event."""

acknowledged = Table(
    "incidents_acknowledged",
    metadata,
    Column("incident", String(64), ForeignKey("incidents_incidents.id"), primary_key=True),
    Column("item", String(140), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(100), nullable=False),
)
"""Items of the queue that a person has taken note of (知悉)."""
