"""Experts: register, change, list with who may be asked."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from fengsui.errors import Conflict, Invalid, Missing
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_rosters import tables
from fengsui_rosters.api import Expert, ExpertChanged, ExpertRegistered, ExpertRow
from fengsui_rosters.model.experts import expert_faults, why_not
from fengsui_rosters.model.teams import both_values, changed_fields
from fengsui_rosters.payloads import ChangeExpert, ListExperts, RegisterExpert
from fengsui_rosters.service.surroundings import today


def _expert(row: RowMapping) -> Expert:
    lists = {"specialities": tuple(row["specialities"]), "conflicts": tuple(row["conflicts"])}
    return Expert(**(dict(row) | lists))


def _row(expert: Expert) -> dict[str, Any]:
    return asdict(expert) | {"specialities": list(expert.specialities), "conflicts": list(expert.conflicts)}


def load_experts(connection: Connection) -> list[Expert]:
    return [_expert(row) for row in connection.execute(select(tables.expert).order_by(tables.expert.c.id)).mappings()]


def find_expert(connection: Connection, expert: str) -> Expert | None:
    row = connection.execute(select(tables.expert).where(tables.expert.c.id == expert)).mappings().first()
    return _expert(row) if row is not None else None


def _refuse_faults(expert: Expert) -> None:
    if faults := expert_faults(expert):
        raise Invalid(
            N_("Expert {expert} cannot be filed like this."), code="expert_invalid", faults=faults, expert=expert.id
        )


def register_expert(unit: Unit, payload: RegisterExpert) -> dict[str, Any]:
    given = payload.model_dump()
    given |= {"specialities": tuple(payload.specialities), "conflicts": tuple(payload.conflicts)}
    expert = Expert(**given)
    if find_expert(unit.connection, expert.id) is not None:
        raise Conflict(N_("There is already an expert {expert}."), code="expert_exists", expert=expert.id)
    _refuse_faults(expert)
    unit.connection.execute(insert(tables.expert).values(**_row(expert)))
    unit.record(ExpertRegistered(expert=expert.id, exercise=None))
    return {"expert": expert.id, "version": expert.version}


def change_expert(unit: Unit, payload: ChangeExpert) -> dict[str, Any]:
    """Changes the fields given: a new term, a suspension, a site to withdraw from. Conflict on an old version."""
    expert = find_expert(unit.connection, payload.id)
    if expert is None:
        raise Missing(N_("There is no expert {expert}."), code="expert_unknown", expert=payload.id)
    before = {f.name: getattr(expert, f.name) for f in fields(expert)}
    given = payload.model_dump(exclude_unset=True, exclude={"id", "if_version"})
    wanted: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    changed = changed_fields(before, wanted)
    if not changed:
        return {"expert": expert.id, "version": expert.version}
    if payload.if_version != expert.version:
        raise Conflict(
            N_("Expert {expert} was changed meanwhile: version {version}, you saw {seen}."),
            code="version_conflict",
            faults=both_values(before, wanted),
            expert=expert.id,
            version=expert.version,
            seen=payload.if_version,
        )
    after = replace(expert, **wanted, version=expert.version + 1)
    _refuse_faults(after)
    unit.connection.execute(update(tables.expert).where(tables.expert.c.id == after.id).values(**_row(after)))
    unit.record(ExpertChanged(expert=after.id, version=after.version, changed=changed, exercise=None))
    return {"expert": after.id, "version": after.version}


def list_experts(reading: Reading, parameters: ListExperts) -> tuple[ExpertRow, ...]:
    """Those who may be asked first; with `site`, whoever is interested in it must withdraw (回避)."""
    day, wanted = today(reading), parameters.speciality
    rows: list[ExpertRow] = []
    for expert in load_experts(reading.connection):
        if wanted and not any(wanted in speciality for speciality in expert.specialities):
            continue
        reason = why_not(expert, day, parameters.site)
        rows.append(ExpertRow(expert=expert, available=not reason, why_not=reason))
    return tuple(sorted(rows, key=lambda row: (not row.available, row.expert.id)))
