"""Answers as JSON: one place, for HTTP, the feed, stored answers and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
from pydantic import BaseModel

from fengsui.storage.types import to_text


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Decimal | Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be encoded")


def to_json(value: Any) -> bytes:
    """`value` (dataclasses, datetimes, tuples, mappings, pydantic models) as UTF-8 JSON."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS)


def to_plain(value: Any) -> Any:
    """The same as JSON's own types: what a client gets after decoding."""
    return orjson.loads(to_json(value))


def stamp(moment: datetime) -> str:
    """A time for the wire: RFC 3339, UTC, microseconds."""
    return to_text(moment)
