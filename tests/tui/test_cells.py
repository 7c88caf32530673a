"""Widths: nothing that is drawn may overlap, whatever the text holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from fengsui_tui.widgets.cells import countdown, cut, fit, lasting, wrapped

NOW = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)
TEXTS = st.text(alphabet=st.sampled_from("ab 氨泄漏·()0\u202e\x1b[31m\n\t路"), max_size=60)


@given(TEXTS, st.integers(1, 40))
def test_fit_is_exactly_as_wide_as_asked(text: str, cells: int) -> None:
    made = fit(text, cells)
    assert cell_len(made) == cells
    assert not set(made) & set("\n\t\x1b\u202e")


@given(st.lists(TEXTS, max_size=5), st.integers(1, 40))
def test_cut_spans_fill_the_line(texts: list[str], cells: int) -> None:
    assert sum(cell_len(text) for text, _ in cut([(text, "") for text in texts], cells)) == cells


@given(TEXTS, st.integers(4, 40))
def test_wrapped_lines_fit_and_lose_nothing_but_blanks(text: str, cells: int) -> None:
    made = wrapped(text, cells, "  ")
    assert all(cell_len(line) <= cells for line in made)
    from fengsui_tui.widgets.cells import clean

    assert "".join("".join(made).split()) == "".join(clean(text).split())


@pytest.mark.parametrize(
    ("seconds", "text"), [(18, "00:18"), (-7, "-00:07"), (1518, "25:18"), (-3700, "-1h01m"), (7300, "2h01m")]
)
def test_countdown(seconds: int, text: str) -> None:
    assert countdown(NOW + timedelta(seconds=seconds), NOW) == text.rjust(7)


def test_no_deadline_leaves_its_column_empty() -> None:
    assert countdown(None, NOW) == " " * 7


@pytest.mark.parametrize(("minutes", "text"), [(4, "04m"), (99, "99m"), (192, "3h12"), (4320, "3d")])
def test_lasting(minutes: int, text: str) -> None:
    assert lasting(NOW - timedelta(minutes=minutes), NOW) == text
