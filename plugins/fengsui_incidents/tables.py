"""The incidents' tables. What is asked every half second (`next_due_at`) and for every screen has its index."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    false,
)

from fengsui.storage.types import UtcDateTime

metadata = MetaData()

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
    Column("proposal", JSON),
    Column("propose_at", UtcDateTime),
    Column("count_at", UtcDateTime),
    Column("run_code", String(64), nullable=False, server_default=""),
    Column("alarm_level", Integer, nullable=False, server_default="0"),
    Column("calls", Integer, nullable=False),
    Column("controlled_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("outcome", String(16), nullable=False),
    Column("leader_ring_at", UtcDateTime),
    Column("leader_rang_at", UtcDateTime),
    Index("incidents_incidents_leader_ring", "leader_ring_at"),
    Index("incidents_incidents_closed", "state", "closed_at"),
    Index("incidents_incidents_level_due", "level_due_at"),
    Index("incidents_incidents_propose", "propose_at"),
    Index("incidents_incidents_count", "count_at"),
)
"""`rendezvous` where it was changed from the plan's; `proposal` the last one that was recorded, `propose_at` since when
it is out of date; `count_at` since when the account of everybody left out is missing; `plan_chosen` where a person
chose the plan; `run_code` and `alarm_level` where a run card is used beside it; `level_decided_on` and
`grade_decided_on` what was proposed when the level was decided last; `commander` who commands, where this centre does
not; `special` the special scale; `ad_hoc` the plan composed on the spot; `leader_ring_at` when the leader, who is at no
console, is to be rung about orders that nobody answered, `leader_rang_at` when he was last."""

RUNNING = ("open", "controlled", "ended")
"""The states of an incident that is not closed: asked for by name, so that the index finds the few among many."""

calls = Table(
    "incidents_calls",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("source", String(32), nullable=False),
    Column("number", String(200), nullable=False),
    Column("dedupe", String(240), unique=True),
    Column("phone", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("lat", Float),
    Column("lon", Float),
    Column("state", String(16), nullable=False),
    Column("incident", String(64), ForeignKey("incidents_incidents.id")),
    Column("note", String(200), nullable=False),
    Column("taken_by", String(100), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("secret", Boolean, nullable=False),
    Column("occurred_at", UtcDateTime),
    Column("ring", String(8), nullable=False),
    Column("ring_due_at", UtcDateTime),
    Column("line", String(32), nullable=False),
    Column("claimed_by", String(100), nullable=False),
    Column("claimed_name", String(100), nullable=False),
    Column("claimed_at", UtcDateTime),
    Column("repeats", Integer, nullable=False),
    Column("sensor", String(64), nullable=False),
    Column("worst", Float),
    Column("last_at", UtcDateTime),
    Column("told_at", UtcDateTime),
    Column("ticket", String(64), nullable=False),
    Column("was_in", Text, nullable=False),
    Index("incidents_calls_state", "state"),
    Index("incidents_calls_incident", "incident"),
    Index("incidents_calls_source", "source", "at"),
    Index("incidents_calls_sensor", "sensor", "state"),
    Index("incidents_calls_ring", "ring_due_at"),
)
"""`dedupe` is source and the sender's number, where he gave one: a machine's repetition finds its first call.

