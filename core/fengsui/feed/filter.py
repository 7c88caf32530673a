"""A subscription's filter: it narrows what the connection may see, never widens it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fengsui.errors import Fault, Invalid
from fengsui.events import SEVERITIES
from fengsui.feed.frames import Encoded
from fengsui.text import N_

MOST = 64
LONGEST = 120


@dataclass(frozen=True)
class Filter:
    """`prefixes` are topics that ended in `*`; None means that this kind of narrowing is not wanted."""

    topics: frozenset[str] | None = None
    prefixes: tuple[str, ...] = ()
    labels: frozenset[str] | None = None
    rank: int = 0

    def passes(self, event: Encoded) -> bool:
        if event.rank < self.rank:
            return False
        if self.labels is not None and self.labels.isdisjoint(event.labels):
            return False
        return self.topics is None or event.topic in self.topics or event.topic.startswith(self.prefixes)


def _texts(value: object, path: str, faults: list[Fault]) -> list[str] | None:
    if value is None:
        return None
    if isinstance(value, list) and len(value) <= MOST:
        texts = [item for item in value if isinstance(item, str) and 0 < len(item) <= LONGEST]
        if len(texts) == len(value):
            return texts
    expected = N_("a list of at most {most} texts of 1 to {longest} characters")
    faults.append(Fault(path, expected, params={"most": MOST, "longest": LONGEST}))
    return None


def _rank(value: object, faults: list[Fault]) -> int:
    if value is None:
        return 0
    if value in SEVERITIES:
        return SEVERITIES.index(value)
    faults.append(Fault("filter.min_severity", N_("one of {choices}"), params={"choices": ", ".join(SEVERITIES)}))
    return 0


def parse_filter(value: Any) -> Filter:
    """The `filter` of a `sub`; raises Invalid (`bad_filter`) with every fault. Unknown fields are ignored."""
    if value is None:
        return Filter()
    faults: list[Fault] = []
    if not isinstance(value, dict):
        raise Invalid(N_("The filter is not valid."), code="bad_filter", faults=[Fault("filter", N_("an object"))])
    topics = _texts(value.get("topics"), "filter.topics", faults)
    labels = _texts(value.get("labels"), "filter.labels", faults)
    rank = _rank(value.get("min_severity"), faults)
    if faults:
        raise Invalid(N_("The filter is not valid."), code="bad_filter", faults=faults)
    return Filter(
        None if topics is None else frozenset(topic for topic in topics if not topic.endswith("*")),
        tuple(topic[:-1] for topic in topics or () if topic.endswith("*")),
        None if labels is None else frozenset(labels),
        rank,
    )
