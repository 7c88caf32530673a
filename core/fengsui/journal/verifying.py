"""Whether the journal is what was recorded: the chain, the audience index, and every erasure with its rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import orjson
from sqlalchemy import Connection, Select, func, select

from fengsui.journal.chain import GENESIS, chained, digest_of
from fengsui.journal.erasing import numbers
from fengsui.journal.events import ARCHIVE, Archived, Erased
from fengsui.journal.reading import PAGE
from fengsui.journal.runs import Run, count, joined, outside, said
from fengsui.journal.tables import head, journal, journal_data, journal_label

MOST_BREAKS = 100
LABELS_AT_A_TIME = 400
UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)
"""What reading a row comes to where somebody put a value of another type, or no time, into it."""


@dataclass(frozen=True)
class SeenErasure:
    """One erasure as the journal records it: `events` of them, by whom, and the rule that asked for it."""

    seq: int
    at: str
    by: str
    basis: str
    reason: str
    kind: str
    thing: str
    events: int
    again: bool


@dataclass(frozen=True)
class Verdict:
    """What `verify` found: events read, erased ones among them, every erasure, and every break in words."""

    events: int
    erased: int
    head: str
    breaks: tuple[str, ...]
    erasures: tuple[SeenErasure, ...] = ()

    @property
    def whole(self) -> bool:
        return not self.breaks


class Verifier:
    """Takes the journal's rows in order, from its first on, and keeps no more of them than what is wrong."""

    def __init__(self, begin: tuple[int, str] = (0, GENESIS), wanted: Collection[int] = ()) -> None:
        """`begin`: the seq and hash that the first row follows. `wanted`: seqs whose epoch and hash are kept."""
        self.previous, self.expected, self.events = begin[1], begin[0] + 1, 0
        self.hashes: dict[int, tuple[str, str]] = {}
        self._begin, self._wanted = begin[0], wanted
        self.breaks: list[str] = []
        self.erasures: list[SeenErasure] = []
        self.entries = 0
        self._absent: list[Run] = []
        self._erased: list[Run] = []

    def take(self, row: Mapping[str, Any]) -> None:
        """A row with its envelope, `salt` and `data` (None where erased), and `indexed`, its labels in the index."""
        seq = row["seq"]
        self.events += 1
        if type(seq) is not int:
            self.wrong(f"seq {seq!r}: is no number")
            return
        try:
            self._take(seq, row)
        except UNREADABLE:
            self.wrong(f"seq {seq}: holds what no server writes")
            self.expected = seq + 1

    def _take(self, seq: int, row: Mapping[str, Any]) -> None:
        if seq != self.expected:
            self.wrong(f"seq {self.expected}: missing, the journal goes on at {seq}")
        if row["data"] is None:
            self._without(seq)
        elif digest_of(row["salt"], row["data"]) != row["digest"]:
            self.wrong(f"seq {seq}: the data does not match its digest")
        elif row["topic"] == Erased.topic:
            self._erasure(row)
        if chained(self.previous, row) != row["hash"]:
            self.wrong(f"seq {seq}: the envelope or its predecessor was changed")
        if row["indexed"] is not None:
            labels = set(row["labels"].split())
            self.entries += len(labels)
            if row["indexed"] != labels:
                self.wrong(f"seq {seq}: the audience index does not match the envelope")
        if seq in self._wanted:
            self.hashes[seq] = (row["epoch"], row["hash"])
        self.previous, self.expected = row["hash"], seq + 1

    def wrong(self, what: str) -> None:
        if len(self.breaks) < MOST_BREAKS:
            self.breaks.append(what)

    def _without(self, seq: int) -> None:
        if self._absent and self._absent[-1][1] == seq - 1:
            self._absent[-1] = (self._absent[-1][0], seq)
        else:
            self._absent.append((seq, seq))

    def _erasure(self, row: Mapping[str, Any]) -> None:
        data = orjson.loads(row["data"])
        runs = numbers(data["events"])
        self._erased += runs
        named = (data["basis"], data["reason"], data["kind"], data["thing"])
        at = row["at"].isoformat(timespec="seconds")
        self.erasures.append(SeenErasure(row["seq"], at, row["actor"], *named, count(runs), data["again"]))

    def verdict(self, end: tuple[int, str]) -> Verdict:
        """`end` is what the head row says: the last seq and its hash."""
        if end != (self.expected - 1, self.previous):
            self.wrong(f"head: says {end[0]}, the journal ends at {self.expected - 1}")
        recorded, absent = joined(self._erased), joined(self._absent)
        if lost := outside(absent, recorded):
            self.wrong(f"seq {said(lost)}: the data is missing, and no erasure was recorded")
        archived = [(1, self._begin)] if self._begin else []
        if left := outside(outside(recorded, archived), absent):
            self.wrong(f"seq {said(left)}: recorded as erased, and still there")
        return Verdict(self.events, count(absent), str(end[1]), tuple(self.breaks), tuple(self.erasures))


