"""The life of a filing (备案), by order 2 arts 26 to 28.

    submitted -> filed | returned (once, with everything missing) | refused | withdrawn
    submitted -> deemed_filed        5 working days without a decision (视为已经备案)
    returned, refused, withdrawn -> resubmitted      a new receipt with its own clock takes its place
    filed, deemed_filed -> superseded                a revised plan was filed

Whether a resubmission restarts the 5 working days is not written anywhere; we take it for a new receipt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from fengsui.errors import Conflict, Fault, Invalid
from fengsui.text import N_

State = Literal["submitted", "filed", "returned", "refused", "deemed_filed", "withdrawn", "resubmitted", "superseded"]
Verdict = Literal["accept", "return", "refuse"]
IN_FORCE: frozenset[State] = frozenset({"filed", "deemed_filed"})
MAY_BE_HANDED_IN_AGAIN: frozenset[State] = frozenset({"returned", "refused", "withdrawn"})

WorkingDays = Callable[[date, int], tuple[date, bool]]
"""The date so many working days after a day (not counted), and whether the calendar is known that far."""


@dataclass(frozen=True)
class Clocks:
    """`file_due` 20 working days from publication, `check_due` 5 from receipt; `certain` False means 暂定."""

    file_due: date | None
    file_certain: bool
    late: bool
    check_due: date
    check_certain: bool


def clocks_of(
    published_on: date | None, received_on: date, file_within: int, check_within: int, working_days: WorkingDays
) -> Clocks:
    """The two deadlines of a filing received on `received_on`; the last day still counts as in time."""
    file_due, file_certain = working_days(published_on, file_within) if published_on else (None, True)
    check_due, check_certain = working_days(received_on, check_within)
    late = file_due is not None and received_on > file_due
    return Clocks(file_due, file_certain, late, check_due, check_certain)


@dataclass(frozen=True)
class Decision:
    """What was decided: the new `state`; `number` wanted; `told`: every line of 一次性告知.

    `told_late` are lines that an earlier return of the same plans should have said already.
    """

    state: Literal["filed", "returned", "refused", "deemed_filed"]
    wants_number: bool
    told: tuple[str, ...] = ()
    told_late: tuple[str, ...] = ()


def decide(
    state: State,
    verdict: Verdict,
    *,
    numbered: bool = False,
    computed: Sequence[str] = (),
    added: Sequence[str] = (),
    told_before: Sequence[str] | None = None,
    reason: str = "",
) -> Decision:
    """The decision that a person took, or a Conflict or Invalid that says why it cannot be.

    `computed` are the codes of what the check found missing, `added` what the officer adds to it. A return tells
    both, always all of them; accepting needs `computed` empty. A filing deemed filed may still be given its number.
    """
    if verdict == "accept" and state == "deemed_filed" and not numbered:
        return Decision("deemed_filed", wants_number=True)
    if state != "submitted":
        raise Conflict(N_("This filing is {state} already."), code="filing_decided", state=state)
    if verdict == "accept":
        if computed:
            faults = [Fault(code, N_("this, which is missing or wrong"), "lacking") for code in computed]
            raise Conflict(
                N_("The filing lacks something and cannot be filed."), code="filing_incomplete", faults=faults
            )
        return Decision("filed", wants_number=True)
    if verdict == "refuse":
        if not reason:
            raise Invalid(N_("A refusal needs its reason."), code="reason_needed", faults=[_reason()])
        return Decision("refused", wants_number=False)
    told = (*computed, *added)
    if not told:
        raise Invalid(
            N_("Nothing is missing: say what is, or accept the filing."),
            code="nothing_missing",
            faults=[Fault("missing", N_("at least one thing that is missing"), "missing")],
        )
    late = tuple(line for line in added if line not in told_before) if told_before is not None else ()
    return Decision("returned", wants_number=False, told=told, told_late=late)


def _reason() -> Fault:
    return Fault("reason", N_("the reason"), "missing")


@dataclass(frozen=True)
class Overdue:
    """What is to be done about a filing whose check ran out: deem it filed, move the date, or raise the alarm."""

    act: Literal["deem", "move", "alert"]
    check_due: date
    certain: bool


def overdue(
    received_on: date,
    check_due: date,
    certain: bool,
    alerted: bool,
    today: date,
    within: int,
    working_days: WorkingDays,
    *,
    deems: bool = True,
) -> Overdue | None:
    """None where nothing is due. On a provisional calendar (暂定) nothing is deemed: too early would be wrong for good.

    The date is computed again first, because the year's notice may have come since the receipt. `deems` False:
    the local rule knows no deemed filing, so that only the alarm is raised.
    """
    due, now_certain = (check_due, True) if certain else working_days(received_on, within)
    if today > due and now_certain and deems:
        return Overdue("deem", due, True)
    if due != check_due or now_certain != certain:
        return Overdue("move", due, now_certain)
    if today > due and not alerted:
        return Overdue("alert", due, now_certain)
    return None


def add_years(day: date, years: int) -> date:
    """The corresponding day, or the month's last one where there is none (Civil Code art 202)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def authority_of(division: str, classes: Sequence[str], rule: dict[str, object], municipalities: Sequence[str]) -> str:
    """The division code of the authority to file with: the district's, or the city's for classes that the rule names.

    In a municipality (直辖市) the level of a city with districts is the municipality itself.
    """
    level = str(rule.get("default", "county"))
    for name, wanted in rule.items():
        if name != "default" and isinstance(wanted, list) and any(one in wanted for one in classes):
            level = name
    if level != "city":
        return division[:6]
    return division[:2] + "0000" if division[:2] in municipalities else division[:4] + "00"
