"""Working days (工作日) by the State Council's yearly notice, through the `chinesecalendar` package.

Beyond the package's last year, weekdays count and the answer is marked uncertain (暂定). The first day is not
counted (Civil Code arts 201-203). We count ourselves: the package's own `find_workday` is a day late when the
start is a day of rest.
"""

from __future__ import annotations

from datetime import date, timedelta


def is_working_day(day: date) -> tuple[bool, bool]:
    """Whether `day` is a working day, and whether its year's calendar is known."""
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day)), True
    except NotImplementedError:
        return day.weekday() < 5 and (day.month, day.day) not in _FIXED_HOLIDAYS, False


_FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Statutory days of rest that fall on the same date every year (全国年节及纪念日放假办法)."""


def add_working_days(start: date, days: int) -> tuple[date, bool]:
    """The date `days` (>= 0) working days after `start`, and whether every day on the way is certain."""
    day, certain = start, True
    while days > 0:
        day += timedelta(days=1)
        working, known = is_working_day(day)
        certain = certain and known
        days -= working
    return day, certain