`state`: open, incident, merged, closed, transferred, ticket. `secret`: who called stands in `incidents_reporters`.
`ring`: ringing, waiting, missed, or empty once somebody has it; `claimed_by` writes it down, last at `claimed_at`.
A sensor's readings are one call: `repeats` of them, the `worst`, the last at `last_at`, told of at `told_at`.
`was_in`: incidents that it had joined and was taken out of again."""

orders = Table(
    "incidents_orders",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("incident", String(64), ForeignKey("incidents_incidents.id"), nullable=False),
    Column("exercise", String(64)),
    Column("kind", String(16), nullable=False),
    Column("team", String(64), nullable=False),
    Column("name_zh", String(200), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("phone", String(64), nullable=False),
    Column("division", String(9), nullable=False),
    Column("card", String(64), nullable=False),
    Column("need", String(64), nullable=False),
    Column("task", JSON, nullable=False),
    Column("alert", JSON),
    Column("authority", String(200), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("consent", String(200), nullable=False),
    Column("policy", JSON, nullable=False),
    Column("may_decline", Boolean, nullable=False),
    Column("minutes", Integer),
    Column("ordered_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("open", Boolean, nullable=False),
    Column("next_due_at", UtcDateTime),
    Column("steps", JSON, nullable=False),
    Column("unreachable", Boolean, nullable=False),
    Column("already_moving", Boolean, nullable=False),
    Column("change", Integer, nullable=False),
    Column("changed_at", UtcDateTime),
    Column("stood_down_at", UtcDateTime),
    Column("evacuating_at", UtcDateTime),
    Column("replaced_by", String(64), nullable=False),
    Column("by_channel", Boolean, nullable=False, default=False, server_default=false()),
    Column("wind_from", Integer),
    Index("incidents_orders_due", "next_due_at"),
    Index("incidents_orders_incident", "incident"),
    Index("incidents_orders_team", "team", "open"),
)
"""One order, request or notice. `open` while the team is out or owes an answer; `policy` is the plan's escalation as
it was when the order went out, `steps` what of it was taken; `card` the plan's notice where it is no team's;
`by_channel` once its silence was told by other channels too; `wind_from` the wind, in degrees, of its text."""

facts = Table(
    "incidents_facts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("order", String(64), ForeignKey("incidents_orders.id"), nullable=False),
    Column("fact", String(16), nullable=False),
    Column("change", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("entered_at", UtcDateTime, nullable=False),
    Column("people", Integer),
    Column("minutes", Integer),
    Column("reason", String(32), nullable=False),
    Column("note", String(200), nullable=False),
    Column("answered_for", Boolean, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("said_by", String(200), nullable=False),
    Column("actor", String(100), nullable=False),
    Column("post", String(200), nullable=False, default="", server_default=""),
    Column("witness", String(200), nullable=False, default="", server_default=""),
    Column("corrects", String(32)),
    Column("void", Boolean, nullable=False, default=False, server_default=false()),
    Column("why", String(200), nullable=False, default="", server_default=""),
    Index("incidents_facts_order", "order"),
)
"""`at` is when it was said, `entered_at` when it was entered: both are kept for what came by phone.

Written once. A row that `corrects` another stands in its place, with the reason (`why`); `void`: it never happened.
"""

quotas = Table(
    "incidents_quotas",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("incident", String(64), ForeignKey("incidents_incidents.id"), nullable=False),
    Column("exercise", String(64)),
    Column("rule", JSON, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime),
    Column("deadline", UtcDateTime, nullable=False),
    Column("state", String(8), nullable=False),
    Column("asked", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("settled_at", UtcDateTime),
    Index("incidents_quotas_due", "due_at"),
    Index("incidents_quotas_incident", "incident"),
)
"""N of M within T, one row for each dispatch that a rule of the policy watches; `due_at` when to look (None: settled),
`state` open, met, missed, late (it ran out unwatched: a person decides) or void (nobody is asked any more)."""

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

tasks = Table(
    "incidents_tasks",
    metadata,
    Column("incident", String(64), ForeignKey("incidents_incidents.id"), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("exercise", String(64)),
    Column("title", JSON, nullable=False),
    Column("owner", String(80), nullable=False),
    Column("post", JSON, nullable=False),
    Column("due", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Column("result", String(16), nullable=False),
    Column("note", String(200), nullable=False),
    Column("done_by", String(100), nullable=False),
    Column("after", JSON, nullable=False),
    Column("by_hand", Boolean, nullable=False),
)

evidence = Table(
    "incidents_evidence",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("incident", String(64), ForeignKey("incidents_incidents.id"), nullable=False),
    Column("task", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("text", Text, nullable=False),
    Column("reference", String(200), nullable=False),
    Column("by", String(100), nullable=False),
    Index("incidents_evidence_incident", "incident"),
)
"""What proves that a task was done, and who brought it."""

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
