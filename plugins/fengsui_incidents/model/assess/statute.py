"""The statutory grade from plain numbers: the worst of three columns, and the special scales that lie beside them.

Used for the incident on the board and for `fengsui rules grade`: there is one table and one reading of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fengsui_incidents.api.events import Words
from fengsui_incidents.api.scales import GRADES
from fengsui_incidents.api.words import Grade
from fengsui_incidents.model.rules import RuleSet

Column = Literal["dead", "serious", "loss_yuan"]
COLUMNS: tuple[Column, ...] = ("dead", "serious", "loss_yuan")
COLUMN_WORDS: Mapping[Column, Words] = {
    "dead": Words("死亡", "dead"),
    "serious": Words("重伤(含急性工业中毒)", "seriously injured (with acute industrial poisoning)"),
    "loss_yuan": Words("直接经济损失(元)", "direct loss (yuan)"),
}

TABLE = "grade_thresholds"


@dataclass(frozen=True, kw_only=True)
class Reached:
    """One column: what is known (None: unknown, which counts for nothing yet), its grade, and the bound it reached."""

    column: Column
    value: int | None
    grade: Grade
    at_least: int | None
    """None below the table's lowest bound: then it is general."""

    @property
    def says(self) -> Words:
        name, shown = COLUMN_WORDS[self.column], "?" if self.value is None else str(self.value)
        bound = f">={self.at_least}" if self.at_least is not None else ""
        grade = GRADES.step(self.grade).name
        return Words(f"{name.zh} {shown}{bound}: {grade.zh}", f"{name.en} {shown}{bound}: {grade.en}")


@dataclass(frozen=True, kw_only=True)
class Graded:
    """The grade of the table, and every column with its own: `decided_by` are those that made it so."""

    grade: Grade
    columns: tuple[Reached, ...]

    @property
    def decided_by(self) -> tuple[Reached, ...]:
        """The columns that reached the grade; none where nothing reached the lowest bound (then it is general)."""
        return tuple(one for one in self.columns if one.grade == self.grade and one.at_least is not None)


def by_table(figures: Mapping[Column, int | None], rules: RuleSet) -> Graded:
    """493 art 3: the worst of the three columns; 以上 includes the number. With nothing known it is 一般."""
    rows = rules.value(TABLE)
    columns = tuple(_reached(column, figures.get(column), rows) for column in COLUMNS)
    return Graded(grade=GRADES.worst(one.grade for one in columns), columns=columns)


def _reached(column: Column, value: int | None, rows: list[Mapping[str, int | Grade]]) -> Reached:
    for row in rows:
        bound = int(row[column])
        if value is not None and value >= bound:
            return Reached(column=column, value=value, grade=GRADES.read(str(row["grade"])), at_least=bound)
    return Reached(column=column, value=value, grade="general", at_least=None)
