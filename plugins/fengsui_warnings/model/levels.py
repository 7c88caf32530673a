"""The warning scale (预警级别): one to four, red to blue. It is no accident grade, no response level and no risk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fengsui.text import N_
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.scales import WARNINGS, WarningLevel
from fengsui_warnings.model.cap.alert import Alert, Pair
from fengsui_warnings.model.table import Table

LEVELS: tuple[WarningLevel, ...] = ("red", "orange", "yellow", "blue")
SHORT: dict[WarningLevel, Words] = {
    "red": Words("红色", "red"),
    "orange": Words("橙色", "orange"),
    "yellow": Words("黄色", "yellow"),
    "blue": Words("蓝色", "blue"),
}
UNKNOWN = Words("级别未定", "no level yet")


def name_of(level: WarningLevel | None) -> Words:
    return SHORT[level] if level is not None else UNKNOWN


def number_of(level: WarningLevel) -> int:
    """一级 to 四级: 1 is the worst."""
    return WARNINGS.step(level).number


def within(levels: Iterable[object]) -> frozenset[WarningLevel]:
    """Those of a rule's values that are levels."""
    return frozenset(level for level in LEVELS if level in set(levels))


@dataclass(frozen=True)
class Read:
    """A level, and what it was read from: a source message with its params."""

    level: WarningLevel
    says: str
    params: Mapping[str, object] = field(default_factory=dict)


def level_of(alert: Alert, table: Table) -> Read | None:
    """By a colour code, else by the colour in the title, else by severity; the worst of all infos. None: not said."""
    for way in (_by_code, _by_title, _by_severity):
        found = [read for read in way(alert, table) if read.level in LEVELS]
        if found:
            return min(found, key=lambda read: number_of(read.level))
    return None


def _by_code(alert: Alert, table: Table) -> list[Read]:
    row = table.mapped("cap.colours")
    levels = {str(word).upper(): level for word, level in row.get("levels", {}).items()}
    names = [str(name).lower() for name in row.get("names", ())]
    pairs: list[Pair] = [pair for info in alert.infos for pair in (*info.event_codes, *info.parameters)]
    found = []
    for pair in pairs:
        if not any(name in pair.name.lower() for name in names):
            continue
        for word in pair.value.upper().replace(";", " ").replace(",", " ").split():
            if word in levels:
                says = N_("{name} is {value}")
                found.append(Read(levels[word], says, {"name": pair.name, "value": pair.value}))
    return found


def _by_title(alert: Alert, table: Table) -> list[Read]:
    words = table.mapped("cap.title_colours")
    titles = [text for info in alert.infos for text in (info.headline, info.event) if text]
    says = N_("the title says {word}")
    return [Read(level, says, {"word": word}) for text in titles for word, level in words.items()
            if word in text.lower()]  # fmt: skip


def _by_severity(alert: Alert, table: Table) -> list[Read]:
    levels = table.mapped("cap.severity_levels")
    says = N_("severity {severity} (proposed: a person decides)")
    return [Read(levels[info.severity], says, {"severity": info.severity}) for info in alert.infos
            if info.severity in levels]  # fmt: skip
