"""A subscription's filter: it narrows what the connection may see, never widens it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fengsui.errors import Fault, Invalid
from fengsui.events import SEVERITIES
from fengsui.feed.frames import Encoded
from fengsui.text import N_
from fengsui.wire.frames import FILTER, LONGEST_NARROWED, MOST_NARROWED

_TEXTS = N_("a list of at most {most} texts of 1 to {longest} characters")
_BOUNDS: dict[str, object] = {"most": MOST_NARROWED, "longest": LONGEST_NARROWED}
_EXPECTED: dict[str, tuple[str, dict[str, object]]] = {
    "topics": (_TEXTS, _BOUNDS),
    "labels": (_TEXTS, _BOUNDS),
    "min_severity": (N_("one of {choices}"), {"choices": ", ".join(SEVERITIES)}),
}


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


def parse_filter(value: Any) -> Filter:
    """The `filter` of a `sub`; raises Invalid (`bad_filter`) with every fault. Unknown fields are ignored."""
    if value is None:
        return Filter()
    if not isinstance(value, dict):
        raise Invalid(N_("The filter is not valid."), code="bad_filter", faults=[Fault("filter", N_("an object"))])
    faults = [
        Fault(f"filter.{field.name}", _EXPECTED[field.name][0], params=_EXPECTED[field.name][1])
        for field in FILTER.fields
        if not field.shape.fits(value.get(field.name))
    ]
    if faults:
        raise Invalid(N_("The filter is not valid."), code="bad_filter", faults=faults)
    topics, labels, severity = value.get("topics"), value.get("labels"), value.get("min_severity")
    return Filter(
        None if topics is None else frozenset(topic for topic in topics if not topic.endswith("*")),
        tuple(topic[:-1] for topic in topics or () if topic.endswith("*")),
        None if labels is None else frozenset(labels),
        0 if severity is None else SEVERITIES.index(severity),
    )
