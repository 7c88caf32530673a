"""Depots and stock: register a depot, move a batch, list what is there and what is missing."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from fengsui.errors import Conflict, Invalid, Missing
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_rosters import tables
from fengsui_rosters.api import Depot, DepotRegistered, DepotRow, MovementKind, Stock, StockMoved
from fengsui_rosters.model.places import place_faults
from fengsui_rosters.model.supplies import (
    balance_after,
    first_of,
    first_to_expire,
    movement_faults,
    shortages,
    stock_row,
)
from fengsui_rosters.payloads import ListSupplies, RegisterDepot, StockMovement
from fengsui_rosters.service.surroundings import surroundings, today


def register_depot(unit: Unit, payload: RegisterDepot) -> dict[str, Any]:
    depot = Depot(**payload.model_dump())
    unit.actor.require("rosters.register_depot", area=depot.division)
    if _find_depot(unit.connection, depot.id) is not None:
        raise Conflict(N_("There is already a depot {depot}."), code="depot_exists", depot=depot.id)
    if faults := place_faults(depot.lat, depot.lon, surroundings(unit)):
        raise Invalid(
            N_("Depot {depot} cannot be filed like this."), code="depot_invalid", faults=faults, depot=depot.id
        )
    unit.connection.execute(insert(tables.depot).values(**asdict(depot)))
    unit.record(DepotRegistered(depot=depot.id, exercise=None))
    return {"depot": depot.id, "version": depot.version}


def _find_depot(connection: Connection, depot: str) -> Depot | None:
    row = connection.execute(select(tables.depot).where(tables.depot.c.id == depot)).mappings().first()
    return Depot(**row) if row is not None else None


def _need_depot(unit: Unit, depot: str) -> Depot:
    found = _find_depot(unit.connection, depot)
    if found is None:
        raise Missing(N_("There is no depot {depot}."), code="depot_unknown", depot=depot)
    unit.actor.require("rosters.stock_movement", area=found.division)
    return found


def _stock(row: RowMapping) -> Stock:
    return Stock(**{name: value for name, value in row.items() if name not in ("id", "depot")})


def _find_batch(connection: Connection, depot: str, item: str, batch: str) -> tuple[str, Stock] | None:
    s = tables.stock
    query = select(s).where(s.c.depot == depot, s.c.item == item, s.c.batch == batch)
    row = connection.execute(query).mappings().first()
    return (row["id"], _stock(row)) if row is not None else None


def stock_movement(unit: Unit, payload: StockMovement) -> dict[str, Any]:
    """Moves one batch; a transfer is booked in both depots, in one unit. The stock never falls below nothing."""
    faults = movement_faults(
        payload.kind,
        payload.quantity,
        reference=payload.reference,
        reason=payload.reason,
        to_depot=payload.to_depot,
        depot=payload.depot,
    )
    if faults:
        raise Invalid(N_("This movement cannot be booked."), code="movement_invalid", faults=faults)
    _need_depot(unit, payload.depot)
    stock_id, stock = _batch(unit, payload)
    balance = _book(unit, payload, payload.depot, stock_id, stock, payload.kind)
    if payload.kind == "transfer" and payload.to_depot is not None:
        _need_depot(unit, payload.to_depot)
        there = _find_batch(unit.connection, payload.to_depot, stock.item, stock.batch)
        other_id, other = there or _open(unit, payload.to_depot, replace(stock, quantity=0, minimum=0))
        _book(unit, payload, payload.to_depot, other_id, other, "in")
    return {"depot": payload.depot, "item": payload.item, "batch": payload.batch, "balance": balance}


@dataclass(frozen=True)
class Wanted:
    """So much of an item, of one batch or (empty) of whichever expires first."""

    item: str
    quantity: int
    batch: str = ""


def draw_stock(unit: Unit, depot: str, wanted: Wanted, reference: str, *, booked: bool) -> tuple[Stock, ...]:
    """What leaves of each batch for `reference`. Not `booked` (a drill): the same checks, and everything stays."""
    _need_depot(unit, depot)
    stays = bool(unit.rule("expired_goods_stay").value)
    stocks = load_stock(unit.connection, depot, wanted.item).get(depot, [])
    if wanted.batch:
        stocks = [stock for stock in stocks if stock.batch == wanted.batch]
    if not stocks:
        raise Missing(N_("There is no {item} in depot {depot}."), code="batch_missing", item=wanted.item, depot=depot)
    taken = first_to_expire(stocks, wanted.item, wanted.quantity, today(unit), stays)
    for stock in taken if booked else ():
        out = StockMovement(
            depot=depot, item=stock.item, batch=stock.batch, kind="out", quantity=stock.quantity, reference=reference
        )
        stock_movement(unit, out)
    return taken


def _batch(unit: Unit, payload: StockMovement) -> tuple[str, Stock]:
    """The batch that the movement is about; the first `in` (or a count) of a new one opens it."""
    found = _find_batch(unit.connection, payload.depot, payload.item, payload.batch)
    if found is not None:
        return found
    if payload.kind not in ("in", "count"):
        raise Missing(
            N_("There is no batch {batch} of {item} in depot {depot}."),
            code="batch_missing",
            batch=payload.batch,
            item=payload.item,
            depot=payload.depot,
        )
    first_of(payload.item, payload.batch, payload.name, payload.unit)
    about = payload.model_dump(exclude={"depot", "kind", "quantity", "to_depot", "reference", "reason"})
    return _open(unit, payload.depot, Stock(**about, quantity=0))


def _open(unit: Unit, depot: str, stock: Stock) -> tuple[str, Stock]:
    stock_id = unit.new_id()
    unit.connection.execute(insert(tables.stock).values(id=stock_id, depot=depot, **asdict(stock)))
    return stock_id, stock


def _book(unit: Unit, payload: StockMovement, depot: str, stock_id: str, stock: Stock, kind: MovementKind) -> int:
    stays = bool(unit.rule("expired_goods_stay").value)
    balance = balance_after(stock, kind, payload.quantity, today(unit), stays)
    change: dict[str, Any] = {"quantity": balance, "scrapped": stock.scrapped or kind == "scrap"}
    if kind == "count":
        change["inspected"] = payload.inspected or today(unit)
    unit.connection.execute(update(tables.stock).where(tables.stock.c.id == stock_id).values(**change))
    unit.connection.execute(
        insert(tables.movement).values(
            id=unit.new_id(),
            stock=stock_id,
            at=unit.now,
            by=unit.actor.name or unit.actor.id,
            kind=kind,
            quantity=payload.quantity,
            balance=balance,
            reference=payload.reference,
            reason=payload.reason,
        )
    )
    unit.record(
        StockMoved(
            depot=depot,
            item=stock.item,
            batch=stock.batch,
            kind=kind,
            quantity=payload.quantity,
            balance=balance,
            reference=payload.reference,
            exercise=None,
        )
    )
    return balance


def load_stock(connection: Connection, depot: str = "", item: str = "") -> dict[str, list[Stock]]:
    """Batches by depot, by item and batch."""
    s = tables.stock
    query = select(s).order_by(s.c.depot, s.c.item, s.c.batch)
    if depot:
        query = query.where(s.c.depot == depot)
    if item:
        query = query.where(s.c.item == item)
    found: dict[str, list[Stock]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["depot"], []).append(_stock(row))
    return found


def load_depots(connection: Connection) -> list[Depot]:
    return [Depot(**row) for row in connection.execute(select(tables.depot).order_by(tables.depot.c.id)).mappings()]


def list_supplies(reading: Reading, parameters: ListSupplies) -> tuple[DepotRow, ...]:
    """Depots with their batches, what has passed or nears its day, and what is below its least."""
    day, warning = today(reading), int(reading.rule("stock_warning_days").value)
    by_depot = load_stock(reading.connection, parameters.depot, parameters.item)
    rows: list[DepotRow] = []
    for depot in load_depots(reading.connection):
        if parameters.depot not in ("", depot.id) or not depot.division.startswith(reading.actor.area):
            continue
        stocks = by_depot.get(depot.id, [])
        rows.append(
            DepotRow(
                depot=depot,
                stock=tuple(stock_row(stock, day, warning) for stock in stocks),
                shortages=shortages(stocks, day),
            )
        )
    return tuple(rows)
