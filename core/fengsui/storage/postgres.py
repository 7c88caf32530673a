"""PostgreSQL over a network that may fail: connections that do not wait for ever, and words between nodes.

TCP notices a cut by itself only where the other side's machine is gone; behind a proxy, a balancer or a frozen server
a connection may stay open and silent. So every wait for an answer has its time, and what is not answered is closed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url

ANSWER_SECONDS = 8.0
"""More than a statement may take, and than a dead node's transaction holds the head row."""
CONNECT_SECONDS = 3
IDLE_SECONDS = 5
"""A transaction whose client says nothing for so long is ended by the server, and lets go of the head row."""
WRITING = "fengsui writes"
"""The writing connection's name: which of a role's connections may be ended when it falls silent."""
SILENT = """
SELECT pid FROM pg_stat_activity
WHERE application_name = %s AND datname = current_database() AND usename = current_user
AND state = 'active' AND wait_event IN ('ClientRead', 'ClientWrite')
AND state_change < clock_timestamp() - make_interval(secs => %s)
"""
"""Whose client fell silent in the middle of a batch of statements, or of an answer to it.

The server does not end such a transaction: it counts as at work, not as idle, and a statement's time does not run
between two.
"""
END = "SELECT pg_terminate_backend(%s)"
"""A statement of its own: as a condition among the others it is asked of everybody, in whatever order is cheapest."""
CHANNEL = "fengsui"
MIGRATING = 0x66656E67
"""The advisory lock of whoever makes or changes tables."""


def _in_time(gen: Any, seconds: float, pgconn: Any) -> Any:
    """psycopg's generator of one exchange with the server, given up (and the connection closed) after `seconds`.

    Not at the first look past the time: a process that was frozen itself may find the answer at the second.
    """
    ends, late = time.monotonic() + seconds, False
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if not ready and late:
                pgconn.finish()
                raise psycopg.OperationalError(f"the database did not answer within {seconds:g} s")
            late = time.monotonic() > ends
            wanted = gen.send(ready)
    except StopIteration as end:
        return end.value


class Answering(psycopg.Connection[Any]):
    """Raises OperationalError, and is closed, where the server says nothing for so many `seconds`."""

    seconds = ANSWER_SECONDS

    def wait(self, gen: Any, *args: Any, **kwargs: Any) -> Any:
        return super().wait(_in_time(gen, self.seconds, self.pgconn), *args, **kwargs)


class Listening(psycopg.AsyncConnection[Any]):
    """The same for a connection that is asked every second."""

    seconds = 3.0

    async def wait(self, gen: Any, *args: Any, **kwargs: Any) -> Any:
        return await super().wait(_in_time(gen, self.seconds, self.pgconn), *args, **kwargs)


def connect_args(url: str) -> dict[str, Any]:
    """What psycopg is called with for a SQLAlchemy URL."""
    chosen = make_url(url).set(drivername="postgresql+psycopg")
    _, arguments = chosen.get_dialect()().create_connect_args(chosen)
    return {"connect_timeout": CONNECT_SECONDS, **arguments}


def answer_in_time(engine: Engine) -> None:
    """Every connection of `engine` is an `Answering` one."""

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, arguments: Any, named: Any) -> Any:
        return Answering.connect(*arguments, **{"connect_timeout": CONNECT_SECONDS, **named})


def let_go(engine: Engine) -> None:
    """For the writing connection: its transaction ends where this process is frozen or cut off.

    The server ends it where it is idle, any other node where it is not (`SILENT`).
    """

    @event.listens_for(engine, "connect")
    def limit(raw: Any, _record: object) -> None:
        with raw.cursor() as cursor:
            cursor.execute(f"SET idle_in_transaction_session_timeout = {IDLE_SECONDS * 1000}")
            cursor.execute(f"SET application_name = '{WRITING}'")
        raw.commit()


def announce(connection: Connection, word: str) -> None:
    """Says `word` to every node when the transaction commits; nothing on SQLite, which has one process."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_notify(%s, %s)", (CHANNEL, word))


@contextmanager
def migrating_alone(url: str) -> Iterator[None]:
    """While it lasts no other node makes or changes tables; waits for one that does."""
    if make_url(url).get_backend_name() == "sqlite":
        yield
        return
    with psycopg.connect(**connect_args(url), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (MIGRATING,))
        yield


def words_arrive(url: str, seconds: float = 1.0) -> bool:
    """Whether what one connection says reaches another that listens; a pooler may swallow it."""
    arguments = connect_args(url)
    with (
        psycopg.connect(**arguments, autocommit=True) as listener,
        psycopg.connect(**arguments, autocommit=True) as speaker,
    ):
        listener.execute(f"LISTEN {CHANNEL}_probe")
        speaker.execute(f"NOTIFY {CHANNEL}_probe")
        return any(True for _ in listener.notifies(timeout=seconds, stop_after=1))


def unreachable(cause: BaseException | None) -> bool:
    """Whether an error means that there is no connection, rather than that the server refused something."""
    if not isinstance(cause, psycopg.OperationalError):
        return False
    state = cause.sqlstate
    return state is None or state.startswith(("08", "57P")) or state == "25P03"
