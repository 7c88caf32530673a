"""What the server says about itself: alive, its plugins, its description."""

from __future__ import annotations

import asyncio

from aiohttp import web

from fengsui import __version__
from fengsui.errors import Unavailable
from fengsui.http.description import Description
from fengsui.http.incoming import actor_of
from fengsui.http.language import language_of
from fengsui.http.serving import SYSTEM
from fengsui.http.sessions import reply
from fengsui.text import N_, translate

ALIVE_SECONDS = 2.0

OPENAPI: web.AppKey[Description] = web.AppKey("openapi", Description)
ASYNCAPI: web.AppKey[Description] = web.AppKey("asyncapi", Description)


async def health(request: web.Request) -> web.Response:
    """Whether the database answers within 2 s and takes what is written, and codes of what else
    is wrong; nothing more, since anybody may ask."""
    try:
        async with asyncio.timeout(ALIVE_SECONDS):
            await request.app[SYSTEM].head()
    except TimeoutError as error:
        raise Unavailable(
            N_("The database did not answer within {limit:g} s."), code="not_ready", limit=ALIVE_SECONDS
        ) from error
    if (trouble := request.app[SYSTEM].trouble) is not None:
        raise trouble.refusal()
    return reply({"status": "ok", "version": __version__, "warnings": request.app[SYSTEM].warnings})


async def plugins(request: web.Request) -> web.Response:
    """Every plugin with its state, and the reason where it is not loaded."""
    await actor_of(request)
    language = language_of(request)
    found = [
        {
            "name": plugin.name,
            "version": plugin.version,
            "title": translate(plugin.title, language, *([plugin.package] if plugin.package else [])),
            "state": plugin.state,
            "reason": plugin.reason,
        }
        for plugin in request.app[SYSTEM].plugins
    ]
    return reply({"plugins": found})


async def openapi(request: web.Request) -> web.Response:
    return await _described(request, request.app[OPENAPI])


async def asyncapi(request: web.Request) -> web.Response:
    return await _described(request, request.app[ASYNCAPI])


async def _described(request: web.Request, description: Description) -> web.Response:
    """In a thread: the first one of each language takes half a second, in which alerts must not wait."""
    return reply(await asyncio.to_thread(description.document, language_of(request)))
