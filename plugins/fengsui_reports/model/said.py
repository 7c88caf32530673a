"""How reports say times, people and numbers, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from fengsui_incidents.api.events import Words
from fengsui_incidents.api.words import Count
from fengsui_reports.api.words import COUNT_SAID

DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Said:
    """A language and the centre's zone."""

    chinese: bool
    zone: tzinfo

    def say(self, words: Words) -> str:
        """The text in this language; the other one where it is empty."""
        return (words.zh or words.en) if self.chinese else (words.en or words.zh)

    def pick(self, zh: str, en: str) -> str:
        return zh if self.chinese else en

    def hm(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).strftime("%H:%M")

    def near(self, moment: datetime, now: datetime) -> str:
        """hh:mm, with the day where it is another one."""
        here, today = moment.astimezone(self.zone), now.astimezone(self.zone).date()
        return here.strftime("%H:%M" if here.date() == today else "%m-%d %H:%M")

    def full(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")

    def join(self, parts: Iterable[str]) -> str:
        return "; ".join(part for part in parts if part)

    def people(self, figures: Mapping[Count, int | None], *, short: bool = False) -> str:
        """Counts in their fixed order, `?` for what is said to be unknown; who was never spoken of is left out."""
        known = [count for count in COUNT_SAID if count in figures]
        return self.pick(" " if not short else "", ", ").join(self._count(count, figures[count]) for count in known)

    def _count(self, count: Count, value: int | None) -> str:
        name = COUNT_SAID[count]
        number = "?" if value is None else str(value)
        return f"{name.zh}{number}" if self.chinese else f"{number} {name.en}"


def numeral(number: int) -> str:
    """一, 二, 十, 十一, 二十三: how follow-ups are counted (1 to 99; larger ones in digits)."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    if tens == 0:
        return DIGITS[ones]
    return f"{DIGITS[tens] if tens > 1 else ''}十{DIGITS[ones] if ones else ''}"
