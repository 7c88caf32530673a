"""What a field of a frame may hold: whether a decoded JSON value fits, and the same as JSON Schema."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

Json = dict[str, Any]

HIGHEST = 2**53
"""The highest whole number that every JSON reader keeps exactly (RFC 8259, section 6)."""


class Shape(Protocol):
    def fits(self, value: Any) -> bool: ...

    def schema(self) -> Json: ...


@dataclass(frozen=True)
class Whole:
    """A whole number. `1.0` is none: it reads as a fraction in half of all languages."""

    low: int = 0
    high: int = HIGHEST

    def fits(self, value: Any) -> bool:
        return type(value) is int and self.low <= value <= self.high

    def schema(self) -> Json:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Number:
    """A number, with or without a fraction."""

    def fits(self, value: Any) -> bool:
        return type(value) in (int, float)

    def schema(self) -> Json:
        return {"type": "number"}


@dataclass(frozen=True)
class Text:
    """A text of `shortest` to `longest` characters (code points), wholly of `pattern` where there is one."""

    longest: int | None = None
    shortest: int = 0
    pattern: str = ""

    def fits(self, value: Any) -> bool:
        if type(value) is not str or len(value) < self.shortest:
            return False
        if self.longest is not None and len(value) > self.longest:
            return False
        return not self.pattern or re.fullmatch(self.pattern, value) is not None

    def schema(self) -> Json:
        found: Json = {"type": "string"}
        if self.shortest:
            found["minLength"] = self.shortest
        if self.longest is not None:
            found["maxLength"] = self.longest
        if self.pattern:
            found["pattern"] = f"^{self.pattern}$"
        return found


@dataclass(frozen=True)
class Choice:
    """One of these texts."""

    among: tuple[str, ...]

    def fits(self, value: Any) -> bool:
        return value in self.among

    def schema(self) -> Json:
        return {"type": "string", "enum": list(self.among)}


@dataclass(frozen=True)
class Time:
    """RFC 3339 with an offset."""

    def fits(self, value: Any) -> bool:
        try:
            return type(value) is str and datetime.fromisoformat(value).tzinfo is not None
        except ValueError:
            return False

    def schema(self) -> Json:
        return {"type": "string", "format": "date-time"}


@dataclass(frozen=True)
class Flag:
    def fits(self, value: Any) -> bool:
        return type(value) is bool

    def schema(self) -> Json:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Anything:
    def fits(self, value: Any) -> bool:
        return True

    def schema(self) -> Json:
        return {}


@dataclass(frozen=True)
class Null:
    def fits(self, value: Any) -> bool:
        return value is None

    def schema(self) -> Json:
        return {"type": "null"}


@dataclass(frozen=True)
class Either:
    shapes: tuple[Shape, ...]

    def fits(self, value: Any) -> bool:
        return any(shape.fits(value) for shape in self.shapes)

    def schema(self) -> Json:
        return {"anyOf": [shape.schema() for shape in self.shapes]}


def or_null(shape: Shape) -> Either:
    return Either((shape, Null()))


@dataclass(frozen=True)
class Each:
    """A list of at most `most` items, at least `least`."""

    shape: Shape
    most: int | None = None
    least: int = 0

    def fits(self, value: Any) -> bool:
        if type(value) is not list or len(value) < self.least or (self.most is not None and len(value) > self.most):
            return False
        return all(self.shape.fits(item) for item in value)

    def schema(self) -> Json:
        found: Json = {"type": "array", "items": self.shape.schema()}
        if self.least:
            found["minItems"] = self.least
        return found if self.most is None else {**found, "maxItems": self.most}


@dataclass(frozen=True)
class Table:
    """An object with any names, each holding the same."""

    shape: Shape

    def fits(self, value: Any) -> bool:
        return type(value) is dict and all(self.shape.fits(item) for item in value.values())

    def schema(self) -> Json:
        return {"type": "object", "additionalProperties": self.shape.schema()}


@dataclass(frozen=True)
class Field:
    """`said` is for whoever reads the description.

    `refused`: a value of the client's that does not fit is refused by a `res` which says that this was expected (it is
    translated then); without it the connection is closed with 4100.
    """

    name: str
    shape: Shape
    said: str = ""
    required: bool = True
    refused: str = ""

    def schema(self) -> Json:
        return {**self.shape.schema(), "description": self.said} if self.said else self.shape.schema()


@dataclass(frozen=True)
class Fields:
    """An object with these fields, and any others beside them: unknown fields are ignored."""

    fields: tuple[Field, ...]

    def __getitem__(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    def misfit(self, value: Any) -> str:
        """The first field that is missing or does not fit; "" where all is well, "object" for no object at all."""
        if type(value) is not dict:
            return "object"
        for field in self.fields:
            if field.required if field.name not in value else not field.shape.fits(value[field.name]):
                return field.name
        return ""

    def fits(self, value: Any) -> bool:
        return not self.misfit(value)

    def schema(self) -> Json:
        found: Json = {"type": "object", "properties": {field.name: field.schema() for field in self.fields}}
        if required := [field.name for field in self.fields if field.required]:
            found["required"] = required
        return found
