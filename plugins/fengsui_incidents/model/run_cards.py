"""Run cards (等级调派表): for a dispatch code and an alarm level, which resources; used beside a digital plan.

A table has a line for each resource. A level adds to the levels below it, so raising the level asks for more on top
of what was sent. Columns are found by their heading, in Chinese or English, in any order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from fengsui.clean import one_line
from fengsui.errors import Fault
from fengsui.text import N_
from fengsui_incidents.model.names import CAPABILITIES
from fengsui_plans.api import DigitalPlan, Need

MOST_ROWS, MOST_COLUMNS, MOST_CELL = 5_000, 40, 500
MOST_LEVEL, MOST_TEAMS, MOST_LEAST = 9, 50, 100_000
MOST_FAULTS = 200

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "code": ("调派代码", "代码", "code"),
    "title": ("名称", "title"),
    "level": ("警情级别", "级别", "等级", "level"),
    "task": ("任务", "task"),
    "teams": ("队数", "队伍数", "teams"),
    "capability": ("能力", "capability", "capabilities"),
    "protection": ("最低防护", "防护", "protection"),
    "wear": ("着装", "wear"),
    "by": ("方式", "by"),
}
NEEDED = ("code", "level", "task", "teams", "capability")
BY = {"命令": "order", "order": "order", "请求": "request", "request": "request", "通报": "notice", "notice": "notice",
      "任意": "any", "any": "any", "": "any"}  # fmt: skip
CODE = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
KEY = re.compile(r"[a-z][a-z0-9_]{1,47}")
PAIR = re.compile(r"(.+?)\s*[x*×:]?\s*(\d+)?")
BY_NAME = {says: key for key, words in CAPABILITIES.items() for says in (words.zh, words.en)}


@dataclass(frozen=True)
class RawRow:
    """A row as it stands in the file: the letters of its columns and the texts under them."""

    sheet: str
    number: int
    cells: Mapping[str, str]

    def at(self, column: str) -> str:
        return f"{self.sheet}!{column}{self.number}"


@dataclass(frozen=True)
class Line:
    """One resource of a code and level, as a need of a digital plan."""

    code: str
    title: str
    level: int
    need: Need
    source: str


def letter(at: int) -> str:
    """The letters of the column: 0 is A, 26 is AA."""
    found = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def read_table(rows: Sequence[RawRow]) -> tuple[list[Line], list[Fault]]:
    """Every line, and every fault at once, each with its sheet and cell. Each sheet begins with its headings."""
    lines: list[Line] = []
    faults: list[Fault] = []
    for sheet in dict.fromkeys(row.sheet for row in rows):
        mine = [row for row in rows if row.sheet == sheet]
        columns, wrong = _columns(mine[0])
        faults += wrong
        if wrong:
            continue
        for row in mine[1:]:
            line, wrong = _line(row, columns)
            faults += wrong
            if line is not None:
                lines.append(line)
    faults += _titles(lines)
    if not lines and not faults:
        faults.append(Fault("", N_("at least one line below the headings"), "table_empty"))
    return lines, faults[:MOST_FAULTS]


def _columns(row: RawRow) -> tuple[dict[str, str], list[Fault]]:
    """Where each column is; the faults where a needed one is missing, or one is there twice."""
    found: dict[str, str] = {}
    faults: list[Fault] = []
    for column, text in row.cells.items():
        heading = text.strip().lower()
        key = next((key for key, names in HEADINGS.items() if heading in names), None)
        if key is None:
            continue
        if key in found:
            faults.append(Fault(row.at(column), N_("each column once"), "column_twice"))
        found[key] = column
    for key in NEEDED:
        if key not in found:
            expected = N_("a column headed {names}")
            faults.append(
                Fault(f"{row.sheet}!{row.number}", expected, "column_missing", {"names": " / ".join(HEADINGS[key])})
            )
    return found, faults


def _line(row: RawRow, columns: Mapping[str, str]) -> tuple[Line | None, list[Fault]]:
    faults: list[Fault] = []

    def text(key: str) -> str:
        column = columns.get(key, "")
        try:
            return one_line(row.cells.get(column, ""))
        except ValueError:
            faults.append(Fault(row.at(column), N_("text without control characters"), "characters"))
            return ""

    def whole(key: str, most: int) -> int:
        said = text(key)
        if said.isascii() and said.isdigit() and 1 <= int(said) <= most:
            return int(said)
        faults.append(Fault(row.at(columns[key]), N_("a whole number from 1 to {most}"), "number", {"most": most}))
        return 1

    def kit(key: str) -> dict[str, int]:
        found, wrong = _kit(text(key))
        expected = N_("capabilities such as leak 1; suit_a 4, by key or name ({wrong})")
        faults.extend([Fault(row.at(columns[key]), expected, "capability", {"wrong": wrong})] if wrong else [])
        return found

    code, task, by = text("code"), text("task"), text("by").lower()
    if not CODE.fullmatch(code):
        faults.append(Fault(row.at(columns["code"]), N_("a code of letters, digits and - _ . :"), "code"))
    if by not in BY:
        faults.append(Fault(row.at(columns["by"]), N_("one of {known}"), "by", {"known": "命令 请求 通报 任意"}))
    if not task:
        faults.append(Fault(row.at(columns["task"]), N_("a task: a team without a task is not sent"), "task"))
    level, teams = whole("level", MOST_LEVEL), whole("teams", MOST_TEAMS)
    wanted, protection = kit("capability"), kit("protection") if "protection" in columns else {}
    if not wanted and not any(fault.code == "capability" for fault in faults):
        faults.append(Fault(row.at(columns["capability"]), N_("at least one capability"), "capability_missing"))
    if faults:
        return None, faults
    return _made(row, code, text("title"), level, teams, task, text("wear"), BY[by], wanted, protection)


def _made(
    row: RawRow, code: str, title: str, level: int, teams: int, task: str, wear: str, by: str,
    wanted: dict[str, int], protection: dict[str, int],
) -> tuple[Line | None, list[Fault]]:  # fmt: skip
    need: dict[str, Any] = {
        "id": _need_id(wanted, protection, by), "title": {"zh": task, "en": task}, "count": teams,
        "capabilities": wanted, "protection": protection, "task": {"zh": task, "en": task},
        "wear": {"zh": wear or "按规定着装", "en": wear or "as the rules say"}, "by": by,
    }  # fmt: skip
    try:
        made = Need.model_validate(need)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return None, [Fault(f"{row.sheet}!{row.number}", N_("a need as plans have it ({why})"), "need",
                            {"why": f"{where}: {first['msg']}"})]  # fmt: skip
    return Line(code, title or code, level, made, f"{row.sheet}!{row.number}"), []


def _need_id(wanted: Mapping[str, int], protection: Mapping[str, int], by: str) -> str:
    """The same resource has the same id, whatever its line: an order stays under its need when the table changes."""
    said = repr((sorted(wanted.items()), sorted(protection.items()), by))
    return f"rc-{sha256(said.encode()).hexdigest()[:12]}"


def _kit(text: str) -> tuple[dict[str, int], str]:
    """`leak 1; 重型防化4` as keys and counts, and the first part that is none."""
    found: dict[str, int] = {}
    for part in re.split(r"[;,；，、]", text):
        if not (part := part.strip()):
            continue
        match = PAIR.fullmatch(part)
        name, count = (match.group(1), int(match.group(2) or 1)) if match else ("", 0)
        key = BY_NAME.get(name, name)
        if not KEY.fullmatch(key) or not 1 <= count <= MOST_LEAST:
            return {}, part
        found[key] = count
    return found, ""


def _titles(lines: Sequence[Line]) -> list[Fault]:
    """A code has one name."""
    names: dict[str, str] = {}
    faults = []
    for line in lines:
        if line.title != line.code and names.setdefault(line.code, line.title) != line.title:
            expected = N_("the name that {code} has above: {title}")
            params = {"code": line.code, "title": names[line.code]}
            faults.append(Fault(line.source, expected, "title_differs", params))
    return faults


# -- beside a plan -----------------------------------------------------------------------------------------------


def needs_of(lines: Sequence[Line], level: int) -> list[Need]:
    """What the code asks for at the level: what the levels below ask for, and its own on top."""
    found: dict[str, Need] = {}
    for line in sorted((line for line in lines if line.level <= level), key=lambda line: line.level):
        known = found.get(line.need.id)
        count = min(MOST_TEAMS, line.need.count + (known.count if known else 0))
        found[line.need.id] = (known or line.need).model_copy(update={"count": count})
    return list(found.values())


def beside(plan: DigitalPlan, needs: Sequence[Need]) -> DigitalPlan:
    """The plan with the run card's needs: the same resource counts once, with the larger number; others follow."""
    merged = list(plan.needs)
    at = {_kind(need): number for number, need in enumerate(merged)}
    for need in needs:
        number = at.get(_kind(need))
        if number is None:
            merged.append(need)
        elif merged[number].count < need.count:
            merged[number] = merged[number].model_copy(update={"count": need.count})
    return plan.model_copy(update={"needs": tuple(merged)})


def _kind(need: Need) -> tuple[Any, ...]:
    return (tuple(sorted(need.capabilities.items())), tuple(sorted(need.protection.items())), need.by)
