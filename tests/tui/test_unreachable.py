"""The console when ways to people fail: a lost terminal, a failed network, a watch that nobody kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.tui.fixtures import night
from tests.tui.fixtures.console import lines, press, running, text
from tests.tui.fixtures.link import FakeLink

from fengsui_incidents.api.board import Board, ChannelUse, NetworkFault, QueueItem
from fengsui_incidents.api.events import Words


def asked(kind: str) -> QueueItem:
    says = Words("网络故障: 41个终端中30个断线", "NETWORK FAULT: 30 of 41 terminals lost")
    return QueueItem(id=f"{kind}:f1", kind=kind, incident="", order="", call="", says=says, due=night.NOW, outage="f1")  # type: ignore[arg-type]


def failed() -> Board:
    fault = NetworkFault(since=night.NOW, connected=41, missing=30, waiting=False, went_on=False)
    return replace(night.BOARD, queue=(asked("network"), *night.BOARD.queue), network=fault)


@pytest.mark.parametrize(
    ("language", "banner", "question"),
    [("zh_CN", "网络故障 30/41", "A 等恢复"), ("en", "NETWORK FAULT 30/41", "N alert next teams")],
)
async def test_a_failed_network_is_said_above_all_and_asked_on_top(
    tmp_path: Path, language: str, banner: str, question: str
) -> None:
    async with running(FakeLink(failed()), tmp_path, language=language) as (app, _):
        rows = lines(app)
        assert banner in rows[0]
        first = next(row for row in rows if "41" in row and ("断线" in row or "lost" in row) and row != rows[0])
        assert question in first


@pytest.mark.parametrize(("key", "answer"), [("a", "wait"), ("n", "go_on")])
async def test_each_answer_is_one_key(tmp_path: Path, key: str, answer: str) -> None:
    link = FakeLink(failed())
    async with running(link, tmp_path, language="en") as (_, pilot):
        await press(pilot, key)
        assert link.sent("incidents.answer_outage") == [{"outage": "f1", "answer": answer}]


async def test_that_nobody_was_there_is_known_by_one_key(tmp_path: Path) -> None:
    link = FakeLink(replace(night.BOARD, queue=(asked("alone"), *night.BOARD.queue)))
    async with running(link, tmp_path, language="en") as (_, pilot):
        await press(pilot, "a")
        assert link.sent("incidents.answer_outage") == [{"outage": "f1", "answer": "seen"}]


async def test_a_lost_terminal_and_what_was_sent_instead_stand_on_the_force(tmp_path: Path) -> None:
    link = FakeLink()
    card = link.cards["E1122-01"]
    first = card.forces[0]
    uses = (
        ChannelUse(channel="sms", state="refused", at=night.NOW),
        ChannelUse(channel="voice", state="taken", at=night.NOW + timedelta(seconds=1)),
    )
    lost = replace(first, online=False, open=True, unreachable=False, already_moving=False, channels=uses)
    link.cards["E1122-01"] = replace(card, forces=(lost, *card.forces[1:]))
    async with running(link, tmp_path, (200, 60), language="en") as (app, _):
        assert "OFFLINE SMS REFUSED voice sent" in text(app)


async def test_times_are_shown_in_the_centres_own_zone(tmp_path: Path) -> None:
    async with running(FakeLink(replace(night.BOARD, zone="UTC")), tmp_path, language="en") as (app, _):
        assert "19:16:42" in text(app)
