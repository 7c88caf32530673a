"""Single values of CAP: what is right, and what is said of what is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fengsui_warnings.model.cap import values as v
from fengsui_warnings.model.cap import words as w

RIGHT: list[tuple[Callable[[str], object], str]] = [
    (v.moment, "2026-11-22T03:12:00+08:00"), (v.moment, "2026-11-22T03:12:00-00:00"),
    (v.point, "-90,180"), (v.circle, "31.25,121.4 0"), (v.language, "zh-CN"), (v.decimal, "-12.5"), (v.whole, "0"),
    (v.content, "QUJD\nQUJD"), (v.uri, "https://a.example/?b=1"), (v.token, "2.49.0.1.156.0.2026"),
]  # fmt: skip
WRONG: list[tuple[Callable[[str], object], str, str]] = [
    (v.moment, "2026-11-22T03:12:00Z", "zone_letter"), (v.moment, "2026-11-22T03:12:00", "no_offset"),
    (v.moment, "2026-02-30T03:12:00+08:00", "not_a_time"), (v.moment, "2026-11-22 03:12:00+08:00", "not_a_time"),
    (v.moment, "2026-11-22T24:00:00+08:00", "not_a_time"), (v.moment, "2026-11-22T03:12:00+15:00", "not_a_time"),
    (v.moment, "0001-01-01T00:00:00+14:00", "not_a_time"), (v.moment, "2026-11-22T03:12:00.5+08:00", "not_a_time"),
    (v.moment, "２０２６-11-22T03:12:00+08:00", "not_a_time"),
    (v.point, "91,0", "out_of_range"), (v.point, "0,-180.1", "out_of_range"), (v.point, "nan,0", "not_a_point"),
    (v.point, "1e1,0", "not_a_point"), (v.point, "31.2", "not_a_point"), (v.circle, "31,121", "not_a_circle"),
    (v.circle, "31,121 -1", "out_of_range"), (v.polygon, "1,1 2,2 1,1", "too_few_points"),
    (v.polygon, "1,1 2,2 3,3 1,2", "not_closed"), (v.language, "chinese!", "not_a_language"),
    (v.decimal, "1,5", "not_a_number"), (v.whole, "-1", "not_a_number"), (v.content, "!!", "not_base64"),
    (v.uri, "https://a b", "not_an_address"), (v.token, "a,b", "not_a_token"), (v.line, "a\x85b\u202e", "characters"),
    (v.line, "a" * 501, "too_long"), (v.references, "a,b", "not_a_reference"), (v.certainty, "Maybe", "not_in_list"),
]  # fmt: skip


@pytest.mark.parametrize(("parse", "text"), RIGHT)
def test_right(parse: Callable[[str], object], text: str) -> None:
    parse(text)


@pytest.mark.parametrize(("parse", "text", "code"), WRONG)
def test_wrong(parse: Callable[[str], object], text: str, code: str) -> None:
    with pytest.raises(v.Wrong) as wrong:
        parse(text)
    assert wrong.value.code == code
    assert wrong.value.expected.format(**wrong.value.params)


@pytest.mark.parametrize(
    "words", [w.STATUSES, w.MESSAGE_TYPES, w.SCOPES, w.CATEGORIES, w.RESPONSE_TYPES, w.URGENCIES, w.SEVERITIES]
)
def test_enumerations_are_exact(words: tuple[str, ...]) -> None:
    parse = v.one_of(*words)
    assert [parse(word) for word in words] == list(words)
    for wrong in (words[0].upper() + "X", words[-1].swapcase(), ""):
        with pytest.raises(v.Wrong):
            parse(wrong)


def test_names_with_blanks_stand_in_quotation_marks() -> None:
    assert v.names('a "b c"  d') == ("a", "b c", "d")
