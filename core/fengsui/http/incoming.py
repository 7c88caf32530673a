"""What comes in, read with distrust: the bearer's token, the idempotency key, the body, where it comes from."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Iterable
from typing import Any

import orjson
from aiohttp import web

from fengsui.access.policy import Actor
from fengsui.errors import Forbidden, Unauthorised
from fengsui.http.problem import BadRequest, Handler, TooLarge, TooSlow, WrongContentType
from fengsui.http.serving import SYSTEM
from fengsui.text import N_

LARGEST_BODY = 1024 * 1024
BODY_SECONDS = 30.0
LONGEST_KEY = 100
SECRET_NAMES = frozenset({"token", "access_token", "password", "code", "secret", "authorization", "api_key"})


def token_of(request: web.Request) -> str:
    """The token of `Authorization: Bearer`; raises Unauthorised (`no_token`) without one."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise Unauthorised(N_("This needs a token: log in first."), code="no_token")
    return token.strip()


async def actor_of(request: web.Request) -> Actor:
    """Who asks; raises Unauthorised without a good `Authorization: Bearer` token."""
    return await request.app[SYSTEM].door.admit(token_of(request))


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses secrets in a URL, which logs and proxies keep, and requests that a foreign web page sent."""
    if SECRET_NAMES & {name.lower() for name in request.query}:
        raise BadRequest(N_("A secret never goes into a URL: send it in the header or body."), code="token_in_url")
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.host:
        raise Forbidden(N_("Requests from the web page {origin} are refused."), code="foreign_origin", origin=origin)
    return await handler(request)


async def seal(request: web.Request, response: web.StreamResponse) -> None:
    """On every answer, refusals too: nothing is to be cached or guessed at, nor our versions told."""
    response.headers["Server"] = "fengsui"
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")


def key_of(request: web.Request) -> str | None:
    """The idempotency key, if one was sent: 1 to 100 printable ASCII characters."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not key or len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise BadRequest(
            N_("Idempotency-Key must be 1 to {most} printable ASCII characters."),
            code="bad_idempotency_key",
            most=LONGEST_KEY,
        )
    return key


def peer_of(request: web.Request) -> str:
    """Who sent the request: the connection's other end, or, if that is a trusted proxy, whom the proxy names.

    Proxies append: the last name that is not itself a trusted proxy is the only one nobody could invent.
    """
    trusted = request.app[SYSTEM].settings.trusted_proxies
    peer = request.remote or ""
    named = [part.strip() for line in request.headers.getall("X-Forwarded-For", []) for part in line.split(",")]
    while peer in trusted and named:
        peer = named.pop()
    return peer


def source_of(request: web.Request) -> str:
    """The address that failures are counted against; an IPv6 one as its /64, which one customer has all of."""
    try:
        address = ipaddress.ip_address(peer_of(request))
    except ValueError:
        return "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)


async def object_of(request: web.Request) -> dict[str, Any]:
    """The body as a JSON object: at most 1 MiB, UTF-8, strict JSON."""
    if request.content_type != "application/json":
        raise WrongContentType(N_("The body must be application/json."))
    if (request.content_length or 0) > LARGEST_BODY:
        raise TooLarge(N_("The body is larger than 1 MiB."))
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await request.read()
    except TimeoutError as error:
        raise TooSlow(N_("The body did not arrive within {limit:g} s."), limit=BODY_SECONDS) from error
    return decoded(body)


def decoded(body: bytes) -> dict[str, Any]:
    """Raises BadRequest (`bad_json`) for whatever is not one JSON object, with the place."""
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadRequest(N_("The body is not JSON in UTF-8: {why}"), code="bad_json", why=error) from error
    if not isinstance(found, dict):
        raise BadRequest(N_("The body must be one JSON object."), code="bad_json")
    if b"\\u0000" in body and _holds_nul(found):
        raise BadRequest(N_("The body holds the character U+0000."), code="bad_json")
    return found


def _holds_nul(value: object) -> bool:
    """Whether any text has U+0000, which PostgreSQL cannot store and no person can mean."""
    waiting: list[object] = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            if "\0" in item:
                return True
        elif isinstance(item, dict):
            waiting += [*item.keys(), *item.values()]
        elif isinstance(item, Iterable):
            waiting += item
    return False
