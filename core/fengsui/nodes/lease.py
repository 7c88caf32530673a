"""The lease: which node runs the sweeps and the bus. A row, taken and renewed under the head row's lock.

Its clock is the database's. Each taking makes a new token, and a unit of the holder carries the token it believes in:
looked at inside the unit, behind the head row's lock, where nobody can take the lease meanwhile. So a node that was
frozen or cut off cannot write as the holder, however late it wakes. That the time has run out is no reason to refuse
while nobody else has taken it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, insert, select, update

from fengsui.errors import Unavailable
from fengsui.nodes.clock import time_of
from fengsui.nodes.tables import lease, node
from fengsui.text import N_

NAME = "centre"


@dataclass(frozen=True)
class LeaseTimes:
    """Seconds. A dead holder is followed within `lasts`; one that is cut off knows it after as long."""

    lasts: float = 6.0
    every: float = 2.0


class LeaseLost(Unavailable):
    """Another node has taken the lease: what this one wanted to do as its holder is not done."""

    code = "lease_lost"

    def __init__(self) -> None:
        super().__init__(N_("Another node has taken over: nothing was saved here."))


class Tenure:
    """What this node believes about the lease. On the event loop only; the truth is in the row."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.alone = False
        self.on_change: list[Callable[[], None]] = []
        self._now = now
        self._token: int | None = None
        self._until = 0.0

    @property
    def held(self) -> bool:
        return self.alone or (self._token is not None and self._now() < self._until)

    @property
    def token(self) -> int | None:
        """What units of the holder carry; None where there is only one node (then the data folder's lock decides)."""
        return self._token

    def settle(self, token: int | None, until: float) -> None:
        """The row was read: `token` if it is ours, and until when we may believe so, on the clock handed in."""
        changed = token != self._token
        self._token, self._until = token, until
        if changed:
            for tell in list(self.on_change):
                tell()

    def lose(self, token: int | None) -> None:
        """A unit that carried `token` was refused."""
        if token is not None and token == self._token:
            self.settle(None, 0.0)


def check(connection: Connection, token: int) -> None:
    """Inside a unit: raises LeaseLost unless `token` is the latest."""
    found = connection.execute(select(lease.c.token).where(lease.c.name == NAME)).scalar_one_or_none()
    if found != token:
        raise LeaseLost


def take(connection: Connection, me: str, home: str, lasts: float) -> tuple[int | None, float]:
    """Renews the lease or takes it where it is free; (our token, or None) and the seconds until it runs out.

    It is also free where its holder ran on our own data folder, whose lock is ours now: that process has ended.
    """
    now = time_of(connection)
    ends = now + timedelta(seconds=lasts)
    row = connection.execute(
        select(lease.c.holder, lease.c.token, lease.c.expires_at, node.c.home)
        .select_from(lease.outerjoin(node, node.c.id == lease.c.holder))
        .where(lease.c.name == NAME)
    ).first()
    if row is None:
        connection.execute(insert(lease).values(name=NAME, holder=me, token=1, expires_at=ends))
        return 1, lasts
    left = (row.expires_at - now).total_seconds()
    gone = left <= 0 or not row.holder or (bool(home) and row.home == home)
    if row.holder != me and not gone:
        return None, left
    token = int(row.token) + (row.holder != me)
    mine = update(lease).where(lease.c.name == NAME)
    connection.execute(mine.values(holder=me, token=token, expires_at=ends))
    return token, lasts


def give_back(connection: Connection, me: str) -> bool:
    """Whether it was ours, and is free now."""
    ours = (lease.c.name == NAME) & (lease.c.holder == me)
    return connection.execute(update(lease).where(ours).values(holder="")).rowcount > 0
