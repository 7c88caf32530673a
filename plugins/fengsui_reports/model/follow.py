"""What comes after the first report: follow-ups until the rescue ends, the windows of supplements, and their ends."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import cast

from fengsui_incidents.api.words import Count, Grade
from fengsui_reports.api.words import EventKind
from fengsui_reports.model.rules import RuleSet

DAY = timedelta(days=1)


def follow_up_every(grade: Grade, rules: RuleSet) -> timedelta:
    """At least so often: n a day. Counted from the report before, so that no calendar day has fewer than n."""
    return DAY / int(rules.value("follow_up_per_day")[grade])


def kinds_of(title: str, rules: RuleSet) -> frozenset[EventKind]:
    """What kind of accident it may be, from its title: an explosion that burns may be settled as either."""
    low = title.lower()
    said = {kind for kind, words in rules.value("kind_words").items() if any(word.lower() in low for word in words)}
    if said & {"fire", "explosion"}:
        return frozenset({"fire", "explosion"})
    if "road_traffic" in said:
        return frozenset({"road_traffic", "other"})
    return frozenset({"other"})


@dataclass(frozen=True)
class Window:
    """Within it any change of casualties is reported at once, and may change the grade; after it the number stands."""

    kind: EventKind
    days: int
    last_day: date
    ends_at: datetime
    basis: str


def windows_of(occurred_at: datetime, kinds: Collection[EventKind], zone: tzinfo, rules: RuleSet) -> tuple[Window, ...]:
    """The windows that are watched, the shorter first; two while the kind is not settled between them.

    The first day is not counted (民法典 201), and the last one ends at midnight.
    """
    rule = rules.row("supplement_window")
    first = occurred_at.astimezone(zone).date()
    found: dict[int, Window] = {}
    for kind in sorted(kinds):
        days = int(rule.value.get(kind, rule.value["default"]))
        last = first + timedelta(days=days)
        ends = datetime.combine(last + DAY, time(), tzinfo=zone)
        found.setdefault(days, Window(kind, days, last, ends, rule.basis))
    return tuple(found[days] for days in sorted(found))


def in_window(windows: Collection[Window], now: datetime) -> bool:
    """While any of the windows that may be the right one is open."""
    return any(now < window.ends_at for window in windows)


Figures = Mapping[Count, int | None]


def changed(reported: Figures, now: Figures, rules: RuleSet) -> tuple[Count, ...]:
    """Counts of casualties that are not what the last report said."""
    counts = cast("list[Count]", rules.value("supplement")["counts"])
    return tuple(count for count in counts if (now.get(count) or 0) != (reported.get(count) or 0))


def lowered(reported: Figures, now: Figures) -> tuple[Count, ...]:
    """Counts that are lower than reported, or unknown again: looked at as 谎报/瞒报 (493 art 4), never in silence."""
    return tuple(
        count
        for count, was in reported.items()
        if was is not None and count in now and (now[count] is None or cast(int, now[count]) < was)
    )


def owes(urgency: str, grade: str, near_miss: str, figures: Figures, rules: RuleSet) -> str:
    """Why an incident is taken for an accident that must be reported; empty where nothing says so."""
    row = rules.value("owed_when")
    counted = next((count for count in row["counts"] if figures.get(cast(Count, count))), "")
    if counted:
        return f"{counted}={figures[cast(Count, counted)]}"
    if grade in row["grades"]:
        return f"grade={grade}"
    if near_miss in row["near_miss"]:
        return f"near_miss={near_miss}"
    return f"urgency={urgency}" if urgency in row["urgency"] else ""
