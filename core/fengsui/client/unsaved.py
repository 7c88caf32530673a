"""What was shown and could not be stored: nothing behind it may be stored before it, or it would be passed by."""

from __future__ import annotations

from fengsui.events import Position


class Unsaved:
    """Events by id, with their positions. The feed sends them once more, in order, from where the store stands."""

    def __init__(self) -> None:
        self._positions: dict[str, Position] = {}

    def __bool__(self) -> bool:
        return bool(self._positions)

    def __contains__(self, event: str) -> bool:
        return event in self._positions

    def add(self, event: str, position: Position) -> None:
        self._positions[event] = position

    def saved(self, event: str) -> None:
        self._positions.pop(event, None)

    def before(self, position: Position) -> bool:
        """Whether something in front of `position` is not stored yet."""
        return any(waiting.seq < position.seq for waiting in self._positions.values())

    def gap(self, position: Position) -> None:
        """The view goes on behind `position`: what lies before it, or in another history, is not sent again."""
        self._positions = {
            event: waiting
            for event, waiting in self._positions.items()
            if waiting.epoch == position.epoch and waiting.seq > position.seq
        }
