"""Night C: a storm, 40 calls in ten minutes, 23 of them one underpass; and 300 calls, which cost no more to look at.
Night D: a false report after teams moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from fengsui.errors import Conflict
from fengsui_incidents.model import merge

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Begin, Night

UNDERPASS = ("真北路下立交积水", "下立交进水了", "真北路积水车熄火", "地道里积水, 水很深")
POINT = {"lat": 31.2480, "lon": 121.3950}
STORM = datetime(2026, 6, 24, 0, 12, tzinfo=UTC)
"""08:12 in Shanghai."""


def calls_of_the_storm() -> Iterator[tuple[str, dict[str, Any]]]:
    """40 calls as they come: 23 underpass, 7 trees, 5 outages, 1 lift, 4 that are nothing."""
    others = [("tree", {"text": f"大树倒伏 {number}号"}) for number in range(7)]
    others += [("power", {"text": f"小区停电 {number}弄"}) for number in range(5)]
    others += [
        ("lift", {"text": "古浪苑3号电梯困人 被困3人"}),
        *(("nothing", {"text": "问几点雨停"}) for _ in range(4)),
    ]
    for number in range(23):
        text = "下立交积水, 车里有孩子, 被困2人" if number == 14 else UNDERPASS[number % len(UNDERPASS)]
        yield "flood", {"text": text, **POINT}
        if number < len(others):
            yield others[number]


async def answered(night: Night, what: str, call: str, into: str) -> str:
    """What the officer does with it: one or two keys."""
    if what == "flood" and not into:
        return str((await night.do("report", call=call, line=""))["incident"])
    if what == "flood":
        (row,) = [one for one in (await night.board()).calls if one.id == call]
        assert row.similar_to == into, f"{row.text}: {row.similar_to}"
        await night.do("merge_call", call=call, incident=row.similar_to)
    elif what == "lift":
        await night.report(call=call, line="", wind=None)
    elif what == "nothing":
        await night.do("close_call", call=call, outcome="log_only")
    else:
        proposed = (await night.show("receivers", call=call))[0]
        await night.do("transfer_call", call=call, to=proposed.key)
    return into


async def test_forty_calls_in_ten_minutes(nights: Begin, seeded: Any, tmp_path: Any) -> None:
    async with nights(data=tmp_path / "data", now=STORM) as night:
        night.system.connect("role:duty_officer")
        underpass = ""
        for what, payload in calls_of_the_storm():
            taken = await night.do("take_call", source="joint_centre", **payload, claim=True)
            underpass = await answered(night, what, taken["call"], underpass)
            await night.system.advance(seconds=15, step=15)
        assert night.system.clock.now() - STORM == timedelta(minutes=10)
        everything = await night.show("calls", state="all")
        assert Counter(row.state for row in everything) == {"merged": 22, "incident": 2, "transferred": 12, "closed": 4}
        card = await night.card(underpass)
        assert (card.calls, card.figures["trapped"]) == (23, 2)
        (news,) = [item for item in (await night.board()).queue if item.kind == "news"]
        assert "孩子" in news.says.zh
        assert "被困2" in news.says.zh
        await the_rest_of_the_storm(night, underpass)


async def the_rest_of_the_storm(night: Night, underpass: str) -> None:
    """Half are not ours: one refuses, the others are silent and come back, each once; all under one umbrella."""
    trees = [row for row in await night.show("transfers") if row.receiver == "greenery"]
    assert len(trees) == 7
    await night.do("answer_transfer", transfer=trees[-1].id, answer="refused", reason="私家庭院", said_by="值班")
    for row in trees[:-1]:
        await night.do("answer_transfer", transfer=row.id, answer="accepted", said_by="值班")
    await night.system.advance(seconds=900, step=30)
    board = await night.board()
    back = [item for item in board.queue if item.kind == "transfer"]
    assert len(back) == 1 + 5, "one refused, five outages that nobody took"
    assert board.queue[: len(back)] == tuple(back), "on top"
    lift = next(row.id for row in board.incidents if row.id != underpass)
    made = await night.do("open_umbrella", title="暴雨", incidents=[underpass])
    await night.do("join_umbrella", umbrella=made["umbrella"], incident=lift)
    (storm,) = (await night.board()).umbrellas
    assert storm.running == 2
    assert storm.figures["trapped"].known == 5
    await night.do("unmerge_call", call=(await night.show("calls", state="merged"))[0].id, reason="另一座下立交")
    assert (await night.card(underpass)).calls == 22


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that reaches a database meanwhile."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def test_three_hundred_calls_cost_no_more_queries_than_three(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts_read = Counter[str]()
    plain = merge._said_of

    def counted(rows: Any, text: str) -> Any:
        texts_read["n"] += 1
        return plain(rows, text)

    for line in ("tlll an", "dt 古浪苑", "真北路积水"):
        await night.report(line=line, wind=None)

    async def look(calls: int) -> int:
        with statements() as seen:
            board = await night.board()
        assert len(board.calls) == calls
        assert len([item for item in board.queue if item.call]) == calls, "every one of them needs a person"
        return len(seen)

    for number in range(3):
        await night.do("take_call", source="joint_centre", text=f"积水 {number}", **POINT)
    few = await look(3)

    def pour(unit: Any) -> None:
        from fengsui_incidents.api.payloads import TakeCall
        from fengsui_incidents.service.taking import take_call

        for number in range(297):
            take_call(unit, TakeCall(source="joint_centre", text=f"下立交积水 {number}", **POINT))

    await night.system.run(pour, plugin="incidents", actor=night.officer)
    monkeypatch.setattr(merge, "_said_of", counted)
    assert await look(300) <= few
    assert texts_read["n"] <= 2 * (300 + 3), "each text is read once, not once for every incident"


async def test_a_false_report_after_teams_moved(night: Night) -> None:
    """01:20 to 02:10: two teams go, the first finds steam; the leader decides; one does not answer and is rung."""
    incident, sent = await night.out(("T06", "stop_leak"), ("T09", "water"))
    started = night.system.clock.now()
    for team in ("T06", "T09"):
        await night.says(team, sent[team], "accepted", people=8, minutes=9)
        await night.says(team, sent[team], "moving")
    await night.system.advance(seconds=540, step=30)
    await night.says("T06", sent["T06"], "arrived")
    await night.system.advance(seconds=240, step=30)
    found = await night.do("find_false", incident=incident, kind="false_report", found_by="石泉队 刘队长", note="蒸汽")
    late = [item for item in (await night.board()).queue if item.kind == "false"]
    assert late[0].due is not None
    assert (late[0].due - night.system.clock.now()).total_seconds() == 600
    await night.system.advance(seconds=60, step=30)
    decided = await night.do("confirm_false", night.leader, finding=found["finding"])
    assert sorted(decided["recalled"]) == sorted(sent.values())
    (mine,) = night.recorded("stood_down", order=sent["T09"])
    assert mine.data["reason"]["zh"] == "误报(到场确认)"
    assert mine.need == "accept"
    await night.says("T06", sent["T06"], "displayed")
    await night.says("T06", sent["T06"], "returning")
    await night.system.advance(seconds=600, step=5)
    rung = [one.data["step"] for one in night.recorded("escalated", order=sent["T09"]) if one.at > mine.at]
    assert rung, "a team that does not acknowledge the stand-down is rung"
    assert not [
        one
        for one in night.recorded("escalated", order=sent["T06"])
        if one.at > mine.at and one.data["step"] == "next_team"
    ]
    await night.do("answer_for", order=sent["T09"], kind="returning", channel="radio", said_by="孙明")
    for team in ("T06", "T09"):
        await night.says(team, sent[team], "ready")
    closed = await night.do("close", incident=incident)
    assert (closed["incident"], closed["outcome"]) == (incident, "false_report")
    assert (night.system.clock.now() - started).total_seconds() < 50 * 60
    with pytest.raises(Conflict):
        await night.do(
            "merge_call", call=(await night.do("take_call", source="web", text="氨"))["call"], incident=incident
        )
    await night.do("reopen", incident=incident, reason="又报氨味")
    assert [row.id for row in (await night.board()).incidents] == [incident], "the number stays"
