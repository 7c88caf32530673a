"""The duty roster's check: no gap, no overlap, a leader and an officer on every shift, rest between shifts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from fengsui.errors import Fault
from fengsui.text import N_
from fengsui_rosters.api import Finding, Shift, Swap


@dataclass(frozen=True)
class DutyRules:
    """Hours by rule: least rest between two shifts of one person, longest shift; whether two officers are due."""

    rest: timedelta
    longest: timedelta
    second_officer: bool


def shift_faults(shift: Shift, rules: DutyRules) -> list[Fault]:
    """Why a shift cannot be planned at all."""
    faults: list[Fault] = []
    if shift.ends <= shift.begins:
        faults.append(Fault("ends", N_("a time after begins"), "ends_before_it_begins"))
    elif shift.ends - shift.begins > rules.longest:
        hours = rules.longest.total_seconds() / 3600
        faults.append(Fault("ends", N_("at most {hours} h after begins"), "too_long", {"hours": f"{hours:g}"}))
    if not (shift.leader or shift.main or shift.second):
        faults.append(Fault("main", N_("somebody on one of the posts"), "nobody"))
    named = [name for name in (shift.leader, shift.main, shift.second) if name]
    if len(set(named)) < len(named):
        faults.append(Fault("second", N_("three different people"), "same_person_twice"))
    return faults


def on_duty(shifts: Sequence[Shift], moment: datetime) -> Shift | None:
    """The shift that covers `moment`; of several, the one that began last. Its end belongs to the next."""
    covering = [shift for shift in shifts if shift.begins <= moment < shift.ends]
    return max(covering, key=lambda shift: (shift.begins, shift.id), default=None)


def before_swaps(shift: Shift, swaps: Sequence[Swap], moment: datetime) -> Shift:
    """The shift as it was at `moment`: the substitutions after it taken back, the last one first (names only).

    Of several at one moment the last is the one that put there who is there.
    """
    later = [swap for swap in swaps if swap.at > moment]
    while later:
        latest = max(later, key=lambda swap: (swap.at, getattr(shift, swap.post) == swap.now))
        later.remove(latest)
        taken_back: dict[str, Any] = {latest.post: latest.was}
        shift = replace(shift, **taken_back)
    return shift


def check_roster(shifts: Sequence[Shift], rules: DutyRules, since: datetime, till: datetime) -> tuple[Finding, ...]:
    """Every fault between `since` and `till`, soonest first. Give it the shifts around that time, too."""
    ordered = sorted(shifts, key=lambda shift: (shift.begins, shift.ends))
    found = [*_gaps(ordered, since, till), *_overlaps(ordered), *_posts(ordered, rules), *_rests(ordered, rules)]
    inside = [finding for finding in found if finding.begins < till and finding.ends > since]
    return tuple(sorted(inside, key=lambda finding: (finding.begins, finding.kind, finding.who)))


def _gaps(ordered: Sequence[Shift], since: datetime, till: datetime) -> list[Finding]:
    gaps: list[Finding] = []
    covered = since
    for shift in ordered:
        if shift.begins > covered:
            gaps.append(Finding(kind="gap", begins=covered, ends=min(shift.begins, till)))
        covered = max(covered, shift.ends)
        if covered >= till:
            return gaps
    return [*gaps, Finding(kind="gap", begins=covered, ends=till)]


def _overlaps(ordered: Sequence[Shift]) -> list[Finding]:
    found: list[Finding] = []
    for index, first in enumerate(ordered):
        for second in ordered[index + 1 :]:
            if second.begins >= first.ends:
                break
            ends = min(first.ends, second.ends)
            found.append(Finding(kind="overlap", begins=second.begins, ends=ends, who=f"{first.id} {second.id}"))
    return found


def _posts(ordered: Sequence[Shift], rules: DutyRules) -> list[Finding]:
    found: list[Finding] = []
    for shift in ordered:
        if not shift.leader:
            found.append(Finding(kind="no_leader", begins=shift.begins, ends=shift.ends, who=shift.id))
        if not (shift.main or shift.second):
            found.append(Finding(kind="no_officer", begins=shift.begins, ends=shift.ends, who=shift.id))
        elif rules.second_officer and not (shift.main and shift.second):
            found.append(Finding(kind="no_second", begins=shift.begins, ends=shift.ends, who=shift.id))
    return found


def _rests(ordered: Sequence[Shift], rules: DutyRules) -> list[Finding]:
    """Too little time between the end of one shift and the next of the same person (an overlap is none at all)."""
    by_person: dict[str, list[Shift]] = {}
    for shift in ordered:
        for name in (shift.leader, shift.main, shift.second):
            if name:
                by_person.setdefault(name, []).append(shift)
    return [
        Finding(kind="short_rest", begins=second.begins, ends=second.ends, who=name)
        for name, held in by_person.items()
        for first, second in pairwise(held)
        if second.begins - first.ends < rules.rest
    ]
