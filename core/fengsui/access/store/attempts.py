"""Failures to prove who one is, by account and by source. Each attempt is charged before the slow hash is tried

and forgiven on success, so that a hundred guesses at once count as a hundred.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, insert, select, update

from fengsui.access.events import LoginFailed
from fengsui.access.limits import Limits, Tally, count_failure
from fengsui.access.store.users import known
from fengsui.access.tables import core_attempt
from fengsui.errors import Limited
from fengsui.hooks import Reading, Unit
from fengsui.text import N_

KEEP = timedelta(days=1)


def attempt_keys(name: str, source: str) -> tuple[str, ...]:
    return tuple(key for key in (f"user:{name[:64]}" if name else "", f"source:{source}" if source else "") if key)


def tally(reading: Reading, key: str) -> Tally | None:
    row = reading.connection.execute(select(core_attempt).where(core_attempt.c.key == key)).first()
    return Tally(row.failures, row.since, row.locked_until) if row else None


def begin_attempt(unit: Unit, keys: Iterable[str], limits: Limits) -> None:
    """Charges one attempt to each key; raises Limited (`locked_out`, with `seconds`) while one of them is locked."""
    found = {key: tally(unit, key) for key in keys}
    wait = max((known.wait(unit.now) for known in found.values() if known), default=timedelta())
    if wait > timedelta():
        raise Limited(
            N_("Too many failures. Try again in {seconds} seconds."),
            code="locked_out",
            seconds=int(wait.total_seconds()) + 1,
        )
    unit.connection.execute(delete(core_attempt).where(core_attempt.c.since < unit.now - KEEP))
    for key, before in found.items():
        _save(unit, key, count_failure(before, unit.now, limits))


def _save(unit: Unit, key: str, after: Tally) -> None:
    values = {"failures": after.failures, "since": after.since, "locked_until": after.locked_until}
    changed = unit.connection.execute(update(core_attempt).where(core_attempt.c.key == key).values(**values))
    if changed.rowcount == 0:
        unit.connection.execute(insert(core_attempt).values(key=key, **values))


def clear_attempts(unit: Unit, keys: Iterable[str], limits: Limits) -> None:
    """Success: the account's failures are forgotten, and this attempt is taken back from its source.

    Not more than this one: else a guesser could clear his source by logging in as himself between guesses.
    """
    for key in keys:
        before = tally(unit, key)
        if key.startswith("user:") or before is None or before.failures <= 1:
            unit.connection.execute(delete(core_attempt).where(core_attempt.c.key == key))
        else:
            left = before.failures - 1
            _save(unit, key, Tally(left, before.since, before.locked_until if left >= limits.failures else None))


def failed(unit: Unit, name: str, source: str) -> None:
    """Journals a failure; the name only if there is such an account."""
    unit.record(LoginFailed(exercise=None, user=name if known(unit, name) else "", source=source))


def unlock(unit: Unit, name: str) -> None:
    """Ends an account's lock at once: for the officer who must get in."""
    unit.connection.execute(delete(core_attempt).where(core_attempt.c.key == f"user:{name}"))
