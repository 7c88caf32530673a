"""The names of those who are reported to, for other plugins."""

from __future__ import annotations

from collections.abc import Mapping

from fengsui.hooks import Reading
from fengsui_incidents.api.events import Words
from fengsui_reports.api.words import RECEIVER_SAID
from fengsui_reports.service.context import context_of


class Names:
    """Answers `ReceiverNames`."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def all(self) -> Mapping[str, Words]:
        chain = context_of(self._reading).chain
        return {str(receiver): chain.name(receiver) for receiver in RECEIVER_SAID}
