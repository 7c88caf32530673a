"""GET /api/v1/feed and POST /api/v1/feed/ack: the feed's sessions on the HTTP port."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from aiohttp import web

from fengsui.access.policy import Actor
from fengsui.commands import validated
from fengsui.encode import to_json
from fengsui.errors import Forbidden, Limited, Unauthorised, Unavailable
from fengsui.events import Position
from fengsui.feed import talk
from fengsui.feed.feed import Feed
from fengsui.feed.said import Hangup
from fengsui.http.calls import CALLS
from fengsui.http.fallback.links import Carrier, Poll, Stream
from fengsui.http.fallback.parameters import EVENT_STREAM, Asked, Counted, Stored, asked_of, wants_stream
from fengsui.http.fallback.tap import Tap
from fengsui.http.incoming import object_of, source_of, token_of
from fengsui.http.language import language_of
from fengsui.http.problem import BadRequest
from fengsui.http.sessions import reply
from fengsui.http.throttle import Throttle
from fengsui.text import N_
from fengsui.wire.frames import VERSION

FEED: web.AppKey[Feed] = web.AppKey("feed", Feed)
ACKS: web.AppKey[Throttle] = web.AppKey("acks", Throttle)
CATCH_UP_S = 2.0
"""How long a request that waits for nothing new may take to read what is old."""


def add(app: web.Application, feed: Feed) -> None:
    """The feed's routes; when the server stops, their clients are told to come back."""
    limits = feed.hub.limits
    app[FEED] = feed
    app[ACKS] = Throttle(time.monotonic, limits.frame_rate, limits.frame_burst)
    app.add_routes([web.get("/api/v1/feed", follow, allow_head=False), web.post("/api/v1/feed/ack", acknowledge)])
    app.on_shutdown.append(_drain)


async def _drain(app: web.Application) -> None:
    feed = app[FEED]
    feed.hub.drain(feed.spread_ms(), [link.session for link in feed.links if isinstance(link, Carrier)])


async def follow(request: web.Request) -> web.StreamResponse:
    """A stream of server-sent events where the client accepts one, else one answer to a long poll."""
    feed = request.app[FEED]
    actor = await _actor(request, feed)
    request.app[CALLS].take(actor.facts.get("session", actor.id))
    asked = asked_of(request)
    return await (_stream if wants_stream(request) else _poll)(request, feed, actor, asked)


async def _actor(request: web.Request, feed: Feed) -> Actor:
    """Who asks. An address that guesses at tokens must wait, as at the websocket's port."""
    token, source = token_of(request), source_of(request)
    if not feed.trusts(source):
        raise Limited(N_("Too many requests. Try again in {seconds} s."), code="rate_limited", seconds=1)
    actor, failure = await feed.look_up(token)
    if failure is not None:
        raise failure
    if actor is None:
        feed.failed(source)
        raise Unauthorised(N_("The token is not known, expired or revoked."), code="bad_token")
    return actor


def _device(actor: Actor, named: str) -> str:
    """The device that asks; one that does not name itself is its token's own, or the login session it came with."""
    own = actor.id if actor.id.startswith(talk.DEVICE) else f"http-{actor.facts.get('session', '')[:12]}"
    try:
        return talk.holder_of(actor, named or own)[1] if actor.id.startswith(talk.DEVICE) else named or own
    except Hangup as hangup:
        raise Forbidden(N_("The token belongs to somebody else."), code="other_token") from hangup


def _greet(link: Carrier, request: web.Request, actor: Actor, device: str, replaces: str) -> None:
    """The conversation's beginning, in the socket's own words."""
    session, now = link.session, link.feed.loop.time()
    hello = {"kind": "hello", "v": VERSION, "token": "in the header", "device": device, "lang": language_of(request)}
    hello |= {"replaces": replaces} if replaces else {}
    session.receive(to_json(hello), now)
    session.known(actor, now)


def _subscribe(link: Carrier, asked: Asked) -> None:
    """Raises BadRequest where the session did not take it: there is no position to answer with."""
    link.session.receive(to_json(asked.sub), link.feed.loop.time())
    link.session.flush()
    if link.sub is None:
        why = link.closed[1] if link.closed is not None else ""
        raise BadRequest(N_("The request cannot be read: {why}"), why=why)


@contextmanager
def _tapped(link: Carrier) -> Iterator[None]:
    tap = Tap(link.transport, link.lost)
    try:
        yield
    finally:
        tap.remove()


def _transport(request: web.Request) -> asyncio.Transport:
    if request.transport is None:
        raise Unavailable(N_("The connection was lost."), code="client_gone")
    return request.transport


async def _stream(request: web.Request, feed: Feed, actor: Actor, asked: Asked) -> web.StreamResponse:
    device = _device(actor, asked.device)
    response = web.StreamResponse(headers={"Content-Type": EVENT_STREAM, "X-Accel-Buffering": "no"})
    response.force_close()
    link = Stream(feed, _transport(request))
    with _tapped(link):
        try:
            _greet(link, request, actor, device, asked.replaces)
            _subscribe(link, asked)
            with suppress(ConnectionError):
                await response.prepare(request)
                await link.pump(response)
        finally:
            link.lost()
    return response


async def _poll(request: web.Request, feed: Feed, actor: Actor, asked: Asked) -> web.StreamResponse:
    device = _device(actor, asked.device)
    link = Poll(feed, _transport(request), patient=asked.wait > 0)
    link.session.peeks = asked.wait == 0
    before = feed.hub.connection_of(*talk.holder_of(actor, device))
    replaces = asked.replaces
    if before is not None and (link.session.peeks or (isinstance(before.link, Poll) and before.link.parked)):
        replaces = before.id  # nobody listens there any more; or we disturb nobody
    if before is not None and isinstance(before.link, Poll) and replaces == before.id and not link.session.peeks:
        link.session.id = before.id  # its polls are one conversation under one name
    with _tapped(link):
        try:
            _greet(link, request, actor, device, replaces)
            _subscribe(link, asked)
            with suppress(TimeoutError):
                async with asyncio.timeout(asked.wait or CATCH_UP_S):
                    await link.some.wait()
            body = link.answer()
        except BaseException:
            link.lost()
            raise
    if link.session.peeks or link.session.closed:
        link.lost()
    else:
        link.park(asked.wait)
    return web.Response(body=body, content_type="application/json")


async def acknowledge(request: web.Request) -> web.Response:
    """What an `ack` says on a websocket; and, as any frame there, that the client lives."""
    feed = request.app[FEED]
    hub = feed.hub
    actor = await _actor(request, feed)
    request.app[ACKS].take(actor.facts.get("session", actor.id))
    given: Stored = validated(Stored, await object_of(request))
    holder = talk.holder_of(actor, _device(actor, given.device))
    session = hub.connection_of(*holder)
    if session is not None:
        session.heard = feed.loop.time()
    if given.epoch == hub.epoch:
        seq = min(given.seq, hub.seq)
        if session is not None and session.subs:
            for sub in session.subs.values():
                talk.ack(session, {"sub": sub.number, "seq": seq})
        else:
            talk.has_stored(hub, actor, holder[1], seq, lambda event: not actor.labels.isdisjoint(event.labels))
    reached = Position(hub.epoch, hub.facts.reached(holder[1], hub.epoch))
    return reply(Counted(epoch=reached.epoch, seq=reached.seq, open=session is not None))
