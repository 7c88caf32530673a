"""The field of one incident, whole, at one position of the journal; names of casualties masked for whoever may not
see them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping, Table, select

from fengsui.hooks import Reading
from fengsui.text import N_
from fengsui_field import tables as t
from fengsui_field.api.board import EntryRow, FieldBoard, Group, Printed
from fengsui_field.api.payloads import OfIncident, OfVoucher
from fengsui_field.api.words import BorneBy, Degree
from fengsui_field.model.casualties import totals
from fengsui_field.model.money import by_bearer
from fengsui_field.model.printing import voucher_en, voucher_title, voucher_zh
from fengsui_field.service import rows
from fengsui_field.service.context import card, plan_of, row_of
from fengsui_field.service.post import usual_groups

NAMES = "field.casualties.names"


def of(reading: Reading, table: Table, incident: str, *order: Any) -> list[RowMapping]:
    """An incident's rows of one table, in the given order, those that are equal in it by id."""
    query = select(table).where(table.c.incident == incident).order_by(*order, table.c.id)
    return list(reading.connection.execute(query).mappings())


def board(reading: Reading, parameters: OfIncident) -> FieldBoard:
    found = card(reading, parameters.incident)
    plan = plan_of(reading, found)
    values: dict[str, Any] = {**_people(reading, found.id), **_things(reading, found.id)}
    return FieldBoard(
        incident=found.id,
        title=found.title,
        exercise=found.exercise,
        now=reading.now,
        groups_usual=tuple(
            Group(key=key, title=title, leader="", phone="", members=(), teams=())
            for key, title in usual_groups(reading).items()
        ),
        teams=tuple(dict.fromkeys((force.team, force.name) for force in found.forces if force.team)),
        tasks=found.tasks,
        reported_at=found.reported_at,
        entry_minutes=plan.entry_minutes if plan else None,
        closed=found.state == "closed",
        **values,
    )


def _people(reading: Reading, incident: str) -> dict[str, Any]:
    """Post, entries, relief, casualties: people."""
    entries = entries_of(reading, incident)
    listed = of(reading, t.casualties, incident, t.casualties.c.number)
    shown = reading.actor.can(NAMES)
    counted: dict[Degree, int] = totals(row["degree"] for row in listed if not row["struck"])
    return {
        "posts": _posts(reading, incident),
        "entries": entries,
        "inside": sum(len(entry.inside) for entry in entries),
        "reliefs": rows.reliefs(reading, of(reading, t.reliefs, incident, t.reliefs.c.due_at)),
        "casualties": tuple(rows.casualty(row, shown=shown) for row in listed),
        "totals": counted,
        "names_shown": shown,
    }


def _posts(reading: Reading, incident: str) -> tuple[Any, ...]:
    led: dict[str, list[RowMapping]] = defaultdict(list)
    grouped: dict[str, list[RowMapping]] = defaultdict(list)
    for row in of(reading, t.commanders, incident, t.commanders.c.number):
        led[row["in_post"]].append(row)
    for row in of(reading, t.groups, incident, t.groups.c.number):
        grouped[row["in_post"]].append(row)
    found = of(reading, t.posts, incident, t.posts.c.opened_at)
    return tuple(rows.post(row, led[row["id"]], grouped[row["id"]]) for row in found)


def entries_of(reading: Reading, incident: str) -> tuple[EntryRow, ...]:
    """Those inside first, soonest deadline first; then those who came out, the last first."""
    people: dict[str, list[RowMapping]] = defaultdict(list)
    for row in of(reading, t.wearers, incident, t.wearers.c.number):
        people[row["entry"]].append(row)
    found = [rows.entry(row, people[row["id"]], reading.now) for row in of(reading, t.entries, incident)]
    inside = sorted((one for one in found if one.due is not None), key=lambda one: (one.due, one.id))
    out = sorted((one for one in found if one.due is None), key=lambda one: (one.entered_at, one.id), reverse=True)
    return (*inside, *out)


def roll(reading: Reading, parameters: OfIncident) -> tuple[EntryRow, ...]:
    """Who is inside now, by name."""
    found = card(reading, parameters.incident)
    return tuple(one for one in entries_of(reading, found.id) if one.due is not None)


def _things(reading: Reading, incident: str) -> dict[str, Any]:
    """Supplies, experts, statements, aid, costs, vouchers."""
    said: dict[str, list[RowMapping]] = defaultdict(list)
    for row in of(reading, t.advice, incident, t.advice.c.at):
        said[row["call"]].append(row)
    costs = tuple(rows.cost(row) for row in of(reading, t.costs, incident, t.costs.c.at))
    sums: dict[BorneBy, int] = by_bearer((one.borne_by, one.amount) for one in costs if not one.struck)
    return {
        "draws": rows.draws(of(reading, t.draws, incident, t.draws.c.at)),
        "experts": rows.experts(reading, of(reading, t.experts, incident, t.experts.c.asked_at), said),
        "speakers": tuple(rows.speaker(row) for row in of(reading, t.speakers, incident, t.speakers.c.number)),
        "statements": tuple(rows.statement(row) for row in of(reading, t.statements, incident, t.statements.c.number)),
        "aid": tuple(rows.aid(row) for row in of(reading, t.aid, incident, t.aid.c.number)),
        "costs": costs,
        "cost_totals": sums,
        "vouchers": tuple(rows.voucher(row) for row in of(reading, t.vouchers, incident, t.vouchers.c.number)),
    }


def voucher_text(reading: Reading, parameters: OfVoucher) -> Printed:
    """The voucher as it is printed and signed, in both languages."""
    row = row_of(reading, t.vouchers, parameters.voucher, N_("There is no voucher {id}."))
    card(reading, row["incident"])
    voucher, zone = rows.voucher(row), ZoneInfo(reading.centre()["zone"])
    drill = row["exercise"] is not None
    return Printed(
        title=voucher_title(voucher),
        zh=voucher_zh(voucher, row["incident"], zone, drill=drill),
        en=voucher_en(voucher, row["incident"], zone, drill=drill),
    )
