"""A team without a live connection is reached by its next channel at once; each message once, also across restarts."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fengsui.testing import NIGHT
from fengsui_channels.api import Message, MockGateway, Outcome

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Begin, Night


class Refuses(MockGateway):
    """Keeps the line of its messages, and takes only some kinds."""

    def __init__(self, *takes: str) -> None:
        super().__init__()
        self.takes = takes
        self.heard: list[Message] = []

    async def send(self, message: Message) -> Outcome:
        self.heard.append(message)
        if message.kind in self.takes:
            return await super().send(message)
        return Outcome(state="refused", why="402 no credit")


def tried(night: Night, order: str) -> list[tuple[str, str]]:
    return [(event.data["channel"], event.data["state"]) for event in night.recorded("channel_tried", order=order)]


async def test_an_order_to_a_team_that_is_not_connected_goes_out_by_short_message_at_once(nights: Begin) -> None:
    gateway = MockGateway()
    async with nights(gateway=gateway) as night:
        incident = await night.report()
        sent = await night.dispatch(incident, ("T33", "cordon"))
        (message,) = gateway.sent.values()
        assert (message.kind, message.to, message.about) == ("sms", "021-00001000", sent["T33"])
        assert message.text.startswith(f"【真实】出动{sent['T33']}")
        assert len(message.text) <= 70
        assert tried(night, sent["T33"]) == [("sms", "taken")]
        force = await night.force(sent["T33"])
        assert [(use.channel, use.state) for use in force.channels] == [("sms", "taken")]
        assert not force.online
        lines = [line.says for line in (await night.card(incident)).log if line.topic == "incidents.channel_tried"]
        assert (lines[0].zh, lines[0].en) == ("T33队 短信: 网关已收", "T33队, SMS: taken by the gateway")
        for event in night.system.recorded("channels.*"):
            assert "021-" not in str(event)


@pytest.mark.both_engines
async def test_without_an_answer_a_voice_call_follows_and_each_goes_out_once(nights: Begin) -> None:
    gateway = MockGateway()
    async with nights(gateway=gateway) as night:
        sent = await night.dispatch(await night.report(), ("T33", "cordon"))
        await night.system.advance(seconds=19)
        assert tried(night, sent["T33"]) == [("sms", "taken")]
        await night.system.advance(seconds=40)
        assert tried(night, sent["T33"]) == [("sms", "taken"), ("voice", "taken")]
        assert len(gateway.sent) == 2


async def test_an_answer_ends_the_ringing(nights: Begin) -> None:
    gateway = MockGateway()
    async with nights(gateway=gateway) as night:
        sent = await night.dispatch(await night.report(), ("T33", "cordon"))
        await night.do("answer_for", order=sent["T33"], kind="accepted", channel="phone", said_by="值班员")
        await night.system.advance(seconds=120)
        assert [message.kind for message in gateway.sent.values()] == ["sms"]


async def test_a_channel_that_fails_is_followed_by_the_next_one_at_once(nights: Begin) -> None:
    gateway = Refuses("voice")
    async with nights(gateway=gateway) as night:
        sent = await night.dispatch(await night.report(), ("T33", "cordon"))
        await night.system.advance(seconds=3)
        assert tried(night, sent["T33"]) == [("sms", "refused"), ("voice", "taken")]
        await night.system.advance(seconds=60)
        assert len(gateway.heard) == 2


async def test_an_evacuation_goes_the_same_way_with_its_own_words(nights: Begin) -> None:
    gateway = MockGateway()
    async with nights(gateway=gateway) as night:
        incident = await night.report()
        sent = await night.dispatch(incident, ("T33", "cordon"))
        await night.do("answer_for", order=sent["T33"], kind="arrived", channel="radio", said_by="队长")
        await night.do("evacuate", incident=incident)
        assert [message.text[:6] for message in gateway.sent.values()] == ["【真实】出动", "【紧急撤离】"]


async def test_a_drill_can_not_be_taken_for_the_real_thing(nights: Begin) -> None:
    gateway = MockGateway()
    async with nights(gateway=gateway) as night:
        incident = await night.report(exercise="EX-07")
        await night.dispatch(incident, ("T33", "cordon"))
        (message,) = gateway.sent.values()
        assert message.exercise
        assert message.text.startswith("【演练】")
        assert message.text.endswith("【演练】")
        assert "真实】" not in message.text
        assert all(event.exercise == "EX-07" for event in night.system.recorded("channels.*"))


@pytest.mark.both_engines
async def test_a_reply_counts_as_the_teams_answer(nights: Begin) -> None:
    gateway = MockGateway()
    async with nights(gateway=gateway) as night:
        sent = await night.dispatch(await night.report(), ("T33", "cordon"), ("T24", "cordon"))
        clerk = night.system.actor("gateway", name="device:gateway")
        by_order = {message.about: message.id for message in gateway.sent.values()}
        await night.system.execute("channels.reply", {"message": by_order[sent["T33"]], "text": "1 14 9"}, clerk)
        await night.system.execute("channels.reply", {"message": by_order[sent["T24"]], "text": "好的 马上"}, clerk)
        fact = (await night.force(sent["T33"])).facts[-1]
        assert (fact.fact, fact.people, fact.minutes, fact.channel) == ("accepted", 14, 9, "message")
        assert not (await night.force(sent["T24"])).facts
        (row,) = (await night.board()).incidents
        assert any("好的 马上" in line.says.zh for line in (await night.card(row.id)).log)


async def test_a_message_that_was_handed_over_is_not_sent_again_after_a_restart(nights: Begin, tmp_path: Path) -> None:
    gateway = Refuses("sms", "voice")
    async with nights(gateway=gateway, data=tmp_path) as night:
        await night.dispatch(await night.report(), ("T33", "cordon"))
    async with nights(gateway=gateway, data=tmp_path, now=NIGHT + timedelta(seconds=5)) as night:
        await night.system.advance(seconds=10)
        assert [message.kind for message in gateway.heard] == ["sms"]


async def test_a_message_whose_answer_was_lost_is_handed_over_again_with_the_same_key(
    nights: Begin, tmp_path: Path
) -> None:
    gateway = Hangs()
    async with nights(gateway=gateway, data=tmp_path) as night:
        incident = await night.report()
        payload = {"incident": incident, "authority": "x", "teams": [{"team": "T33", "need": "cordon", "reason": "x"}]}
        await night.system.system.execute("incidents.dispatch", payload, night.officer)
        await asyncio.wait_for(gateway.reached.wait(), 10)  # the gateway has it, and the centre stops
    again = Refuses("sms")
    async with nights(gateway=again, data=tmp_path, now=NIGHT + timedelta(seconds=5)):
        pass
    assert [message.id for message in again.heard] == [message.id for message in gateway.heard]
    assert len(again.heard) == 1


async def test_a_message_that_is_too_old_is_not_sent_any_more(nights: Begin, tmp_path: Path) -> None:
    gateway = Hangs()
    async with nights(gateway=gateway, data=tmp_path) as night:
        incident = await night.report()
        payload = {"incident": incident, "authority": "x", "teams": [{"team": "T33", "need": "cordon", "reason": "x"}]}
        await night.system.system.execute("incidents.dispatch", payload, night.officer)
        await asyncio.wait_for(gateway.reached.wait(), 10)
    again = Refuses("sms", "voice")
    async with nights(gateway=again, data=tmp_path, now=NIGHT + timedelta(minutes=10)) as night:
        await night.system.advance(seconds=10)
        order = str(night.recorded("ordered")[0].data["order"])
        assert tried(night, order)[0] == ("sms", "failed")
        assert "sms" not in [message.kind for message in again.heard]


class Hangs(Refuses):
    """A gateway that gets the message and never answers."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = asyncio.Event()

    async def send(self, message: Message) -> Outcome:
        self.heard.append(message)
        self.reached.set()
        await asyncio.Event().wait()
        raise AssertionError


async def test_numbers_and_texts_are_destroyed_by_law_and_that_something_was_sent_stays(nights: Begin) -> None:
    gateway = MockGateway()
    async with nights(gateway=gateway) as night:
        sent = await night.dispatch(await night.report(), ("T33", "cordon"))
        clerk = night.system.actor("gateway", name="device:gateway")
        (message,) = gateway.sent
        await night.system.execute("channels.reply", {"message": message, "text": "张三不在"}, clerk)
        law = {"basis": "PIPL 47", "reason": "x", "kind": "channels.about", "thing": sent["T33"]}
        await night.system.execute("core.erase", law, night.system.actor("administrator"))
        (row,) = await night.system.show("channels.messages", {"about": sent["T33"]}, night.officer)
        assert (row.to, row.text, row.state) == ("", "", "taken")
        (replied,) = await night.system.read(lambda reading: [
            event for event in reading.history(sent["T33"]) if event.topic == "channels.replied"
        ])  # fmt: skip
        assert replied.data is None
