"""The console's decisions that need no screen: sound, changes, the emergency sheet, drafts, keymap, palette."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len
from tests.tui.fixtures import night

from fengsui_incidents.api.board import Board
from fengsui_tui import keymap, sound
from fengsui_tui.away import WORSE
from fengsui_tui.changes import changes
from fengsui_tui.drafts import Drafts
from fengsui_tui.palette import Entry, matching
from fengsui_tui.sheet import sheet
from fengsui_tui.speech import Speech

ZH, EN = Speech("zh_CN"), Speech("en")
SHANGHAI = ZoneInfo("Asia/Shanghai")


def without(*kinds: str) -> Board:
    return replace(night.BOARD, queue=tuple(item for item in night.QUEUE if item.kind not in kinds))


# -- sound --------------------------------------------------------------------------------------------------


def test_the_bell_rings_once_for_a_bundle_and_again_for_something_worse() -> None:
    state, rings = sound.hear(sound.Ringing(), without("silent", "unable"), night.NOW)
    assert rings
    state, rings = sound.hear(state, without("silent", "unable"), night.NOW + timedelta(seconds=1))
    assert not rings
    _, rings = sound.hear(state, night.BOARD, night.NOW + timedelta(seconds=2))
    assert rings, "a silent team in an incident of urgency A is worse than a ringing call"


def test_the_worst_kind_rings_again_until_somebody_deals_with_it() -> None:
    state, _ = sound.hear(sound.Ringing(), night.BOARD, night.NOW)
    _, soon = sound.hear(state, night.BOARD, night.NOW + timedelta(seconds=10))
    _, later = sound.hear(state, night.BOARD, night.NOW + timedelta(seconds=21))
    assert (soon, later) == (False, True)


def test_a_mute_hushes_but_counts_what_is_urgent() -> None:
    state = sound.mute(sound.Ringing(), night.NOW, 10)
    state, rings = sound.hear(state, night.BOARD, night.NOW)
    assert not rings
    assert state.hushed == 2
    _, rings = sound.hear(state, night.BOARD, night.NOW + timedelta(minutes=11))
    assert not rings or state.muted_until is not None


def test_each_urgency_has_its_own_sound() -> None:
    item = night.QUEUE[1]
    ranks = [sound.rank(replace(item, kind=kind, life=life), night.BOARD) for kind, life in  # type: ignore[arg-type]
             (("mayday", False), ("missing", False), ("other", True), ("expired", False), ("task", False))]  # fmt: skip
    assert [sound.strokes(rank) for rank in ranks] == [3, 3, 3, 3, 1]
    assert sound.strokes(sound.RANKS["expired"]) == 2


def test_a_drill_never_rings_like_the_real_thing() -> None:
    item = replace(night.QUEUE[1], exercise="EX-07")
    _, rings = sound.hear(sound.Ringing(), replace(night.BOARD, queue=(item,)), night.NOW)
    assert not rings


# -- what changed while away --------------------------------------------------------------------------------


def test_changes_put_the_worse_first() -> None:
    done = replace(night.QUEUE[-1], id="task:done")
    before = without("silent")
    before = replace(before, queue=(*before.queue, done),
                     incidents=(replace(night.ROW, urgency="B", silent=0), night.ROW_2))  # fmt: skip
    found = [change.says for change in changes(before, night.BOARD, EN)]
    assert found[0].startswith("more urgent: E1122-01")
    assert any("needs you: Tonglan team" in says for says in found)
    assert found[-1] == "settled meanwhile: 1 items of the queue"


def test_nothing_changed_says_nothing() -> None:
    assert changes(night.BOARD, night.BOARD, EN) == []


def test_what_ran_out_while_nobody_heard_is_a_worsening() -> None:
    item = replace(night.QUEUE[1], life=False, due=night.NOW + timedelta(seconds=30))
    before = replace(night.BOARD, queue=(item,))
    after = replace(before, now=night.NOW + timedelta(seconds=31))
    (found,) = changes(before, after, EN)
    assert (found.rank < WORSE, found.says.startswith("ran out: "), found.incident) == (True, True, item.incident)
    assert changes(before, replace(before, now=night.NOW + timedelta(seconds=29)), EN) == []
    assert changes(after, replace(after, now=night.NOW + timedelta(seconds=99)), EN) == []


def test_who_set_out_meanwhile_is_said() -> None:
    moved = replace(night.ROW, moving=night.ROW.moving + 1)
    (found,) = changes(replace(night.BOARD, incidents=(night.ROW,)), replace(night.BOARD, incidents=(moved,)), ZH)
    assert found.says.endswith(f"已出动 {moved.moving}")


def test_what_was_settled_and_closed_comes_last() -> None:
    after = replace(without("call", "task"), incidents=(night.ROW,))
    found = changes(night.BOARD, after, ZH)
    assert [change.says for change in found[-2:]] == ["其间已办结 2 条", "其间已结案: E1122-02 电梯困人"]


# -- the emergency sheet ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_sheet_holds_what_is_needed_without_a_console(language: str) -> None:
    text = sheet(night.BOARD, [night.card_of(), night.card_2()], night.NOW, language, SHANGHAI)
    lines = text.splitlines()
    assert all(cell_len(line) <= 80 for line in lines)
    assert len(lines) <= 62
    for needed in ("03:16:42", "E1122-01", "021-00000312", "021-00000401", "021-00000200", "03:17:00", "E1122-02"):
        assert needed in text
    assert ("禁: 直流水冲罐" if language == "zh_CN" else "DO NOT: solid stream") in text
    assert "[ ] 桐澜冷链应急队" in text, "an order without answer has an empty box"
    assert "[x] 石泉危化专业队" in text


def test_the_sheet_of_forty_incidents_is_still_one_page_and_says_what_it_leaves_out() -> None:
    cards = [night.card_of(replace(night.ROW, id=f"E1122-{at:02}")) for at in range(40)]
    lines = sheet(night.BOARD, cards, night.NOW, "en", SHANGHAI).splitlines()
    assert len(lines) == 62
    assert "more lines did not fit" in lines[-1]


def test_the_sheet_never_cuts_its_time_nor_a_phone() -> None:
    board = replace(night.BOARD, centre="普陀区应急管理局" * 6)
    text = sheet(board, [night.card_of()], night.NOW, "en", SHANGHAI)
    assert "as of 2026-11-22 03:16:42\n" in text
    assert all(item.phone in text for item in board.queue)


def test_the_sheet_shows_hostile_names_harmlessly() -> None:
    card = night.card_of(replace(night.ROW, place="\x1b[2J\u202eevil\nroad"))
    assert not set(sheet(night.BOARD, [card], night.NOW, "en", SHANGHAI)) & set("\x1b\u202e")


# -- drafts, keymap, palette --------------------------------------------------------------------------------


def test_drafts_survive_and_belong_to_their_user(tmp_path: Path) -> None:
    Drafts(tmp_path, "user:wanglei").save("call", "k1", {"id": "k1", "line": "氨"})
    Drafts(tmp_path, "user:wanglei").save("call", "k2", {"id": "k2", "line": "二"})
    again = Drafts(tmp_path, "user:wanglei")
    assert [draft["line"] for draft in again.all("call")] == ["氨", "二"]
    assert Drafts(tmp_path, "user:chenjing").all("call") == []
    again.drop("call", "k1")
    assert again.get("call", "k1") is None


def test_what_was_not_sent_to_one_server_is_never_sent_to_another(tmp_path: Path) -> None:
    Drafts(tmp_path, "user:wanglei", "http://127.0.0.1:8600").save("unsent", "k1", {"order": "FS1201-01-01"})
    assert Drafts(tmp_path, "user:wanglei", "https://centre:8600").all("unsent") == []
    assert Drafts(tmp_path, "user:wanglei", "http://127.0.0.1:8600").all("unsent") == [{"order": "FS1201-01-01"}]


def test_a_torn_draft_does_no_harm(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path, "u")
    drafts.save("call", "good", {"id": "good"})
    (next(tmp_path.rglob("good.json")).parent / "bad.json").write_text('{"id": "ba')
    assert [draft["id"] for draft in drafts.all("call")] == ["good"]


def test_a_draft_cannot_leave_its_folder(tmp_path: Path) -> None:
    Drafts(tmp_path, "../../x").save("../call", "../../e", {"a": 1})
    assert [path.name for path in tmp_path.iterdir()] == ["drafts"]


def test_keymap(tmp_path: Path) -> None:
    assert keymap.load(tmp_path) == {}
    (tmp_path / keymap.FILE).write_text("call: f6\n")
    assert keymap.load(tmp_path) == {"call": "f6"}


@pytest.mark.parametrize("text", ["call: f6\nnote: f6\n", "- a\n", "call: [1]\n", "a: ["])
def test_a_wrong_keymap_says_where(tmp_path: Path, text: str) -> None:
    (tmp_path / keymap.FILE).write_text(text)
    with pytest.raises(keymap.KeymapError, match=r"keymap\.yaml"):
        keymap.load(tmp_path)


def test_the_palette_finds_by_words() -> None:
    entries = [Entry("command:incidents.note", "Write a note"), Entry("own:mute", "Mute the bell")]
    assert matching(entries, "note wri")[0].id == "command:incidents.note"
    assert matching(entries, "incidents.no")[0].id == "command:incidents.note"
    assert matching(entries, "zzz") == []
