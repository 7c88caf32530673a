"""Nothing here yet."""

from __future__ import annotations

from fengsui.storage.database import Database


class NoRoll:
    """One node alone: whoever is connected is connected here."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def look(self) -> None: ...

    def forgotten(self) -> None: ...


class Roll(NoRoll):
    def __init__(self, me: str, database: Database) -> None: ...
