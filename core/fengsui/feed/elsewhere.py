"""Connections of other nodes, as far as this node's hub must know: who is online, and whose older connection ends."""

from __future__ import annotations

from fengsui.feed.codes import Code
from fengsui.feed.hub import Hub
from fengsui.feed.session import Session
from fengsui.nodes.roll import Connected, NoRoll

CLOSE_SECONDS = 2.0
"""Two connections of a device so near to each other may be one client that was cut and came back: it may try again."""


class Elsewhere:
    """Tells the roll of the hub's connections, and the hub of the others'."""

    def __init__(self, hub: Hub, roll: NoRoll) -> None:
        self._hub = hub
        self._roll = roll
        self._replaces: dict[str, str] = {}
        hub.watcher = self
        roll.listen(self)

    # -- what the hub says -------------------------------------------------------------------------------

    def entered(self, session: Session, replaces: str) -> None:
        """It replaces a connection that is not here."""
        if replaces:
            self._replaces[session.id] = replaces

    def appeared(self, session: Session) -> None:
        actor, device = session.holder
        self._roll.enter(session.id, actor, device, session.labels, self._replaces.get(session.id, ""))

    def left(self, session: Session) -> None:
        self._replaces.pop(session.id, None)
        self._roll.leave(session.id)

    # -- what the roll says ------------------------------------------------------------------------------

    def came(self, other: Connected) -> None:
        self._hub.presence.come(other.labels, elsewhere=True)
        mine = self._hub.connection_of(other.actor, other.device)
        entered = self._roll.entered(mine.id) if mine is not None else None
        if mine is None or entered is None or (other.entered, other.session) < (entered, mine.id):
            return
        if other.replaces == mine.id:
            self._hub.drop(mine, Code.DRAINING, "replaced by its own new connection on another node")
        elif other.entered - entered < CLOSE_SECONDS:
            self._hub.drop(mine, Code.DRAINING, "this device connected to another node as well")
        else:
            self._hub.drop(mine, Code.REPLACED, "another client of this device connected to another node")

    def went(self, other: Connected) -> None:
        self._hub.presence.go(other.labels, elsewhere=True)
