"""How those who are reported to are called at this centre."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from fengsui_incidents.api.events import Words


class ReceiverNames(Protocol):
    """Provided by the reports plugin, in the asker's transaction."""

    def all(self) -> Mapping[str, Words]:
        """Each receiver's name seen from this centre: for a district of a municipality the province's bureau is
        市应急局, and its own government's duty room 区总值班室."""
        ...
