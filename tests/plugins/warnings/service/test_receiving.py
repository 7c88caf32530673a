"""CAP in: what each message makes here, once, and what it never does."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime

import pytest
from tests.plugins.warnings.service.conftest import FILES, Begin, Centre, text_of

from fengsui.errors import Conflict, Forbidden, Invalid

CAME = "qx.shanghai.example,PT-GAS-7,2026-11-22T03:12:00+08:00"


async def calls(centre: Centre) -> list[str]:
    found = await centre.system.show("incidents.calls", {"state": "all"}, centre.officer)
    return [call.text for call in found]


async def test_a_weather_warning_becomes_a_warning_with_its_lists_and_no_incident(centre_on: Centre) -> None:
    taken = await centre_on.receive("rainstorm")
    assert (taken["becomes"], taken["known"], taken["exercise"]) == ("warning", False, None)
    card = await centre_on.card(taken["thing"])
    assert (card.state, card.origin, card.level, card.event.zh) == ("issued", "cap", "orange", "暴雨")
    assert (card.event.en, card.area.en, card.issuer.en) == ("Rainstorm", "Putuo", "Shanghai Met Office")
    assert card.ends_at == datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
    assert {line.list for line in card.duties} == {"all", "high"}
    assert card.receipts_open == len(card.receipts) > 0
    board = await centre_on.board()
    assert board.incidents == ()
    assert board.calls == ()
    assert [line.zh for line in board.warnings] == ["暴雨橙色预警 至12:00"]
    assert board.urgent_warnings == board.warnings


async def test_the_same_message_twice_is_one_warning(centre: Centre) -> None:
    first = await centre.receive("rainstorm")
    again = await centre.receive("rainstorm")
    assert (again["known"], again["thing"]) == (True, first["thing"])
    bytes_of = b64encode((FILES / "good" / "rainstorm_bom.xml").read_bytes()).decode()
    with pytest.raises(Conflict) as reused:
        await centre.do("receive_cap", centre.gateway, data=bytes_of)
    assert reused.value.code == "identifier_reused"
    assert len(centre.recorded("issued")) == 1


async def test_bytes_in_another_encoding(centre: Centre) -> None:
    data = b64encode((FILES / "good" / "rainstorm_gb18030.xml").read_bytes()).decode()
    taken = (await centre.do("receive_cap", centre.gateway, data=data))["taken"][0]
    assert (await centre.card(taken["thing"])).event.zh == "暴雨"
    text = (FILES / "good" / "rainstorm_gb18030.xml").read_text("gb18030")
    assert (await centre.do("receive_cap", centre.gateway, text=text))["taken"][0]["known"]


async def test_an_accident_is_a_call_once(centre: Centre) -> None:
    taken = await centre.receive("ammonia")
    assert taken["becomes"] == "call"
    assert (await centre.receive("ammonia"))["thing"] == taken["thing"]
    found = await centre.system.show("incidents.calls", {}, centre.officer)
    assert [call.id for call in found] == [taken["thing"]]
    assert "氨泄漏" in found[0].text
    assert "PT-GAS-7" in found[0].text
    assert (await centre.board()).warnings == ()


async def test_an_accident_far_away_is_a_call_without_a_place(centre: Centre) -> None:
    text = text_of("ammonia").replace("31.", "51.").replace("PT-GAS-7", "PT-GAS-70")
    taken = (await centre.do("receive_cap", centre.gateway, text=text))["taken"][0]
    found = await centre.system.show("incidents.calls", {}, centre.officer)
    assert [call.id for call in found] == [taken["thing"]]


async def test_an_update_takes_the_place_and_a_cancel_lifts(centre: Centre) -> None:
    first = (await centre.receive("rainstorm"))["thing"]
    await centre.do("tick", warning=first, duty="open_plan", note="已启动")
    second = (await centre.receive("update"))["thing"]
    old, new = await centre.card(first), await centre.card(second)
    assert (old.state, old.superseded_by, new.supersedes, new.level) == ("superseded", second, first, "red")
    done = {line.key: line.done_by for line in new.duties if line.done_at}
    assert done == {"open_plan": "user:wanglei"}
    lifted = await centre.receive("cancel")
    assert (lifted["becomes"], lifted["thing"]) == ("cancel", second)
    card = await centre.card(second)
    assert (card.state, card.lifted_by) == ("lifted", "cap:qx.shanghai.example")
    assert (await centre.board()).warnings == ()


async def test_an_update_of_something_unknown_stands_by_itself(centre: Centre) -> None:
    taken = await centre.receive("update")
    assert (await centre.card(taken["thing"])).state == "issued"
    text = text_of("cancel").replace("SH-1,", "SH-99,")
    assert (await centre.do("receive_cap", centre.gateway, text=text))["taken"][0]["thing"] == ""
    messages = await centre.system.show("warnings.messages", {}, centre.officer)
    assert [(one.becomes, one.thing) for one in messages] == [("cancel", ""), ("update", taken["thing"])]
    assert "SH-99" in messages[0].why.en


async def test_news_of_an_accident_is_written_to_its_call(centre: Centre) -> None:
    call = (await centre.receive("ammonia"))["thing"]
    (taken,) = await centre.system.show("incidents.calls", {"state": "all"}, centre.officer)
    assert (taken.source, taken.id) == ("cap", call)
    update = (
        text_of("ammonia")
        .replace("PT-GAS-7", "PT-GAS-9")
        .replace(">Alert<", ">Update<")
        .replace("<info>", f"<references>{CAME}</references><info>", 1)
    )
    update = update.replace("氨泄漏", "氨泄漏扩大")
    assert (await centre.do("receive_cap", centre.gateway, text=update))["taken"][0]["thing"] == call
    assert "氨泄漏扩大" in (await calls(centre))[0]
    assert len(await calls(centre)) == 1


@pytest.mark.parametrize("name", ["test", "draft", "no_info"])
async def test_nothing_comes_of_a_test(centre: Centre, name: str) -> None:
    assert (await centre.receive(name))["becomes"] == "nothing"
    board = await centre.board()
    assert (board.warnings, board.calls, board.queue) == ((), (), ())


async def test_an_envelope_is_unwrapped_and_the_rest_named(centre: Centre) -> None:
    answer = await centre.do("receive_cap", centre.gateway, text=text_of("envelope_two"))
    assert [one["becomes"] for one in answer["taken"]] == ["warning", "call"]
    answer = await centre.do("receive_cap", centre.gateway, text=text_of("envelope"))
    assert answer["not_understood"][0] == "radar picture, image/png"


async def test_what_is_wrong_is_refused_with_its_reason_and_leaves_nothing(centre: Centre) -> None:
    for path in sorted((FILES / "bad").iterdir()):
        data = b64encode(path.read_bytes()).decode()
        with pytest.raises(Invalid) as refused:
            await centre.do("receive_cap", centre.gateway, data=data)
        assert refused.value.faults, path.name
    for neither in ({}, {"text": "<a/>", "data": "YQ=="}, {"data": "!"}):
        with pytest.raises(Invalid):
            await centre.do("receive_cap", centre.gateway, **neither)
    assert centre.recorded("*") == []


# -- drills ----------------------------------------------------------------------------------------------


async def test_a_drills_warning_is_never_real(centre: Centre) -> None:
    with pytest.raises(Invalid) as refused:
        await centre.receive("exercise")
    assert refused.value.code == "no_exercise"
    await centre.drill()
    taken = await centre.receive("exercise")
    assert (taken["becomes"], taken["exercise"]) == ("exercise", "EX-07")
    assert taken["thing"].startswith("XW")
    assert {event.exercise for event in centre.recorded("*")} == {"EX-07"}
    board = await centre.board()
    assert board.urgent_warnings == ()
    assert board.warnings[0].zh.startswith("[演练] ")
    assert "status>Exercise<" in await centre.cap(taken["thing"])


async def test_a_drills_accident_is_the_drills_own_incident(centre: Centre) -> None:
    await centre.drill()
    taken = await centre.receive("exercise_ammonia")
    assert taken["thing"].startswith("X")
    assert await calls(centre) == []
    rows = (await centre.board()).incidents
    assert {row.exercise for row in rows} == {"EX-07"}
    assert taken["thing"] in {row.id for row in rows}


async def test_a_drill_that_is_not_running_takes_nothing(centre: Centre) -> None:
    await centre.drill(start=False)
    with pytest.raises(Conflict) as refused:
        await centre.receive("exercise")
    assert refused.value.code == "drill_not_running"


# -- who may see what ------------------------------------------------------------------------------------


async def test_a_restricted_warning_is_masked_for_whoever_may_not_see_it(centre: Centre) -> None:
    taken = await centre.receive("restricted")
    street = centre.system.actor("street_duty", name="zhang")
    hidden = await centre.card(taken["thing"], street)
    assert hidden.masked
    assert "暴雨" not in repr(hidden)
    assert (await centre.card(taken["thing"])).event.zh == "暴雨"
    assert (await centre.card(taken["thing"])).receipts == ()
    with pytest.raises(Forbidden):
        await centre.system.show("warnings.cap", {"warning": taken["thing"]}, street)
    assert "暴雨" not in repr([event.data for event in centre.system.recorded()])


async def test_a_private_message_to_others_is_refused(begun: Begin) -> None:
    settings = {"plugins": {"warnings": {"addresses": ["yj.jiading.example"]}}}
    async with begun(settings=settings) as centre:
        with pytest.raises(Forbidden) as refused:
            await centre.receive("private")
        assert refused.value.code == "not_addressed_here"
    settings["plugins"]["warnings"]["addresses"].append("duty room")
    async with begun(settings=settings) as centre:
        assert (await centre.receive("private"))["becomes"] == "warning"


async def test_a_gateway_may_hand_in_and_nothing_else(centre: Centre) -> None:
    taken = await centre.receive("rainstorm")
    for command, payload in (("lift", {"reason": "x"}), ("publish", {})):
        with pytest.raises(Forbidden):
            await centre.do(command, centre.gateway, warning=taken["thing"], **payload)
