"""The board as of any past moment equals what the board showed then, whatever has happened since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.stories.chance import Chance
from tests.stories.night import Centre, Night

from fengsui.errors import Invalid, Missing
from fengsui_incidents.api.board import Board, Force, IncidentCard, PastBoard, PastIncident

Seen = tuple[datetime, Board, Mapping[str, IncidentCard]]


async def seen(night: Night) -> Seen:
    board: Board = await night.show("incidents.board")
    cards = {row.id: await night.show("incidents.incident", incident=row.id) for row in board.incidents}
    return board.now, board, cards


def plain(force: Force) -> Force:
    """Without what the connections and the channels' tries say now, and in the order in which facts were entered."""
    return replace(force, online=True, channels=(), facts=tuple(sorted(force.facts, key=repr)))


def known(card: IncidentCard) -> dict[str, Any]:
    return {
        "forces": tuple(plain(force) for force in card.forces),
        "tasks": card.tasks,
        "level": card.assessment.level,
        "confirmed": card.level_confirmed,
    }


def recalled(past: PastIncident) -> dict[str, Any]:
    return {
        "forces": tuple(plain(force) for force in past.forces),
        "tasks": past.tasks,
        "level": past.level,
        "confirmed": past.level_confirmed,
    }


def _differences(was: dict[str, Any], saw: dict[str, Any]) -> list[object]:
    """Field by field, so that a failure says what it is about."""
    pairs = zip(was["forces"], saw["forces"], strict=True)
    forces = [
        (one.order, name, value, getattr(other, name))
        for one, other in pairs
        for name, value in vars(one).items()
        if value != getattr(other, name)
    ]
    return [
        *forces,
        *((name, was[name], saw[name]) for name in ("tasks", "level", "confirmed") if was[name] != saw[name]),
    ]


@pytest.mark.parametrize("seed", range(1, 4))
async def test_the_board_of_any_past_moment_is_what_was_seen_then(centre: Centre, seed: int) -> None:
    async with centre.awake() as night:
        chance = Chance(night, seed)
        moments: list[Seen] = []
        for number in range(60):
            await chance.one()
            if number % 3 == 2:
                await chance.sweep()
                moments.append(await seen(night))
                chance.tick()
                await chance.sweep()
                chance.tick()
        for at, board, cards in moments:
            past: PastBoard = await night.show("incidents.board_at", at=at)
            assert past.incidents == board.incidents
            assert {call.id for call in past.calls} == {call.id for call in board.calls}
            assert (past.on_duty, past.leader) == (board.on_duty, board.leader)
            for id, card in cards.items():
                was = recalled(await night.show("incidents.incident_at", incident=id, at=at))
                assert _differences(was, known(card)) == [], id


async def test_what_has_not_been_cannot_be_seen(centre: Centre) -> None:
    async with centre.awake() as night:
        before = night.system.clock.now() - timedelta(seconds=1)
        incident = (await night.report())["incident"]
        with pytest.raises(Missing):
            await night.show("incidents.incident_at", incident=incident, at=before)
        with pytest.raises(Invalid):
            await night.show("incidents.board_at", at=night.system.clock.now() + timedelta(seconds=1))
        assert (await night.show("incidents.board_at", at=before)).incidents == ()


async def test_under_which_umbrella_an_incident_stood(centre: Centre) -> None:
    async with centre.awake() as night:
        one = (await night.report())["incident"]
        two = (await night.do("incidents.report", night.officer, line="zr dianti kr2"))["incident"]
        before = night.system.clock.now()
        night.system.clock.advance(timedelta(seconds=10))
        umbrella = (await night.do("incidents.open_umbrella", night.officer, title="暴雨", incidents=[one]))["umbrella"]
        night.system.clock.advance(timedelta(seconds=10))
        await night.do("incidents.join_umbrella", night.officer, umbrella=umbrella, incident=two)
        await night.do("incidents.leave_umbrella", night.officer, incident=one, reason="无关")
        told = []
        for at in (before, before + timedelta(seconds=15), before + timedelta(seconds=25)):
            board = await night.show("incidents.board_at", at=min(at, night.system.clock.now()))
            told.append({row.id: row.umbrella for row in board.incidents})
        assert told == [{one: "", two: ""}, {one: umbrella, two: ""}, {one: "", two: umbrella}]
