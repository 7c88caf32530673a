"""Commands over the socket: sent again with the same key after every reconnect, until they are answered."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from fengsui.client.line import Connection, LineLost
from fengsui.client.refusals import Unreachable, refusal
from fengsui.clock import Ids
from fengsui.errors import FengsuiError
from fengsui.text import N_


class Orders:
    """What waits for its `res`, in the order in which it was given."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._next = 1
        self._open: dict[int, tuple[dict[str, Any], asyncio.Future[Any]]] = {}

    async def execute(
        self, line: Connection | None, name: str, args: Mapping[str, Any], key: str | None, within_s: float
    ) -> Any:
        """Raises Unreachable when `within_s` seconds passed without an answer; it may have been executed then."""
        number, self._next = self._next, self._next + 1
        frame = {"kind": "cmd", "id": number, "key": key or self._ids.new(), "name": name, "args": dict(args)}
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._open[number] = (frame, future)
        try:
            async with asyncio.timeout(within_s):
                if line is not None:
                    with suppress(LineLost):
                        await line.send(frame)
                return await future
        except TimeoutError:
            raise Unreachable(N_("The server did not answer within {seconds} s."), seconds=f"{within_s:g}") from None
        finally:
            self._open.pop(number, None)

    async def send_again(self, line: Connection) -> None:
        for frame, _ in list(self._open.values()):
            await line.send(frame)

    def answered(self, frame: Mapping[str, Any]) -> None:
        """A `res`; ignored where nobody waits for it any more."""
        _, future = self._open.get(frame.get("id", 0), (None, None))
        if future is None or future.done():
            return
        if frame.get("ok"):
            future.set_result(frame.get("result"))
        else:
            error = frame.get("error") or {}
            future.set_exception(refusal(int(error.get("status", 400)), error))

    def fail(self, error: FengsuiError) -> None:
        """Nobody will answer any more."""
        for _, future in self._open.values():
            if not future.done():
                future.set_exception(error)
