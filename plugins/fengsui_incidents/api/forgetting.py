"""What a plugin asks of the incidents when it destroys what it keeps of persons (突发事件应对法 arts 84-85)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol


class Forgets(Protocol):
    """Provided by the incidents plugin, in the asker's transaction. Nothing is refused here: who erases has asked."""

    def things(self, incident: str) -> tuple[str, ...]:
        """Ids under which others may speak of the incident: its own, its calls', its tickets', its orders'."""
        ...

    def lines(self, incident: str, topics: Collection[str]) -> None:
        """The words of the record's lines of these topics: that something happened, when and by whom stays."""
        ...
