"""Topics of events, and the patterns that name them."""

from __future__ import annotations

from collections.abc import Sequence


def matches(topics: Sequence[str], topic: str) -> bool:
    """Whether `topic` is named in `topics`, where `plans.*` names a whole plugin's and `*` everything."""
    return any(topic == wanted or (wanted.endswith("*") and topic.startswith(wanted[:-1])) for wanted in topics)
