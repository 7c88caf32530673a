"""Values in JSON columns: written from the public dataclasses, read back as the same."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

T = TypeVar("T")

_adapters: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    """Building one takes milliseconds, so each is kept."""
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def store(value: object) -> Any:
    """A dataclass or a model as plain JSON values."""
    return _adapter(type(value)).dump_python(value, mode="json")


def restore(kind: type[T], data: Any) -> T:
    """The value of `kind` that was stored as `data`."""
    return cast(T, _adapter(kind).validate_python(data))
