"""The digital plans in force: those shipped, and an agency's own from a folder that the settings name.

An agency's plan of the same id stands in for the shipped one. A file that does not pass the check is left out
and reported; a broken edit must not take the other plans away. Files are read again when they change.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from fengsui.errors import Missing
from fengsui.hooks import Reading, Rule
from fengsui_plans.api import Distance
from fengsui_plans.checking import Checked, PlanFault, check_file
from fengsui_plans.digital import DigitalPlan
from fengsui_plans.policy import Escalation
from fengsui_plans.settings import PlansSettings

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Held:
    """A plan in force, and the file it stands in."""

    plan: DigitalPlan
    path: Path


@dataclass(frozen=True)
class LeftOut:
    """A fault that keeps a file's plan out of the library."""

    path: Path
    fault: PlanFault

    def line(self, language: str = "en") -> str:
        place = f"{self.path}:{self.fault.line}:{self.fault.column}"
        return ": ".join(part for part in (place, self.fault.path, self.fault.say(language)) if part)


def shipped_folder() -> Path:
    """`fengsui_plans/shipped` of an installed wheel, else (an editable install) the checkout's `plans/`."""
    here = Path(__file__).resolve().parent
    shipped = here / "shipped"
    return shipped if shipped.is_dir() else here.parent.parent / "plans"


@lru_cache(maxsize=512)
def _checked(path: Path, changed_ns: int, size: int) -> Checked:
    """One file, checked once for each of its states."""
    return check_file(path)


def _in_folder(folder: Path) -> Iterable[tuple[Path, Checked]]:
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))
    except OSError:
        return
    for path in files:
        try:
            state = path.stat()
        except OSError:
            continue
        yield path, _checked(path, state.st_mtime_ns, state.st_size)


def read_plans(folder: Path | None = None) -> tuple[list[Held], list[LeftOut]]:
    """The plans in force by id, an agency's `folder` over the shipped ones, and what was left out."""
    held: dict[str, Held] = {}
    left_out: list[LeftOut] = []
    for place in [shipped_folder(), *([folder.expanduser()] if folder else [])]:
        for path, checked in _in_folder(place):
            left_out += (LeftOut(path, fault) for fault in checked.faults)
            if checked.plan is not None:
                held[checked.plan.id] = Held(checked.plan, path)
    return [held[name] for name in sorted(held)], left_out


def centre_policy(reading: Reading) -> Escalation:
    """The centre's own policy (rule `escalation`), beneath every plan's. A row that is no policy must not keep an order
    from going out: then what is built in holds, and the log says so."""
    try:
        value = reading.rule("escalation").value
    except Missing:
        return Escalation()
    return _policy(json.dumps(value, ensure_ascii=False, sort_keys=True))


@lru_cache(maxsize=16)
def _policy(value: str) -> Escalation:
    try:
        return Escalation.model_validate_json(value, strict=True)
    except ValidationError as error:
        logger.warning("the rule plans.escalation is no policy, what is built in holds: %s", error)
        return Escalation()


class PlanLibrary:
    """Answers `Library` within a reading: plans from files, distances from the dated rules."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def all(self) -> Sequence[DigitalPlan]:
        """Site plans first, then by urgency and id."""
        settings = self._reading.settings(PlansSettings)
        centre, instead = centre_policy(self._reading), settings.escalation
        plans = [
            plan.model_copy(update={"escalation": (instead or plan.escalation).over(centre)})
            for plan in (held.plan for held in read_plans(settings.folder)[0])
        ]
        return sorted(plans, key=lambda plan: (plan.site is None, plan.urgency, plan.id))

    def get(self, plan: str) -> DigitalPlan | None:
        return next((held for held in self.all() if held.id == plan), None)

    def distances(self, substance: str) -> Sequence[Distance]:
        """Enabled reference distances; none where the rows are not enabled or the substance has no row."""
        found: list[Distance] = []
        for table in self._reading.rule("distance_tables").value:
            try:
                found += _distances(substance, self._reading.rule(f"distance_{table}_{substance}"))
            except Missing:
                continue
        return found


def _distances(substance: str, rule: Rule) -> Iterable[Distance]:
    """A row `{small: [isolate, day, night], large: [...], edition}` in metres, as one Distance a spill."""
    for spill in ("small", "large"):
        if spill in rule.value:
            isolate, day, night = rule.value[spill]
            yield Distance(substance, spill, isolate, day, night, rule.value["edition"], rule.certainty)
