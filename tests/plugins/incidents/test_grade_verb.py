"""`fengsui rules grade` as it is typed: offline, with the edition it stands on, every fault of the line at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from fengsui.cli import main

PEOPLE = ("--deaths", "--injured", "--loss")


def graded(*line: str, capsys: pytest.CaptureFixture[str]) -> Mapping[str, Any]:
    assert main(["rules", "grade", *line, "--json"]) == 0
    found: Mapping[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize(
    ("figures", "grade", "code", "zh", "decided"),
    [
        (("3", "0", "0"), "larger", 3, "较大", ["dead"]),
        (("2", "9", "9999999"), "general", 4, "一般", []),
        (("2", "9", "9999999.99"), "general", 4, "一般", []),
        (("0", "10", "0"), "larger", 3, "较大", ["serious"]),
        (("9", "49", "49999999"), "larger", 3, "较大", ["dead", "serious", "loss_yuan"]),
        (("0", "0", "50000000"), "major", 2, "重大", ["loss_yuan"]),
        (("10", "0", "0"), "major", 2, "重大", ["dead"]),
        (("29", "100", "0"), "extraordinary", 1, "特别重大", ["serious"]),
        (("0", "0", "0"), "general", 4, "一般", []),
        (("?", "?", "?"), "general", 4, "一般", []),
    ],
)
def test_the_worst_of_three_columns(
    figures: tuple[str, str, str], grade: str, code: int, zh: str, decided: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    line = [part for pair in zip(PEOPLE, figures, strict=True) for part in pair]
    found = graded(*line, capsys=capsys)
    assert (found["grade"], found["code"], found["name"]["zh"], found["decided_by"]) == (grade, code, zh, decided)
    assert "第493号" in found["basis"]
    assert "grade_thresholds@2007-06-01" in found["edition"]


def test_what_does_not_count_is_told_and_does_not_count(capsys: pytest.CaptureFixture[str]) -> None:
    found = graded("--deaths", "1", "--missing", "40", "--trapped", "?", "--endangered", "900", capsys=capsys)
    assert found["grade"] == "general"
    assert found["not_counted"] == {"missing": 40, "trapped": None, "endangered": 900}
    assert found["near_miss"]["verdict"] == "yes"
    assert "失联" in found["near_miss"]["why"][0]["says"]["zh"]


@pytest.mark.parametrize(
    ("special", "facts", "grade"),
    [
        ("lift", ("stranded_hours=2",), "general"),
        ("pressure", ("toxic_moved=150000",), "extraordinary"),
        ("pressure", ("toxic_moved=149999",), "major"),
        ("rail", ("passenger_cars=18",), "major"),
        ("rail", ("passenger_cars=18", "busy_hours=48"), "extraordinary"),
        ("power", ("grid=municipality", "load_percent=50"), "extraordinary"),
        ("power", ("grid=province", "grid_mw=4999", "load_percent=50"), "major"),
    ],
)
def test_a_special_scale_may_make_it_worse(
    special: str, facts: tuple[str, ...], grade: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line = [part for fact in facts for part in ("--fact", fact)]
    found = graded("--deaths", "0", "--special", special, *line, capsys=capsys)
    assert found["grade"] == grade
    assert found["special"]["grade"] == grade
    assert f"special_{special}@" in found["edition"]


def test_a_special_scale_never_makes_it_better(capsys: pytest.CaptureFixture[str]) -> None:
    found = graded("--deaths", "10", "--special", "lift", "--fact", "stranded_hours=1", capsys=capsys)
    assert found["grade"] == "major"
    assert found["special"]["grade"] is None


def test_every_fault_of_the_line_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    line = ["--deaths=-1", "--injured", "many", "--loss", "1" * 20, "--at", "yesterday", "--fact", "x"]
    assert main(["rules", "grade", *line, "--json"]) == 2
    refused = json.loads(capsys.readouterr().err)
    assert {fault["path"] for fault in refused["faults"]} == {"--deaths", "--injured", "--loss", "--at", "--fact",
                                                              "--special"}  # fmt: skip
    assert "10000000," in refused["faults"][0]["expected"]
    assert "many" in refused["faults"][1]["expected"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ((), "usage"),
        (("--deaths", "1e3"), "usage"),
        (("--deaths", "10000001"), "usage"),
        (("--special", "boat"), "no_special_scale"),
        (("--special", "lift", "--fact", "floors=3"), "usage"),
        (("--special", "power", "--fact", "grid=moon"), "usage"),
        (("--special", "lift", "--fact", "stranded_hours=long"), "usage"),
    ],
)
def test_bad_input_is_a_fault_of_usage(line: tuple[str, ...], code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "grade", *line, "--json"]) == 2
    assert json.loads(capsys.readouterr().err)["code"] == code


def test_the_edition_is_that_of_the_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert graded("--deaths", "3", "--at", "2007-06-01", capsys=capsys)["grade"] == "larger"
    assert main(["rules", "grade", "--deaths", "3", "--at", "2007-05-31"]) == 1
    assert "2007-06-01" in capsys.readouterr().err


def test_a_person_is_told_which_column_decided_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "zh", "rules", "grade", "--deaths", "3", "--injured", "0", "--missing", "2"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("较大事故")
    assert "* 死亡 3>=3: 较大" in said
    assert "不计入" in said
    assert main(["--lang", "en", "rules", "grade", "--deaths", "3", "--injured", "0"]) == 0
    assert "* dead 3>=3: larger" in capsys.readouterr().out
