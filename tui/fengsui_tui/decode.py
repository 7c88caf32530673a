"""Answers as they come over the wire, turned into the plain values that the plugins' api describes.

By msgspec: nothing else in the console needs pydantic, and to import it and have it build what reads a board takes a
quarter of a console's start. What is no plain value (a model of pydantic's) is read by pydantic, imported then.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def decode(kind: type[T], answer: Any) -> T:
    """`answer` as `kind`; what is one already stays as it is. Fields that we do not know are ignored.

    Raises ValueError where it is something else: what was expected, and where.
    """
    return msgspec.convert(answer, kind, str_keys=True, dec_hook=_by_pydantic)


def _by_pydantic(kind: type, value: Any) -> Any:
    from pydantic import TypeAdapter  # see above

    return TypeAdapter(kind).validate_python(value)
