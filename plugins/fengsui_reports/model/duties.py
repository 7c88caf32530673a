"""What is owed, to whom, by when and on which basis: a pure function of facts and rule rows.

A regrade is a further step of the same facts. Each step owes its own duties, so that a higher grade adds some and
never moves or takes away one that is there: `owed` of the first steps is always contained in `owed` of them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from fengsui.hooks import Rule
from fengsui_incidents.api.words import Grade
from fengsui_reports.api.words import GRADES, Form, Line, Receiver
from fengsui_reports.model.chain import BUREAUS, Chain
from fengsui_reports.model.rules import RuleSet


@dataclass(frozen=True)
class Step:
    """A grade, from when the centre knew of it. `grave`: socially grave, whatever its grade."""

    at: datetime
    grade: Grade
    grave: bool = False


@dataclass(frozen=True)
class Facts:
    """`steps` in the order of time; the first one is the receipt itself. `division`: the centre's own."""

    steps: tuple[Step, ...]
    division: str


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One clock. `late_after` is `due_at`, but for what is owed at once: there it says from when on it counts as late.

    `also` are the bases of looser limits that the same report keeps.
    """

    form: Form
    line: Line
    to: Receiver
    step: int
    began_at: datetime
    due_at: datetime
    late_after: datetime
    at_once: bool
    basis: str
    certainty: str
    also: tuple[str, ...] = ()
    serial: int = 0

    @property
    def key(self) -> str:
        """Names the duty within its incident, the same whenever it is worked out again."""
        return f"{self.step}:{self.form}:{self.to}" + (f":{self.serial}" if self.serial else "")

    @property
    def minutes(self) -> int:
        return int((self.late_after - self.began_at).total_seconds() // 60)


def rank(grade: Grade) -> int:
    return GRADES.index(grade)


def owed(facts: Facts, chain: Chain, rules: RuleSet) -> tuple[Duty, ...]:
    """Every duty of an accident's receipt and of each later step that is worse than all before it."""
    found: list[Duty] = []
    for at, step in enumerate(facts.steps):
        before = facts.steps[:at]
        if before and not worse(step, before):
            continue
        written = _written(before, chain, rules)
        made = [*_upward(at, step, written, chain, rules), *_phone(at, step, chain, rules)]
        made += _local(at, step, written, facts.division, chain, rules)
        made += _own_side(at, step, chain, rules)
        found += _tightest(made)
    return tuple(found)


def worse(step: Step, before: Sequence[Step]) -> bool:
    """Whether a step adds duties: a graver grade than ever before, or socially grave for the first time."""
    return rank(step.grade) > max(rank(one.grade) for one in before) or (
        step.grave and not any(one.grave for one in before)
    )


def _duty(at: int, step: Step, form: Form, line: Line, to: Receiver, minutes: int, rule: Rule) -> Duty:
    due = step.at + timedelta(minutes=minutes)
    return Duty(
        form=form, line=line, to=to, step=at, began_at=step.at, due_at=due, late_after=due, at_once=False,
        basis=rule.basis, certainty=rule.certainty,
    )  # fmt: skip


def _at_once(at: int, step: Step, form: Form, line: Line, to: Receiver, rule: Rule) -> Duty:
    minutes = int(rule.value["late_after_minutes"])
    return replace(_duty(at, step, form, line, to, minutes, rule), due_at=step.at, at_once=True)


def _written(before: Sequence[Step], chain: Chain, rules: RuleSet) -> Form:
    """What is written to the level above: a first report where none was owed to it before."""
    return "regrade" if any(len(chain.hops(one.grade, rules)) > 1 for one in before) else "first"


def _upward(at: int, step: Step, written: Form, chain: Chain, rules: RuleSet) -> list[Duty]:
    """In writing to the next level (493 art 11); after a regrade with the new grade, counted from its knowledge."""
    hops = chain.hops(step.grade, rules)
    if len(hops) < 2 or chain.own == "street":
        return []
    rule = rules.row("report_per_level_minutes")
    return [_duty(at, step, written, "emergency", BUREAUS[hops[1]], int(rule.value), rule)]


