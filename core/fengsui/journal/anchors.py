"""The journal against its signed heads: which are due, and whether the journal still is what was signed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from fengsui.errors import Conflict
from fengsui.journal.archive import find
from fengsui.journal.heads import HeadsFile, SignedHead
from fengsui.journal.reading import PAGE
from fengsui.journal.tables import journal
from fengsui.journal.writing import Head, read_head
from fengsui.text import N_

EVERY_EVENTS = 100
EVERY = timedelta(seconds=60)


@dataclass(frozen=True)
class Anchored:
    """How the journal stands to its signed heads: lines that are ours, those given up by a restore, what is wrong."""

    heads: int
    given_up: int
    last: SignedHead | None
    breaks: tuple[str, ...]


def export(connection: Connection, file: HeadsFile, now: datetime, archive: Path | None = None) -> list[SignedHead]:
    """Signs every 100th event, and the last one after 60 s; returns the heads that were written.

    Raises Conflict (`heads_contradicted`) where the journal is not what was signed last: to sign on would approve it.
    """
    end, last = read_head(connection), file.last()
    if last is not None and contradicted(connection, last, archive):
        raise Conflict(
            N_("The journal is not the one whose heads are in {file}: nothing is signed."),
            code="heads_contradicted",
            file=file.path,
        )
    found = _events(connection, due_seqs(end.seq, last, now))
    return file.append([Head(epoch, seq, hash) for seq, (epoch, hash) in sorted(found.items())], now) if found else []


def contradicted(connection: Connection, last: SignedHead, archive: Path | None = None) -> bool:
    """Whether the journal, with its archive, is not the one that was signed last."""
    found = _events(connection, [last.seq]).get(last.seq)
    if found is None and archive is not None:
        found = find(archive, last.seq)
    return found != (last.epoch, last.hash)


def due_seqs(end: int, last: SignedHead | None, now: datetime) -> list[int]:
    """Which events up to `end` are to be signed; of those that came before the first head, the last."""
    if last is None:
        return [end] if end else []
    hundredth = last.seq - last.seq % EVERY_EVENTS + EVERY_EVENTS
    seqs = list(range(hundredth, end + 1, EVERY_EVENTS))[-PAGE:]
    if end > last.seq and end not in seqs and abs(now - last.time) >= EVERY:
        seqs.append(end)
    return seqs


def compare(
    connection: Connection,
    read: tuple[list[SignedHead], list[str]],
    archived: Mapping[int, tuple[str, str]] | None = None,
) -> Anchored:
    """Looks for every signed head in the journal, or in `archived`. `read` is older than `connection`'s transaction.

    With a chain that is whole up to a head, everything before it is what was signed.
    """
    heads, wrong = read
    standing = _standing(heads)
    for page in _pages(standing):
        events = {**(archived or {}), **_events(connection, [head.seq for head in page])}
        for head in page:
            if head.seq not in events:
                wrong = [*wrong, f"seq {head.seq}: signed at {head.at}, and missing from the journal"]
            elif events[head.seq] != (head.epoch, head.hash):
                wrong = [*wrong, f"seq {head.seq}: not what was signed at {head.at}"]
    last = standing[-1] if standing else None
    return Anchored(len(heads), len(heads) - len(standing), last, tuple(wrong[:100]))


def _standing(heads: Iterable[SignedHead]) -> list[SignedHead]:
    """Without those that a restore has given up: it said so here, signed, before it replaced anything."""
    standing: list[SignedHead] = []
    for head in heads:
        if head.restored:
            standing = [earlier for earlier in standing if earlier.seq < head.seq]
        standing.append(head)
    return standing


def _events(connection: Connection, seqs: Sequence[int]) -> dict[int, tuple[Any, Any]]:
    """Epoch and hash of each event that is there."""
    query = select(journal.c.seq, journal.c.epoch, journal.c.hash).where(journal.c.seq.in_(seqs))
    return {row.seq: (row.epoch, row.hash) for row in connection.execute(query)} if seqs else {}


def _pages(heads: Sequence[SignedHead]) -> Iterable[Sequence[SignedHead]]:
    return (heads[start : start + PAGE] for start in range(0, len(heads), PAGE))
