"""Numbers that people read out over the phone: pure functions of the local date and a serial."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

FALLBACK = "FS"


def call_number(day: date, serial: int) -> str:
    """C1122-0119."""
    return f"C{day:%m%d}-{serial:04d}"


def ticket_number(day: date, serial: int) -> str:
    """T1122-0118: 工单."""
    return f"T{day:%m%d}-{serial:04d}"


def transfer_number(day: date, serial: int) -> str:
    """Z1122-007: 转办."""
    return f"Z{day:%m%d}-{serial:03d}"


def umbrella_number(day: date, serial: int, exercise: str | None = None) -> str:
    """U1122-01; a drill's begins with UX."""
    return f"{'U' if exercise is None else 'UX'}{day:%m%d}-{serial:02d}"


def incident_number(day: date, serial: int, exercise: str | None = None) -> str:
    """E1122-01; a drill's begins with X, so that neither can be taken for the other."""
    return f"{'E' if exercise is None else 'X'}{day:%m%d}-{serial:02d}"


def order_number(prefix: str, incident: str, serial: int, exercise: str | None = None) -> str:
    """PT1122-01-02 for the second order of E1122-01; a drill's is EX07-02."""
    if exercise is not None:
        return f"{exercise.replace('-', '')}-{serial:02d}"
    return f"{prefix}{incident.lstrip('EX')}-{serial:02d}"


@lru_cache(maxsize=64)
def order_prefix(centre: str) -> str:
    """The initials of the centre's district, by its first two characters: 普陀区应急局 gives PT."""
    from pypinyin import Style, lazy_pinyin  # its dictionary takes a while to load

    letters = [initial for initial in lazy_pinyin(centre, style=Style.FIRST_LETTER) if initial.strip()]
    if centre.isascii():
        letters = [word[0] for word in centre.split() if word[0].isalpha()]
    prefix = "".join(letters[:2]).upper()
    return prefix if len(prefix) == 2 and prefix.isascii() and prefix.isalpha() else FALLBACK
