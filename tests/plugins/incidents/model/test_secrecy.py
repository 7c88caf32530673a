from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui_incidents.model.secrecy import holds, struck

NAMES = st.text(alphabet="王李张刘陈杨伟芳娜敏静强磊军洋abcdefgh", min_size=2, max_size=4)
PHONES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "known", "left"),
    [
        ("我是王小明 13900001234 厂里漏氨", ("王小明",), "我是*** *** 厂里漏氨"),
        ("王 小明在", ("王 小明",), "***在"),
        ("回电139-0000-1234", ("13900001234",), "回电***"),
        ("分机 8012", ("8012",), "分机 ***"),
        ("身份证31010719900101123X", (), "身份证***"),
        ("信箱 wang@example.com 谢谢", (), "信箱 *** 谢谢"),
        ("12 t 氨, 2 人", (), "12 t 氨, 2 人"),
        ("氨", ("",), "氨"),
        ("Wang said so", ("wang",), "*** said so"),
    ],
)
def test_struck(text: str, known: tuple[str, ...], left: str) -> None:
    assert struck(text, known) == left


@given(st.text(max_size=40), NAMES, PHONES, st.text(max_size=40))
def test_nothing_of_the_reporter_is_left(before: str, name: str, phone: str, after: str) -> None:
    text = struck(f"{before}{name}{after}{phone}", (name, phone))
    assert not holds(text, (name, phone))
    assert name not in text
    assert phone not in text


@given(st.text(max_size=80), NAMES)
def test_striking_twice_changes_nothing_more(text: str, name: str) -> None:
    once = struck(text, (name,))
    assert struck(once, (name,)) == once
