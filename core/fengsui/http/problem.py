"""The one mapping from errors to HTTP: `application/problem+json` (RFC 9457) with our stable code and every fault."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from aiohttp import web

from fengsui.encode import to_json
from fengsui.errors import (
    Conflict,
    FengsuiError,
    Forbidden,
    Invalid,
    Limited,
    Missing,
    Unauthorised,
    Unavailable,
)
from fengsui.http.language import expected_of, language_of, message_of
from fengsui.http.serving import SYSTEM
from fengsui.text import N_, translate

log = logging.getLogger(__name__)

HUNG_UP = 400

CONTENT_TYPE = "application/problem+json"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

TITLES: tuple[tuple[type[FengsuiError], str], ...] = (
    (Invalid, N_("The input is wrong")),
    (Unauthorised, N_("Not logged in")),
    (Forbidden, N_("Not allowed")),
    (Missing, N_("Not found")),
    (Conflict, N_("Not possible in this state")),
    (Limited, N_("Too much or too often")),
    (Unavailable, N_("Not possible at the moment")),
)


class BadRequest(FengsuiError):
    """The request itself cannot be read."""

    status = 400
    code = "bad_request"


class TooLarge(Limited):
    status = 413
    code = "too_large"
    retry = False


class WrongContentType(FengsuiError):
    status = 415
    code = "wrong_content_type"


class TooSlow(FengsuiError):
    status = 408
    code = "too_slow"
    retry = True


class WrongMethod(FengsuiError):
    """`methods` are those that are taken: RFC 9110 wants them in `Allow`."""

    status = 405
    code = "wrong_method"


class Internal(FengsuiError):
    status = 500
    code = "internal"


def title_of(error: FengsuiError) -> str:
    """The English source of the kind of error."""
    return next((title for kind, title in TITLES if isinstance(error, kind)), N_("The request failed"))


def body_of(error: FengsuiError, language: str, packages: Iterable[str]) -> dict[str, Any]:
    """The problem as plain values, in `language`."""
    among = tuple(packages)
    return {
        "type": f"urn:fengsui:problem:{error.code}",
        "title": translate(title_of(error), language),
        "status": error.status,
        "detail": message_of(error, language, among),
        "code": error.code,
        "retry": error.retry,
        "faults": [
            {"path": fault.path, "expected": expected_of(fault, language, among), "code": fault.code}
            for fault in error.faults
        ],
    }


def respond(error: FengsuiError, request: web.Request) -> web.Response:
    language = language_of(request)
    packages = ("fengsui", *(plugin.package for plugin in request.app[SYSTEM].plugins if plugin.package))
    headers = {"Content-Language": language.replace("_", "-")}
    if error.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="fengsui"'
    if isinstance(error, WrongMethod):
        headers["Allow"] = str(error.params["methods"])
    if error.retry:
        headers["Retry-After"] = str(error.params.get("seconds", 1))
    return web.Response(
        status=error.status,
        body=to_json(body_of(error, language, packages)),
        content_type=CONTENT_TYPE,
        headers=headers,
    )


def _of_aiohttp(error: web.HTTPException, request: web.Request) -> FengsuiError:
    """aiohttp's own refusals in our words."""
    if error.status == 404:
        return Missing(N_("There is nothing at {path}."), code="no_such_route", path=request.path)
    if isinstance(error, web.HTTPMethodNotAllowed):
        allowed = ", ".join(sorted(error.allowed_methods))
        return WrongMethod(N_("{path} takes {methods}."), path=request.path, methods=allowed)
    if error.status == 413:
        return TooLarge(N_("The body is larger than 1 MiB."))
    made = BadRequest(N_("The request cannot be read: {why}"), why=error.reason)
    made.status = error.status  # type: ignore[misc]
    return made


def internal(error: BaseException, request: web.Request) -> Internal:
    """Something that we did not foresee: the log has it under an id, the client gets only the id."""
    id = request.app[SYSTEM].ids.new()[:12]
    log.error("internal error %s at %s %s", id, request.method, request.path, exc_info=error)
    return Internal(N_("Something went wrong inside. The log has it under {id}."), id=id)


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns whatever is raised into a problem; nothing of the inside leaves."""
    try:
        return await handler(request)
    except FengsuiError as error:
        return respond(error, request)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        answer = respond(_of_aiohttp(error, request), request)
        if isinstance(error, web.HTTPMethodNotAllowed):
            answer.headers["Allow"] = ", ".join(sorted(error.allowed_methods))
        return answer
    except ConnectionError as error:
        if request.transport is not None and not request.transport.is_closing():
            return respond(internal(error, request), request)
        return web.Response(status=HUNG_UP)  # nobody gets it: who asked has gone before the whole request was here
    except Exception as error:
        return respond(internal(error, request), request)
