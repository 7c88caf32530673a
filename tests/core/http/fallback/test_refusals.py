"""What the fallbacks refuse, in words and with every fault; and how they narrow."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.feed.fakes import FakeSource, team
from tests.core.feed.serving import QUICK
from tests.core.http.fallback.serving import EVENTS, site


@pytest.mark.parametrize("headers", [{}, EVENTS])
async def test_every_fault_of_the_parameters_is_told_at_once(headers: dict[str, str]) -> None:
    async with site() as here:
        query = {"after": "nonsense", "wait": "99", "device": "a b", "min_severity": "loud", "foo": "1"}
        query |= {"topics": "x" * 121, "replaces": "r" * 65}
        response = await here.get(headers=headers, **query)
        assert response.status == 422
        assert response.content_type == "application/problem+json"
        faults = {fault["path"] for fault in (await response.json())["faults"]}
        assert faults == {"after", "wait", "device", "min_severity", "foo", "topics.0", "replaces"}


@pytest.mark.parametrize(
    "place", ["", "e1", "e1:", ":5", "e1:-1", "e1:1.5", "e1:1e9", "e1:99999999999999999999", "a b:1", "é:1", "now:1"]
)
async def test_positions_that_are_none(place: str) -> None:
    async with site() as here:
        response = await here.get(after=place)
        assert (response.status, place) in ((422, place), (200, "now:1"))
        if place and place.isascii():
            response = await here.get(headers={**EVENTS, "Last-Event-ID": place})
            named = (await response.json())["faults"][0]["path"] if response.status == 422 else "Last-Event-ID"
            assert named == "Last-Event-ID"


async def test_no_token_bad_token_and_a_token_in_the_url() -> None:
    async with site() as here:
        response = await here.client.get("/api/v1/feed")
        assert (response.status, (await response.json())["code"]) == (401, "no_token")
        response = await here.get("guess")
        assert (response.status, (await response.json())["code"]) == (401, "bad_token")
        response = await here.get(token="D-T06", access_token="x")
        assert (response.status, (await response.json())["code"]) == (400, "token_in_url")
        response = await here.get(device="D-T09")
        assert (response.status, (await response.json())["code"]) == (403, "other_token")
        assert not here.hub.sessions


async def test_who_guesses_at_tokens_must_wait_and_who_has_one_need_not() -> None:
    async with site(replace(QUICK, failure_burst=3, failure_rate=0.01)) as here:
        for _ in range(5):
            assert (await here.get(wait="0")).status == 200
        statuses = [(await here.get("guess")).status for _ in range(5)]
        assert statuses == [401, 401, 401, 429, 429]


NAMES = ("after", "wait", "device", "replaces", "topics", "labels", "min_severity", "Last-Event-ID", "x\0")


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.text(max_size=200)), max_size=6), st.booleans())
@settings(max_examples=60, deadline=None)
def test_whatever_is_asked_is_answered_or_refused_in_words(query: list[tuple[str, str]], stream: bool) -> None:
    async def ask() -> None:
        async with site() as here:
            headers = {"Authorization": "Bearer D-T06", **(EVENTS if stream else {})}
            given = [(name, f"x{text}" if name == "wait" else text) for name, text in query]
            given += [("wait", "0")] if "wait" not in dict(query) else []
            response = await here.client.get("/api/v1/feed", params=given, headers=headers)
            if response.status != 200:
                found = await response.json()
                refusal = (response.status, found["code"])
                assert refusal in ((422, "invalid"), (400, "bad_request"), (403, "other_token"))
                assert found["code"] != "invalid" or found["faults"]
            response.close()

    asyncio.run(ask())


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({}, {"epoch", "seq"}),
        ({"epoch": "", "seq": -1, "foo": 1}, {"epoch", "seq", "foo"}),
        ({"epoch": "e1", "seq": "one", "device": "a b"}, {"seq", "device"}),
    ],
)
async def test_every_fault_of_an_ack_is_told_at_once(body: dict[str, object], paths: set[str]) -> None:
    async with site() as here:
        headers = {"Authorization": "Bearer D-T06"}
        response = await here.client.post("/api/v1/feed/ack", json=body, headers=headers)
        assert response.status == 422
        assert {fault["path"] for fault in (await response.json())["faults"]} == paths


async def test_the_filter_narrows_as_on_the_socket() -> None:
    source = FakeSource()
    source.add("team:T06", topic="incidents.ordered", severity="extreme")
    source.add("area:310107", topic="incidents.broadcast", severity="minor")
    source.add("team:T06", topic="drills.started", severity="severe")
    async with site(source=source) as here:
        for query, seqs in (
            ({"topics": ["incidents.*"]}, [1, 2]),
            ({"topics": ["incidents.ordered", "drills.*"]}, [1, 3]),
            ({"labels": ["area:310107", "team:T09"]}, [2]),
            ({"min_severity": "severe"}, [1, 3]),
        ):
            answer = await here.poll(after="e1:0", wait=1, **query)
            assert [frame["seq"] for frame in answer["frames"] if frame["kind"] == "event"] == seqs
            assert answer["seq"] == 3


async def test_peoples_logins_are_told_apart() -> None:
    async with site() as here:
        here.served.gate.actors["again"] = replace(team("T06"), id="user:li", facts={"session": "abcdef"})
        answer = await here.poll("again", wait=1, after="e1:5")
        assert answer["frames"][0]["user"] == "user:li"
        assert here.hub.connection_of("user:li", "user:li/http-abcdef") is not None
