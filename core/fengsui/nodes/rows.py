"""Each node's own row: that it is there, and until when it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from fengsui.nodes.clock import clock, time_of
from fengsui.nodes.lease import NAME
from fengsui.nodes.tables import lease, node, roll

DEAD_SECONDS = 10.0
"""A node that was not seen for so long is dead: what was connected to it is not."""
REMEMBERED = timedelta(hours=1)
"""A dead node is shown for so long."""


@dataclass(frozen=True)
class Standing:
    """One node as the others see it. `silent` is in seconds; `roll` numbers its latest rows in the roll."""

    id: str
    name: str
    version: str
    started_at: datetime
    seen_at: datetime
    silent: float
    roll: int
    holder: bool
    connections: int

    @property
    def alive(self) -> bool:
        return self.silent < DEAD_SECONDS


def seen(connection: Connection, me: str, name: str) -> bool:
    """Whether there is a row of ours; it says now that we are there."""
    mine = update(node).where(node.c.id == me)
    return connection.execute(mine.values(seen_at=clock(), name=name)).rowcount > 0


def enter(connection: Connection, me: str, name: str, home: str, version: str, started_at: datetime | None) -> None:
    """A row of ours, for the first time or because others took us for dead. A dead one of the same home goes."""
    if home:
        for (old,) in connection.execute(select(node.c.id).where(node.c.home == home)).all():
            leave(connection, old)
    values = {"id": me, "name": name, "home": home, "version": version, "roll": 0}
    connection.execute(insert(node).values(**values, started_at=started_at or clock(), seen_at=clock()))


def leave(connection: Connection, one: str) -> None:
    """The node `one` and everybody who was connected to it."""
    connection.execute(delete(roll).where(roll.c.node == one))
    connection.execute(delete(node).where(node.c.id == one))


def forget_dead(connection: Connection) -> None:
    """Rows of nodes that have been dead for long."""
    old = node.c.seen_at < time_of(connection) - REMEMBERED
    for (one,) in connection.execute(select(node.c.id).where(old)).all():
        leave(connection, one)


def standing(connection: Connection) -> list[Standing]:
    """Every node that is known, oldest first."""
    now = time_of(connection)
    here = select(func.count()).where(roll.c.node == node.c.id, roll.c.here).scalar_subquery()
    query = (
        select(node, (lease.c.holder == node.c.id).label("holder"), here.label("connections"))
        .select_from(node.outerjoin(lease, lease.c.name == NAME))
        .order_by(node.c.started_at, node.c.id)
    )
    return [
        Standing(
            id=r.id,
            name=r.name,
            version=r.version,
            started_at=r.started_at,
            seen_at=r.seen_at,
            silent=(now - r.seen_at).total_seconds(),
            roll=int(r.roll),
            holder=bool(r.holder),
            connections=int(r.connections),
        )
        for r in connection.execute(query)
    ]
