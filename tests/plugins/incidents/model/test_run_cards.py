"""Run cards: read whole or refused with every fault at its cell; levels add up; beside a plan nothing counts twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.errors import Invalid
from fengsui_incidents.model.run_cards import RawRow, beside, letter, needs_of, read_table
from fengsui_incidents.runcards.spreadsheet import read_cells
from fengsui_incidents.runcards.template import ROWS, as_csv, as_xlsx
from fengsui_incidents.runcards.verb import checked
from fengsui_plans.api import DigitalPlan

HEAD = ("代码", "名称", "级别", "任务", "队数", "能力", "防护", "着装", "方式")


def raw(*rows: tuple[str, ...], sheet: str = "表1") -> list[RawRow]:
    return [RawRow(sheet, number, {letter(at): text for at, text in enumerate(cells) if text})
            for number, cells in enumerate(rows, 1)]  # fmt: skip


@pytest.mark.parametrize("name", ["form.xlsx", "form.csv"])
def test_the_form_comes_back_as_it_was_written(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(as_xlsx() if name.endswith("xlsx") else as_csv())
    rows, lines = checked(tmp_path / name)
    assert len(rows) == len(ROWS)
    assert {line.code for line in lines} == {"A-NH3", "F-HIGH"}
    assert {line.title for line in lines} >= {"氨泄漏 (示例)"}
    assert lines[0].need.capabilities == {"leak": 1}
    assert lines[0].need.protection == {"suit_a": 2}
    assert lines[0].need.by == "order"


def test_gbk_and_semicolons_are_read_too(tmp_path: Path) -> None:
    file = tmp_path / "gbk.csv"
    file.write_bytes("代码;级别;任务;队数;能力\nX1;1;堵漏;1;堵漏2\n".encode("gbk"))
    _, (line,) = checked(file)
    assert line.need.capabilities == {"leak": 2}


def test_every_fault_is_told_with_its_sheet_and_cell() -> None:
    lines, faults = read_table(raw(HEAD, ("bad code!", "", "0", "", "99", "leak 0", "?? 1", "", "whoever"),
                                   ("OK", "", "1", "堵漏", "1", "leak", "", "", "")))  # fmt: skip
    assert {(fault.path, fault.code) for fault in faults} == {
        ("表1!A2", "code"), ("表1!C2", "number"), ("表1!D2", "task"), ("表1!E2", "number"),
        ("表1!F2", "capability"), ("表1!G2", "capability"), ("表1!I2", "by"),
    }  # fmt: skip
    assert [line.code for line in lines] == ["OK"]


def test_headings_that_are_missing_or_twice_and_an_empty_table() -> None:
    _, faults = read_table(raw(("代码", "code", "级别")))
    assert {fault.code for fault in faults} == {"column_twice", "column_missing"}
    _, faults = read_table(raw(HEAD))
    assert [fault.code for fault in faults] == ["table_empty"]
    _, faults = read_table([])
    assert [fault.code for fault in faults] == ["table_empty"]


def test_a_code_has_one_name() -> None:
    _, faults = read_table(raw(HEAD, ("X", "甲", "1", "堵漏", "1", "leak"), ("X", "乙", "2", "堵漏", "1", "leak")))
    assert [(fault.path, fault.code) for fault in faults] == [("表1!3", "title_differs")]


def test_a_level_adds_to_those_below_it() -> None:
    lines, _ = read_table(raw(HEAD, ("X", "", "1", "堵漏", "1", "leak"), ("X", "", "2", "再堵", "2", "leak"),
                              ("X", "", "3", "警戒", "1", "cordon")))  # fmt: skip
    assert [(need.title.zh, need.count) for need in needs_of(lines, 1)] == [("堵漏", 1)]
    assert [(need.title.zh, need.count) for need in needs_of(lines, 2)] == [("堵漏", 3)]
    assert [need.count for need in needs_of(lines, 3)] == [3, 1]


def test_beside_a_plan_the_same_resource_counts_once(ammonia: DigitalPlan) -> None:
    water = next(need for need in ammonia.needs if need.id == "water")
    kit = "; ".join(f"{key} {least}" for key, least in water.capabilities.items())
    worn = "; ".join(f"{key} {least}" for key, least in water.protection.items())
    lines, faults = read_table(raw(HEAD, ("X", "", "1", "供水", "4", kit, worn, "", water.by),
                                   ("X", "", "1", "排水", "1", "pump", "", "", "")))  # fmt: skip
    assert not faults
    merged = beside(ammonia, needs_of(lines, 1))
    assert [need.id for need in merged.needs[: len(ammonia.needs)]] == [need.id for need in ammonia.needs]
    assert next(need.count for need in merged.needs if need.id == "water") == max(4, water.count)
    assert merged.needs[-1].title.zh == "排水"
    assert len(merged.needs) == len(ammonia.needs) + 1
    assert beside(ammonia, []) == ammonia


@settings(max_examples=100, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from("ABCDEFGHIZ"), st.text(max_size=12), max_size=9), max_size=5))
def test_whatever_stands_in_the_cells_every_fault_names_a_place(cells: list[dict[str, str]]) -> None:
    rows = [*raw(HEAD), *(RawRow("表1", number, found) for number, found in enumerate(cells, 2))]
    lines, faults = read_table(rows)
    assert len(lines) <= len(cells)
    assert all(fault.path.startswith("表1!") or fault.code == "table_empty" for fault in faults)
    assert bool(lines) or bool(faults)


# -- files that are no tables, or worse ------------------------------------------------------------------------


def refused(file: Path) -> str:
    with pytest.raises(Invalid) as error:
        read_cells(file)
    assert error.value.faults
    return error.value.code


def test_other_files_are_refused_with_what_was_expected(tmp_path: Path) -> None:
    for name, body, code in (
        ("a.pdf", b"x", "other_kind"),
        ("a.xlsx", b"not a zip", "broken"),
        ("a.csv", b"\xff\xfe\x00\x81\xff", "encoding"),
        ("b.csv", b'"open quote', "broken"),
        ("c.csv", b"a" * 600, "too_big"),
    ):
        (tmp_path / name).write_bytes(body)
        assert refused(tmp_path / name) == f"spreadsheet_{code}", name
    assert refused(tmp_path / "none.csv") == "spreadsheet_unreadable"


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    import zipfile

    file = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 150_000_000)
    assert file.stat().st_size < 1_000_000
    assert refused(file) == "spreadsheet_bomb"


def test_links_and_a_crowd_of_entries_are_refused(tmp_path: Path) -> None:
    import zipfile

    file = tmp_path / "link.xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        entry = zipfile.ZipInfo("xl/workbook.xml")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    assert refused(file) == "spreadsheet_link"
    many = tmp_path / "many.xlsx"
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(1001):
            archive.writestr(f"{number}.xml", "x")
    assert refused(many) == "spreadsheet_bomb"


def test_a_broken_table_fails_in_its_own_process(tmp_path: Path) -> None:
    import zipfile

    file = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<oops")
    assert refused(file) == "spreadsheet_broken"
