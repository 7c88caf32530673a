"""Whether the journal is what was recorded: the chain, the audience index, and every erasure with its rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, RowMapping, func, select

from fengsui.journal.chain import GENESIS, chained, digest_of
from fengsui.journal.erasing import numbers
from fengsui.journal.events import Erased
from fengsui.journal.reading import PAGE
from fengsui.journal.runs import Run, count, joined, outside, said
from fengsui.journal.tables import head, journal, journal_data, journal_label

MOST_BREAKS = 100
LABELS_AT_A_TIME = 400


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

    def __init__(self) -> None:
        self.previous, self.expected, self.events = GENESIS, 1, 0
        self.breaks: list[str] = []
        self.erasures: list[SeenErasure] = []
        self.entries = 0
        self._absent: list[Run] = []
        self._erased: list[Run] = []

    def take(self, row: Mapping[str, Any]) -> None:
        """A row with its envelope, `salt` and `data` (None where erased), and `indexed`, its labels in the index."""
        seq = row["seq"]
        self.events += 1
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
        if left := outside(recorded, absent):
            self.wrong(f"seq {said(left)}: recorded as erased, and still there")
        return Verdict(self.events, count(absent), end[1], tuple(self.breaks), tuple(self.erasures))


def verify(connection: Connection) -> Verdict:
    """Recomputes the chain from its beginning: any edit, deletion, swap or insertion breaks it.

    The audience index must say what the envelopes say: an edit there would hide an event from the feed. Data may be
    missing only where an erasure says so.
    """
    verifier = Verifier()
    for row in _rows(connection):
        verifier.take(row)
    entries = connection.execute(select(func.count()).select_from(journal_label)).scalar_one()
    if entries != verifier.entries:
        verifier.wrong(f"audience index: {entries} entries, where the envelopes have {verifier.entries}")
    end = connection.execute(select(head.c.seq, head.c.hash)).one()
    return verifier.verdict((end.seq, end.hash))


def _rows(connection: Connection) -> Iterator[dict[str, Any]]:
    query = (
        select(journal, journal_data.c.salt, journal_data.c.data)
        .select_from(journal.outerjoin(journal_data, journal.c.seq == journal_data.c.seq))
        .order_by(journal.c.seq)
    )
    seq = 0
    while page := connection.execute(query.where(journal.c.seq > seq).limit(PAGE)).mappings().all():
        indexed = _index(connection, page)
        for row in page:
            yield {**row, "indexed": indexed[row["seq"]]}
        seq = page[-1]["seq"]


def _index(connection: Connection, page: Sequence[RowMapping]) -> dict[int, set[str]]:
    """Under which of the page's own labels the index has each of its events; read by its key, label by label."""
    indexed: dict[int, set[str]] = {row["seq"]: set() for row in page}
    labels = sorted({label for row in page for label in row["labels"].split()})
    between = journal_label.c.seq.between(page[0]["seq"], page[-1]["seq"])
    for start in range(0, len(labels), LABELS_AT_A_TIME):
        some = journal_label.c.label.in_(labels[start : start + LABELS_AT_A_TIME])
        for label, at in connection.execute(select(journal_label.c.label, journal_label.c.seq).where(some, between)):
            indexed.setdefault(at, set()).add(label)
    return indexed
