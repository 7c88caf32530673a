"""The entries of an order, wrong ones too, and the roll that is called after an evacuation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fengsui_incidents.api.board import Fact
from fengsui_incidents.api.words import OrderKind


@dataclass(frozen=True, kw_only=True)
class FactEntry:
    """A fact as it was entered: written once. `state`: it holds, was corrected by a later entry, or says that what it
    corrects never happened (void)."""

    fact: Fact
    entered_at: datetime
    actor: str
    note: str
    change: int
    state: Literal["holds", "corrected", "void"]


@dataclass(frozen=True, kw_only=True)
class RollCallRow:
    """One force after an evacuation: how many it said went in and how many came out; who is `missing`, as far as both
    are known. `answered` None: it has not answered, and its alarm goes on; `overdue` once its time has run out."""

    order: str
    team: str
    name: str
    phone: str
    kind: OrderKind
    asked_at: datetime
    due: datetime
    overdue: bool
    went_in: int | None
    came_out: int | None
    missing: int | None
    answered: datetime | None = None
    said_by: str = ""
    answered_for: bool = False
    unreachable: bool = False


@dataclass(frozen=True, kw_only=True)
class RollCall:
    """点名: every force that the last evacuation reached. Totals are of what is known; `unknown` forces gave no number
    of people that went in or came out, and `open` ones have not answered."""

    incident: str
    ordered_at: datetime | None
    rows: tuple[RollCallRow, ...]
    went_in: int
    came_out: int
    missing: int
    unknown: int
    open: int
