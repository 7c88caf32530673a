"""Signed heads in a second place: lines that say where the journal stood, appended and never changed.

The chain shows that nothing before its end was changed by itself, but whoever can write the database can cut its end
off, or compute the whole chain anew. He cannot make it fit the heads that are already elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from fengsui.journal.signed import KEY_FILE, Line, SignedLines, key_of, read_key
from fengsui.journal.writing import Head
from fengsui.storage.types import to_text

__all__ = ["KEY_FILE", "HeadsFile", "SignedHead", "key_of", "read_key"]


@dataclass(frozen=True)
class SignedHead:
    """One line. `restored`: a backup took the place of what was signed before, from `seq` on."""

    epoch: str
    seq: int
    hash: str
    at: str
    restored: bool
    mac: str

    @property
    def time(self) -> datetime:
        return datetime.fromisoformat(self.at)


class HeadsFile:
    """The heads at `path`, signed with `key`."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self._lines = SignedLines(path, key)

    def append(self, heads: Sequence[Head], now: datetime, *, restored: bool = False) -> list[SignedHead]:
        """Adds a line for each; they are on disk when this returns. Raises Unavailable (`heads_failed`)."""
        lines = [asdict(head) | {"at": to_text(now), "restored": restored} for head in heads]
        return [SignedHead(**line) for line in self._lines.append(lines)]

    def last(self) -> SignedHead | None:
        """The last line that is ours; None where there is none yet. Raises Unavailable (`heads_failed`)."""
        line = self._lines.last()
        return _head(line) if line is not None else None

    def read(self) -> tuple[list[SignedHead], list[str]]:
        """Every line that is ours in order, and what is wrong with the others. Missing (`no_heads_file`)."""
        lines, wrong = self._lines.read()
        return _heads(lines, wrong)


def _heads(lines: Iterable[Line], wrong: list[str]) -> tuple[list[SignedHead], list[str]]:
    heads = [_head(line) for line in lines]
    strange = ["heads: a line that is signed and no head"] if None in heads else []
    return [head for head in heads if head is not None], wrong + strange


def _head(line: Line) -> SignedHead | None:
    """None for whatever has not exactly our fields in our types."""
    try:
        head = SignedHead(**line)
        to_text(head.time)
    except (TypeError, ValueError):
        return None
    texts = all(type(value) is str and value.isascii() for value in (head.epoch, head.hash, head.mac))
    numbers = type(head.seq) is int and 0 < head.seq < 2**63 and type(head.restored) is bool
    return head if texts and numbers else None
