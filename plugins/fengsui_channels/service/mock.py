"""The gateway `mock`: takes everything, sends nothing, and writes each message once as a line of a file."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from fengsui.hooks import Reading
from fengsui_channels.api.gateway import Kind, Message, Outcome
from fengsui_channels.service.webhook import body_of
from fengsui_channels.settings import ChannelsSettings, Mock


def mock_of(reading: Reading) -> FileGateway | None:
    settings = reading.settings(ChannelsSettings).mock
    return FileGateway(settings) if settings is not None else None


class FileGateway:
    """`fengsui_channels.api.Gateway` for trials: `tail -f` shows what would have rung."""

    name = "mock"

    def __init__(self, settings: Mock) -> None:
        self._file = settings.file.expanduser()
        self.kinds: frozenset[Kind] = frozenset(settings.kinds)

    async def send(self, message: Message) -> Outcome:
        """Taken; a message that comes again (its answer was lost) is there already. Raises OSError where the file
        cannot be written: that counts as failed."""
        await asyncio.to_thread(_write, self._file, message)
        return Outcome(state="taken", ref=f"mock-{message.id}")


def _write(file: Path, message: Message) -> None:
    if file.exists() and any(json.loads(line)["id"] == message.id for line in file.read_text("utf-8").splitlines()):
        return
    with file.open("a", encoding="utf-8") as out:
        out.write(body_of(message).decode() + "\n")
