"""The corpus: what each file becomes, or every fault of it, on the command line as in the reader."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from fengsui.cli import main
from fengsui_warnings.model.checking import check_bytes
from fengsui_warnings.model.table import shipped

FILES = Path(__file__).with_name("files")
BECOMES = {
    "ack": "ack", "ammonia": "call", "cancel": "cancel", "cap_1_1": "warning", "draft": "nothing",
    "envelope": "warning", "envelope_2_0": "warning", "envelope_drill": "exercise", "envelope_other": "nothing",
    "envelope_two": "several", "error": "error", "exercise": "exercise", "exercise_ammonia": "exercise",
    "no_info": "nothing", "private": "warning", "rainstorm": "warning", "rainstorm_bom": "warning",
    "rainstorm_gb18030": "warning", "rainstorm_utf16": "warning", "restricted": "warning", "safety_ahead": "warning",
    "signed": "warning", "test": "nothing", "update": "update",
}  # fmt: skip
FAULTS = {
    "attribute.xml": ["attribute"], "bidi.xml": ["characters"], "billion_laughs.xml": ["document_type"],
    "cap_1_0.xml": ["namespace"], "cut.xml": ["not_well_formed"], "empty.xml": ["empty_text"],
    "envelope_bad_alert.xml": ["not_in_list"], "envelope_bare.xml": ["missing"] * 5,
    "envelope_conflict.xml": ["status_conflict"], "envelope_conflict_reverse.xml": ["status_conflict"],
    "external_dtd.xml": ["document_type"], "html.xml": ["root"], "latin_in_utf8.xml": ["encoding"],
    "no_namespace.xml": ["namespace"], "not_xml.txt": ["not_well_formed"], "nul.xml": ["not_well_formed"],
    "parameter_entity.xml": ["document_type"], "private_to_nobody.xml": ["missing"], "stray.xml": ["stray_text"],
    "two_roots.xml": ["not_well_formed"], "unbound_prefix.xml": ["not_well_formed"],
    "undefined_entity.xml": ["not_well_formed"], "unknown_encoding.xml": ["encoding"],
    "utf16_without_mark.xml": ["encoding"], "utf32.xml": ["encoding"], "wrong_mark.xml": ["encoding"],
    "xxe.xml": ["document_type"],
}  # fmt: skip
MANY = [
    (2, "alert/references", "missing"), (2, "alert/restriction", "missing"), (3, "alert/identifier", "not_a_token"),
    (5, "alert/sent", "zone_letter"), (6, "alert/status", "not_in_list"), (9, "alert/scope", "repeated"),
    (10, "alert/Note", "unknown_element"), (12, "alert/info[1]/category[1]", "not_in_list"),
    (13, "alert/info[1]/event", "empty"), (15, "alert/info[1]/urgency", "order"),
    (16, "alert/info[1]/certainty", "not_in_list"), (18, "alert/info[1]/expires", "ends_before"),
    (19, "alert/info[1]/area[1]/altitude", "missing"), (21, "alert/info[1]/area[1]/polygon[1]", "not_closed"),
    (22, "alert/info[1]/area[1]/polygon[2]", "too_few_points"), (23, "alert/info[1]/area[1]/circle[1]", "not_a_circle"),
    (24, "alert/info[1]/area[1]/geocode[1]/value", "missing"),
]  # fmt: skip


def checked(path: Path, language: str = "en") -> dict[str, object]:
    return check_bytes(path.read_bytes(), shipped(), language)


def test_the_tables_name_every_file() -> None:
    assert {path.stem for path in (FILES / "good").iterdir()} == set(BECOMES)
    assert {path.name for path in (FILES / "bad").iterdir()} == {*FAULTS, "many_faults.xml"}


@pytest.mark.parametrize("name", BECOMES)
def test_what_it_becomes(name: str) -> None:
    answer = checked(FILES / "good" / f"{name}.xml")
    assert answer.get("faults") is None
    assert answer["becomes"] == BECOMES[name]
    assert checked(FILES / "good" / f"{name}.xml", "zh_CN").get("why") != answer.get("why", 0)


@pytest.mark.parametrize("name", FAULTS)
def test_why_it_is_refused(name: str) -> None:
    answer = checked(FILES / "bad" / name)
    faults = answer["faults"]
    assert isinstance(faults, list)
    assert [fault["code"] for fault in faults] == FAULTS[name]
    assert all(fault["line"] >= 1 and fault["column"] >= 1 and fault["expected"] for fault in faults)
    assert "becomes" not in answer


def test_every_fault_is_said_at_once_with_its_place() -> None:
    faults = checked(FILES / "bad" / "many_faults.xml")["faults"]
    assert isinstance(faults, list)
    assert [(fault["line"], fault["path"], fault["code"]) for fault in faults] == MANY


def test_a_drill_says_what_it_would_be_inside_its_exercise() -> None:
    assert checked(FILES / "good" / "exercise.xml")["as"] == "warning"
    assert checked(FILES / "good" / "exercise_ammonia.xml")["as"] == "call"


def test_levels_come_from_the_colour_before_the_severity() -> None:
    level = checked(FILES / "good" / "rainstorm.xml")["level"]
    assert isinstance(level, dict)
    assert (level["code"], level["colour"]) == (2, "orange")
    update = checked(FILES / "good" / "update.xml")
    assert update["level"]["code"] == 1  # type: ignore[index]
    assert update["references"] == ["SH-1"]
    assert checked(FILES / "good" / "safety_ahead.xml")["level"]["code"] == 3  # type: ignore[index]


def test_what_is_not_alert_in_an_envelope_is_named() -> None:
    contents = checked(FILES / "good" / "envelope.xml")["contents"]
    assert isinstance(contents, list)
    assert [one.get("content") for one in contents] == [
        None, "radar picture, image/png", "urn:oasis:names:tc:emergency:EDXL:HAVE:1.0 HospitalStatus"]  # fmt: skip


@pytest.mark.parametrize(("name", "code"), [("signed", "signed"), ("cap_1_1", "cap_1_1"), ("cap_1_1", "very_likely")])
def test_what_is_to_be_known_is_said(name: str, code: str) -> None:
    notes = checked(FILES / "good" / f"{name}.xml")["notes"]
    assert isinstance(notes, list)
    assert code in {note["code"] for note in notes}


# -- the command line ------------------------------------------------------------------------------------


def cap(capsys: pytest.CaptureFixture[str], *given: str) -> tuple[int, str]:
    code = main(["cap", "check", *given])
    return code, capsys.readouterr().out


def test_json_is_an_object_for_each_file(capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = str(FILES / "good" / "rainstorm.xml"), str(FILES / "bad" / "xxe.xml")
    code, out = cap(capsys, good, bad, "/nowhere.xml", str(FILES), "--json")
    answers = json.loads(out)
    assert code == 1
    assert [answer["file"] for answer in answers] == [good, bad, "/nowhere.xml", str(FILES)]
    assert answers[0]["becomes"] == "warning"
    assert [answer["faults"][0]["code"] for answer in answers[1:]] == ["document_type", "unreadable", "unreadable"]
    code, out = cap(capsys, good, "--json")
    assert (code, json.loads(out)[0]["becomes"]) == (0, "warning")


def test_text_says_the_same_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(FILES / "good" / "ammonia.xml")
    assert "a CALL" in cap(capsys, path, "--lang", "en")[1]
    assert "警情" in cap(capsys, path, "--lang", "zh")[1]
    many = cap(capsys, str(FILES / "bad" / "many_faults.xml"), "--lang", "en")[1].splitlines()
    assert many[2].endswith("many_faults.xml:3:3: alert/identifier: a name without blanks, commas, < and &, not SH 1 "
                            "[not_a_token]")  # fmt: skip


def test_stdin(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    data = (FILES / "good" / "cancel.xml").read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    code, out = cap(capsys, "-", "--json")
    assert (code, json.loads(out)[0]["becomes"], json.loads(out)[0]["file"]) == (0, "cancel", "-")


def test_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["cap", "check"])
    assert stopped.value.code == 2
    assert "FILE" in capsys.readouterr().err
