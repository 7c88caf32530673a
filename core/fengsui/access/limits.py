"""How long secrets live, and how often one may be wrong. The centre's settings may change each figure.

Defaults follow GB/T 22239-2019 clause 7.1.4.1 (level 2) and OWASP ASVS 5.0 chapter 6: five failures, a lock that
always ends, a session that lasts a shift.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from fengsui.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Limits:
    failures: int = 5
    window: timedelta = timedelta(minutes=10)
    first_wait: timedelta = timedelta(seconds=30)
    longest_wait: timedelta = timedelta(minutes=15)
    idle: timedelta = timedelta(hours=12)
    absolute: timedelta = timedelta(hours=12)
    code_valid: timedelta = timedelta(hours=24)
    password_minimum: int = 12
    touch_every: timedelta = timedelta(minutes=1)


def limits_of(settings: Settings) -> Limits:
    """The limits that `settings` asks for."""
    return Limits(
        failures=settings.login_failures,
        longest_wait=timedelta(minutes=settings.lockout_minutes),
        idle=timedelta(minutes=settings.session_idle_minutes),
        absolute=timedelta(hours=settings.session_hours),
        password_minimum=settings.password_min_length,
    )


@dataclass(frozen=True)
class Tally:
    """Failures counted against one account or one source."""

    failures: int
    since: datetime
    locked_until: datetime | None = None

    def wait(self, now: datetime) -> timedelta:
        """How long it is still locked; zero where it is not."""
        return max(self.locked_until - now, timedelta()) if self.locked_until else timedelta()

    def stale(self, now: datetime, limits: Limits) -> bool:
        """Whether it may be forgotten: the window passed since its first failure, or since its lock ended."""
        return now >= (self.locked_until or self.since) + limits.window


def count_failure(before: Tally | None, now: datetime, limits: Limits) -> Tally:
    """The tally after one more failure: from the fifth on each doubles the wait, which never passes its cap."""
    known = None if before is None or before.stale(now, limits) else before
    failures = known.failures + 1 if known else 1
    since = known.since if known else now
    if failures < limits.failures:
        return Tally(failures, since)
    doublings = min(failures - limits.failures, 16)
    return Tally(failures, since, now + min(limits.first_wait * 2**doublings, limits.longest_wait))
