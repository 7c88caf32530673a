"""Answers into values: what pydantic would have made of them, and without it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

import pytest
from pydantic import BaseModel, TypeAdapter
from tests.tui.fixtures import night

from fengsui.encode import to_plain
from fengsui_incidents.api.board import Board, IncidentCard
from fengsui_tui.decode import decode


@dataclass(frozen=True)
class Leaf:
    name: str
    kind: Literal["a", "b"] = "a"
    children: tuple[Leaf, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Tree:
    at: datetime
    day: date | None
    share: float
    count: int | None = None
    root: Leaf
    by_number: Mapping[int, Leaf] | None = None
    held: frozenset[str] = frozenset()
    pair: tuple[int, str] = (0, "")
    either: int | str | None = None
    more: Any = None


WHOLE: dict[str, Any] = {
    "at": "2026-11-22T03:17:00.000000Z", "day": "2026-11-22", "share": 1, "count": 3,
    "root": {"name": "r", "children": [{"name": "c", "kind": "b"}], "unknown": 1},
    "by_number": {"7": {"name": "seven"}}, "held": ["x", "x"], "pair": [4, "four"], "either": "5", "more": [{}],
}  # fmt: skip


class Model(BaseModel):
    name: str


def test_a_whole_value_is_what_pydantic_makes_of_it() -> None:
    made = decode(Tree, WHOLE)
    assert made == TypeAdapter(Tree).validate_python(WHOLE)
    assert made.at == datetime(2026, 11, 22, 3, 17, tzinfo=UTC)
    assert made.root.children[0].kind == "b"
    assert made.by_number is not None
    assert made.by_number[7].name == "seven"


@pytest.mark.parametrize("kind", [Board, IncidentCard])
def test_the_board_and_its_cards_come_over_the_wire_as_they_were(kind: Any) -> None:
    values = [night.BOARD] if kind is Board else [night.card_of(), night.card_2()]
    assert values
    for value in values:
        assert decode(kind, to_plain(value)) == value == TypeAdapter(kind).validate_python(to_plain(value))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"at": "soon"}, "datetime - at `$.at`"),
        ({"at": "2026-11-22"}, "datetime - at `$.at`"),
        ({"at": None}, "Expected `datetime`, got `null` - at `$.at`"),
        ({"day": "22.11."}, "date - at `$.day`"),
        ({"share": "much"}, "Expected `float`, got `str` - at `$.share`"),
        ({"count": 1.5}, "got `float` - at `$.count`"),
        ({"root": None}, "got `null` - at `$.root`"),
        ({"root": {"name": 7}}, "Expected `str`, got `int` - at `$.root.name`"),
        ({"root": {}}, "missing required field `name` - at `$.root`"),
        ({"root": {"name": "r", "children": [{"name": "c"}, {"name": "c", "kind": "z"}]}},
         "'z' - at `$.root.children[1].kind`"),
        ({"by_number": {"x": {"name": "r"}}}, "Expected `int`, got `str` - at `key` in `$.by_number`"),
        ({"held": "abc"}, "Expected `array`, got `str` - at `$.held`"),
        ({"pair": [1]}, "length 2, got 1 - at `$.pair`"),
        ({"either": []}, "Expected `int | str | null`, got `array` - at `$.either`"),
    ],
)  # fmt: skip
def test_what_is_something_else_is_refused_with_its_place(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match="at `") as found:
        decode(Tree, WHOLE | change)
    assert str(found.value).endswith(said)


def test_several_at_once_and_what_is_one_already() -> None:
    leaf = Leaf("l")
    assert decode(tuple[Leaf, ...], [{"name": "a"}, leaf]) == (Leaf("a"), leaf)
    assert decode(Leaf, leaf) is leaf
    assert decode(Model, {"name": "m"}) == Model(name="m")
    assert decode(tuple[Model, ...], [{"name": "m"}]) == (Model(name="m"),)


def test_the_first_screen_needs_neither_pydantic_nor_yaml() -> None:
    code = (
        "import sys, fengsui_tui.opening, fengsui_incidents.screen.board\n"
        "from fengsui_tui.decode import decode\n"
        "from fengsui_incidents.api.board import Board, IncidentCard\n"
        "try: decode(Board, {'now': ''})\n"
        "except ValueError: pass\n"
        "print([name for name in ('pydantic', 'yaml', 'fengsui_incidents.api.events') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
