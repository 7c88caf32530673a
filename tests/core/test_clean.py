from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.clean import one_line, paragraph
from fengsui.printable import bad_characters, printable


@pytest.mark.parametrize("text", ["a\x1b[31m", "a\nb", "a\u202eb", "\u2066x", "a\rb", "a\x00"])
def test_a_line_that_could_forge_a_row_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"U\+"):
        one_line(text)


def test_a_paragraph_may_have_lines_but_no_escapes() -> None:
    assert paragraph("一\n二") == "一\n二"
    with pytest.raises(ValueError, match=r"U\+001B"):
        paragraph("a\x1b]0;title\x07")


@given(st.text())
def test_printable_leaves_nothing_dangerous(text: str) -> None:
    assert not bad_characters(printable(text))
    assert len(printable(text)) == len(text)
