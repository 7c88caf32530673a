"""A value for one of our rule rows, checked whole: its shape first, then what lies beyond it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from fengsui.errors import Fault
from fengsui.text import N_
from fengsui_incidents.model.rule_rows.beyond import beyond_shape
from fengsui_incidents.model.rule_rows.shapes import SHAPES, SPECIAL, Amount, Special


def faults_of_row(key: str, value: Any, shipped: Any) -> Sequence[Fault] | None:
    """Everything that is wrong with `value`, each with its path; none where it is right. None where the kind of the
    shipped value says all there is to say."""
    if shape_of(key, shipped) is None:
        return None
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError):
        return (Fault("", N_("plain data: texts, numbers, lists, mappings"), "rule_shape"),)
    return _faults(key, text, _plain(shipped))


def sound(key: str, value: Any, shipped: Any) -> bool:
    """Whether a row can be used as it stands. The shipped value is; others are looked at once."""
    return value == shipped or not faults_of_row(key, value, shipped)


def shape_of(key: str, shipped: Any) -> Any:
    if key in SHAPES:
        return SHAPES[key]
    if key.startswith(SPECIAL):
        return Special
    return Amount if _plain(shipped) else None


def _plain(shipped: Any) -> bool:
    return isinstance(shipped, int | float) and not isinstance(shipped, bool)


@lru_cache(maxsize=256)
def _faults(key: str, text: str, plain: bool) -> tuple[Fault, ...]:
    try:
        _adapter(key, plain).validate_json(text, strict=True)
    except ValidationError as error:
        return tuple(
            Fault(".".join(str(part) for part in item["loc"]), item["msg"], item["type"])
            for item in error.errors(include_url=False, include_context=False)
        )
    return tuple(beyond_shape(key, json.loads(text)))


@cache
def _adapter(key: str, plain: bool) -> TypeAdapter[Any]:
    return TypeAdapter(shape_of(key, 0 if plain else None))
