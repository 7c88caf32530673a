"""Plan files read strictly: places of every value, YAML 1.2 scalars, and refusals that always come quickly."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui_plans.yaml_source import MAX_BYTES, MAX_DEPTH, dotted, parse_bytes, parse_text, read_source


def codes(text: str) -> list[str]:
    return [fault.code for fault in parse_text(text).faults]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("NO", "NO"),
        ("on", "on"),
        ("y", "y"),
        ("true", True),
        ("False", False),
        ("12:30", "12:30"),
        ("190:20:30", "190:20:30"),
        ("2026-11-22", "2026-11-22"),
        ("1_000", "1_000"),
        ("017", 17),
        ("0o17", 15),
        ("0x1F", 31),
        ("0b1", "0b1"),
        ("+3", 3),
        ("3.", 3.0),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("~", None),
        ("null", None),
        ("", None),
        ("'12'", "12"),
        ('"true"', "true"),
        ("9" * 30, 1e30),
        ("<<", "<<"),
        ("=", "="),
    ],
)
def test_scalars_follow_the_core_schema_of_yaml_1_2(text: str, value: object) -> None:
    source = parse_text(f"a: {text}\n")
    assert source.faults == []
    assert source.data == {"a": value}
    assert type(source.data["a"]) is type(value)


def test_every_key_and_value_knows_its_place() -> None:
    source = parse_text("a: 1\nneeds:\n  - id: x\n    say: {zh: 上风, en: upwind}\n")
    assert source.place(("needs",)) == (3, 3)
    assert source.place(("needs", 0, "say", "en")) == (4, 23)
    assert source.place(("needs", 0, "say", "en"), of_key=True) == (4, 19)
    assert source.place(("needs", 0, "nothing", "here")) == (3, 5)
    assert dotted(("needs", 0, "say", "en")) == "needs[0].say.en"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x 1\nb: *x\n", ["anchor", "alias"]),
        ("a: !!str 1\n", ["tag"]),
        ("a: !!python/object/apply:os.system [ls]\n", ["tag"]),
        ("a: 1\nb: 2\na: 3\n", ["duplicate_key"]),
        ("1: x\n", ["key_not_text"]),
        ("? [a]\n: x\n", ["key_not_text"]),
        ("a: .inf\nb: .nan\nc: 1e999\n", ["not_finite"] * 3),
        ("---\na: 1\n---\nb: 1\n", ["several_documents"]),
        ("# nothing\n", ["empty"]),
        ("a: [1, 2\nb: 3\n", ["syntax"]),
        ("a: 1\n\tb: 2\n", ["syntax"]),
        ("a: x\u202ey\n", ["direction_character"]),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), ["too_deep"]),
    ],
)
def test_refused(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_the_greatest_depth_is_allowed() -> None:
    assert codes("[" * MAX_DEPTH + "]" * MAX_DEPTH) == []


def test_what_stands_before_a_syntax_error_is_still_checked() -> None:
    assert codes("a: &x 1\na: 2\nb: [\n") == ["anchor", "duplicate_key", "syntax"]


def test_a_refused_key_does_not_hide_its_neighbours() -> None:
    source = parse_text("a: 1\na: {b: &x 1}\nc: 2\n")
    assert [fault.code for fault in source.faults] == ["duplicate_key", "anchor"]
    assert source.data == {"a": 1, "c": 2}


@pytest.mark.parametrize(
    ("raw", "code", "place"),
    [
        (b"", "empty", (1, 1)),
        (b" \n\t\n", "empty", (1, 1)),
        ("a: 上\n".encode("gb18030"), "not_utf8", (1, 4)),
        (b"a: 1\nb: \xff\n", "not_utf8", (2, 4)),
        ("a: 1\n".encode("utf-16"), "not_utf8", (1, 1)),
        (b"a: 1\nb: x\x1b[2J\n", "control_character", (2, 5)),
        (b"a" * (MAX_BYTES + 1), "too_large", (1, 1)),
    ],
)
def test_bytes_that_are_no_text(raw: bytes, code: str, place: tuple[int, int]) -> None:
    (fault,) = parse_bytes(raw).faults
    assert fault.code == code
    assert (fault.line, fault.column) == place


def test_a_byte_order_mark_is_no_fault() -> None:
    assert parse_bytes(b"\xef\xbb\xbfa: 1\n").data == {"a": 1}


def test_files_that_are_not_there_or_no_files(tmp_path: Path) -> None:
    assert [fault.code for fault in read_source(tmp_path).faults] == ["directory"]
    assert [fault.code for fault in read_source(tmp_path / "none.yaml").faults] == ["no_file"]
    assert [fault.code for fault in read_source(Path("a\0b")).faults] == ["unreadable"]


@pytest.mark.parametrize(
    "raw",
    [
        b"[" * MAX_BYTES,
        b"{" * MAX_BYTES,
        b"{a: " * (MAX_BYTES // 4),
        b"- " * (MAX_BYTES // 2),
        b"? " * (MAX_BYTES // 2),
        b"".join(b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 60)),
        b"a: 1\n" * (MAX_BYTES // 5),
        b"[" + b"1," * (MAX_BYTES // 2 - 2),
        b"a: '" + b"x" * (MAX_BYTES - 10) + b"'",
        b"\n" * (MAX_BYTES - 10) + b"a: [",
    ],
    ids=["lists", "mappings", "keys", "dashes", "questions", "bomb", "duplicates", "values", "long", "lines"],
)
@pytest.mark.timeout(30)
def test_no_file_keeps_it_for_ever(raw: bytes) -> None:
    parse_bytes(raw[:MAX_BYTES])


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="abé上:-[]{},?&*!|>'\"#%@`~ \n\t0129.", max_size=200))
def test_no_text_is_an_exception(text: str) -> None:
    source = parse_bytes(text.encode())
    for fault in source.faults:
        assert fault.line >= 1
        assert fault.column >= 1
