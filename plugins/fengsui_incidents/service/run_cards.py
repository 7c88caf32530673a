"""Run cards in their table: the whole table is replaced or nothing is; one is chosen beside an incident's plan."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, insert, select, update

from fengsui.errors import Conflict, Fault, Invalid
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.choosing import ChooseRunCard, ImportRunCards, RunCardsOf
from fengsui_incidents.api.events import RunCardChosen, RunCardsImported, Words
from fengsui_incidents.api.proposal import RunCard, RunCardLine
from fengsui_incidents.model.picture import words
from fengsui_incidents.model.run_cards import Line, RawRow, read_table
from fengsui_incidents.service.loading import load_open
from fengsui_incidents.service.proposing import out_of_date, plan_of
from fengsui_incidents.service.run_card_rows import lines_of
from fengsui_incidents.service.stored import store
from fengsui_incidents.service.telling import tell
from fengsui_incidents.tables import RUNNING, incidents, run_cards


def import_run_cards(unit: Unit, payload: ImportRunCards) -> dict[str, Any]:
    """Every fault of the table at once, each with its sheet and cell; then nothing of it is taken."""
    lines, faults = read_table([RawRow(row.sheet, row.number, row.cells) for row in payload.rows])
    if faults:
        raise Invalid(N_("The run cards cannot be imported."), code="run_cards_invalid", faults=faults)
    codes = tuple(dict.fromkeys(line.code for line in lines))
    used = select(incidents.c.run_code, incidents.c.id).where(
        incidents.c.state.in_(RUNNING), incidents.c.run_code != ""
    )
    gone = [row for row in unit.connection.execute(used) if row.run_code not in codes]
    if gone:
        expected = N_("{code}, which {incident} uses")
        raise Conflict(
            N_("A running incident uses a run card that the new table does not have."),
            code="run_card_in_use",
            faults=[Fault("", expected, "run_card_in_use", {"code": r.run_code, "incident": r.id}) for r in gone],
        )
    unit.connection.execute(delete(run_cards))
    unit.connection.execute(insert(run_cards), [_row(unit, number, line) for number, line in enumerate(lines, 1)])
    digest = sha256(repr([(r.sheet, r.number, sorted(r.cells.items())) for r in payload.rows]).encode()).hexdigest()
    unit.record(RunCardsImported(codes=codes, rows=len(lines), digest=digest, exercise=None))
    return {"codes": codes, "rows": len(lines)}


def _row(unit: Unit, number: int, line: Line) -> dict[str, Any]:
    return {
        "code": line.code, "number": number, "title": line.title[:200], "level": line.level,
        "need": store(line.need), "source": line.source[:240], "imported_at": unit.now,
        "imported_by": (unit.actor.name or unit.actor.id)[:100],
    }  # fmt: skip


def choose_run_card(unit: Unit, payload: ChooseRunCard) -> dict[str, Any]:
    """Takes a run card beside the plan, raises or lowers its alarm level, or leaves it. What was sent stays sent.

    Raises Invalid (`no_run_card`, `no_level`, or `reason_needed` where the level goes down or the card goes).
    """
    found = load_open(unit, payload.incident)
    plan_of(found)
    was_code, was_level = found.row["run_code"], found.row["alarm_level"]
    level = payload.level if payload.code else 0
    if (payload.code, level) == (was_code, was_level):
        raise Conflict(N_("This run card and level are in use already."), code="run_card_unchanged")
    lines = lines_of(unit, [payload.code]).get(payload.code, []) if payload.code else []
    faults = _faults(payload, lines)
    if was_code and (payload.code != was_code or level < was_level) and not payload.reason:
        faults.append(Fault("reason", N_("why the level is lowered or the card is left"), "reason_needed"))
    if faults:
        raise Invalid(N_("The run card cannot be chosen."), code="run_card_refused", faults=faults)
    changes = {"run_code": payload.code, "alarm_level": level}
    unit.connection.execute(update(incidents).where(incidents.c.id == found.id).values(**changes))
    event = RunCardChosen(
        incident=found.id, code=payload.code, level=level, was_code=was_code, was_level=was_level,
        reason=payload.reason, exercise=found.exercise,
    )  # fmt: skip
    tell(unit, found.id, event, _says(payload, lines, level, was_code, was_level))
    out_of_date(unit, found.id)
    return {"incident": found.id, "code": payload.code, "level": level}


def _faults(payload: ChooseRunCard, lines: Sequence[Line]) -> list[Fault]:
    if not payload.code:
        return []
    if not lines:
        return [Fault("code", N_("a code of the run-card table"), "no_run_card")]
    levels = sorted({line.level for line in lines})
    if payload.level not in levels:
        return [Fault("level", N_("one of {known}"), "no_level", {"known": ", ".join(map(str, levels))})]
    return []


def _says(payload: ChooseRunCard, lines: Sequence[Line], level: int, was_code: str, was_level: int) -> Words:
    why = f" ({payload.reason})" if payload.reason else ""
    if not payload.code:
        return Words(f"不再使用调派表 {was_code}{why}", f"run card {was_code} is left{why}")
    title = lines[0].title
    if payload.code == was_code:
        zh, en = ("升至", "raised to") if level > was_level else ("降至", "lowered to")
        return Words(
            f"调派表 {payload.code} {title} {zh} {level} 级{why}",
            f"run card {payload.code} {title} {en} level {level}{why}",
        )
    return Words(
        f"调派表 {payload.code} {title} {level} 级{why}", f"run card {payload.code} {title}, level {level}{why}"
    )


def run_cards_view(reading: Reading, parameters: RunCardsOf) -> tuple[RunCard, ...]:
    """The table by code: what each level adds."""
    found = [_card(code, lines) for code, lines in lines_of(reading).items()]
    wanted = parameters.search.lower()
    return tuple(card for card in found if wanted in card.code.lower() or wanted in card.title.lower())


def _card(code: str, lines: Sequence[Line]) -> RunCard:
    return RunCard(
        code=code,
        title=next((line.title for line in lines if line.title != code), code),
        levels=tuple(sorted({line.level for line in lines})),
        lines=tuple(
            RunCardLine(
                level=line.level,
                task=words(line.need.task),
                teams=line.need.count,
                capabilities=dict(line.need.capabilities),
                protection=dict(line.need.protection),
                by=line.need.by,
                source=line.source,
            )
            for line in lines
        ),
    )
