"""Every key of every screen is pressed by a pilot test, and none of them takes a key from the whole console.

What is pressed is read from the `@presses(Screen, "action", ...)` above the tests; each of these is checked while its
test runs (tests/tui/fixtures/pressed.py), so a name that stands there was pressed.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

import pytest
from textual.binding import Binding

from fengsui_tui.app import FengsuiConsole
from fengsui_tui.failing import FailedScreen
from fengsui_tui.loading import offers
from fengsui_tui.widgets import ConsoleScreen, Lines

ROOT = Path(__file__).parents[2]


def _screens() -> Mapping[str, type[ConsoleScreen]]:
    """Every screen of our plugins, those that are opened only by another one, too."""
    for path in sorted((ROOT / "plugins").glob("fengsui_*/screen*")):
        for module in sorted(path.glob("*.py")) if path.is_dir() else [path] * (path.name == "screen.py"):
            import_module(".".join(module.relative_to(ROOT / "plugins").with_suffix("").parts))
    ours = [one for one in _below(ConsoleScreen) if one.__module__.startswith("fengsui_") and "HINTS" in one.__dict__]
    return {one.__name__: one for one in ours} | {"FailedScreen": FailedScreen}


def _below(kind: type[ConsoleScreen]) -> Iterator[type[ConsoleScreen]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


def _bindings(screen: type) -> Iterator[Binding]:
    """Those of the screen and of what it is made of, without the ones that every screen has."""
    for part in screen.__mro__:
        if part in (ConsoleScreen, object):
            return
        yield from (one for one in part.__dict__.get("BINDINGS", ()) if isinstance(one, Binding))


def _pressed() -> Mapping[str, set[str]]:
    """Actions by the name of their screen, as the decorators of the tests have them."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        source = path.read_text("utf-8")
        for node in ast.walk(ast.parse(source)) if "@presses(" in source else ():
            if isinstance(node, ast.AsyncFunctionDef) and node.name.startswith("test_"):
                for made in node.decorator_list:
                    if isinstance(made, ast.Call) and isinstance(made.func, ast.Name) and made.func.id == "presses":
                        screen, *actions = made.args
                        assert isinstance(screen, ast.Name)
                        found[screen.id] |= {str(ast.literal_eval(one)) for one in actions}
    return found


EDITED: Mapping[str, set[str]] = defaultdict(set, {"IntakeScreen": {"up", "down"}})
"""In the fields of a call the arrows go through the places that fit."""

SCREENS = _screens()
PRESSED = _pressed()


def test_the_screens_are_found() -> None:
    targets = {one.target.partition(":")[2] for one in offers() if one.package.startswith("fengsui_")}
    assert targets
    assert sorted(targets - set(SCREENS)) == []


@pytest.mark.parametrize("name", sorted(SCREENS))
def test_every_key_of_a_screen_is_pressed(name: str) -> None:
    lacking = {one.action: one.key for one in _bindings(SCREENS[name]) if one.action not in PRESSED.get(name, set())}
    assert lacking == {}


def test_every_key_of_the_whole_console_is_pressed() -> None:
    own = {one.action for one in FengsuiConsole.BINDINGS if isinstance(one, Binding)}
    opens = {f"to('{one.plugin}.{one.name}')" for one in offers() if one.key and one.package.startswith("fengsui_")}
    assert sorted((own | opens) - PRESSED["FengsuiConsole"]) == []


def test_nothing_is_said_to_be_pressed_that_is_no_key() -> None:
    known = {name: {one.action for one in _bindings(screen)} for name, screen in SCREENS.items()}
    wrong = {name: actions - known[name] for name, actions in PRESSED.items() if name != "FengsuiConsole"}
    assert {name: actions for name, actions in wrong.items() if actions} == {}


@pytest.mark.parametrize("name", sorted(SCREENS))
def test_no_screen_takes_a_key_of_the_whole_console(name: str) -> None:
    """A bell is muted and what was not sent is sent again by the same key wherever one is."""
    letters = {key for one in FengsuiConsole.BINDINGS if isinstance(one, Binding) for key in one.key.split(",")}
    assert sorted(letters & {key for one in _bindings(SCREENS[name]) for key in one.key.split(",")}) == []


@pytest.mark.parametrize("name", sorted(SCREENS))
def test_no_key_of_a_screen_is_swallowed_by_its_lists(name: str) -> None:
    """What a list does with a key it does first; Enter alone it hands on."""
    moves = {key for one in Lines.BINDINGS if isinstance(one, Binding) for key in one.key.split(",")} - {"enter"}
    assert sorted(moves & {key for one in _bindings(SCREENS[name]) for key in one.key.split(",")} - EDITED[name]) == []


@pytest.mark.parametrize("offer", [one for one in offers() if one.key], ids=lambda one: f"{one.plugin}.{one.name}")
def test_the_key_that_opens_a_screen_opens_no_other_one(offer: object) -> None:
    same = [one for one in offers() if one.key == offer.key]  # type: ignore[attr-defined]
    assert same == [offer]
