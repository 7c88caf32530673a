"""`fengsui rules reporting`: offline, with deadlines and basis, every fault of the line at once."""

from __future__ import annotations

import json
from typing import Any

from tests.core.cli.conftest import Run, cli  # noqa: F401


def asked(cli: Run, *words: str) -> Any:  # noqa: F811
    done = cli("rules", "reporting", *words, "--json")
    assert done.code == 0, done.err
    return json.loads(done.out)


def due(answer: Any) -> dict[tuple[str, str], str]:
    return {(one["form"], one["to"]): one["due"][11:16] for one in answer["duties"]}


def test_the_example_of_the_manual(cli: Run) -> None:  # noqa: F811
    here = asked(cli, "--grade", "larger", "--level", "district", "--municipality", "--received", "2026-11-22T10:50")
    assert due(here)["flash", "province_bureau"] == "11:50"
    assert due(here)["first", "province_bureau"] == "12:50"
    assert due(here)["flash", "own_government"] == "10:50"
    assert here["centre"]["chain"] == ["district", "province"]
    assert here["edition"].startswith("fengsui_reports ")
    there = asked(cli, "--grade", "larger", "--level", "district", "--received", "2026-11-22T10:50")
    assert due(there)["first", "city_bureau"] == "12:50"
    assert there["centre"]["chain"] == ["district", "city", "province"]
    local = asked(cli, "--grade", "larger", "--level", "district", "--division", "310107", "--received",
                  "2026-11-22T10:50")  # fmt: skip
    assert due(local)["flash", "province_bureau"] == "11:20"
    assert local["centre"]["municipality"] is True


def test_regrading_the_unit_and_the_windows(cli: Run) -> None:  # noqa: F811
    made = asked(
        cli, "--grade", "general", "--level", "district", "--received", "2026-11-22T10:50", "--regraded",
        "larger@2026-11-22T12:00", "--unit-told", "2026-11-22T09:30", "--kind", "fire", "--kind", "explosion",
    )  # fmt: skip
    assert {one["step"] for one in made["duties"]} == {0, 1}
    assert [one["late"] for one in made["unit"]] == [True]
    assert [one["days"] for one in made["windows"]] == [7, 30]
    assert all(one["basis"] for one in made["duties"])


def test_bad_lines(cli: Run) -> None:  # noqa: F811
    done = cli("rules", "reporting", "--grade", "larger", "--level", "district", "--received", "soon", "--division",
               "31", "--regraded", "worse@now", "--zone", "Mars/City")  # fmt: skip
    assert done.code == 2
    assert [flag for flag in ("--received", "--division", "--regraded", "--zone") if flag not in done.err] == []
    against = cli("rules", "reporting", "--grade", "larger", "--level", "district", "--municipality", "--division",
                  "320602", "--received", "2026-11-22T10:50")  # fmt: skip
    assert against.code == 2
    assert cli("rules", "reporting", "--grade", "big").code == 2
    assert "报告链" in cli("rules", "reporting", "--grade", "major", "--level", "city", "--received",
                        "2026-11-22T10:50", "--lang", "zh").out  # fmt: skip
