"""The rule rows that a decision goes by, as plain values, so that a decision can quote what it used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from fengsui.errors import Missing
from fengsui.hooks import Rule
from fengsui.text import N_
from fengsui.yaml_files import read_yaml
from fengsui_incidents.api.board import Quoted
from fengsui_incidents.api.events import Words

PLUGIN = "incidents"

MAY_BE_OFF = frozenset({
    "assumed_spill", "broadcast_within_s", "bundle_from", "call_missed_after_s", "channel_next_after_s",
    "channels_leader", "channels_unreachable", "claim_stale_after_s", "clock_tolerance_s", "consent_within_s",
    "console_lost_after_s", "covers_within_minutes", "daytime_places", "evacuation_ring_again_s",
    "far_from_centre_km", "far_minutes", "grade_counts_verified_poisoned", "insurance_required", "known_again_s",
    "late_after_s", "leader_ring_again_s", "leader_rounds", "leader_together_s", "level_confirm_within_s",
    "level_counts_missing_as_dead", "level_overdue_steps", "level_table", "level_undispatched_within_s",
    "level_upgrade_within_s", "level_when_higher_starts", "moving_does_not_cover",
    "near_miss_circumstances", "near_miss_thresholds", "network_failed_share", "network_least_dropped",
    "network_window_s", "night_hours", "offer_decide_within_s", "offline_left_out_kinds", "overdue_steps",
    "presence_lost_after_s", "reconnect_within_s", "reserve", "rest_hours", "reward", "sensitive_near_m",
    "sensitive_within_m", "special_amusement", "special_boiler", "special_crane", "special_lift", "special_power",
    "special_pressure", "special_rail", "special_ropeway", "standing_authority", "stands_for", "ticket_working_days",
    "unreachable_extra_s", "verify_within_minutes", "web_limits", "wind_old_minutes", "wind_turned_degrees",
    "withdraw_within_m",
})  # fmt: skip
"""Rows without which the rest still decides. Any other is needed by every night: where none is in force, the row as
it was shipped stands, and says so, rather than that a call cannot be taken. So does one that cannot be used as it is: a
new one like it is refused (`rule_rows`), one that was there before is passed over."""


class InForce(Mapping[str, Rule]):
    """The rows that `ask` has in force, each asked for when it is first looked at: a decision needs few of them."""

    def __init__(self, ask: Callable[[str], Rule]) -> None:
        self._ask = ask
        self._known: dict[str, Rule | None] = {}

    def __getitem__(self, key: str) -> Rule:
        if key not in self._known:
            self._known[key] = self._look_up(key)
        if (found := self._known[key]) is None:
            raise KeyError(key)
        return found

    def _look_up(self, key: str) -> Rule | None:
        shipped = shipped_by_key().get(key)
        if shipped is None:
            return None
        try:
            found = self._ask(key)
        except Missing:
            if key in MAY_BE_OFF:
                return None
            return _rule({**shipped, "basis": f"{shipped['basis']} (出厂值 as shipped)"})
        if found.value == shipped["value"] or _sound(key, found.value):
            return found
        note = "本地行无法使用, 用出厂值 local row unusable, as shipped"
        return _rule({**shipped, "basis": f"{shipped['basis']} ({note})"})

    def __iter__(self) -> Iterator[str]:
        return (key for key in shipped_by_key() if key in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True)
class RuleSet:
    """Rows in force, by key. A row of MAY_BE_OFF that a bureau switched off is absent: what it governs is not done."""

    rows: Mapping[str, Rule] = field(default_factory=dict)

    @classmethod
    def read(cls, ask: Callable[[str], Rule]) -> RuleSet:
        """Every row of the incidents plugin that `ask` (`reading.rule`) has in force; see MAY_BE_OFF for the others."""
        return cls(InForce(ask))

    @classmethod
    def shipped(cls, on: date) -> RuleSet:
        """The shipped edition as it stands on a day: what answers where there is no centre (offline)."""
        return cls.of(row for row in shipped_rows() if _since(row) <= on <= (_until(row) or on))

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> RuleSet:
        """Rows as `rules.yaml` writes them; the disabled ones are left out."""
        return cls({row["key"]: _rule(row) for row in rows if row.get("enabled", True)})

    def has(self, key: str) -> bool:
        return key in self.rows

    def row(self, key: str) -> Rule:
        """The row; raises Missing where none is in force."""
        try:
            return self.rows[key]
        except KeyError:
            raise Missing(N_("No rule {key} is in force."), code="no_rule", key=key) from None

    def value(self, key: str) -> Any:
        return self.row(key).value

    def number(self, key: str) -> float:
        return float(self.value(key))

    def whole(self, key: str) -> int:
        return int(self.value(key))

    def quote(self, key: str, zh: str, en: str) -> Quoted:
        """A reason that stands on this row."""
        return Quoted(says=Words(zh, en), basis=self.cite(key), certainty=self.row(key).certainty)

    def cite(self, key: str) -> str:
        """The row with its edition, the day since which it is in force: `grade_thresholds@2007-06-01: 国务院令…`."""
        row = self.row(key)
        return f"{key}@{row.effective_from.isoformat()}: {row.basis}"

    def keys(self) -> tuple[str, ...]:
        return tuple(self.rows)


@cache
def shipped_rows() -> tuple[Mapping[str, Any], ...]:
    """The rows that the plugin ships (`rules.yaml`), as written there."""
    text = files("fengsui_incidents").joinpath("rules.yaml").read_text(encoding="utf-8")
    return tuple(read_yaml(text))


@cache
def shipped_by_key() -> Mapping[str, Mapping[str, Any]]:
    return {row["key"]: row for row in shipped_rows()}


def _sound(key: str, value: Any) -> bool:
    """Imported here: a console and the offline verbs read the shipped rows only, and start without the shapes."""
    from fengsui_incidents.model.rule_rows import sound

    return sound(key, value, shipped_by_key()[key]["value"])


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _since(row: Mapping[str, Any]) -> date:
    return _day(row["effective_from"])


def _until(row: Mapping[str, Any]) -> date | None:
    return _day(row["effective_to"]) if row.get("effective_to") else None


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        plugin=PLUGIN,
        key=row["key"],
        value=row["value"],
        basis=row["basis"],
        certainty=row["certainty"],
        effective_from=_since(row),
    )
