"""Payloads that a declaration allows and no sane person sends: the ends of every range, made by a seed."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter

WHOLE = (0, 1, -1, 7, 2**31, 2**63 - 1, 2**63, -(2**63), 10**30)
BROKEN = (0.0, -0.0, 1e-320, 1.5, 89.999999, -180.0, 180.0, 1e308, float("nan"), float("inf"))
TEXTS = (
    "", " ", "氨", "x" * 300, "x" * 5000, "a\nb", "\u202e", "\x00", "\ud800", "{place}", "%s{0}", "é" * 40, "👩‍🚒" * 30,
    "'; DROP TABLE incidents_incidents; --", "0", "-1", "ﷺ" * 50, "\u0301" * 80,
)  # fmt: skip
DAYS = ("0001-01-01", "9999-12-31", "2026-02-29", "1970-01-01", "2026-11-22", "+10000-01-01")
TIMES = (
    "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00",
    "2026-11-22T03:12:00", "2026-11-22T03:12:00+08:00", "1969-12-31T23:59:59Z",
)  # fmt: skip

SANE: Mapping[str, Sequence[Any]] = {
    "string": ("氨", "021-00000110", "x"),
    "date": ("2026-11-22", "2027-06-01", "2026-01-05"),
    "date-time": ("2026-11-21T19:00:00Z", "2026-11-23T01:00:00Z", "2026-11-22T09:00:00Z"),
    "integer": (0, 1, 2, 8),
    "number": (31.27, 121.36, 1.0),
}
DIVISIONS = ("310107", "310107103")


class Absurd:
    """`payload(model)` fills the model's fields by its JSON Schema, most of them sanely, some with what is absurd.

    `known` gives ids that exist, by the name of the field that may hold them.
    """

    def __init__(self, seed: int, known: Mapping[str, Sequence[str]], share: float = 0.15) -> None:
        self._random = random.Random(seed)
        self._known = known
        self._share = share

    def payload(self, model: type[Any]) -> Any:
        schema = TypeAdapter(model).json_schema()
        return self._object(schema, schema.get("$defs", {}))

    def _wild(self) -> bool:
        return self._random.random() < self._share

    def _object(self, schema: Mapping[str, Any], parts: Mapping[str, Any]) -> dict[str, Any]:
        needed = set(schema.get("required", ()))
        return {
            name: self._value(kind, parts, name)
            for name, kind in schema.get("properties", {}).items()
            if (name in needed and self._random.random() < 0.98) or self._random.random() < 0.4
        }

    def _value(self, schema: Mapping[str, Any], parts: Mapping[str, Any], name: str) -> Any:
        if "$ref" in schema:
            return self._value(parts[schema["$ref"].rpartition("/")[2]], parts, name)
        if "anyOf" in schema:
            return self._value(self._random.choice(schema["anyOf"]), parts, name)
        if "enum" in schema:
            return self._random.choice(schema["enum"])
        if "const" in schema:
            return schema["const"]
        kind = schema.get("type", "")
        if kind == "array":
            items = schema.get("items", {})
            return [self._value(items, parts, name) for _ in range(self._random.choice((0, 1, 1, 2, 3)))]
        if kind == "object":
            return self._mapping(schema, parts, name)
        if kind == "boolean":
            return self._wild()
        if kind == "string":
            return self._text(schema, name)
        if kind in ("integer", "number"):
            return self._number(schema, name)
        return self._random.choice((None, 1, "x", [], {}))

    def _text(self, schema: Mapping[str, Any], name: str) -> Any:
        format = schema.get("format", "string")
        if self._wild():
            return self._random.choice({"date": DAYS, "date-time": TIMES}.get(format, TEXTS))
        if r"\d{6}" in schema.get("pattern", ""):
            return self._random.choice(DIVISIONS)
        known = self._known.get(name) or self._known.get(name.removesuffix("s"))
        return self._random.choice(known or SANE.get(format, SANE["string"]))

    def _number(self, schema: Mapping[str, Any], name: str) -> Any:
        edges = [schema[edge] for edge in ("minimum", "maximum") if edge in schema]
        if self._wild():
            return self._random.choice((*edges, *WHOLE, *(() if schema["type"] == "integer" else BROKEN)))
        if name in ("lat", "lon"):
            return {"lat": 31.27, "lon": 121.36}[name]
        return max(self._random.choice(SANE[schema["type"]]), schema.get("minimum", 0))

    def _mapping(self, schema: Mapping[str, Any], parts: Mapping[str, Any], name: str) -> dict[str, Any]:
        if "properties" in schema:
            return self._object(schema, parts)
        names, values = schema.get("propertyNames"), schema.get("additionalProperties")
        values = values if isinstance(values, Mapping) else {}
        keys = [self._value(names, parts, "") if names else self._text({}, name) for _ in range(2)]
        return {str(key): self._value(values, parts, "") for key in keys}
