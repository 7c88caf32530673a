"""A storm in the queue: many items alike are one line that opens. Nothing worse is ever inside another's bundle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from fengsui_incidents.api.board import QueueItem, QueueKind

FOLDS: frozenset[QueueKind] = frozenset(
    {"call", "merge", "silent", "unreachable", "expired", "change", "card", "task", "uncovered"}
)
"""Kinds of which there may be many at once. A life, a cry, a refusal, an offer, too few: each keeps its own line."""

PREFIX = "bundle:"


@dataclass(frozen=True)
class Bundle:
    """Items of one kind, of incidents of one urgency, real or of one drill; the first is the most pressing."""

    id: str
    items: tuple[QueueItem, ...]
    opened: bool

    @property
    def first(self) -> QueueItem:
        return self.items[0]


def bundle_of(item: QueueItem) -> str:
    """What an item is bundled by; empty where it never is. A worse urgency, or the real beside a drill, is another."""
    if item.kind not in FOLDS or item.life:
        return ""
    return f"{PREFIX}{item.kind}:{item.urgency or '-'}:{item.exercise or ''}"


def folded(queue: Sequence[QueueItem], least: int, opened: Collection[str] = ()) -> list[Bundle | QueueItem]:
    """The queue with `least` or more alike in one line, where the first of them stands; those in `opened` are followed
    by their items. `least` below 2: nothing is bundled."""
    alike = Counter(bundle_of(item) for item in queue)
    seen: set[str] = set()
    found: list[Bundle | QueueItem] = []
    for item in queue:
        id = bundle_of(item)
        if not id or least < 2 or alike[id] < least:
            found.append(item)
        elif id not in seen:
            seen.add(id)
            items = tuple(one for one in queue if bundle_of(one) == id)
            found.append(Bundle(id, items, id in opened))
            found += items if id in opened else ()
    return found
