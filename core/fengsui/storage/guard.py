"""A unit works in a transaction that it shares with others: it must not end it for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from sqlalchemy import Connection

ENDING = ("commit", "rollback", "close", "detach", "begin")
"""Not `invalidate`: SQLAlchemy itself calls it when the server has hung up, and that must reach the writer."""


@contextmanager
def shared(connection: Connection) -> Iterator[None]:
    """While it lasts, whoever tries to end `connection`'s transaction gets a RuntimeError, and nobody else notices."""
    for name in ENDING:
        setattr(connection, name, _refuse)
    try:
        yield
    finally:
        for name in ENDING:
            delattr(connection, name)


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise RuntimeError("the connection of a unit is shared: never commit, roll back or close it")
