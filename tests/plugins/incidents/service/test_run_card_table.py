"""Run cards in the running centre: the whole table or nothing, chosen beside a plan, raised on top of what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pytest

from fengsui.errors import Conflict, Forbidden, Invalid
from fengsui_incidents.model.run_cards import letter
from fengsui_incidents.runcards.template import ROWS

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Night


def table(*rows: Sequence[str]) -> list[dict[str, Any]]:
    found = rows or ROWS
    return [{"sheet": "表", "number": number, "cells": {letter(at): text for at, text in enumerate(cells) if text}}
            for number, cells in enumerate(found, 1)]  # fmt: skip


async def wants(night: Night, incident: str) -> dict[str, int]:
    proposal = await night.do("propose", incident=incident)
    return {need.title.zh: need.wanted for need in proposal.needs}


async def test_imported_chosen_raised_and_left(night: Night) -> None:
    with pytest.raises(Forbidden):
        await night.do("import_run_cards", file="x.xlsx", rows=table())
    await night.do("import_run_cards", night.leader, file="x.xlsx", rows=table())
    cards = await night.show("run_cards", search="nh3")
    assert [(card.code, card.title, card.levels) for card in cards] == [("A-NH3", "氨泄漏 (示例)", (1, 2, 3))]
    incident = await night.report()
    before = await wants(night, incident)
    await night.do("choose_run_card", incident=incident, code="A-NH3", level=1)
    assert (await night.card(incident)).run_code == "A-NH3"
    one = await wants(night, incident)
    assert before.items() <= one.items()
    assert one["堵漏"] == 1
    sent = await night.dispatch(incident, ("T06", "stop_leak"), left_out_reason="分批")
    await night.do("choose_run_card", incident=incident, code="A-NH3", level=2)
    await night.system.advance(seconds=2)
    two = await wants(night, incident)
    assert sum(two.values()) > sum(one.values())
    proposal = await night.show("proposal", incident=incident)
    chosen = [one.team for need in proposal.needs for one in need.candidates if one.chosen and one.already_moving]
    assert "T06" in chosen, "what was sent counts"
    assert sent["T06"]
    with pytest.raises(Invalid) as error:
        await night.do("choose_run_card", incident=incident, code="A-NH3", level=1)
    assert [fault.code for fault in error.value.faults] == ["reason_needed"]
    await night.do("choose_run_card", incident=incident, code="A-NH3", level=1, reason="已控制")
    await night.do("choose_run_card", incident=incident, code="", reason="误选")
    assert await wants(night, incident) == before
    events = [(event.data["code"], event.data["level"]) for event in night.recorded("run_card_chosen")]
    assert events == [("A-NH3", 1), ("A-NH3", 2), ("A-NH3", 1), ("", 0)]


async def test_a_team_is_sent_for_a_need_of_the_run_card(night: Night) -> None:
    head = ("代码", "级别", "任务", "队数", "能力")
    await night.do("import_run_cards", night.leader, rows=table(head, ("X", "1", "安置群众", "1", "shelter 1")))
    incident = await night.report()
    await night.do("choose_run_card", incident=incident, code="X")
    proposal = await night.do("propose", incident=incident)
    need = next(need for need in proposal.needs if need.title.zh == "安置群众")
    sent = await night.dispatch(incident, ("T33", need.need), left_out_reason="先安置")
    assert night.recorded("ordered", order=sent["T33"])[0].data["alert"]["task"]["zh"] == "安置群众"


async def test_a_table_with_a_fault_changes_nothing(night: Night) -> None:
    await night.do("import_run_cards", night.leader, rows=table())
    bad = [*ROWS[:2], ("A-NH3", "", "x", "", "0", "", "", "", "?")]
    with pytest.raises(Invalid) as error:
        await night.do("import_run_cards", night.leader, rows=table(*bad))
    assert {fault.path for fault in error.value.faults} == {"表!C3", "表!D3", "表!E3", "表!F3", "表!I3"}
    assert len(await night.show("run_cards")) == 2
    assert len(night.recorded("run_cards_imported")) == 1


async def test_a_card_in_use_is_not_taken_away(night: Night) -> None:
    await night.do("import_run_cards", night.leader, rows=table())
    incident = await night.report()
    await night.do("choose_run_card", incident=incident, code="F-HIGH", level=2)
    with pytest.raises(Conflict) as error:
        await night.do("import_run_cards", night.leader, rows=table(*ROWS[:3]))
    assert error.value.code == "run_card_in_use"


async def test_what_is_not_there_cannot_be_chosen(night: Night) -> None:
    await night.do("import_run_cards", night.leader, rows=table())
    incident = await night.report()
    for given, code in (({"code": "NONE"}, "no_run_card"), ({"code": "A-NH3", "level": 9}, "no_level")):
        with pytest.raises(Invalid) as error:
            await night.do("choose_run_card", incident=incident, **given)
        assert [fault.code for fault in error.value.faults] == [code]
    with pytest.raises(Conflict):
        await night.do("choose_run_card", incident=incident, code="")
