"""The public's page: bounded, and a report that comes again never hides a new fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fengsui.errors import Limited

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Night


async def web(night: Night, key: str, text: str, visitor: str = "v1", **more: Any) -> dict[str, Any]:
    page = night.system.actor("public_form", name="device:WEB")
    return await night.do("web_report", page, key=key, text=text, visitor=visitor, **more)  # type: ignore[no-any-return]


async def test_the_publics_page_is_bounded(night: Night) -> None:
    async def fallen(key: str, visitor: str) -> dict[str, Any]:
        return await web(night, key, "树倒了", visitor, name="李某", phone="139")

    made = [await fallen(f"{number}", "v1") for number in range(3)]
    assert await fallen("0", "v1") == {"call": made[0]["call"], "known": True}, "a repetition is no new report"
    with pytest.raises(Limited) as refused:
        await fallen("4", "v1")
    assert refused.value.code == "web_limited"
    await fallen("5", "v2")
    await night.system.advance(seconds=601, step=100)
    await fallen("6", "v1")
    assert all("李某" not in str(event.data) for event in night.system.recorded("incidents.*"))


async def test_what_is_new_in_a_report_that_comes_again_is_added_and_counts(night: Night) -> None:
    call = (await web(night, "k", "桥下积水"))["call"]
    assert await web(night, "k", "桥下积水\n有人被困", phone="13911112222") == {"call": call, "known": True}
    (row,) = (await night.board()).calls
    assert (row.text, row.phone) == ("桥下积水\n有人被困", "13911112222")
    incident = await night.report(call=call)
    await web(night, "k", "水里有电线")
    assert any("水里有电线" in line.says.zh for line in await night.show("log", incident=incident))
    with pytest.raises(Limited):
        await web(night, "k", "又倒了一棵树")
    assert (await web(night, "k", "桥下积水"))["known"], "what says nothing new is no report"
    await night.system.advance(seconds=601, step=100)
    assert (await web(night, "k", "又倒了一棵树"))["known"]


async def test_a_report_that_was_put_aside_waits_again_and_says_why_in_one_language(night: Night) -> None:
    call = (await web(night, "k", "有异味"))["call"]
    await night.do("close_call", call=call, outcome="log_only")
    await web(night, "k", "有人晕倒")
    assert [row.id for row in (await night.board()).calls] == [call]
    assert [event.data["reason"] for event in night.recorded("call_reopened") if event.data] == ["再次来报"]


async def test_who_wants_to_be_kept_secret_only_then_is_a_call_of_its_own(night: Night) -> None:
    call = (await web(night, "k", "车间无证动火"))["call"]
    secret = await web(night, "k", "我是张三三, 班长让我们动火", name="张三三", phone="13911112222", secret=True)
    assert secret["call"] != call
    assert not secret["known"]
    await web(night, "k", "李四四也在场, 打 13733334444", name="李四四", phone="13733334444", secret=True)
    rows = {row.id: row for row in await night.show("calls", state="open")}
    assert rows[call].text == "车间无证动火"
    said = rows[secret["call"]].text + str([event.data for event in night.system.recorded("incidents.*")])
    assert "在场" in rows[secret["call"]].text
    assert not [word for word in ("张三三", "李四四", "13911112222", "13733334444") if word in said]