def _phone(at: int, step: Step, chain: Chain, rules: RuleSet) -> list[Duty]:
    """电话快报 of larger and graver accidents, skipping levels (21号令)."""
    if not rules.has("phone_flash"):
        return []
    rule = rules.row("phone_flash")
    made: list[Duty] = []
    for row in rule.value:
        wanted = step.grade in row["grades"] or (row["grave"] and step.grave)
        if wanted and chain.own in row["from"]:
            to = BUREAUS[chain.at_least(row["to"])]
            made.append(_duty(at, step, "flash", "emergency", to, int(row["minutes"]), rule))
    return made


def _local(at: int, step: Step, written: Form, division: str, chain: Chain, rules: RuleSet) -> list[Duty]:
    """Local limits: by phone and in writing to the bureau above, and to the own government's duty room."""
    made: list[Duty] = []
    hops = chain.hops(step.grade, rules)
    for rule in rules.local():
        row: dict[str, Any] = rule.value
        here = bool(division) and any(division.startswith(code) for code in row["divisions"])
        if not here or chain.own not in row["from"] or step.grade not in row["grades"]:
            continue
        whom: list[tuple[Line, Receiver, Form]] = []
        if "government" in row["lines"]:
            whom.append(("government", "own_government", "regrade" if at else "first"))
        if "emergency" in row["lines"] and len(hops) > 1:
            whom.append(("emergency", BUREAUS[hops[1]], written))
        for line, to, form in whom:
            if row["phone"] is not None:
                made.append(_duty(at, step, "flash", line, to, int(row["phone"]), rule))
            if row["written"] is not None:
                made.append(_duty(at, step, form, line, to, int(row["written"]), rule))
    return made


def _own_side(at: int, step: Step, chain: Chain, rules: RuleSet) -> list[Duty]:
    """At the same time: the own government, and the bodies that are notified (once, with the first receipt).

    A street office tells the district, which reports on.
    """
    if chain.own == "street":
        key = "street_to_district"
        above = BUREAUS["district"]
        return [_at_once(at, step, "flash", "emergency", above, rules.row(key))] if rules.has(key) else []
    made = [_at_once(at, step, "flash", "government", "own_government", rules.row("own_government"))]
    if at == 0:
        bodies = rules.row("notified_bodies")
        made += [_at_once(at, step, "notice", "bodies", body, bodies) for body in bodies.value["bodies"]]
    return made


def _tightest(made: Iterable[Duty]) -> list[Duty]:
    """One duty for each form and receiver: the tightest limit, with the bases of the looser ones.

    What is owed at once stays so; a local limit in minutes, where there is one, says from when on it is late.
    """
    grouped: dict[tuple[Form, Receiver], list[Duty]] = {}
    for duty in made:
        grouped.setdefault((duty.form, duty.to), []).append(duty)
    return [_one_of(group) for group in grouped.values()]


def _one_of(group: Sequence[Duty]) -> Duty:
    limits = sorted((one for one in group if not one.at_once), key=lambda one: one.late_after)
    soonest = next((one for one in group if one.at_once), None)
    if soonest is None:
        return replace(limits[0], also=tuple(one.basis for one in limits[1:]))
    if not limits:
        return soonest
    return replace(soonest, late_after=limits[0].late_after, also=tuple(one.basis for one in limits))


@dataclass(frozen=True)
class Hop:
    """A later hop at its latest, when every level below takes its whole time: shown, not owed by this centre."""

    to: Receiver
    latest: datetime


def later_hops(step: Step, chain: Chain, rules: RuleSet) -> tuple[Hop, ...]:
    """The whole chain of a grade: the first hop is this centre's own duty."""
    minutes = int(rules.value("report_per_level_minutes"))
    hops = chain.hops(step.grade, rules)[1:]
    return tuple(Hop(BUREAUS[level], step.at + timedelta(minutes=minutes * at)) for at, level in enumerate(hops, 1))


def unit_limits(told_at: datetime, grade: Grade, rules: RuleSet) -> tuple[tuple[Receiver, datetime, Rule], ...]:
    """The accident unit's own duties after its head was told: to the county, and the province where it is larger."""
    head = rules.row("report_unit_head_minutes")
    found: list[tuple[Receiver, datetime, Rule]] = [
        ("district_bureau", told_at + timedelta(minutes=int(head.value)), head)
    ]
    if rules.has("report_unit_to_province"):
        rule = rules.row("report_unit_to_province")
        if grade in rule.value["grades"]:
            found.append(("province_bureau", told_at + timedelta(minutes=int(rule.value["minutes"])), rule))
    return tuple(found)