def verify(connection: Connection, archive: Iterable[Mapping[str, Any]] = ()) -> Verdict:
    """As `verify_with`, where only the verdict is wanted."""
    return verify_with(connection, archive)[0]


def verify_with(
    connection: Connection, archive: Iterable[Mapping[str, Any]] = (), wanted: Collection[int] = ()
) -> tuple[Verdict, dict[int, tuple[str, str]]]:
    """Recomputes the chain from its beginning: any edit, deletion, swap or insertion breaks it.

    `archive` are the rows that left the database, in order. Without them it begins where the newest `core.archived`
    says that they ended: what went before is then not verified. Returns the epochs and hashes of the `wanted` too.

    The audience index must say what the envelopes say: an edit there would hide an event from the feed. Data may be
    missing only where an erasure says so.
    """
    first = connection.execute(select(func.min(journal.c.seq))).scalar() or 1
    before = iter(archive)
    known = next(before, None)
    verifier = Verifier((0, GENESIS) if known is not None or first == 1 else _archived(connection), wanted)
    if known is not None:
        for row in chain((known,), before):
            if row["seq"] < first:
                verifier.take(row)
    for row in _rows(connection):
        verifier.take(row)
    entries = connection.execute(select(func.count()).select_from(journal_label)).scalar_one()
    if entries != verifier.entries:
        verifier.wrong(f"audience index: {entries} entries, where the envelopes have {verifier.entries}")
    end = connection.execute(select(head.c.seq, head.c.hash)).one()
    return verifier.verdict((end.seq, end.hash)), verifier.hashes


def _archived(connection: Connection) -> tuple[int, str]:
    """Where the archive ends, as the journal itself says in what it recorded last about it."""
    query = (
        select(journal_data.c.data)
        .join(journal, journal.c.seq == journal_data.c.seq)
        .where(journal.c.subject == ARCHIVE, journal.c.topic == Archived.topic)
        .order_by(journal.c.seq.desc())
        .limit(1)
    )
    said = connection.execute(query).scalar()
    if said is None:
        return 0, GENESIS
    try:
        data = orjson.loads(said)
        return int(data["last"]), str(data["hash"])
    except UNREADABLE:
        return 0, GENESIS  # then its own event is found to be changed, and whatever follows


def _rows(connection: Connection) -> Iterator[dict[str, Any]]:
    query = (
        select(journal, journal_data.c.salt, journal_data.c.data)
        .select_from(journal.outerjoin(journal_data, journal.c.seq == journal_data.c.seq))
        .order_by(journal.c.seq)
    )
    seq = 0
    while page := _page(connection, query.where(journal.c.seq > seq).limit(PAGE)):
        indexed = _index(connection, page)
        for row in page:
            yield {**row, "indexed": indexed[row["seq"]]}
        seq = page[-1]["seq"]


def _page(connection: Connection, query: Select[Any]) -> Sequence[Mapping[Any, Any]]:
    """A row that cannot even be read is its number alone."""
    try:
        return connection.execute(query).mappings().all()
    except UNREADABLE:
        seqs = connection.execute(query.with_only_columns(journal.c.seq)).scalars().all()
        return [_one(connection, query, seq) for seq in seqs]


def _one(connection: Connection, query: Select[Any], seq: int) -> Mapping[Any, Any]:
    try:
        return connection.execute(query.where(journal.c.seq == seq)).mappings().one()
    except UNREADABLE:
        return {"seq": seq, "labels": ""}


def _index(connection: Connection, page: Sequence[Mapping[Any, Any]]) -> dict[int, set[str]]:
    """Under which of the page's own labels the index has each of its events; read by its key, label by label."""
    indexed: dict[int, set[str]] = {row["seq"]: set() for row in page}
    labels = sorted({label for row in page for label in str(row["labels"]).split()})
    between = journal_label.c.seq.between(page[0]["seq"], page[-1]["seq"])
    for start in range(0, len(labels), LABELS_AT_A_TIME):
        some = journal_label.c.label.in_(labels[start : start + LABELS_AT_A_TIME])
        for label, at in connection.execute(select(journal_label.c.label, journal_label.c.seq).where(some, between)):
            indexed.setdefault(at, set()).add(label)
    return indexed
