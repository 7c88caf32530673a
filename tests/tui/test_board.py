"""The first screen over a made night: what it shows in every size and language, and what its keys call."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unicodedata import east_asian_width

import pytest
from rich.cells import cell_len
from tests.tui.fixtures import night
from tests.tui.fixtures.console import LARGE, SMALL, lines, press, running, settle, text
from tests.tui.fixtures.link import OFFICER, FakeLink
from tests.tui.fixtures.pressed import presses

from fengsui.errors import Conflict, Fault
from fengsui_incidents.api.events import Words
from fengsui_incidents.screen.board import BoardScreen
from fengsui_tui.app import FengsuiConsole
from fengsui_tui.widgets import Field, Lines

SIZES = [SMALL, (100, 30), (120, 36), LARGE, (200, 60), (40, 12)]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_every_row_is_exactly_as_wide_as_the_terminal(
    tmp_path: Path, size: tuple[int, int], language: str
) -> None:
    async with running(FakeLink(), tmp_path, size, language=language) as (app, _):
        rows = lines(app)
        assert [cell_len(row) for row in rows] == [size[0]] * size[1]
        drawn = set("".join(rows))
        assert not {char for char in drawn if east_asian_width(char) == "A"}, "of a width that terminals disagree on"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh_CN", ["实时 LIVE", "03:16:42", "主班 王磊", "带班 周建国 知悉03:14", "演示", "真实 REAL 2", "待我处理",
                   "禁 DO NOT: 直流水冲罐", "建议 IV级响应 待确认", "493-3", "03:14:55*", "未应答1", "不能去"]),
        ("en", ["LIVE 0.", "officer 王磊", "told 03:14", " DEMO ", "REAL 2", "NEEDS YOU", "DO NOT: solid",
                "response level IV proposed", "493-3", "03:14:55*", "SILENT 1", "UNABLE", "drill EX-07"]),
    ],
)  # fmt: skip
async def test_the_large_board_shows_everything_at_once(tmp_path: Path, language: str, expected: list[str]) -> None:
    async with running(FakeLink(), tmp_path, language=language) as (app, _):
        shown = text(app)
        assert [what for what in expected if what not in shown] == []


async def test_the_queue_says_which_keys_act_on_each_thing(tmp_path: Path) -> None:
    async with running(FakeLink(), tmp_path, language="en") as (app, _):
        silent = next(row for row in lines(app) if "SILENT" in row)
        assert "00:18" in silent
        assert "C dial  O answer for  N next team" in silent


@presses(BoardScreen, "pane(1)")
async def test_a_small_terminal_shows_queue_incidents_and_one_part_at_a_time(tmp_path: Path) -> None:
    async with running(FakeLink(), tmp_path, SMALL, language="en") as (app, pilot):
        assert "NEEDS YOU" in text(app)
        assert "DO NOT: solid stream" in text(app)
        assert "石泉危化专业队" not in text(app)
        await pilot.press("right_square_bracket")
        await settle(pilot)
        assert "石泉危化专业队" in text(app)
        assert "DO NOT" not in text(app)
        for part in ("LOG", "TASKS", "READY"):
            await pilot.press("right_square_bracket")
            await settle(pilot)
            assert part in text(app)


async def test_resizing_keeps_everything_in_its_place(tmp_path: Path) -> None:
    async with running(FakeLink(), tmp_path, LARGE, language="en") as (app, pilot):
        for size in (SMALL, LARGE, (90, 40)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            assert [cell_len(row) for row in lines(app)] == [size[0]] * size[1]
            assert "NEEDS YOU" in text(app)


async def test_hostile_names_are_shown_harmlessly(tmp_path: Path) -> None:
    evil = "[red]x[/red]\x1b[2J\u202egnp.exe\n[link=x]" + "龘" * 90
    link = FakeLink(replace(night.BOARD, incidents=(replace(night.ROW, place=evil),), leader=evil))
    force = replace(night.FORCES[1], name=evil)
    link.cards = {"E1122-01": night.card_of(replace(night.ROW, place=evil), forces=(force,))}
    async with running(link, tmp_path) as (app, _):
        rows = lines(app)
        assert [cell_len(row) for row in rows] == [LARGE[0]] * LARGE[1]
        assert "[red]x[/red]" in text(app), "markup is text"
        assert not set(text(app)) & set("\x1b\u202e")


async def test_a_drill_is_marked_everywhere(tmp_path: Path) -> None:
    row = replace(night.ROW, exercise="EX-07")
    item = replace(night.QUEUE[1], exercise="EX-07")
    link = FakeLink(replace(night.BOARD, incidents=(row,), queue=(item,)))
    link.cards = {row.id: night.card_of(row)}
    async with running(link, tmp_path) as (app, _):
        rows = lines(app)
        assert " 演练 " in next(one for one in rows if "桐澜冷链应急队 在线已送达" in one)
        assert " 演练 " in next(one for one in rows if ">A E1122-01" in one)
        assert "[演练] E1122-01" in text(app)
        assert "真实 REAL 0" in text(app)


# -- keys ---------------------------------------------------------------------------------------------------


@presses(BoardScreen, "top")
async def test_space_on_a_silent_team_then_next_team_is_two_keys(tmp_path: Path) -> None:
    link = FakeLink(replace(night.BOARD, queue=night.QUEUE[1:]))
    async with running(link, tmp_path) as (_, pilot):
        await press(pilot, "space", "n")
        assert link.sent("incidents.next_team") == [{"order": "PT1122-01-04"}]


@presses(BoardScreen, "answer_for")
async def test_answer_for_in_few_keys(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path) as (_, pilot):
        await press(pilot, "down", "o", "5", "2", "enter")
        sent = link.sent("incidents.answer_for")
        assert len(sent) == 1
        assert sent[0] | {"said_at": ""} == {
            "order": "PT1122-01-04", "kind": "arrived", "channel": "radio", "said_by": "桐澜冷链应急队", "said_at": "",
        }  # fmt: skip
        await press(pilot, "o", "5", "2", *"刘队", "enter")
        assert link.sent("incidents.answer_for")[1]["said_by"] == "刘队", "a typed name takes the place of the guess"


async def test_who_was_only_told_has_received_it_and_goes_nowhere(tmp_path: Path) -> None:
    link = FakeLink()
    told = replace(night.FORCES[-1], order="PT1122-01-09", open=True)
    link.cards["E1122-01"] = replace(link.cards["E1122-01"], forces=(told,))
    async with running(link, tmp_path) as (app, pilot):
        await press(pilot, "right_square_bracket", "right_square_bracket", "o")
        assert "1  收到 " in text(app)
        assert "收到出动" not in text(app)
        await press(pilot, "1", "1", "enter")
        assert link.sent("incidents.answer_for")[0]["kind"] == "accepted"


async def test_unable_asks_its_reason(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path) as (_, pilot):
        await press(pilot, "down", "o", "2", "1", "1", "enter")
        assert link.sent("incidents.answer_for")[0]["reason"] == "on_another_job"


@presses(BoardScreen, "know")
async def test_know_takes_note_of_the_chosen_item(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path) as (_, pilot):
        await press(pilot, "down", "down", "a")
        assert link.sent("incidents.acknowledge") == [{"incident": "E1122-01", "item": "unable:PT1122-01-03"}]


@presses(BoardScreen, "around(1)", "merge")
async def test_merge_is_one_key_on_the_call(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path) as (_, pilot):
        await press(pilot, "tab", "end", "m")
        assert link.sent("incidents.merge_call") == [{"call": "C1122-0118", "incident": "E1122-01"}]


async def test_merge_is_one_key_whatever_of_the_queue_is_chosen(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path) as (_, pilot):
        await press(pilot, "down", "m")
        assert link.sent("incidents.merge_call") == [{"call": "C1122-0118", "incident": "E1122-01"}]


async def test_the_top_of_the_queue_stays_chosen_and_a_key_never_hits_what_just_came(tmp_path: Path) -> None:
    link = FakeLink(replace(night.BOARD, queue=night.QUEUE[2:]))
    async with running(link, tmp_path, language="en") as (app, pilot):
        link.board = replace(night.BOARD, queue=night.QUEUE[1:])
        link.happens("incidents.escalated", incident="E1122-01")
        await settle(pilot, 12)
        assert app.screen.query_one("#queue", Lines).chosen == "silent:PT1122-01-04"
        await press(pilot, "a")
        assert link.calls == []
        assert "has just changed" in text(app)
        await press(pilot, "a")
        assert link.sent("incidents.acknowledge") == [{"incident": "E1122-01", "item": "silent:PT1122-01-04"}]


async def test_a_thing_that_was_chosen_stays_chosen_when_others_come(tmp_path: Path) -> None:
    link = FakeLink(replace(night.BOARD, queue=night.QUEUE[2:]))
    async with running(link, tmp_path) as (app, pilot):
        await press(pilot, "down")
        link.board = night.BOARD
        link.happens("incidents.escalated", incident="E1122-01")
        await settle(pilot, 12)
        assert app.screen.query_one("#queue", Lines).chosen == "level:E1122-01"


@presses(BoardScreen, "evacuate")
async def test_evacuation_needs_a_named_confirmation(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path) as (app, pilot):
        await press(pilot, "e")
        assert "E1122-01 氨泄漏" in text(app)
        await press(pilot, "e")
        assert link.sent("incidents.evacuate") == [], "the same key again is no confirmation"
        await press(pilot, "e", "enter")
        assert link.sent("incidents.evacuate") == [{"incident": "E1122-01", "rendezvous": "祁连山路口"}]


@presses(BoardScreen, "stand_down")
async def test_stand_down_names_whom_and_why(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path) as (app, pilot):
        await press(pilot, "tab", "tab", "tab", "down", "x", *"wubao", "enter")
        assert "石泉危化专业队" in text(app)
        await press(pilot, "enter")
        assert link.sent("incidents.stand_down") == [
            {"incident": "E1122-01", "orders": ["PT1122-01-02"], "reason": "wubao"}
        ]


async def test_the_leader_by_phone(tmp_path: Path) -> None:
    link = FakeLink()
    link._who = replace(OFFICER, permissions=frozenset({"incidents.view", "incidents.confirm_level_for"}))
    async with running(link, tmp_path) as (_, pilot):
        await press(pilot, "l", "4", "1", "enter", "enter")
        sent = link.sent("incidents.confirm_level_for")[0]
        assert (sent["level"], sent["channel"], sent["said_by"]) == ("IV", "phone", "周建国")


@presses(BoardScreen, "level")
async def test_another_level_needs_a_reason(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path) as (_, pilot):
        await press(pilot, "l", "3", *"40", "enter", "enter")
        assert link.sent("incidents.confirm_level") == [{"incident": "E1122-01", "level": "III", "reason": "40"}]


@presses(BoardScreen, "note")
async def test_a_note_that_was_not_finished_is_still_there(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path) as (_, pilot):
        await press(pilot, "plus", *"gas", "escape")
    async with running(link, tmp_path) as (_, pilot):
        await press(pilot, "plus", *"ok", "enter")
        assert link.sent("incidents.note") == [{"incident": "E1122-01", "text": "gasok"}]


@presses(BoardScreen, "verified", "wind")
async def test_wind_and_tasks(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path) as (_, pilot):
        await press(pilot, "w", *"ne", "space", *"2.1", "enter")
        assert link.sent("incidents.set_wind") == [
            {"incident": "E1122-01", "wind": {"from_degrees": 45, "speed": 2.1, "source": ""}}
        ]
        await press(pilot, "end", "v", "4", "enter")
        assert link.sent("incidents.do_task")[0]["result"] == "nobody_answers"
        assert link.sent("incidents.do_task")[0]["task"] == "verify"


@presses(BoardScreen, "typed")
async def test_the_typed_line_is_read_while_typed(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path) as (app, pilot):
        await press(pilot, "slash", "s", "space", *"石泉", "space", *"到场")
        assert "石泉危化专业队: 到场 @ E1122-01" in text(app)
        await press(pilot, "enter")
        assert link.sent("incidents.answer_for")[0] | {"said_at": ""} == {
            "order": "PT1122-01-02", "kind": "arrived", "channel": "phone", "said_by": "石泉危化专业队", "said_at": "",
        }  # fmt: skip


async def test_letters_are_letters_while_a_field_has_focus(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path) as (app, pilot):
        await press(pilot, "slash", *"exsnau1?")
        assert app.screen.query_one("#typed", Field).value == "/exsnau1?"
        assert link.calls == []
        assert len(app.screen_stack) == 2


async def test_a_key_without_its_permission_says_why(tmp_path: Path) -> None:
    link = FakeLink(who=replace(OFFICER, permissions=frozenset({"incidents.view"})))
    async with running(link, tmp_path, language="en") as (app, pilot):
        await press(pilot, "e")
        assert "needs the permission incidents.evacuate" in text(app)
        assert len(app.screen_stack) == 2


async def test_a_refusal_is_shown_with_everything_that_is_wrong(tmp_path: Path) -> None:
    link = FakeLink()
    link.refuse["incidents.acknowledge"] = Conflict(
        "It is {what}.", what="gone", faults=[Fault("item", "an open item")]
    )
    async with running(link, tmp_path, language="en") as (app, pilot):
        await press(pilot, "down", "a")
        assert "REFUSED" in text(app)
        assert "It is gone. (an open item)" in text(app)


async def test_a_refusal_with_many_faults_is_a_list_to_read(tmp_path: Path) -> None:
    link = FakeLink()
    faults = [Fault(f"tasks.{at}", "the thing {at} done", params={"at": at}) for at in range(9)]
    link.refuse["incidents.acknowledge"] = Conflict("It stays open.", faults=faults)
    async with running(link, tmp_path, SMALL, language="en") as (app, pilot):
        await press(pilot, "down", "a")
        assert all(f"the thing {at} done" in text(app) for at in range(9))
        await press(pilot, "enter")
        assert "the thing 8 done" not in text(app)


@presses(FengsuiConsole, "language")
async def test_the_language_switches_live(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path, language="en") as (app, pilot):
        assert "NEEDS YOU, soonest first" in text(app)
        await press(pilot, "ctrl+l")
        assert "待我处理" in text(app)
        assert "officer" not in text(app)
        assert link.language == "zh_CN"


async def test_the_read_out_has_at_most_120_characters(tmp_path: Path) -> None:
    from tests.tui.test_pure import SHANGHAI

    from fengsui_incidents.screen.look import Look
    from fengsui_incidents.screen.texts import read_out
    from fengsui_tui.speech import Speech

    long = night.card_of(replace(night.ROW, title=Words("氨泄漏" * 9, "x" * 60)))
    for card in (night.card_of(), long):
        said = read_out(card, "普陀区应急局", Look(Speech("zh_CN").of("fengsui_incidents"), night.NOW, SHANGHAI))
        assert len(said) <= 120
        assert card.place in said


@pytest.mark.parametrize("key", ["e", "E"])
async def test_a_letter_key_is_the_same_with_caps_lock(tmp_path: Path, key: str) -> None:
    async with running(FakeLink(), tmp_path, language="en") as (app, pilot):
        await press(pilot, key)
        assert "withdraw" in text(app).lower()
        assert "EVACUATE" in text(app)


async def test_a_drill_neither_counts_nor_brings_the_nearest_limit_while_something_real_waits(tmp_path: Path) -> None:
    link = FakeLink()
    late = replace(night.QUEUE[0], id="drill", exercise="EX-07", due=night.NOW - timedelta(minutes=9))
    link.board = replace(link.board, queue=(*night.QUEUE, late))
    async with running(link, tmp_path) as (app, _):
        assert f"待办 {len(night.QUEUE)} " in text(app)
        assert "-09:00" not in lines(app)[1]
    link.board = replace(link.board, queue=(late,))
    async with running(link, tmp_path) as (app, _):
        assert "待办 1 " in text(app)
        assert "-09:00" in lines(app)[1]


async def test_with_several_incidents_each_line_of_the_queue_says_of_which_it_is(tmp_path: Path) -> None:
    link = FakeLink()
    task = night.QUEUE[-1]
    other = replace(task, id="task:E1122-02:verify", incident="E1122-02")
    link.board = replace(link.board, queue=(task, other))
    async with running(link, tmp_path) as (app, _):
        assert "E1122-01 核实 回拨企业值班" in text(app)
        assert "E1122-02 核实 回拨企业值班" in text(app)
    link.board = replace(link.board, incidents=link.board.incidents[:1], queue=(task,))
    async with running(link, tmp_path) as (app, _):
        assert "E1122-01 核实" not in text(app)
