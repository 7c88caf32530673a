"""Experts, depots and their stock, as the views answer them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

MovementKind = Literal["in", "out", "return", "transfer", "scrap", "count"]
"""入库, 出库, 归还, 调拨, 报废, 盘点."""

ReserveMode = Literal["government", "agreement", "capacity", "enterprise", "social"]
"""政府储备, 协议储备, 产能储备, 企业, 社会."""

ExpertStatus = Literal["active", "suspended", "dismissed", "retired"]
"""在聘, 暂停, 解聘, 到期(退出)."""


@dataclass(frozen=True, kw_only=True)
class Expert:
    """An expert whom the centre may ask. `conflicts` are the sites for which he must withdraw (回避)."""

    id: str
    name: str
    specialities: tuple[str, ...]
    phone: str
    unit: str = ""
    title: str = ""
    region: str = ""
    appointed_by: str = ""
    term_from: date | None = None
    term_to: date | None = None
    status: ExpertStatus = "active"
    conflicts: tuple[str, ...] = ()
    version: int = 1
    demo: bool = False


@dataclass(frozen=True, kw_only=True)
class ExpertRow:
    """`why_not` is empty when the expert may be asked: suspended, dismissed, retired, term_ended,
    term_not_begun, conflict."""

    expert: Expert
    available: bool
    why_not: str = ""


@dataclass(frozen=True, kw_only=True)
class Stock:
    """One batch of one item in one depot. `category` is the 7-digit code of GB/T 38565, where known."""

    item: str
    name: str
    unit: str
    batch: str
    quantity: int
    minimum: int = 0
    category: str = ""
    made: date | None = None
    expires: date | None = None
    inspected: date | None = None
    scrapped: bool = False
    demo: bool = False


@dataclass(frozen=True, kw_only=True)
class StockRow:
    """A batch with what is wrong with it: expired, expiring."""

    stock: Stock
    flag: Literal["", "expiring", "expired"] = ""


@dataclass(frozen=True, kw_only=True)
class Shortage:
    """Less of an item than the depot must hold; expired batches do not count."""

    item: str
    name: str
    unit: str
    usable: int
    minimum: int


@dataclass(frozen=True, kw_only=True)
class Depot:
    id: str
    name: str
    division: str
    lat: float
    lon: float
    keeper: str
    phone: str
    mode: ReserveMode
    address: str = ""
    version: int = 1
    demo: bool = False


@dataclass(frozen=True, kw_only=True)
class DepotRow:
    depot: Depot
    stock: tuple[StockRow, ...]
    shortages: tuple[Shortage, ...]


class Supplies(Protocol):
    """Answered by the rosters plugin, inside the asker's transaction."""

    def stock(self, depot: str) -> Sequence[Stock]:
        """The depot's batches, by item and batch; none where it is unknown."""
        ...

    def draw(
        self, depot: str, item: str, quantity: int, *, batch: str = "", reference: str, exercise: str | None
    ) -> Sequence[Stock]:
        """Books stock out (only inside a unit): what left of each batch, with its quantity.

        Without a `batch` what expires first goes first. Raises Missing (no such depot or batch), Forbidden, or Conflict
        where there is not enough. In a drill it is checked in the same way, and nothing leaves.
        """
        ...

    def give_back(
        self, depot: str, item: str, batch: str, quantity: int, *, reference: str, exercise: str | None
    ) -> None:
        """Books a return of what was drawn (only inside a unit); in a drill nothing."""
        ...


class Experts(Protocol):
    """Answered by the rosters plugin, inside the asker's transaction."""

    def get(self, expert: str, *, site: str = "") -> ExpertRow | None:
        """The expert, and whether he may be asked today, about `site` too; None where there is none."""
        ...

    def names(self, experts: Collection[str]) -> Mapping[str, Expert]:
        """Those of `experts` that there are, by id."""
        ...
