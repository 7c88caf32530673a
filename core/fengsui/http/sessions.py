"""POST, GET and DELETE /api/v1/session: coming in, who am I, going out."""

from __future__ import annotations

from typing import Annotated, Any

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from fengsui.access.door import Opened
from fengsui.access.payloads import UserName
from fengsui.access.policy import Actor
from fengsui.clean import Line
from fengsui.commands import validated
from fengsui.encode import to_json
from fengsui.http.incoming import actor_of, object_of, source_of
from fengsui.http.serving import SYSTEM
from fengsui.http.throttle import Throttle

LOGINS: web.AppKey[Throttle] = web.AppKey("logins", Throttle)


class Login(BaseModel):
    """A user name with a password; with `code`, the one-time code, the password is set by this very request.

    The code that `fengsui init` prints makes `user` an administrator.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    user: UserName
    password: Annotated[str, Field(min_length=1, max_length=1024, repr=False)]
    code: Annotated[str | None, Field(min_length=1, max_length=64, repr=False)] = None
    display: Line = ""


class WhoAmI(BaseModel):
    """An actor as it may know itself."""

    id: str
    name: str
    roles: tuple[str, ...]
    permissions: tuple[str, ...]
    labels: tuple[str, ...]
    area: str


class SessionAnswer(BaseModel):
    """`token` is shown once: it goes into `Authorization: Bearer` and into the feed's hello."""

    token: str
    expires_at: str
    actor: WhoAmI


def who(actor: Actor) -> WhoAmI:
    return WhoAmI(
        id=actor.id,
        name=actor.name,
        roles=actor.roles,
        permissions=tuple(sorted(actor.permissions)),
        labels=tuple(sorted(actor.labels)),
        area=actor.area,
    )


def reply(value: Any, status: int = 200) -> web.Response:
    return web.Response(status=status, body=to_json(value), content_type="application/json")


async def log_in(request: web.Request) -> web.Response:
    source = source_of(request)
    request.app[LOGINS].take(source)
    given: Login = validated(Login, await object_of(request))
    opened = await _enter(request, given, source)
    return reply(SessionAnswer(token=opened.token, expires_at=opened.ends.isoformat(), actor=who(opened.actor)), 201)


async def _enter(request: web.Request, given: Login, source: str) -> Opened:
    door = request.app[SYSTEM].door
    if given.code is None:
        return await door.log_in(given.user, given.password, source)
    return await door.redeem(given.code, given.user, given.display, given.password, source)


async def who_am_i(request: web.Request) -> web.Response:
    return reply(who(await actor_of(request)))


async def log_out(request: web.Request) -> web.Response:
    await request.app[SYSTEM].door.log_out(await actor_of(request))
    return web.Response(status=204)
