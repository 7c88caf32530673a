"""Everybody left out has a reason that can be read again: at once with few teams, by a sweep with many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from fengsui.unit import BoundUnit
from fengsui_incidents.model.propose import Account
from fengsui_incidents.tables import left_out

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Night


@pytest.fixture
async def crowded(night: Night) -> Night:
    """More teams than stand under each need."""
    keeper = night.system.actor("administrator")
    for number in range(70):
        team = {"id": f"B{number:02d}", "name": f"街道{number}队", "kind": "street", "reach": "direct", "people": 8,
                "division": "310107103", "lat": 31.25 + number / 1000, "lon": 121.36, "minimum": 4,
                "phone": "021-00001000", "capabilities": {"cordon": 1}}  # fmt: skip
        await night.system.execute("rosters.register_team", team, keeper)
    return night


async def test_with_few_teams_the_event_has_all_of_them_and_the_digest_of_the_words(night: Night) -> None:
    incident = await night.report()
    proposal = await night.do("propose", incident=incident)
    (event,) = night.recorded("proposed")
    page = await night.show("left_out", incident=incident)
    assert proposal.in_full
    assert event.data["considered"] == proposal.considered == page.considered == 9
    assert event.data["digest"] == page.digest
    assert event.data["counts"] == dict(page.counts)
    assert event.data["left_out"] == {row.team: row.reason for row in page.rows}
    assert page.total == len(page.rows) == sum(page.counts.values())
    assert not page.counting


async def test_with_many_the_event_stays_small_and_the_account_follows(crowded: Night) -> None:
    incident = await crowded.report()
    proposal = await crowded.do("propose", incident=incident)
    chosen = {one.team for need in proposal.needs for one in need.candidates if one.chosen}
    (event,) = crowded.recorded("proposed")
    assert not proposal.in_full
    assert event.data["digest"] == ""
    assert len(event.data["left_out"]) < 60
    assert (await crowded.show("left_out", incident=incident)).counting
    await crowded.system.advance(seconds=3)
    (counted,) = crowded.recorded("left_out_counted")
    assert counted.data["roster"] == event.data["roster"] > 0
    assert counted.data["considered"] == 79
    pages = [await crowded.show("left_out", incident=incident, offset=offset, limit=30) for offset in (0, 30, 60)]
    rows = [row for page in pages for row in page.rows]
    assert len(rows) == pages[0].total == 79 - len(chosen)
    assert {row.team for row in rows}.isdisjoint(chosen)
    assert all(row.says.zh and row.says.en and row.reason for row in rows)
    assert pages[0].digest == counted.data["digest"]
    assert not pages[0].counting
    narrowed = await crowded.show("left_out", incident=incident, reason="lacks_capability", search="T4")
    assert [row.team for row in narrowed.rows] == []
    (found,) = (await crowded.show("left_out", incident=incident, search="T41")).rows
    assert (found.reason, found.name) == ("needs_consent", "T41队")
    named = {team: code for team, code in event.data["left_out"].items()}
    assert named.items() <= {row.team: row.reason for row in rows}.items()


async def test_an_account_that_was_changed_afterwards_shows(night: Night) -> None:
    incident = await night.report()
    await night.do("propose", incident=incident)
    assert (await night.show("left_out", incident=incident)).intact

    def change(unit: BoundUnit) -> None:
        account = Account.unpacked(unit.connection.execute(left_out.select()).mappings().one()["body"])
        forged = Account(account.reasons[:1], (account.teams[0],))
        unit.connection.execute(update(left_out).values(body=forged.packed()))

    await night.system.run(change, "incidents")
    assert not (await night.show("left_out", incident=incident)).intact


async def test_the_same_account_is_kept_once(night: Night) -> None:
    incident = await night.report()
    for _ in range(3):
        await night.do("propose", incident=incident)
        await night.system.advance(seconds=1)
    assert len({event.data["digest"] for event in night.recorded("proposed")}) == 1
    rows = await night.system.read(lambda r: r.connection.execute(left_out.select()).all(), "incidents")
    assert len(rows) == 1


async def test_older_accounts_are_found_by_their_digest(night: Night) -> None:
    incident = await night.report()
    await night.do("propose", incident=incident)
    keeper = night.system.actor("administrator")
    await night.system.execute("rosters.set_readiness", {"team": "T06", "readiness": "out"}, keeper)
    await night.do("propose", incident=incident)
    first, second = (event.data["digest"] for event in night.recorded("proposed"))
    assert first != second
    old = await night.show("left_out", incident=incident, digest=first)
    new = await night.show("left_out", incident=incident)
    assert "T06" not in {row.team for row in old.rows}
    assert {row.team: row.reason for row in new.rows}["T06"] == "out"
