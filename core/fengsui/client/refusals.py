"""Errors as a client meets them: the server's refusals as the classes that the server raised, and ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fengsui.errors import (
    Conflict,
    Fault,
    FengsuiError,
    Forbidden,
    Invalid,
    Limited,
    Missing,
    Unauthorised,
    Unavailable,
)

_CLASSES: Mapping[int, type[FengsuiError]] = {
    401: Unauthorised,
    403: Forbidden,
    404: Missing,
    409: Conflict,
    413: Limited,
    422: Invalid,
    429: Limited,
    503: Unavailable,
}


class Unreachable(Unavailable):
    """No server answers where we looked, or none answered in time."""

    code = "server_unreachable"


class Refused(FengsuiError):
    """The feed closed the connection for good: trying again will not help. `close_code` says why."""

    def __init__(self, message: str, *, code: str, close_code: int) -> None:
        super().__init__(message, code=code)
        self.close_code = close_code


def refusal(status: int, body: Mapping[str, Any]) -> FengsuiError:
    """The error of a problem document or of a `res`: same class, code and faults as on the server.

    Its message is already in the client's language and has no places to fill.
    """
    made = _CLASSES.get(status, FengsuiError)(
        str(body.get("detail") or body.get("message") or body.get("title") or status),
        code=str(body.get("code") or "error"),
        faults=[
            Fault(str(f.get("path", "")), str(f.get("expected", "")), str(f.get("code", "invalid")))
            for f in body.get("faults") or ()
            if isinstance(f, Mapping)
        ],
    )
    if isinstance(body.get("retry"), bool):
        made.retry = body["retry"]  # type: ignore[misc]
    return made
