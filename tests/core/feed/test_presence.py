"""Who is there, who replaces whom, who is shown the door."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from tests.core.feed.fakes import START, FakeSource, Talk, hub_at, officer, publish, team

from fengsui.access.policy import Actor
from fengsui.clock import ManualClock
from fengsui.feed import news

T06 = team("T06", "area:310107")


@pytest.fixture
async def source() -> FakeSource:
    return FakeSource()


async def test_presence(source: FakeSource) -> None:
    hub = hub_at(source)
    assert isinstance(hub.clock, ManualClock)
    talk = Talk(hub)
    talk.greet(T06)
    assert not hub.presence.online("team:T06"), "connected, but sees nothing yet"
    assert hub.presence.last_seen("team:T06") is None
    talk.subscribe()
    assert hub.presence.online("team:T06")
    assert hub.presence.online("area:310107")
    assert hub.presence.labels() == T06.labels
    hub.clock.advance(timedelta(seconds=5))
    talk.session.lost()
    hub.clock.advance(timedelta(seconds=5))
    assert not hub.presence.online("team:T06")
    assert hub.presence.last_seen("team:T06") == START + timedelta(seconds=5)
    talk.session.lost()
    assert not hub.presence.online("area:310107")


async def test_a_client_replaces_itself_without_a_moment_offline(source: FakeSource) -> None:
    hub = hub_at(source)
    old, new = Talk(hub), Talk(hub)
    session = old.greet(T06)["session"]
    old.subscribe()
    new.greet(T06, replaces=session)
    assert old.link.closed is None, "the old one serves until the new one has subscribed"
    new.subscribe()
    assert old.link.closed is not None
    assert old.link.closed[0] == 4000
    assert hub.presence.online("team:T06")


async def test_a_replacement_that_fails_leaves_the_old_one(source: FakeSource) -> None:
    hub = hub_at(source)
    old, failing, new = Talk(hub), Talk(hub), Talk(hub)
    session = old.greet(T06)["session"]
    old.subscribe()
    failing.greet(T06, replaces=session)
    failing.session.lost()
    assert old.link.closed is None
    new.greet(T06, replaces=session)
    new.subscribe()
    assert old.link.closed is not None
    assert old.link.closed[0] == 4000


async def test_another_client_of_the_same_device(source: FakeSource) -> None:
    hub = hub_at(source)
    first, second, third = Talk(hub), Talk(hub), Talk(hub)
    session = first.greet(T06)["session"]
    first.subscribe()
    second.greet(T06, replaces=session)
    third.greet(T06)
    for talk in (first, second):
        assert talk.link.closed is not None
        assert talk.link.closed[0] == 4107
    assert third.link.closed is None


async def test_a_person_cannot_push_out_anothers_device(source: FakeSource) -> None:
    hub = hub_at(source)
    device, person = Talk(hub), Talk(hub)
    device.greet(T06)
    person.greet(officer(), device="D-T06")
    assert device.link.closed is None
    assert person.link.closed is None


@pytest.mark.parametrize("name", ["device:D-T06", "team:T06", "s1"])
async def test_revoke(source: FakeSource, name: str) -> None:
    hub = hub_at(source)
    revoked, other = Talk(hub), Talk(hub)
    revoked.greet(Actor(id=T06.id, labels=T06.labels, facts={**T06.facts, "session": "s1"}))
    revoked.subscribe()
    other.greet(team("T09"))
    hub.revoke(name)
    assert revoked.link.closed is not None
    assert revoked.link.closed[0] == 4103
    assert other.link.closed is None
    assert not hub.presence.online("team:T06")


async def test_whose_rights_changed_comes_back_with_the_new_ones(source: FakeSource) -> None:
    hub = hub_at(source)
    changed, other = Talk(hub), Talk(hub)
    for talk, actor in ((changed, T06), (other, team("T09"))):
        talk.greet(actor)
        talk.subscribe()
        talk.link.take()
    hub.send_back(T06.id)
    assert changed.link.take() == [{"kind": "notice", "draining": {"spread_ms": 0}}]
    assert changed.link.closed is not None
    assert changed.link.closed[0] == 4000
    assert other.link.closed is None


async def test_drain(source: FakeSource) -> None:
    hub = hub_at(source)
    talk = Talk(hub)
    talk.greet(T06)
    talk.subscribe()
    hub.drain(1600)
    assert talk.link.take() == [{"kind": "notice", "draining": {"spread_ms": 1600}}]
    assert talk.link.closed is not None
    assert talk.link.closed[0] == 4000


async def test_a_token_that_ends(source: FakeSource) -> None:
    hub = hub_at(source)
    ends = START + timedelta(hours=12)
    talk = Talk(hub)
    talk.greet(Actor(id="user:wang", labels=frozenset({"centre"}), facts={"expires_at": ends.isoformat()}))
    talk.session.check_token(ends - timedelta(minutes=6))
    assert talk.link.take() == []
    for _ in range(2):
        talk.session.check_token(ends - timedelta(minutes=5))
    assert talk.link.take() == [{"kind": "notice", "token_expiring": {"at": "2026-11-22T07:12:00+00:00"}}]
    talk.say(kind="auth", id=1, token="fresh")
    fresh = {"expires_at": (ends + timedelta(hours=12)).isoformat()}
    talk.session.known(Actor(id="user:wang", labels=frozenset({"centre"}), facts=fresh), 0.0)
    assert talk.link.take() == [{"kind": "res", "id": 1, "ok": True, "result": None}]
    talk.session.check_token(ends)
    assert talk.link.closed is None
    talk.session.check_token(ends + timedelta(hours=12))
    assert talk.link.closed is not None
    assert talk.link.closed[0] == 4005


async def test_auth_with_a_bad_or_foreign_token_changes_nothing(source: FakeSource) -> None:
    hub = hub_at(source)
    talk = Talk(hub)
    talk.greet(T06)
    talk.subscribe()
    for number, actor in ((1, None), (2, team("T09"))):
        talk.say(kind="auth", id=number, token="fresh")
        talk.session.known(actor, 0.0)
        assert talk.link.take()[0]["error"]["code"] == ("bad_token" if actor is None else "other_token")
    publish(hub, source.add("team:T06"))
    assert len(talk.link.take()) == 1


async def test_more_rights_are_a_gap_fewer_are_not(source: FakeSource) -> None:
    hub = hub_at(source)
    talk = Talk(hub)
    talk.greet(T06)
    talk.subscribe()
    publish(hub, source.add("area:310115"))
    more = Actor(id=T06.id, labels=T06.labels | {"area:310115"}, facts=T06.facts)
    talk.say(kind="auth", id=1, token="fresh")
    talk.session.known(more, 0.0)
    gap, answer = talk.link.take()
    assert gap == {"kind": "gap", "sub": 1, "from": 0, "to": 1, "why": "scope", "epoch": "e1"}
    assert answer["ok"]
    publish(hub, source.add("area:310115"))
    assert talk.link.take()[0]["prev"] == 1
    talk.say(kind="auth", id=2, token="fresh")
    talk.session.known(T06, 0.0)
    assert [frame["kind"] for frame in talk.link.take()] == ["res"]
    publish(hub, source.add("area:310115"), source.add("team:T06"))
    assert [frame["seq"] for frame in talk.link.take()] == [4]
    assert hub.presence.labels() == T06.labels


async def test_whoever_watches_the_centre_is_told_of_comings_and_goings(
    source: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "GATHER_S", 0.01)
    hub = hub_at(source)
    told = news.News(hub, asyncio.get_running_loop())
    console, device, lost = Talk(hub), Talk(hub), Talk(hub)
    for talk, actor in ((console, officer()), (device, T06), (lost, team("T07"))):
        talk.greet(actor)
        talk.subscribe()
    await asyncio.sleep(0.05)
    for talk in (console, device):
        talk.link.take()
    lost.session.lost()
    hub.presence.go(["team:T09"])
    await asyncio.sleep(0.05)
    assert console.link.take() == [{"kind": "notice", "presence": {"at": hub.clock.now().isoformat()}}]
    assert device.link.take() == []
    told.stop()
    hub.presence.come(["team:T09"])
    await asyncio.sleep(0.05)
    assert console.link.take() == []


async def test_who_was_lost_since_a_moment_is_known_in_one_look(source: FakeSource) -> None:
    hub = hub_at(source)
    begun = hub.clock.now()
    hub.presence.come(["team:T06", "team:T09", "area:310107"])
    hub.presence.come(["team:T12"], elsewhere=True)
    hub.presence.come(["team:T06"])
    hub.presence.go(["team:T09", "area:310107"])
    hub.presence.go(["team:T06"])
    assert hub.presence.since(begun, "team:") == {"team:T06": True, "team:T09": False, "team:T12": True}
    later = hub.clock.now() + timedelta(seconds=1)
    assert hub.presence.since(later, "team:") == {"team:T06": True, "team:T12": True}
