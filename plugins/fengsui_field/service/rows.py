"""Rows of the tables as the views answer them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from fengsui.hooks import Reading
from fengsui_field.api.board import CasualtyRow, Commander, EntryRow, Group, Post, ReliefRow, Wearer
from fengsui_field.api.things import Advice, AidRow, CostRow, DrawRow, ExpertCall, Property, Speaker, Statement, Voucher
from fengsui_field.model.air import deadline
from fengsui_field.model.casualties import masked
from fengsui_field.service.alarms import seen
from fengsui_incidents.api.events import Words
from fengsui_rosters.api import Experts, Teams

AWAY = frozenset({"incident", "exercise"})


def _plain(row: RowMapping, *but: str) -> dict[str, Any]:
    """The columns that a row and its answer have in common."""
    return {name: value for name, value in row.items() if name not in AWAY and name not in but}


def post(row: RowMapping, commanders: Sequence[RowMapping], groups: Sequence[RowMapping]) -> Post:
    return Post(
        **_plain(row),
        commanders=tuple(Commander(**_plain(one, "id", "in_post", "number")) for one in commanders),
        groups=tuple(
            Group(
                key=one["key"], title=Words(one["zh"], one["en"]), leader=one["leader"], phone=one["phone"],
                members=tuple(one["members"]), teams=tuple(one["teams"]),
            )
            for one in groups
        ),
    )  # fmt: skip


def entry(row: RowMapping, people: Sequence[RowMapping], now: datetime) -> EntryRow:
    one = seen(row)
    due = None if row["out_at"] is not None else deadline(one)
    state = "out" if due is None else "turning" if row["turning_at"] is not None else "inside"
    return EntryRow(
        **_plain(row, "lasts", "evacuate_by", "entered_by", "told"),
        people=tuple(Wearer(name=who["name"], bar=who["bar"], out_at=who["out_at"]) for who in people),
        lasts_minutes=row["lasts"],
        state=state,
        due=due,
        alarm=due is not None and (due <= now or row["late"] or row["evacuate_by"] is not None),
        told=tuple(row["told"]),
        evacuating=due is not None and row["evacuate_by"] is not None,
    )


def reliefs(reading: Reading, found: Sequence[RowMapping]) -> tuple[ReliefRow, ...]:
    """With what the roster says of the team now: its rest begins with its return."""
    asked = {row["team"] for row in found} | {row["by_team"] for row in found if row["by_team"]}
    known = reading.ask(Teams).some(asked) if found else {}
    made = []
    for row in found:
        team = known.get(row["team"])
        by, resting = known.get(row["by_team"]), team is not None and team.readiness == "resting"
        made.append(
            ReliefRow(
                **_plain(row, "id", "left_at"),
                order=row["id"],
                by_name=by.name if by else row["by_team"],
                readiness=team.readiness if team else "",
                rests_until=team.until if team is not None and resting else None,
            )
        )
    return tuple(made)


def casualty(row: RowMapping, *, shown: bool) -> CasualtyRow:
    """Without the right to names, neither the name nor who brought the news: that may be a relative."""
    values = _plain(row, "entered_by")
    if not shown:
        values |= {"name": masked(row["name"]), "source": "", "reason": ""}
    return CasualtyRow(**values)


def draws(found: Sequence[RowMapping]) -> tuple[DrawRow, ...]:
    return tuple(DrawRow(**_plain(row, "batch")) for row in found)


def experts(
    reading: Reading, found: Sequence[RowMapping], said: Mapping[str, Sequence[RowMapping]]
) -> tuple[ExpertCall, ...]:
    known = reading.ask(Experts).names({row["expert"] for row in found})
    return tuple(
        ExpertCall(
            **_plain(row, "asked_by"),
            name=known[row["expert"]].name if row["expert"] in known else row["expert"],
            phone=known[row["expert"]].phone if row["expert"] in known else "",
            advice=tuple(
                Advice(at=one["at"], text=one["text"], adopted=one["adopted"], by=one["by"])
                for one in said.get(row["id"], ())
            ),
        )
        for row in found
    )


def speaker(row: RowMapping) -> Speaker:
    return Speaker(name=row["name"], post=row["post"])


def statement(row: RowMapping) -> Statement:
    return Statement(**{**_plain(row, "drafter"), "drafted_by": row["drafter"]})


def aid(row: RowMapping) -> AidRow:
    return AidRow(**_plain(row))


def cost(row: RowMapping) -> CostRow:
    return CostRow(**_plain(row))


def voucher(row: RowMapping) -> Voucher:
    things = tuple(Property(name=one["name"], quantity=one["quantity"], unit=one["unit"]) for one in row["things"])
    return Voucher(**_plain(row, "things", "issued_by"), property=things)
