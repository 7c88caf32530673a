"""Who must drill how often (rules.yaml, keys `frequency.*`), and whether it did: due and overdue by period.

Days are the centre's own calendar days. A period is inclusive on both sides: the half-years are 1 January to 30 June
and 1 July to 31 December; where the rule `half_year` says `rolling`, the next drill is due so many days after the
last. Periods of several years always run from the last drill.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from fengsui_drills.api import DrillScope

Per = Literal["half_year", "year", "2_years", "3_years"]
Status = Literal["fulfilled", "open", "overdue"]


@dataclass(frozen=True)
class HalfYear:
    """How a half-year is read (rule `half_year`): calendar halves, or so many days from the last drill."""

    reading: Literal["calendar", "rolling"] = "calendar"
    rolling_days: int = 183


CALENDAR = HalfYear()

YEARS: Mapping[Per, int] = {"year": 1, "2_years": 2, "3_years": 3}


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """At least `count` drills of any of `scopes` (none named: of any plan) in each period.

    `report`: each is to be reported to the supervising department; `evaluate`: each is to be evaluated in writing.
    """

    duty: str
    scopes: tuple[DrillScope, ...]
    count: int
    per: Per
    basis: str
    report: bool = False
    evaluate: bool = False


@dataclass(frozen=True, kw_only=True)
class ObligedUnit:
    """A unit that must drill, from the day `since`; `duties` are rule keys without their `frequency.`."""

    id: str
    name: str
    division: str
    duties: tuple[str, ...]
    since: date
    demo: bool = False


@dataclass(frozen=True, kw_only=True)
class Done:
    """A drill that was held, for the units whose duty it fulfils."""

    drill: str
    on: date
    scope: DrillScope
    units: tuple[str, ...]
    reported: bool
    evaluated: bool


@dataclass(frozen=True, kw_only=True)
class Obligation:
    """One duty of one unit in one period. `done` counts drills held; `missing` says what is still to do.

    `missing`: `drill`, `report`, `evaluation`. `due` is the last day; `days_left` is negative once it has passed.
    """

    unit: str
    name: str
    duty: str
    scopes: tuple[DrillScope, ...]
    begins: date
    due: date
    required: int
    done: int
    missing: tuple[str, ...]
    status: Status
    days_left: int
    basis: str


def requirements(duty: str, value: Iterable[Mapping[str, Any]], basis: str) -> tuple[Requirement, ...]:
    """The requirements in a rule row `frequency.<duty>`."""
    return tuple(
        Requirement(
            duty=duty,
            scopes=tuple(row.get("scopes", ())),
            count=row["count"],
            per=row["per"],
            basis=basis,
            report=bool(row.get("report")),
            evaluate=bool(row.get("evaluate")),
        )
        for row in value
    )


def half_year(day: date) -> tuple[date, date]:
    """The calendar half-year that holds `day`, both ends inclusive."""
    if day.month <= 6:
        return date(day.year, 1, 1), date(day.year, 6, 30)
    return date(day.year, 7, 1), date(day.year, 12, 31)


def years_after(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes the 28th (Civil Code art 202)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _period(per: Per, day: date) -> tuple[date, date]:
    return half_year(day) if per == "half_year" else (date(day.year, 1, 1), date(day.year, 12, 31))


def _rolls(per: Per, reading: HalfYear) -> bool:
    return per in ("2_years", "3_years") or (per == "half_year" and reading.reading == "rolling")


def _counts(requirement: Requirement, unit: ObligedUnit, done: Done) -> bool:
    return unit.id in done.units and (not requirement.scopes or done.scope in requirement.scopes)


def obligation(
    unit: ObligedUnit, requirement: Requirement, done: Sequence[Done], begins: date, due: date, today: date
) -> Obligation:
    """One duty in the period `begins` to `due`, as it stands on `today`."""
    held = [d for d in done if _counts(requirement, unit, d) and begins <= d.on <= due]
    return _stated(unit, requirement, held, (begins, due), today)


def _stated(
    unit: ObligedUnit, requirement: Requirement, held: Sequence[Done], period: tuple[date, date], today: date
) -> Obligation:
    begins, due = period
    missing = _missing(requirement, held)
    status: Status = "fulfilled" if not missing else "overdue" if today > due else "open"
    return Obligation(
        unit=unit.id,
        name=unit.name,
        duty=requirement.duty,
        scopes=requirement.scopes,
        begins=begins,
        due=due,
        required=requirement.count,
        done=len(held),
        missing=missing,
        status=status,
        days_left=(due - today).days,
        basis=requirement.basis,
    )


def _missing(requirement: Requirement, held: Sequence[Done]) -> tuple[str, ...]:
    """A duty is met by `count` drills that were each reported and evaluated where that is asked."""
    found = []
    if len(held) < requirement.count:
        found.append("drill")
    if requirement.report and any(not d.reported for d in held):
        found.append("report")
    if requirement.evaluate and any(not d.evaluated for d in held):
        found.append("evaluation")
    return tuple(found)


def standing(
    unit: ObligedUnit, requirement: Requirement, done: Sequence[Done], today: date, reading: HalfYear = CALENDAR
) -> tuple[Obligation, ...]:
    """The duty's period that runs now, and before it the last one if the unit failed in it and was obliged then."""
    if today < unit.since:
        return ()
    if _rolls(requirement.per, reading):
        return (_rolling(unit, requirement, done, today, reading),)
    begins, due = _period(requirement.per, today)
    now = obligation(unit, requirement, done, max(begins, unit.since), due, today)
    begins, due = _period(requirement.per, begins - timedelta(days=1))
    if due < unit.since:
        return (now,)
    before = obligation(unit, requirement, done, max(begins, unit.since), due, today)
    return (before, now) if before.status == "overdue" else (now,)


def _rolling(
    unit: ObligedUnit, requirement: Requirement, done: Sequence[Done], today: date, reading: HalfYear
) -> Obligation:
    """Due so long after the last drill (the `count`-th last), or after the day from which the unit is obliged."""
    held = sorted((d for d in done if _counts(requirement, unit, d) and d.on <= today), key=lambda d: d.on)
    counted = held[-requirement.count :] if len(held) >= requirement.count else []
    begins = counted[0].on if counted else unit.since
    half = requirement.per == "half_year"
    due = begins + timedelta(days=reading.rolling_days) if half else years_after(begins, YEARS[requirement.per])
    if today > due:
        counted = []
    return _stated(unit, requirement, counted, (begins, due), today)


def all_standing(
    units: Iterable[ObligedUnit],
    rules: Mapping[str, Sequence[Requirement]],
    done: Sequence[Done],
    today: date,
    reading: HalfYear = CALENDAR,
) -> tuple[Obligation, ...]:
    """Every unit's duties on `today`: what is overdue first, then by the last day."""
    found = [
        each
        for unit in units
        for duty in unit.duties
        for requirement in rules.get(duty, ())
        for each in standing(unit, requirement, done, today, reading)
    ]
    order: dict[Status, int] = {"overdue": 0, "open": 1, "fulfilled": 2}
    return tuple(sorted(found, key=lambda o: (order[o.status], o.due, o.unit, o.duty, o.scopes)))
