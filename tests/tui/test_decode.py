"""Answers into values: by hand what pydantic would have made of them, and without it."""

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
    ("change", "where"),
    [
        ({"at": "soon"}, "at"),
        ({"at": None}, "at"),
        ({"day": "22.11."}, "day"),
        ({"share": "much"}, "share"),
        ({"count": 1.5}, "count"),
        ({"root": None}, "root"),
        ({"root": {"name": 7}}, "root.name"),
        ({"root": {}}, "root.name"),
        ({"root": {"name": "r", "children": [{"name": "c"}, {"name": "c", "kind": "z"}]}}, "root.children.1.kind"),
        ({"by_number": {"x": {"name": "r"}}}, "by_number.x"),
        ({"held": "abc"}, "held"),
        ({"pair": [1]}, "pair"),
        ({"either": []}, "either"),
    ],
)
def test_what_is_something_else_is_refused_with_its_place(change: dict[str, Any], where: str) -> None:
    with pytest.raises(ValueError, match="expected") as found:
        decode(Tree, WHOLE | change)
    assert str(found.value).startswith(f"{where}: ")


def test_several_at_once_and_what_is_one_already() -> None:
    leaf = Leaf("l")
    assert decode(tuple[Leaf, ...], [{"name": "a"}, leaf]) == (Leaf("a"), leaf)
    assert decode(Leaf, leaf) is leaf
    assert decode(Model, {"name": "m"}) == Model(name="m")
    assert decode(tuple[Model, ...], [{"name": "m"}]) == (Model(name="m"),)


def test_the_first_screen_needs_neither_pydantic_nor_yaml() -> None:
    code = (
        "import sys, fengsui_tui.opening, fengsui_incidents.screen.board\n"
        "from fengsui_tui.decode import reader_of\n"
        "from fengsui_incidents.api.board import Board, IncidentCard\n"
        "try: reader_of(Board)({'now': ''})\n"
        "except ValueError: pass\n"
        "print([name for name in ('pydantic', 'yaml', 'fengsui_incidents.api.events') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
