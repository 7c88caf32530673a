"""At the feed of a whole server: the conformance kit, and the JavaScript client with a real order."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from tests.docs.node import client
from tests.stories.door import Door

from fengsui.feedcheck.cases import all_cases
from fengsui.feedcheck.ground import Ground, Traffic
from fengsui.feedcheck.running import check, look
from fengsui.journal.reading import read_after

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_team_answers_its_order_from_javascript(door: Door, tmp_path: Path) -> None:
    head = await door.server.system.head()
    store = tmp_path / "store.jsonl"
    store.write_text(json.dumps({"position": {"epoch": head.epoch, "seq": 0}}) + "\n", "utf-8")
    options = ("--answer", "accepted", "--people", "8", "--minutes", "9")
    async with client(door.feed, store, *options, token=door.tokens["T06"]) as node:
        await node.until(lambda: node.of("answered"))
        assert node.of("refused") == []
        (fact,) = await told(door, head.seq, "incidents.fact_recorded")
        assert (fact["order"], fact["fact"]) == (door.orders["T06"], "accepted")
        async with asyncio.timeout(10):  # deliveries are collected for 100 ms
            while "team:T06" not in [one["label"] for one in await told(door, head.seq, "feed.delivered")]:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert await node.end() == 0


async def test_what_the_night_records_fits_what_is_described(door: Door) -> None:
    """Every event's data, against the schema that GET /api/asyncapi.json gives for its topic."""
    async with door.client.get(f"{door.http}/api/asyncapi.json") as answer:
        components = (await answer.json())["components"]
    told = await door.server.system.read(lambda reading: read_after(reading.connection, 0, 2000))
    faults = {}
    for event in told:
        schema = {**components["schemas"][f"data.{event.topic}"], "components": components}
        found = [error.message for error in Draft7Validator(schema).iter_errors(event.data)]
        if found:
            faults[event.topic] = found
    assert faults == {}
    assert len({event.topic for event in told}) > 10


async def told(door: Door, after: int, topic: str) -> list[dict[str, Any]]:
    """The data of the journal's events of one topic."""
    read = await door.server.system.read(lambda reading: read_after(reading.connection, after, 1000))
    return [event.data or {} for event in read if event.topic == topic]


async def test_every_case_holds(door: Door) -> None:
    traffic = Traffic("incidents.note", {"incident": door.incident, "text": "feed check"})
    ground = Ground(door.feed, door.tokens["officer"], other_token=door.tokens["T06"], traffic=traffic)
    await look(ground)
    results = [one async for one in check(ground, [one for one in all_cases() if not one.slow])]
    wrong = {
        one.case.id: (one.expected.say("en"), one.came.say("en"))
        for one in results
        if one.expected is not None and one.came is not None
    }
    assert wrong == {}
    skipped = [one.case.id for one in results if one.why and not one.case.id.startswith(("token.", "restart."))]
    assert skipped == ["hello.foreign-device", "gap.retention", "live.presence", "ack.delivered"]
