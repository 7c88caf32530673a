"""When the line is cut: said at once, what changed shown first, commands refused in sight; and plugins that fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import pytest
from tests.tui.fixtures import night
from tests.tui.fixtures.console import LARGE, OFFERS, SMALL, press, running, settle, text
from tests.tui.fixtures.link import FakeLink
from tests.tui.fixtures.pressed import presses
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from fengsui.clock import ManualClock
from fengsui_tui.app import FengsuiConsole
from fengsui_tui.connection import Standing
from fengsui_tui.failing import FailedScreen
from fengsui_tui.loading import Offer, offers
from fengsui_tui.widgets import ConsoleScreen, Field, Lines


def moved(app: FengsuiConsole) -> ManualClock:
    assert isinstance(app.clock, ManualClock)
    return app.clock


async def test_a_cut_line_is_said_at_once_and_the_picture_stays(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path, language="en") as (app, pilot):
        link.cut()
        moved(app).advance(timedelta(seconds=75))
        await settle(pilot)
        assert "OFFLINE 1m" in text(app)
        assert "石泉危化专业队" in text(app)


@pytest.mark.parametrize(
    ("language", "code", "said"),
    [
        ("en", "storage_full", "DISK FULL: NOTHING IS SAVED"),
        ("zh_CN", "storage_full", "磁盘已满: 无法保存"),
        ("zh_CN", "storage_damaged", "数据库损坏: 无法保存"),
        ("en", "storage_error", "DISK FAILS: NOTHING IS SAVED"),
        ("en", "heads_failed", "JOURNAL NOT SIGNED ELSEWHERE"),
        ("zh_CN", "heads_contradicted", "日志与已签链头不符"),
    ],
)
@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
async def test_a_server_that_cannot_save_is_said_on_every_screen(
    tmp_path: Path, language: str, code: str, said: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fengsui_tui.picture.TROUBLE_SECONDS", 0.02)
    link = FakeLink()
    async with running(link, tmp_path, size, language=language) as (app, pilot):
        assert said not in text(app)
        link.broken = code
        await settle(pilot, 12)
        assert said in text(app)
        link.broken = ""
        await settle(pilot, 12)
        assert said not in text(app)


@pytest.mark.parametrize(("language", "said"), [("en", "PLUGIN OUT: beds"), ("zh_CN", "插件停用: beds")])
async def test_a_quarantined_plugin_is_said_in_the_truth_line(
    tmp_path: Path, language: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fengsui_tui.picture.TROUBLE_SECONDS", 0.01)
    link = FakeLink()
    async with running(link, tmp_path, LARGE, language=language) as (app, pilot):
        assert said not in text(app)
        link.quarantined = ["beds"]
        await settle(pilot, 20)
        assert said in text(app)


async def test_a_live_line_without_a_sign_of_life_is_stale(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path, language="en") as (app, pilot):
        moved(app).advance(timedelta(seconds=60))
        app.keeper.look()
        await settle(pilot, 2)
        assert "STALE" in text(app)


async def test_what_changed_while_away_is_shown_before_acting(tmp_path: Path) -> None:
    link = FakeLink(replace(night.BOARD, queue=night.QUEUE[2:], incidents=(replace(night.ROW, silent=0),)))
    async with running(link, tmp_path, language="en") as (app, pilot):
        link.cut()
        await settle(pilot)
        link.board = night.BOARD
        link.mend()
        await settle(pilot, 12)
        shown = text(app)
        assert "WHILE YOU HEARD NOTHING" in shown
        assert shown.index("new incident: E1122-02") < shown.index("needs you: Tonglan team")
        await press(pilot, "n")
        assert link.calls == [], "no key acts on the old screen"
        await press(pilot, "enter")
        assert "WHILE YOU HEARD NOTHING" not in text(app)
        assert "LIVE" in text(app)


async def test_an_event_has_the_board_read_again(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path, language="en") as (app, pilot):
        link.board = replace(night.BOARD, leader="新来的")
        link.happens("incidents.noted", incident="E1122-01")
        await settle(pilot, 12)
        assert "新来的" in text(app)


async def test_a_flood_of_events_is_a_handful_of_readings(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path) as (_, pilot):
        before = len(link.shown)
        for _ in range(1000):
            link.happens("incidents.noted", incident="E1122-01")
        await settle(pilot, 12)
        assert 2 <= len(link.shown) - before <= 12


async def test_a_gap_has_everything_read_again(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path) as (_, pilot):
        link.shown.clear()
        link.says(Standing(state="catching_up", gap=True))
        await settle(pilot, 12)
        assert {view for view, _ in link.shown} == {"incidents.board", "incidents.incident"}


@presses(FengsuiConsole, "unsent")
async def test_an_order_that_did_not_get_out_is_refused_in_sight_and_can_be_sent_again(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path, language="en") as (app, pilot):
        app.sender._pause = lambda _seconds: pilot.pause(0)
        link.cut()
        await press(pilot, "e", "enter")
        await settle(pilot)
        assert "NOT SENT: E1122-01" in text(app)
        await pilot.pause(0.6)
        assert "NOT SENT 1 (U)" in text(app)
        link.mend()
        await settle(pilot, 12)
        assert link.sent("incidents.evacuate") == [], "not by itself: people would be sent late"
        await press(pilot, "u", "1", "1")
        await settle(pilot)
        assert len(link.sent("incidents.evacuate")) == 1


async def test_a_note_goes_out_by_itself_when_the_line_is_back(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path, language="en") as (app, pilot):
        app.sender._pause = lambda _seconds: pilot.pause(0)
        link.cut()
        await press(pilot, "plus", *"gas", "enter")
        assert "It goes out as soon as it can" in text(app)
        link.mend()
        await settle(pilot, 12)
        assert link.sent("incidents.note") == [{"incident": "E1122-01", "text": "gas"}]


async def test_the_login_asks_until_the_server_knows_who_it_is(tmp_path: Path) -> None:
    link = FakeLink(who=None)
    async with running(link, tmp_path, language="en") as (app, pilot):
        await press(pilot, *"wang", "enter", *"wrong", "enter")
        assert "User name or password is wrong." in text(app)
        assert "wrong" not in text(app).replace("password is wrong", "")
        await press(pilot, *"right", "enter")
        await settle(pilot, 12)
        assert "NEEDS YOU" in text(app)


async def test_a_login_that_ended_is_asked_for_again_and_nothing_typed_is_lost(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path, language="en") as (app, pilot):
        await press(pilot, "f2", *"an", "space", *"zd2")
        link.expired = True
        link.happens("incidents.noted", incident="E1122-01")
        await settle(pilot, 12)
        assert "The login has expired." in text(app)
        link.expired = False
        await press(pilot, *"right", "enter")
        await settle(pilot, 12)
        assert app.screen.query_one("#line", Field).value == "an zd2"
        assert "LIVE" in text(app)


async def test_the_sheet_is_written_whole_on_this_disk(tmp_path: Path) -> None:
    async with running(FakeLink(), tmp_path, sheet=tmp_path / "sheets") as (app, _):
        app.keeper.write_sheet()
        assert app.keeper.sheet_written == tmp_path / "sheets" / "emergency-sheet.txt"
        assert "E1122-01" in app.keeper.sheet_written.read_text("utf-8")
        assert [path.name for path in app.keeper.sheet_written.parent.iterdir()] == ["emergency-sheet.txt"]


@presses(FengsuiConsole, "palette")
async def test_every_command_of_the_server_can_be_found_and_filled_in(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path, language="en") as (app, pilot):
        await press(pilot, "ctrl+p", *"write a note")
        assert "incidents.note" in text(app)
        assert "core.set_rule" not in text(app), "not his"
        await press(pilot, "enter")
        await press(pilot, *"gas", "enter")
        assert link.sent("incidents.note") == [{"incident": "E1122-01", "text": "gas"}]


@presses(FengsuiConsole, "help")
async def test_help_names_the_keys(tmp_path: Path) -> None:
    async with running(FakeLink(), tmp_path, language="en") as (app, pilot):
        await press(pilot, "f1")
        assert "answer for" in text(app)
        assert "EVACUATE" in text(app)


async def test_moved_keys_work_and_are_shown(tmp_path: Path) -> None:
    (tmp_path / "keymap.yaml").write_text("call: f6\n")
    async with running(FakeLink(), tmp_path, language="en") as (app, pilot):
        assert "F6 new call" in text(app)
        await press(pilot, "f6")
        assert "NEW CALL" in text(app)


async def test_a_wrong_keymap_is_said_and_the_usual_keys_work(tmp_path: Path) -> None:
    (tmp_path / "keymap.yaml").write_text("- wrong\n")
    async with running(FakeLink(), tmp_path, language="en") as (app, pilot):
        assert "keymap.yaml: expected lines such as" in text(app)
        await press(pilot, "f2")
        assert "NEW CALL" in text(app)


@presses(FengsuiConsole, "leave")
async def test_ctrl_c_does_not_end_a_watch_and_leaving_names_what_is_left(tmp_path: Path) -> None:
    async with running(FakeLink(), tmp_path, language="en") as (app, pilot):
        await press(pilot, "ctrl+c")
        assert "Ctrl+Q leaves the console." in text(app)
        await press(pilot, "ctrl+q")
        assert "5 things still need a person" in text(app)
        await press(pilot, "escape")
        assert app.return_value is None
        assert "NEEDS YOU" in text(app)


@presses(FengsuiConsole, "mute")
async def test_the_bell_is_muted_in_sight(tmp_path: Path) -> None:
    async with running(FakeLink(), tmp_path, language="en") as (app, pilot):
        await press(pilot, "s")
        app.keeper.ring()
        app.keeper.look()
        await settle(pilot)
        assert "MUTED to 03:26: 2 URGENT" in text(app)


# -- plugins whose screens fail ----------------------------------------------------------------------------


class Raising(ConsoleScreen):
    """Fails where it is told to."""

    where: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("b", "burst", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self._fail("making")

    def _fail(self, where: str) -> None:
        if self.where == where:
            raise RuntimeError(f"broken while {where}")

    def body(self) -> ComposeResult:
        self._fail("composing")
        yield Lines(id="x")

    def on_mount(self) -> None:
        self._fail("mounting")
        super().on_mount()

    def look(self) -> None:
        self._fail("looking")

    def action_burst(self) -> None:
        self._fail("acting")


def with_raising(where: str) -> Sequence[Offer]:
    Raising.where = where
    target = f"{Raising.__module__}:Raising"
    return (*OFFERS, Offer(plugin="strange", package="x", name="odd", title="Odd", key="9", target=target))


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType(Raising.__module__)
    module.Raising = Raising  # type: ignore[attr-defined]
    monkeypatch.setitem(__import__("sys").modules, Raising.__module__, module)


@pytest.mark.parametrize("where", ["making", "composing", "mounting", "looking"])
async def test_a_screen_that_fails_is_replaced_by_its_reason(tmp_path: Path, where: str) -> None:
    link = FakeLink()
    async with running(link, tmp_path, language="en", offers=with_raising(where), failing=True) as (app, pilot):
        await press(pilot, "9")
        await settle(pilot, 12)
        assert f"broken while {where}" in text(app)
        assert "strange.odd" in text(app)
        await press(pilot, "escape")
        await settle(pilot, 12)
        assert "NEEDS YOU" in text(app)
        await press(pilot, "down", "a")
        assert link.calls, "and everything else goes on"
    if where != "making":
        assert "broken while" in (tmp_path / "console-errors.log").read_text("utf-8")


@presses(FailedScreen, "back")
async def test_a_first_screen_that_fails_can_be_opened_again(tmp_path: Path) -> None:
    link, offered = FakeLink(), with_raising("")
    async with running(link, tmp_path, language="en", offers=offered, home="strange.odd", failing=True) as (app, pilot):
        Raising.where = "looking"
        app.keeper.look()
        await settle(pilot, 12)
        assert "broken while looking" in text(app)
        Raising.where = ""
        await press(pilot, "escape")
        await settle(pilot, 12)
        assert isinstance(app.screen, Raising)


async def test_an_action_that_fails_leaves_its_screen(tmp_path: Path) -> None:
    async with running(FakeLink(), tmp_path, language="en", offers=with_raising("acting"), failing=True) as (
        app,
        pilot,
    ):
        await press(pilot, "9", "b")
        assert "This did not work: RuntimeError: broken while acting" in text(app)
        assert isinstance(app.screen, Raising)


class Point:
    """An entry point as importlib describes it."""

    def __init__(self, name: str, found: object) -> None:
        self.name, self.value, self._found = name, f"{name}_package", found

    def load(self) -> object:
        if isinstance(self._found, Exception):
            raise self._found
        return self._found


def test_a_plugin_that_cannot_be_asked_is_shown_with_its_reason() -> None:
    module = ModuleType("m")
    module.fengsui_screens = lambda: ["no screen"]  # type: ignore[attr-defined]
    missing = ImportError("no module named nothing")
    points: list[Any] = [Point("bad", missing), Point("odd", module), Point("quiet", ModuleType("q"))]
    found = offers(points)
    assert [(offer.plugin, offer.failed) for offer in found] == [
        ("bad", "ImportError: no module named nothing"),
        ("odd", "TypeError: fengsui_screens answered a str"),
    ]
