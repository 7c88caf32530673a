"""Umbrella events as they are looked at: on the board, whole, and by other plugins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, func, select

from fengsui.errors import Missing
from fengsui.hooks import Reading
from fengsui.text import N_
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.payloads import Nothing
from fengsui_incidents.api.payloads_intake import OfUmbrella
from fengsui_incidents.api.umbrellas import Member, SharedForce, UmbrellaCard, UmbrellaLine, UmbrellaRow
from fengsui_incidents.model.joint import joint_figures
from fengsui_incidents.service.loading import in_area
from fengsui_incidents.service.umbrellas import of_incident
from fengsui_incidents.tables import incidents, log, members, orders, umbrella_log, umbrellas

LINES = 500
"""Of the common log: the last so many."""


class OpenUmbrellas:
    """Answers `Umbrellas`."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def open(self) -> tuple[UmbrellaRow, ...]:
        return umbrella_rows(self._reading, umbrellas.c.state == "open")

    def of(self, incident: str) -> str:
        return of_incident(self._reading, incident)

    def card(self, umbrella: str) -> UmbrellaCard:
        return umbrella_view(self._reading, OfUmbrella(umbrella=umbrella))


def umbrellas_view(reading: Reading, _: Nothing) -> tuple[UmbrellaRow, ...]:
    """Those that are open, then the last that were closed."""
    closed = select(umbrellas.c.id).where(umbrellas.c.state == "closed")
    closed = closed.order_by(umbrellas.c.closed_at.desc().nulls_last(), umbrellas.c.id.desc()).limit(20)
    rows = umbrella_rows(reading, (umbrellas.c.state == "open") | umbrellas.c.id.in_(closed))
    return tuple(sorted(rows, key=lambda row: (row.state != "open", row.exercise is not None)))


def umbrella_rows(reading: Reading, where: ColumnElement[bool]) -> tuple[UmbrellaRow, ...]:
    rows = (
        reading.connection.execute(select(umbrellas).where(where).order_by(umbrellas.c.opened_at, umbrellas.c.id))
        .mappings()
        .all()
    )
    if not rows:
        return ()
    held = _members(reading, [row["id"] for row in rows])
    ids = [one["id"] for each in held.values() for one in each]
    counted = select(orders.c.incident, func.count()).where(
        orders.c.incident.in_(ids), orders.c.team != "", orders.c.open
    )
    rows_of = reading.connection.execute(counted.group_by(orders.c.incident))
    forces: dict[str, int] = {row[0]: row[1] for row in rows_of}
    return tuple(UmbrellaRow(**_row(row, held.get(row["id"], []), forces)) for row in rows)


def _members(reading: Reading, ids: Sequence[str]) -> Mapping[str, list[RowMapping]]:
    """The incidents of each umbrella, as far as the actor's division goes."""
    query = select(members.c.umbrella, incidents).join(incidents, incidents.c.id == members.c.incident)
    found: dict[str, list[RowMapping]] = defaultdict(list)
    for row in reading.connection.execute(
        query.where(members.c.umbrella.in_(ids)).order_by(incidents.c.reported_at, incidents.c.id)
    ).mappings():
        if in_area(reading, row["division"]):
            found[row["umbrella"]].append(row)
    return found


def _row(row: RowMapping, held: Sequence[RowMapping], forces: Mapping[str, int]) -> dict[str, Any]:
    running = [one for one in held if one["state"] != "closed"]
    return {
        "id": row["id"],
        "title": row["title"],
        "state": row["state"],
        "opened_at": row["opened_at"],
        "incidents": tuple(one["id"] for one in held),
        "running": len(running),
        "urgency": min((one["urgency"] for one in running), default=None),
        "figures": joint_figures((one["figures"], one["outcome"]) for one in held),
        "forces": sum(forces.get(one["id"], 0) for one in held),
        "exercise": row["exercise"],
    }


def umbrella_view(reading: Reading, parameters: OfUmbrella) -> UmbrellaCard:
    found = umbrella_rows(reading, umbrellas.c.id == parameters.umbrella)
    if not found:
        raise Missing(N_("There is no umbrella event {umbrella}."), code="no_umbrella", umbrella=parameters.umbrella)
    row = found[0]
    held = _members(reading, [row.id]).get(row.id, [])
    closed_at = reading.connection.execute(select(umbrellas.c.closed_at).where(umbrellas.c.id == row.id)).scalar()
    values = {name: getattr(row, name) for name in UmbrellaRow.__dataclass_fields__}
    return UmbrellaCard(
        **values,
        members=tuple(_member(one) for one in held),
        shared=_shared(reading, row.incidents),
        log=_log(reading, row),
        closed_at=closed_at,
    )


def _member(row: RowMapping) -> Member:
    return Member(
        incident=row["id"], title=Words(row["title_zh"], row["title_en"]), place=row["place"], urgency=row["urgency"],
        state=row["state"], outcome=row["outcome"], calls=row["calls"], reported_at=row["reported_at"],
    )  # fmt: skip


def _shared(reading: Reading, ids: Sequence[str]) -> tuple[SharedForce, ...]:
    """Each team once, with all its orders; those of several incidents first."""
    query = select(orders).where(orders.c.incident.in_(ids)).order_by(orders.c.ordered_at, orders.c.id)
    found: dict[str, list[RowMapping]] = defaultdict(list)
    for row in reading.connection.execute(query).mappings():
        found[row["team"] or row["name_zh"]].append(row)
    made = [
        SharedForce(team=rows[0]["team"], name=rows[0]["name_zh"],
                    orders=tuple((row["id"], row["incident"], row["state"]) for row in rows))
        for rows in found.values()
    ]  # fmt: skip
    return tuple(sorted(made, key=lambda one: -len({incident for _, incident, _ in one.orders})))


def _log(reading: Reading, row: UmbrellaRow) -> tuple[UmbrellaLine, ...]:
    own = select(umbrella_log).where(umbrella_log.c.umbrella == row.id).order_by(umbrella_log.c.id.desc()).limit(LINES)
    theirs = select(log).where(log.c.incident.in_(row.incidents)).order_by(log.c.id.desc()).limit(LINES)
    lines = [
        *(_line(one, "") for one in reading.connection.execute(own).mappings()),
        *(_line(one, one["incident"]) for one in reading.connection.execute(theirs).mappings()
          if not str(one["topic"]).startswith("incidents.umbrella_")),
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: line.at)[-LINES:])


def _line(row: RowMapping, incident: str) -> UmbrellaLine:
    return UmbrellaLine(at=row["at"], says=Words(row["zh"], row["en"]), actor=row["actor"], topic=row["topic"],
                        incident=incident)  # fmt: skip
