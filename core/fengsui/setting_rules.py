"""The command by which a rule gets another value: a new dated row, which whoever reads the rule could use."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import insert, select

from fengsui.errors import Conflict, Fault, Invalid, Missing
from fengsui.events import Event
from fengsui.hooks import RuleCheck
from fengsui.journal.tables import rule
from fengsui.text import N_
from fengsui.unit import BoundUnit


class SetRule(BaseModel):
    """A new row for `plugin.key`; it wins over earlier ones from `effective_from` on. `if_id` is the row one saw."""

    model_config = ConfigDict(extra="forbid")

    plugin: Annotated[str, Field(max_length=64)]
    key: Annotated[str, Field(max_length=100)]
    value: Any
    basis: Annotated[str, Field(min_length=1, max_length=400)]
    certainty: Annotated[str, Field(min_length=1, max_length=20)] = "local"
    enabled: bool = True
    effective_from: date
    effective_to: date | None = None
    if_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class RuleChanged(Event):
    topic: ClassVar[str] = "core.rule_changed"
    plugin: str
    key: str
    row: int

    def subject(self) -> str:
        return f"{self.plugin}.{self.key}"


def set_rule(unit: BoundUnit, given: SetRule) -> dict[str, int]:
    """Adds the row; raises Missing for a key that nobody uses, Invalid (`rule_shape`) for a value that whoever reads
    the rule could not use, Conflict if `if_id` is no longer the newest."""
    mine = (rule.c.plugin == given.plugin) & (rule.c.key == given.key)
    newest = unit.connection.execute(select(rule.c.id, rule.c.value).where(mine).order_by(rule.c.id.desc())).first()
    if newest is None:
        raise Missing(N_("No rule {key} is in force."), code="rule_missing", key=f"{given.plugin}.{given.key}")
    shipped = unit.connection.execute(select(rule.c.value).where(mine).order_by(rule.c.id)).scalars().first()
    if faults := _faults_of_value(unit, given, shipped):
        raise Invalid(
            N_("The rule {key} cannot have this value."),
            code="rule_shape",
            faults=faults,
            key=f"{given.plugin}.{given.key}",
        )
    if given.if_id is not None and given.if_id != newest.id:
        raise Conflict(
            N_("The rule {key} was changed meanwhile: now {value}."),
            code="changed_meanwhile",
            key=f"{given.plugin}.{given.key}",
            value=newest.value,
        )
    values = given.model_dump(exclude={"if_id"}) | {"recorded_at": unit.now, "recorded_by": unit.actor.id}
    added = unit.connection.execute(insert(rule).values(**values)).inserted_primary_key
    row = int(added[0]) if added else 0
    unit.record(RuleChanged(exercise=None, plugin=given.plugin, key=given.key, row=row))
    return {"id": row}


def _faults_of_value(unit: BoundUnit, given: SetRule, shipped: Any) -> list[Fault]:
    """What the plugin itself says of it (`RuleCheck`); where it says nothing, whether it is of the shipped kind."""
    for check in unit.ask_each(RuleCheck):
        found = check.faults(given.key, given.value) if check.plugin == given.plugin else None
        if found is not None:
            return [
                Fault(".".join(part for part in ("value", one.path) if part), one.expected, one.code, one.params)
                for one in found
            ]
    if alike(shipped, given.value):
        return []
    return [Fault("value", N_("a value of the kind of {shipped}"), "rule_shape", {"shipped": shipped})]


def alike(shipped: Any, value: Any) -> bool:
    """Whether `value` can stand in for the shipped one: a number for a number, no key less, items of the same kind."""
    if isinstance(shipped, bool) or isinstance(value, bool):
        return isinstance(shipped, bool) and isinstance(value, bool)
    if isinstance(shipped, int | float):
        return isinstance(value, int | float) and math.isfinite(value)
    if isinstance(shipped, Mapping):
        if not isinstance(value, Mapping) or not shipped.keys() <= value.keys():
            return False
        more = all(_like_one(shipped.values(), value[key]) for key in value.keys() - shipped.keys())
        return more and all(alike(shipped[key], value[key]) for key in shipped)
    if isinstance(shipped, list):
        return isinstance(value, list) and (not shipped or all(_like_one(shipped, item) for item in value))
    return shipped is None or isinstance(value, type(shipped))


def _like_one(shipped: Iterable[Any], item: Any) -> bool:
    return any(alike(one, item) for one in shipped)
