"""Answers as they come over the wire, turned into the plain values that the plugins' api describes."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")

_adapters: dict[Any, TypeAdapter[Any]] = {}


def decode(kind: type[T], answer: Any) -> T:
    """`answer` as `kind`; what is one already stays as it is. Fields that we do not know are ignored."""
    if isinstance(kind, type) and not hasattr(kind, "__origin__") and isinstance(answer, kind):
        return answer
    adapter = _adapters.get(kind)
    if adapter is None:
        adapter = _adapters[kind] = TypeAdapter(kind)
    value: T = adapter.validate_python(answer)
    return value
