"""A board kept by events equals a fresh view: nothing changes on a screen without an event that says so.

The clock and the terminals' presence are no events; of those who come and go the feed says so itself. All the rest,
whatever officers, teams and sweeps do, must be told to the centre.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from tests.stories.chance import Chance
from tests.stories.night import Centre, Night

from fengsui.client.http import Http
from fengsui.events import CENTRE, Recorded
from fengsui.feed.feed import Feed
from fengsui.feed.hub import Hub
from fengsui.gate import SystemGate
from fengsui.http import build
from fengsui.http.calls import CALLS
from fengsui.http.throttle import Throttle
from fengsui.testing import NIGHT
from fengsui_incidents.api.board import Board, IncidentCard
from fengsui_tui.picture import Picture
from fengsui_tui.server_link import ServerLink

Pictured = tuple[int, Board, dict[str, IncidentCard]]
PASSWORD = "lantern over seven hills"


def still(board: Board) -> Board:
    """Without what the clock and the connections change by themselves."""
    return replace(board, now=NIGHT, teams_online=0)


def unplugged(card: IncidentCard) -> IncidentCard:
    return replace(card, forces=tuple(replace(force, online=False) for force in card.forces))


async def fresh(night: Night) -> Pictured:
    """The journal's head, the board and every open incident's card."""
    shown = await night.system.system.show("incidents.board", {}, night.officer)
    board: Board = shown.answer
    cards = {row.id: unplugged(await night.show("incidents.incident", incident=row.id)) for row in board.incidents}
    return shown.position.seq, still(board), cards


def untold(before: Pictured, after: Pictured, events: list[Recorded]) -> list[str]:
    """What changed between the two without an event for the centre; a card, without one of its incident or its site."""
    told = [e for e in events if before[0] < e.seq <= after[0] and CENTRE in e.labels]
    found = ["the board"] if before[1] != after[1] and not told else []
    for id in before[2].keys() & after[2].keys():
        site = after[2][id].site
        about = {id, site.id if site else id}
        of_it = [e for e in told if e.subject in about or (e.data or {}).get("incident") == id]
        if before[2][id] != after[2][id] and not of_it:
            names = [name for name, value in vars(before[2][id]).items() if value != getattr(after[2][id], name)]
            found.append(f"card of {id}: {names}")
    return found


@pytest.mark.parametrize("seed", range(1, 4))
async def test_nothing_on_a_screen_changes_without_an_event(centre: Centre, seed: int) -> None:
    done: Counter[tuple[str, str]] = Counter()
    async with centre.awake() as night:
        chance = Chance(night, seed)
        await night.report()
        await night.dispatch()
        before = await fresh(night)
        for number in range(60):
            if number % 4 == 3:
                chance.tick()
                before = await fresh(night)
                await chance.sweep()
                act = ("sweep", "")
            else:
                act = await chance.one()
            done[act] += 1
            after = await fresh(night)
            assert untold(before, after, night.system.recorded()) == [], f"seed {seed}, step {number}: {act}"
            before = after
    assert sum(count for (_, refused), count in done.items() if not refused) > 25, done


# -- the console's own picture ---------------------------------------------------------------------------


@asynccontextmanager
async def served(night: Night) -> AsyncIterator[tuple[str, str, Hub]]:
    """HTTP and the feed in front of the night, their addresses, and who is connected. Nobody is slowed down."""
    system = night.system.system
    hub = Hub(system.clock, system.ids, origin="/310107")
    feed = Feed(hub, SystemGate(system), system.source)
    await feed.start()
    listening = await feed.listen("127.0.0.1", 0)
    app: web.Application = build(system)
    app[CALLS] = Throttle(time.monotonic, 1e6, 1e6)
    async with TestServer(app) as server:
        port = listening.sockets[0].getsockname()[1]
        yield str(server.make_url("")).rstrip("/"), f"ws://127.0.0.1:{port}/feed", hub
        await feed.stop(0)


async def officer_at(night: Night, http: str, feed: str) -> ServerLink:
    """The duty officer's console's link, in a session of his own."""
    admin = night.system.actor("administrator", name="system:tests")
    made = await night.do("core.add_user", admin, name="wanglei", display="王磊", roles=["duty_officer"])
    async with Http(http) as opening:
        opened = await opening.login_code(made.code, "wanglei", PASSWORD)
    return ServerLink(http, feed=feed, token=opened["token"])


async def test_the_consoles_picture_follows_by_events_alone(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    """It never reads by the clock here; after each thing that happens it shows what a fresh view shows."""
    monkeypatch.setattr("fengsui_tui.picture.SETTLED_SECONDS", 3600.0)
    monkeypatch.setattr("fengsui_tui.picture.FLUSH_SECONDS", 0.0)
    async with centre.awake() as night, served(night) as (http, feed, _):
        link = await officer_at(night, http, feed)
        picture = Picture(link, night.system.clock.now)
        await picture.load()
        following = asyncio.create_task(picture.follow())
        chance = Chance(night, 7)
        await night.report()
        await night.dispatch()
        await chance.site()
        await same(picture, await fresh(night), "the plant's card is corrected")
        for number in range(40):
            act: Any = await chance.one()
            await same(picture, await fresh(night), f"step {number}: {act}")
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        await link.close()


async def test_a_lost_terminal_is_on_the_console_at_once(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it is in the journal and the console never reads by the clock here: the feed says that it is so."""
    monkeypatch.setattr("fengsui_tui.picture.SETTLED_SECONDS", 3600.0)
    async with centre.awake() as night, served(night) as (http, feed, hub):
        await night.report()
        await night.dispatch()
        night.system.system.presence = hub.presence
        hub.presence.come(["team:T06", "team:T12"])
        link = await officer_at(night, http, feed)
        picture = Picture(link, night.system.clock.now)
        await picture.load()
        following = asyncio.create_task(picture.follow())
        await until(lambda: picture.state == "live")
        assert online(picture, night.orders["T06"]) == (2, True)
        hub.presence.go(["team:T06"])
        await until(lambda: online(picture, night.orders["T06"]) == (1, False))
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        await link.close()


async def until(true: Callable[[], bool]) -> None:
    for _ in range(2000):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come about")


def online(picture: Picture, order: str) -> tuple[int, bool]:
    """How many teams the picture shows as connected, and whether the order's is one of them."""
    assert picture.board is not None
    forces = [force for card in picture.cards.values() for force in card.forces]
    return picture.board.teams_online, next(force.online for force in forces if force.order == order)


async def same(picture: Picture, now: Pictured, what: str) -> None:
    """Waits until the picture shows what the views say."""
    for _ in range(600):
        shown = still(picture.board) if picture.board else None
        cards = {id: unplugged(card) for id, card in picture.cards.items()}
        if (shown, cards) == (now[1], now[2]):
            return
        await asyncio.sleep(0.005)
    assert shown == now[1], what
    assert cards == now[2], what
