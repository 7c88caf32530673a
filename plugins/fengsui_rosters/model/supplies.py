"""Stock: what a movement does to a batch, what is missing, what has passed its day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from fengsui.errors import Conflict, Fault, Invalid
from fengsui.text import N_
from fengsui_rosters.api import MovementKind, Shortage, Stock, StockRow

TAKES: frozenset[MovementKind] = frozenset({"out", "transfer", "scrap"})


def movement_faults(
    kind: MovementKind, quantity: int, *, reference: str, reason: str, to_depot: str | None, depot: str
) -> list[Fault]:
    """What the movement itself lacks, before any stock is looked at."""
    faults: list[Fault] = []
    if quantity == 0 and kind != "count":
        faults.append(Fault("quantity", N_("at least 1"), "too_small"))
    if kind == "out" and not reference:
        faults.append(Fault("reference", N_("the order or drill that it leaves for"), "reference_missing"))
    if kind in ("scrap", "count") and not reason:
        faults.append(Fault("reason", N_("why"), "reason_missing"))
    if kind == "transfer" and to_depot in (None, depot):
        faults.append(Fault("to_depot", N_("another depot"), "depot_missing"))
    if kind != "transfer" and to_depot is not None:
        faults.append(Fault("to_depot", N_("nothing: only a transfer has a second depot"), "needless"))
    return faults


def balance_after(stock: Stock, kind: MovementKind, quantity: int, today: date, expired_stays: bool) -> int:
    """How much is there after the movement. Raises Conflict where there is not enough, or it may not leave."""
    if kind == "count":
        return quantity
    if kind not in TAKES:
        return stock.quantity + quantity
    if kind != "scrap" and expired_stays and is_expired(stock, today):
        raise Conflict(
            N_("Batch {batch} of {item} expired on {expires}: it may only be scrapped."),
            code="expired_stock",
            batch=stock.batch,
            item=stock.item,
            expires=stock.expires,
        )
    if quantity > stock.quantity:
        raise Conflict(
            N_("There are only {there} of {item} in batch {batch}; {wanted} were asked for."),
            code="not_enough_stock",
            there=stock.quantity,
            item=stock.item,
            batch=stock.batch,
            wanted=quantity,
        )
    return stock.quantity - quantity


def first_of(item: str, batch: str, name: str, unit: str) -> None:
    """Raises Invalid where a batch that is not known yet comes without saying what it is."""
    faults = [
        Fault(path, N_("what it is, for a new batch"), "missing")
        for path, given in (("name", name), ("unit", unit))
        if not given
    ]
    if faults:
        raise Invalid(
            N_("Batch {batch} of {item} is new here."), code="batch_unknown", faults=faults, item=item, batch=batch
        )


def first_to_expire(
    stocks: Iterable[Stock], item: str, quantity: int, today: date, expired_stays: bool
) -> tuple[Stock, ...]:
    """What leaves of each batch, what expires first going first. Raises Conflict where there is not enough."""
    usable = [
        stock
        for stock in stocks
        if stock.item == item and stock.quantity > 0 and not (expired_stays and is_expired(stock, today))
    ]
    there = sum(stock.quantity for stock in usable)
    if there < quantity:
        raise Conflict(
            N_("There are only {there} of {item} to be drawn; {wanted} were asked for."),
            code="not_enough_stock", there=there, item=item, wanted=quantity,
        )  # fmt: skip
    taken: list[Stock] = []
    for stock in sorted(usable, key=lambda one: (one.expires or date.max, one.batch)):
        if quantity > 0:
            taken.append(replace(stock, quantity=min(quantity, stock.quantity)))
            quantity -= taken[-1].quantity
    return tuple(taken)


def is_expired(stock: Stock, today: date) -> bool:
    return stock.expires is not None and stock.expires < today


def stock_row(stock: Stock, today: date, warning_days: int) -> StockRow:
    if stock.quantity == 0 or stock.expires is None:
        return StockRow(stock=stock)
    if is_expired(stock, today):
        return StockRow(stock=stock, flag="expired")
    soon = stock.expires <= today + timedelta(days=warning_days)
    return StockRow(stock=stock, flag="expiring" if soon else "")


def shortages(stocks: Iterable[Stock], today: date) -> tuple[Shortage, ...]:
    """Items of one depot of which less is usable than the least; the highest minimum of its batches counts."""
    by_item: dict[str, list[Stock]] = {}
    for stock in stocks:
        by_item.setdefault(stock.item, []).append(stock)
    found: list[Shortage] = []
    for item, batches in sorted(by_item.items()):
        usable = sum(batch.quantity for batch in batches if not is_expired(batch, today))
        minimum = max(batch.minimum for batch in batches)
        if usable < minimum:
            first = batches[0]
            found.append(Shortage(item=item, name=first.name, unit=first.unit, usable=usable, minimum=minimum))
    return tuple(found)
