"""A call joins and is taken out again: the counts hold, no word is lost, no new fact is hidden."""

from __future__ import annotations

import random
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengsui.errors import Conflict
from fengsui_incidents.api.payloads import MergeCall, NoteCall, TakeCall, UnmergeCall
from fengsui_incidents.model.figures import in_use
from fengsui_incidents.service.calls import note_call
from fengsui_incidents.service.loading import load
from fengsui_incidents.service.merging import merge_call, unmerge_call
from fengsui_incidents.service.taking import take_call

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Night


async def call(night: Night, text: str, **more: Any) -> str:
    return str((await night.do("take_call", source="duty_phone", text=text, **more))["call"])


async def test_what_is_new_is_claimed_shown_and_gone_again_with_the_merge(night: Night) -> None:
    incident = await night.report(line="tlll an sl2")
    before = await night.card(incident)
    second = await call(night, "冷库又发现失联5人, 有人昏倒")
    merged = await night.do("merge_call", call=second, incident=incident)
    assert [one.zh for one in merged["news"]] == ["失联5 (原2)", "说到: 昏"]
    card = await night.card(incident)
    assert (card.calls, card.figures["missing"]) == (1, 5)
    (item,) = [one for one in (await night.board()).queue if one.kind == "news"]
    assert (item.call, item.incident) == (second, incident)
    await night.do("acknowledge", incident=incident, item=item.id)
    assert not [one for one in (await night.board()).queue if one.kind == "news"]

    await night.do("unmerge_call", call=second, reason="另一处")
    after = await night.card(incident)
    assert (after.calls, after.figures, after.assessment) == (before.calls, before.figures, before.assessment)
    assert night.recorded("figure_changed")[-1].data["status"] == "withdrawn"
    assert [row.text for row in await night.show("calls")] == ["冷库又发现失联5人, 有人昏倒"]


async def test_what_was_taken_out_again_is_not_proposed_to_the_same_incident(night: Night) -> None:
    incident = await night.report(line="tlll an")
    second = await call(night, "桐澜冷链氨泄漏", lat=31.2772, lon=121.3562)
    (row,) = await night.show("calls")
    assert row.similar_to == incident
    assert row.why.zh.startswith("相距")
    await night.do("merge_call", call=second, incident=incident)
    await night.do("unmerge_call", call=second, reason="另一处")
    assert [(item.kind, item.call) for item in (await night.board()).queue if item.call] == [("call", second)]
    other = await night.report(line="tlll an")
    assert [row.similar_to for row in await night.show("calls")] == [other], "another one may still be proposed"


async def test_a_word_more_of_a_joined_call_is_news_too(night: Night) -> None:
    incident = await night.report(line="tlll an")
    second = await call(night, "氨味")
    await night.do("merge_call", call=second, incident=incident)
    await night.do("note_call", call=second, text="死亡1人")
    assert (await night.card(incident)).figures["dead"] == 1
    assert night.recorded("call_news", call=second)
    await night.do("unmerge_call", call=second)
    assert "dead" not in (await night.card(incident)).figures


async def test_a_machine_says_a_count_and_changes_no_figure(night: Night) -> None:
    incident = await night.report(line="tlll an")
    machine = night.system.actor("intake_machine", name="device:M1")
    first = await night.do("receive", machine, key="1", source="joint_centre", text="氨", centre_number="110-7")
    await night.do("merge_call", call=first["call"], incident=incident)
    await night.do("receive", machine, key="2", source="city_operations", text="被困3人", centre_number="110-7")
    assert "trapped" not in (await night.card(incident)).figures
    assert [item.kind for item in (await night.board()).queue].count("news") == 1


async def test_a_real_call_joins_no_drill_and_no_closed_incident(night: Night) -> None:
    drill = await night.report(exercise="EX-07")
    with pytest.raises(Conflict, match="drill"):
        await night.do("merge_call", call=await call(night, "氨"), incident=drill)


STEPS = st.lists(st.tuples(st.sampled_from(("take", "merge", "unmerge", "note")), st.integers(0, 99)), max_size=25)
TEXTS = ("氨", "失联3人", "有人昏倒", "古浪苑也有味道", "死亡1人", "?", "听不清 hello")


async def test_any_order_of_merging_keeps_counts_and_words(night: Night) -> None:
    incidents = [await night.report(line="tlll an"), await night.report(line="dt 古浪苑")]

    def live(unit: Any, steps: list[tuple[str, int]]) -> None:
        said: dict[str, list[str]] = {}
        joined: dict[str, str] = {}
        for step, number in steps:
            chance, text = random.Random(number), TEXTS[number % len(TEXTS)]
            known = sorted(said)
            if step == "take" or not known:
                made = take_call(unit, TakeCall(source="duty_phone", text=text))["call"]
                said[made] = [text]
                continue
            one = chance.choice(known)
            if step == "note":
                note_call(unit, NoteCall(call=one, text=text))
                said[one].append(text)
            elif step == "merge" and one not in joined:
                joined[one] = chance.choice(incidents)
                merge_call(unit, MergeCall(call=one, incident=joined[one]))
            elif step == "unmerge" and one in joined:
                unmerge_call(unit, UnmergeCall(call=one))
                del joined[one]
        check(unit, said, joined)

    def check(unit: Any, said: dict[str, list[str]], joined: dict[str, str]) -> None:
        from sqlalchemy import select

        from fengsui_incidents.tables import calls, learned
        from fengsui_incidents.tables import incidents as rows

        counts = {row.id: row.calls for row in unit.connection.execute(select(rows.c.id, rows.c.calls))}
        for incident in incidents:
            assert counts[incident] == sum(into == incident for into in joined.values())
        for row in unit.connection.execute(select(calls)).mappings():
            assert row["text"] == "\n".join(said[row["id"]])
            assert row["incident"] == joined.get(row["id"])
        for incident in incidents:
            standing = {figure.source for figure in in_use(load(unit, incident).picture.claims).values()}
            heard = {source.removeprefix("来电 ") for source in standing if source.startswith("来电 ")}
            assert all(joined.get(one) == incident for one in heard)
        assert set(unit.connection.execute(select(learned.c.call)).scalars()) <= set(joined)

    examples: list[list[tuple[str, int]]] = []

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def collect(steps: list[tuple[str, int]]) -> None:
        examples.append(steps)

    collect()

    class Undo(Exception):
        pass

    def lived(unit: Any, steps: list[tuple[str, int]]) -> None:
        live(unit, steps)
        raise Undo

    for steps in examples:
        with pytest.raises(Undo):
            await night.system.run(partial(lived, steps=steps), plugin="incidents", actor=night.officer)
