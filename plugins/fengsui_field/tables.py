"""The field's tables. Every row names its incident and, in a drill, its exercise; amounts are in fen."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Float, Index, Integer, MetaData, String, Table, Text

from fengsui.storage.types import UtcDateTime

metadata = MetaData()


def _of_incident(name: str, *columns: Column[object]) -> Table:
    """A table whose rows belong to an incident."""
    return Table(
        f"field_{name}",
        metadata,
        Column("id", String(64), primary_key=True),
        Column("incident", String(64), nullable=False),
        Column("exercise", String(64)),
        *columns,
        Index(f"field_{name}_incident", "incident"),
    )


def _text(name: str, length: int = 200) -> Column[object]:
    return Column(name, String(length), nullable=False)


def _when(name: str) -> Column[object]:
    return Column(name, UtcDateTime, nullable=False)


def _later(name: str) -> Column[object]:
    return Column(name, UtcDateTime)


watches = Table(
    "field_watches",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("thing", String(64), nullable=False),
    Column("incident", String(64), nullable=False),
    Column("exercise", String(64)),
    Column("shows_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime),
    Column("life_at", UtcDateTime),
    Column("act_at", UtcDateTime),
    Column("zh", String(400), nullable=False),
    Column("en", String(400), nullable=False),
    Column("phone", String(40), nullable=False),
    Index("field_watches_shows", "shows_at"),
    Index("field_watches_act", "act_at"),
    Index("field_watches_incident", "incident"),
)
"""What waits for a person or for a time, one row a thing, gone when it is settled: the queue is one query over
`shows_at`, the sweep one over `act_at`. From `life_at` on it stands above everything else."""

posts = _of_incident("posts", _text("place"), _when("opened_at"), _later("closed_at"), _text("close_reason"))

commanders = _of_incident(
    "commanders", _text("in_post", 64), _text("name"), _text("post"), _text("phone", 40), _when("since"),
    _later("until"), _text("reason"), Column("number", Integer, nullable=False),
)  # fmt: skip

groups = _of_incident(
    "groups", _text("in_post", 64), _text("key", 40), _text("zh"), _text("en"), _text("leader"), _text("phone", 40),
    Column("members", JSON, nullable=False), Column("teams", JSON, nullable=False),
    Column("number", Integer, nullable=False),
)  # fmt: skip

entries = _of_incident(
    "entries", _text("team", 64), _text("name"), _text("where"), _text("task"), _text("phone", 40),
    Column("lasts", Float, nullable=False), _when("entered_at"), _when("turn_back_at"), _when("out_by"),
    _when("air_out_at"), _later("turning_at"), _later("evacuate_by"), _later("out_at"), _later("delivered_at"),
    Column("told", JSON, nullable=False), Column("late", Boolean, nullable=False), _text("entered_by", 100),
)  # fmt: skip

wearers = _of_incident(
    "wearers", _text("entry", 64), Column("number", Integer, nullable=False), _text("name"), Column("bar", Integer),
    _later("out_at"),
)  # fmt: skip
Index("field_wearers_entry", wearers.c.entry)

reliefs = _of_incident(
    "reliefs", _text("team", 64), _text("name"), _when("since"), _when("due_at"), _text("state", 16),
    _text("by_team", 64), _later("by_at"), Column("postponed", Integer, nullable=False), _text("reason"),
    _later("left_at"), _later("there_at"),
    Column("by_order", String(64), nullable=False, default="", server_default=""),
)  # fmt: skip
"""`id` is the order's; `by_order` that of the team which takes over, where it was ordered; `there_at` its arrival."""

casualties = _of_incident(
    "casualties", Column("number", Integer, nullable=False), _text("name"), _text("sex", 8), Column("age", Integer),
    _text("hospital"), _text("degree", 16), _text("source"), _text("found_where"), _when("at"), _when("changed_at"),
    Column("version", Integer, nullable=False), Column("struck", Boolean, nullable=False), _text("reason"),
    _text("entered_by", 100),
)  # fmt: skip

casualty_changes = _of_incident(
    "casualty_changes", _text("casualty", 64), _when("at"), _text("by", 100), Column("was", JSON, nullable=False),
    Column("now", JSON, nullable=False), _text("reason"),
)  # fmt: skip

draws = _of_incident(
    "draws", _text("depot", 64), _text("item", 64), _text("batch", 64), _text("name"), _text("unit", 40),
    Column("quantity", Integer, nullable=False), Column("returned", Integer, nullable=False), _text("purpose"),
    _when("at"), _text("by", 100),
)  # fmt: skip

experts = _of_incident(
    "experts", _text("expert", 64), _text("speciality"), Column("about", Text, nullable=False), _text("state", 16),
    _when("asked_at"), _when("answer_by"), _when("changed_at"), _text("asked_by", 100),
)  # fmt: skip

advice = _of_incident(
    "advice", _text("call", 64), _when("at"), Column("text", Text, nullable=False), _text("adopted"), _text("by", 100),
)  # fmt: skip

speakers = _of_incident("speakers", Column("number", Integer, nullable=False), _text("name"), _text("post"))

statements = _of_incident(
    "statements", Column("number", Integer, nullable=False), Column("text", Text, nullable=False), _text("state", 16),
    _text("drafted_by", 100), _text("drafter"), _when("drafted_at"), _text("decided_by"), _later("decided_at"),
    _text("reason"), _text("speaker"), _text("where"), _later("issued_at"),
)  # fmt: skip
"""`drafted_by` is the account, `drafter` the name as it was."""

aid = _of_incident(
    "aid", Column("number", Integer, nullable=False), _text("to"), _text("phone", 40), _text("what"),
    _text("state", 16), _when("asked_at"), _when("answer_by"), _text("taken_by"), _later("taken_at"), _text("answer"),
    Column("minutes", Integer), _text("said_by"), _later("answered_at"), Column("asked_again", Integer, nullable=False),
    Column("known", Boolean, nullable=False),
)  # fmt: skip

costs = _of_incident(
    "costs", _text("order"), _text("issuer"), _text("what"), Column("amount", BigInteger, nullable=False),
    _text("borne_by", 24), _text("bearer"), _when("at"), _text("entered_by", 100),
    Column("struck", Boolean, nullable=False), _text("reason"),
)  # fmt: skip

vouchers = _of_incident(
    "vouchers", _text("number", 80), _text("basis"), _text("reason"), Column("things", JSON, nullable=False),
    _text("owner"), _text("owner_contact"), _text("taken_by"), _text("taken_by_contact"), _when("taken_at"),
    _when("issued_at"), Column("afterwards", Boolean, nullable=False), _text("state", 16), _later("returned_at"),
    _text("damage"), Column("compensation", BigInteger), _later("compensated_at"), _text("issued_by", 100),
)  # fmt: skip
