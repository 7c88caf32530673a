"""What stands in one cell is read back as it was written, or refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui_sample import cells

KEYS = st.from_regex(r"[a-z][a-z0-9_]{1,20}", fullmatch=True)


@given(st.dictionaries(KEYS, st.integers(1, 10_000), max_size=8))
def test_capabilities(found: dict[str, int]) -> None:
    assert cells.capabilities("; ".join(f"{key} {count}" for key, count in found.items())) == found


@given(st.lists(st.tuples(KEYS, st.floats(0, 1000, allow_nan=False)), max_size=6))
def test_substances(found: list[tuple[str, float]]) -> None:
    cell = "; ".join(f"{key} 氨 {tonnes!r}" for key, tonnes in found)
    assert [(item["key"], item["tonnes"]) for item in cells.substances(cell)] == found


def test_certificates() -> None:
    cell = "危化证 2026-10-31 leak detect | 潜水证 2027-06-30"
    assert cells.certificates(cell) == [
        {"name": "危化证", "until": date(2026, 10, 31), "capabilities": ["leak", "detect"]},
        {"name": "潜水证", "until": date(2027, 6, 30), "capabilities": []},
    ]
    assert cells.certificates("") == []


@pytest.mark.parametrize("cell", ["suit_a", "suit_a four", "suit_a 4 5"])
def test_a_slip_in_capabilities_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        cells.capabilities(cell)


def test_yes_and_no() -> None:
    assert (cells.yes("yes"), cells.yes("no")) == (True, False)
    with pytest.raises(ValueError, match="ja"):
        cells.yes("ja")


def test_an_empty_cell_leaves_the_default() -> None:
    assert cells.given(a="x", b="", c=None, d=0) == {"a": "x", "d": 0}
