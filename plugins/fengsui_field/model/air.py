"""Entry control: how long air lasts, when a team must turn back, and what is due about those inside.

An entry is as weak as its weakest cylinder. Turning back comes at a share of what lies above the reserve, for the way
out costs what the way in did; the plan may say an earlier time, never a later one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fengsui.errors import Fault
from fengsui.text import N_
from fengsui_field.api.words import Step


@dataclass(frozen=True)
class Supply:
    """The cylinder and its wearer: litres of water volume, litres of air a minute, bar that stay untouched, and the
    share of the rest after which one turns back."""

    litres: float
    litres_per_minute: float
    reserve_bar: float
    turn_back_share: float

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Supply:
        """The rule row `air_supply`; a share outside (0, 1] is taken as the nearest one within."""
        share = min(1.0, max(0.01, float(row["turn_back_share"])))
        return cls(
            litres=float(row["litres"]),
            litres_per_minute=float(row["litres_per_minute"]),
            reserve_bar=float(row["reserve_bar"]),
            turn_back_share=share,
        )

    def minutes(self, bar: float) -> float:
        """How long `bar` of pressure lasts."""
        return bar * self.litres / self.litres_per_minute


@dataclass(frozen=True)
class Times:
    """`lasts` minutes of air from `entered`; all moments in whole seconds, rounded to the safe side."""

    lasts: float
    entered: datetime
    turn_back: datetime
    out_by: datetime
    air_out: datetime


def lasting(minutes: float | None, bars: Iterable[int | None], supply: Supply) -> float | None:
    """Minutes of air of the weakest; None where nobody said."""
    said = [supply.minutes(bar) for bar in bars if bar is not None]
    if minutes is not None:
        said.append(minutes)
    return min(said) if said else None


def times(entered: datetime, lasts: float, supply: Supply, plan_minutes: float | None) -> Times:
    """When to turn back, to be out, and when the air is gone. `plan_minutes` is the plan's longest entry."""
    usable = max(0.0, lasts - supply.minutes(supply.reserve_bar))
    turn = usable * supply.turn_back_share
    out = usable
    if plan_minutes is not None:
        turn = min(turn, plan_minutes)
        out = min(out, max(turn, turn / supply.turn_back_share))
    return Times(lasts, entered, _after(entered, turn), _after(entered, out), _after(entered, lasts))


def _after(start: datetime, minutes: float) -> datetime:
    return start + timedelta(seconds=int(minutes * 60))


def entry_faults(
    names: Sequence[str], inside: Iterable[str], lasts: float | None, supply: Supply, *, who: bool
) -> list[Fault]:
    """Everything that is wrong with an entry: nobody goes in twice, nobody without air that was read."""
    faults: list[Fault] = []
    if not who:
        faults.append(Fault("team", N_("a team of the roster, or who goes in"), "who_missing"))
    there = set(inside)
    for index, name in enumerate(names):
        if name in there:
            faults.append(Fault(f"people.{index}.name", N_("somebody who is not inside already"), "inside_already"))
        there.add(name)
    if lasts is None:
        faults.append(Fault("minutes", N_("the air at entry: minutes, or bar"), "air_missing"))
    elif lasts <= supply.minutes(supply.reserve_bar):
        least = {"bar": f"{supply.reserve_bar:g}", "minutes": f"{supply.minutes(supply.reserve_bar):.0f}"}
        faults.append(
            Fault("minutes", N_("more air than the reserve ({bar} bar, {minutes} min)"), "air_too_low", least)
        )
    return faults


@dataclass(frozen=True)
class Alarm:
    """A row of the rule `air_steps`: so many seconds after a moment of the entry."""

    step: Step
    of: str
    after_s: float


@dataclass(frozen=True, kw_only=True)
class Inside:
    """An entry as the alarms see it. `turning_at`: it says that it is on its way out; `told` steps already taken."""

    turn_back: datetime
    out_by: datetime
    air_out: datetime
    turning_at: datetime | None = None
    evacuate_by: datetime | None = None
    told: tuple[str, ...] = ()


def alarms_of(row: Iterable[Mapping[str, Any]]) -> tuple[Alarm, ...]:
    return tuple(Alarm(step["step"], step["of"], float(step["after_s"])) for step in row)


def ahead(entry: Inside, alarms: Iterable[Alarm]) -> list[tuple[datetime, Step]]:
    """The steps still to be taken, soonest first. Whoever is on the way out is not told to turn back again."""
    moments = {"turn_back": entry.turn_back, "out_by": entry.out_by, "air_out": entry.air_out}
    skipped = {"warn", "turn_back", "leader"} if entry.turning_at is not None else set()
    left = [
        (moments[alarm.of] + timedelta(seconds=alarm.after_s), alarm.step)
        for alarm in alarms
        if alarm.step not in entry.told and alarm.step not in skipped
    ]
    return sorted(left, key=lambda one: one[0])


def deadline(entry: Inside) -> datetime:
    """The next moment that those inside must not miss."""
    if entry.evacuate_by is not None:
        return entry.evacuate_by
    return entry.turn_back if entry.turning_at is None else entry.out_by
