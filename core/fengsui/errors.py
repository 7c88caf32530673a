"""Every error that a person or a client may meet, each with its stable code.

    FengsuiError            anything we say no to, with a code, a message and where it is wrong
    +-- Invalid             the input is wrong; all faults at once                (HTTP 422)
    +-- Unauthorised        nobody is known to be asking                          (HTTP 401)
    +-- Forbidden           somebody is, and may not                              (HTTP 403)
    +-- Missing             the thing named does not exist (or may not be seen)   (HTTP 404)
    +-- Conflict            the state of the thing does not allow it              (HTTP 409)
    +-- Limited             too much, too large or too often                      (HTTP 413, 429)
    +-- Unavailable         the system cannot do it now: disk full, time-out      (HTTP 503)

The one mapping to HTTP stands in `fengsui.http`, the one to the feed in `fengsui.feed`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from fengsui.text import filled


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: `path` names the place (`figures.missing`), `expected` what would be right.

    Like a message, `expected` is an English source whose `{places}` the `params` fill after translation.
    """

    path: str
    expected: str
    code: str = "invalid"
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return f"{self.path}: {filled(self.expected, 'en', self.params)}"


class FengsuiError(Exception):
    """`message` is an English source string with `{name}` places; `params` fill them after translation."""

    status: ClassVar[int] = 400
    code: str = "error"
    retry: ClassVar[bool] = False

    def __init__(
        self, message: str, *, code: str | None = None, faults: Iterable[Fault] = (), **params: object
    ) -> None:
        super().__init__(message)
        self.message = message
        self.params = params
        self.faults = tuple(faults)
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        text = filled(self.message, "en", self.params)
        places = "; ".join(str(fault) for fault in self.faults)
        return f"{text} ({places})" if places else text


class Invalid(FengsuiError):
    status = 422
    code = "invalid"


class Unauthorised(FengsuiError):
    status = 401
    code = "unauthorised"


class Forbidden(FengsuiError):
    status = 403
    code = "forbidden"


class Missing(FengsuiError):
    status = 404
    code = "not_found"


class Conflict(FengsuiError):
    status = 409
    code = "conflict"


class Limited(FengsuiError):
    status = 429
    code = "limited"
    retry = True


class Unavailable(FengsuiError):
    status = 503
    code = "unavailable"
    retry = True
