"""Who comes and goes is no event of the journal; whoever watches the centre is told at once that it changed."""

from __future__ import annotations

import asyncio

from fengsui.events import CENTRE
from fengsui.feed.hub import Hub

GATHER_S = 0.25
"""So long comings and goings are gathered into one notice: a storm of reconnects is four readings a second."""


class News:
    """Sends `notice {presence}` to the sessions that hold the centre's label. It says that, not who: views say who."""

    def __init__(self, hub: Hub, loop: asyncio.AbstractEventLoop) -> None:
        self._hub, self._loop = hub, loop
        self._waiting: asyncio.TimerHandle | None = None
        hub.presence.changed = self._heard

    def stop(self) -> None:
        self._hub.presence.changed = lambda: None
        if self._waiting is not None:
            self._waiting.cancel()

    def _heard(self) -> None:
        """On the event loop, like everything that changes the presence."""
        if self._waiting is None:
            self._waiting = self._loop.call_later(GATHER_S, self._tell)

    def _tell(self) -> None:
        self._waiting = None
        notice = {"kind": "notice", "presence": {"at": self._hub.clock.now().isoformat()}}
        for session in list(self._hub.sessions):
            if session.appeared and not session.blocked and CENTRE in session.labels:
                session.send(notice)
                session.flush()
