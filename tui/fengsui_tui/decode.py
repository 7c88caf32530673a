"""Answers as they come over the wire, turned into the plain values that the plugins' api describes.

Dataclasses are read by hand: nothing else in the console needs pydantic, and to import it and have it build what reads
a board takes a third of a console's start. What is no plain value (a model of pydantic's) is read by pydantic, imported
then.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AnySet
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
Read = Callable[[Any], Any]


class Undecodable(ValueError):
    """An answer that is not what the view's api describes: where, and what was expected."""

    def __init__(self, expected: str, value: object, path: str = "") -> None:
        super().__init__(f"{path or 'answer'}: {expected} expected, not {value!r:.80}")
        self.expected, self.value, self.path = expected, value, path

    def within(self, place: str) -> Undecodable:
        """The same, said from one level further out."""
        return Undecodable(self.expected, self.value, f"{place}.{self.path}" if self.path else place)


def decode(kind: type[T], answer: Any) -> T:
    """`answer` as `kind`; what is one already stays as it is. Fields that we do not know are ignored.

    Raises ValueError where it is something else.
    """
    if isinstance(kind, type) and get_origin(kind) is None and isinstance(answer, kind):
        return answer
    wanted: Any = kind
    value: T = reader_of(wanted)(answer)
    return value


@cache
def reader_of(kind: Any) -> Read:
    """What reads one `kind`, made at the first time."""
    if kind in PLAIN:
        return PLAIN[kind]
    if isinstance(kind, type) and is_dataclass(kind) and not hasattr(kind, "__pydantic_config__"):
        return _of_dataclass(kind)
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal:
        return _of_literal(parts)
    if origin in (Union, types.UnionType):
        return _of_union(kind, parts)
    if origin is tuple:
        return _of_tuple(parts)
    if origin in (Mapping, dict):
        return _of_mapping(*parts)
    if origin in MANY:
        return _of_many(MANY[origin], parts[0])
    return _by_pydantic(kind)


def _by_pydantic(kind: Any) -> Read:
    from pydantic import TypeAdapter  # see above

    return TypeAdapter(kind).validate_python


def _exactly(*kinds: type) -> Read:
    def read(value: Any) -> Any:
        if type(value) in kinds:
            return value
        raise Undecodable(" or ".join(kind.__name__ for kind in kinds), value)

    return read


def _number(value: Any) -> float:
    if type(value) is int or type(value) is float:
        return float(value)
    raise Undecodable("number", value)


def _whole(value: Any) -> int:
    """Also a text, which is what a number is as the key of an object."""
    if type(value) is int:
        return value
    try:
        return int(value) if type(value) is str else _not_whole(value)
    except ValueError:
        raise Undecodable("whole number", value) from None


def _not_whole(value: Any) -> int:
    if type(value) is float and value.is_integer():
        return int(value)
    raise Undecodable("whole number", value)


def _moment(value: Any) -> datetime:
    if type(value) is str:
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            raise Undecodable("time", value) from None
    if isinstance(value, datetime):
        return value
    raise Undecodable("time", value)


def _day(value: Any) -> date:
    if type(value) is str:
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Undecodable("date", value) from None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise Undecodable("date", value)


PLAIN: Mapping[Any, Read] = {
    Any: lambda value: value,
    object: lambda value: value,
    str: _exactly(str),
    bool: _exactly(bool),
    int: _whole,
    float: _number,
    datetime: _moment,
    date: _day,
    None: _exactly(type(None)),
    type(None): _exactly(type(None)),
}
MANY: Mapping[Any, Callable[[Any], Any]] = {
    list: list, Sequence: list, frozenset: frozenset, set: set, AnySet: frozenset,
}  # fmt: skip


def _of_dataclass(kind: Any) -> Read:
    """Its readers are made when the first value comes: a kind may hold itself."""
    made: list[tuple[str, Read, bool]] = []

    def read(value: Any) -> Any:
        if isinstance(value, kind):
            return value
        if not isinstance(value, Mapping):
            raise Undecodable(kind.__name__, value)
        if not made:
            made.extend(_fields_of(kind))
        found = {}
        for name, of, needed in made:
            if name in value:
                try:
                    found[name] = of(value[name])
                except Undecodable as wrong:
                    raise wrong.within(name) from None
            elif needed:
                raise Undecodable("something", None, name)
        return kind(**found)

    return read


def _fields_of(kind: Any) -> list[tuple[str, Read, bool]]:
    hints = get_type_hints(kind, include_extras=True)
    return [
        (one.name, reader_of(hints[one.name]), one.default is MISSING and one.default_factory is MISSING)
        for one in fields(kind)
        if one.init
    ]


def _of_literal(among: tuple[Any, ...]) -> Read:
    def read(value: Any) -> Any:
        if any(value == one and type(value) is type(one) for one in among):
            return value
        raise Undecodable(f"one of {among}", value)

    return read


def _of_union(kind: Any, parts: tuple[Any, ...]) -> Read:
    """The one that it is exactly, else the first that takes it."""
    if len(parts) == 2 and type(None) in parts:
        of = reader_of(parts[0] if parts[1] is type(None) else parts[1])
        return lambda value: None if value is None else of(value)
    exact = {part: reader_of(part) for part in parts if part in PLAIN}
    each = [reader_of(part) for part in parts]

    def read(value: Any) -> Any:
        if type(value) in exact:
            return exact[type(value)](value)
        for of in each:
            try:
                return of(value)
            except ValueError:
                continue
        raise Undecodable(str(kind), value)

    return read


def _of_tuple(parts: tuple[Any, ...]) -> Read:
    if len(parts) == 2 and parts[1] is Ellipsis:
        return _of_many(tuple, parts[0])
    each = [reader_of(part) for part in parts]

    def read(value: Any) -> Any:
        if not isinstance(value, list | tuple) or len(value) != len(each):
            raise Undecodable(f"a list of {len(each)}", value)
        return tuple(of(one) for of, one in zip(each, value, strict=True))

    return read


def _of_many(make: Callable[[Any], Any], part: Any) -> Read:
    of = reader_of(part)

    def read(value: Any) -> Any:
        if not isinstance(value, list | tuple | set | frozenset):
            raise Undecodable("a list", value)
        found = []
        for number, one in enumerate(value):
            try:
                found.append(of(one))
            except Undecodable as wrong:
                raise wrong.within(str(number)) from None
        return make(found)

    return read


def _of_mapping(key: Any, part: Any) -> Read:
    name, of = reader_of(key), reader_of(part)

    def read(value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise Undecodable("an object", value)
        found = {}
        for what, one in value.items():
            try:
                found[name(what)] = of(one)
            except Undecodable as wrong:
                raise wrong.within(str(what)) from None
        return found

    return read
