"""Erasures by law: what is destroyed, what refuses it, and what is left to prove it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from tests.core.ping import pinger

from fengsui.access.policy import Actor
from fengsui.errors import Conflict, FengsuiError, Missing
from fengsui.hooks import Erasure
from fengsui.journal.erasures import FILE
from fengsui.journal.reading import read_after
from fengsui.journal.tables import answer, journal_data
from fengsui.journal.verifying import Verdict, verify
from fengsui.testing import Running, running

EVERYTHING = Actor(id="user:w", name="w", permissions=frozenset({"*"}))
LAW = {"basis": "突发事件应对法 art 85", "reason": "the event is over"}


class Callers:
    """What the ping plugin keeps of persons, for these tests."""

    def __init__(self) -> None:
        self.gone: list[str] = []
        self.needed = ""

    def subjects(self, _reading: Any, id: str) -> tuple[str, ...]:
        if id == self.needed:
            raise Conflict("It is still needed.", code="still_needed")
        return (id, f"{id}-again")

    def erase(self, _unit: Any, id: str) -> None:
        self.gone.append(id)

    def declared(self) -> list[Erasure]:
        return [Erasure(name="caller", summary="A caller", subjects=self.subjects, erase=self.erase,
                        topics=("ping.*",))]  # fmt: skip


@asynccontextmanager
async def pinged(url: str = "", data: Path | None = None, **settings: Any) -> AsyncIterator[tuple[Running, Callers]]:
    """Six events on a, b, a-again, c, a, d."""
    callers = Callers()
    extra = [pinger(erasures=lambda: callers.declared())]
    async with running([], url=url, data=data, settings=settings, extra=extra) as system:
        for n, name in enumerate(("a", "b", "a-again", "c", "a", "d")):
            await system.execute("ping.ping", {"text": name}, EVERYTHING, key=f"k{n}")
        yield system, callers


async def verdict(system: Running) -> Verdict:
    return await system.read(lambda reading: verify(reading.connection))


async def with_data(system: Running) -> list[int]:
    return await system.read(
        lambda r: list(r.connection.execute(select(journal_data.c.seq).order_by(journal_data.c.seq)).scalars())
    )


async def test_a_person_is_erased_and_the_chain_is_whole(database_url: str) -> None:
    async with pinged(database_url) as (system, callers):
        root = system.actor("administrator")
        said = await system.execute("core.erase", {**LAW, "kind": "ping.caller", "thing": "a"}, root)
        assert (said["events"], callers.gone) == (3, ["a"])
        assert await with_data(system) == [2, 4, 6, 7]
        found = await verdict(system)
        assert (found.whole, found.erased) == (True, 3)
        (seen,) = found.erasures
        assert (seen.seq, seen.by, seen.basis, seen.thing, seen.events) == (7, "user:tester", LAW["basis"], "a", 3)
        (event,) = system.recorded("core.erased")
        assert [tuple(span[1:]) for span in event.data["events"]] == [(1, 1), (3, 3), (5, 5)]  # type: ignore[index]
        auditor = system.actor("auditor")
        (row,) = await system.show("core.erasures", {}, auditor)
        assert (row["thing"], row["by"]) == ("a", "user:tester")


async def test_stored_answers_are_blanked_and_their_keys_stay_used(database_url: str) -> None:
    async with pinged(database_url) as (system, _):
        await system.execute("core.erase", {**LAW, "kind": "ping.caller", "thing": "a"}, EVERYTHING)
        kept = await system.read(lambda r: dict(r.connection.execute(select(answer.c.key, answer.c.answer)).all()))
        assert {key for key, said in kept.items() if bytes(said) == b"null"} >= {"k0", "k2", "k4"}
        with pytest.raises(Conflict) as refused:
            await system.execute("ping.ping", {"text": "a"}, EVERYTHING, key="k0")
        assert refused.value.code == "answer_erased"


async def test_only_the_answers_that_name_it_are_blanked_where_each_unit_had_its_time(database_url: str) -> None:
    async with pinged(database_url) as (system, _):
        await system.advance(seconds=1)
        await system.execute("ping.ping", {"text": "later"}, EVERYTHING, key="later")
        await system.execute("core.erase", {**LAW, "kind": "ping.caller", "thing": "a"}, EVERYTHING)
        assert await system.execute("ping.ping", {"text": "later"}, EVERYTHING, key="later") == {"text": "later"}


async def test_events_by_number() -> None:
    async with pinged() as (system, _):
        root = system.actor("administrator")
        await system.execute("core.erase", {**LAW, "seqs": [2, 3]}, root)
        assert await with_data(system) == [1, 4, 5, 6, 7]
        assert (await verdict(system)).whole


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "invalid"),
        ({"kind": "ping.caller"}, "invalid"),
        ({"kind": "ping.other", "thing": "a"}, "no_such_kind"),
        ({"seqs": [99]}, "no_such_event"),
        ({"seqs": [7]}, "record_of_erasure"),
        ({"kind": "ping.caller", "thing": "b"}, "still_needed"),
        ({"kind": "ping.caller", "thing": "c"}, "held"),
        ({"seqs": [4]}, "held"),
    ],
)
async def test_what_is_refused_destroys_nothing(given: dict[str, Any], code: str) -> None:
    async with pinged() as (system, callers):
        root, auditor = system.actor("administrator"), system.actor("auditor")
        await system.execute("core.erase", {**LAW, "seqs": [6]}, root)
        await system.execute("core.hold", {"thing": "c", "reason": "evaluation"}, auditor)
        callers.needed = "b"
        with pytest.raises(FengsuiError) as refused:
            await system.execute("core.erase", {**LAW, **given}, root)
        assert (refused.value.code, callers.gone) == (code, [])
        assert await with_data(system) == [1, 2, 3, 4, 5, 7, 8]


async def test_a_hold_stands_until_it_is_released() -> None:
    async with pinged() as (system, _):
        root, auditor = system.actor("administrator"), system.actor("auditor")
        await system.execute("core.hold", {"thing": "c", "reason": "evaluation"}, auditor)
        (held,) = await system.show("core.holds", {}, auditor)
        assert (held["subject"], held["reason"]) == ("c", "evaluation")
        await system.execute("core.release_hold", {"thing": "c", "reason": "evaluated"}, auditor)
        with pytest.raises(Missing):
            await system.execute("core.release_hold", {"thing": "c", "reason": "again"}, auditor)
        await system.execute("core.erase", {**LAW, "kind": "ping.caller", "thing": "c"}, root)
        assert [event.topic for event in system.recorded("core.*")] == [
            "core.held",
            "core.hold_released",
            "core.erased",
        ]


async def test_who_destroys_and_who_holds_are_two() -> None:
    async with pinged() as (system, _):
        for name, role in (("core.hold", "administrator"), ("core.erase", "auditor"), ("core.erase", "duty_leader")):
            with pytest.raises(FengsuiError) as refused:
                await system.execute(name, {**LAW, "seqs": [1]}, system.actor(role))
            assert refused.value.code == "forbidden"


async def test_memory_forgets_at_once() -> None:
    async with pinged() as (system, _):
        database = system.system.database
        assert [event.data for event in database.tail.after(0, 1) or ()] == [{"text": "a", "to": "centre"}]
        await system.execute("core.erase", {**LAW, "seqs": [1]}, system.actor("administrator"))
        assert [event.data for event in database.tail.after(0, 1) or ()] == [None]
        assert (await system.read(lambda r: read_after(r.connection, 0, 1)))[0].data is None


async def test_an_erasure_that_was_recorded_and_not_done_is_a_fault() -> None:
    async with pinged() as (system, _):
        saved = await system.read(lambda r: dict(r.connection.execute(select(journal_data).limit(1)).mappings().one()))
        await system.execute("core.erase", {**LAW, "seqs": [1]}, system.actor("administrator"))
        await system.run(lambda unit: unit.connection.execute(journal_data.insert().values(**saved)))
        assert (await verdict(system)).breaks == ("seq 1: recorded as erased, and still there",)


async def test_the_list_is_kept_in_two_places(tmp_path: Path) -> None:
    async with pinged(data=tmp_path / "data", heads_file=tmp_path / "heads") as (system, _):
        await system.execute("core.erase", {**LAW, "seqs": [1]}, system.actor("administrator"))
        await system.advance(seconds=6)
        places = (tmp_path / "data" / FILE, tmp_path / "heads.erasures")
        for place in places:
            (line,) = map(json.loads, place.read_text().splitlines())
            assert (line["basis"], [span[1:] for span in line["events"]]) == (LAW["basis"], [[1, 1]])
        places[1].unlink()
        await system.advance(seconds=10)
        assert len(places[1].read_text().splitlines()) == len(places[0].read_text().splitlines()) == 1
