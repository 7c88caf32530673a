"""Rows into the values that decisions are made of. Loading an incident binds the unit to its kind, drill or real."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from sqlalchemy import ColumnElement, RowMapping, Select, bindparam, select

from fengsui.errors import Conflict, Missing
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.board import Assessment, Fact, Proposal, Task
from fengsui_incidents.api.events import Words
from fengsui_incidents.model.orders import OrderRecord, Step
from fengsui_incidents.model.picture import Circumstance, Claim, Picture, SpecialFacts, WindReading
from fengsui_incidents.model.run_cards import Line, beside, needs_of
from fengsui_incidents.service.parts import circumstances_of, claims_of, tasks_of, words_of
from fengsui_incidents.service.run_card_rows import lines_of
from fengsui_incidents.service.stored import restore
from fengsui_incidents.tables import facts, incidents, orders
from fengsui_plans.api import DigitalPlan, Escalation, Library, Sites


def _statements(where: ColumnElement[bool]) -> tuple[Select[Any], Select[Any]]:
    """The orders, in the order in which they went out, and what was entered of them."""
    said = select(facts).join(orders, orders.c.id == facts.c.order).where(where)
    return (
        select(orders).where(where).order_by(orders.c.ordered_at, orders.c.id),
        said.order_by(facts.c.entered_at, facts.c.id),
    )


# Made once: making a statement anew takes longer than SQLite takes to answer it, and every command reads these.
ONE = select(incidents).where(incidents.c.id == bindparam("id"))
ORDERS, FACTS = _statements(orders.c.incident.in_(bindparam("ids", expanding=True)))
ORDER, FACTS_OF_ONE = _statements(orders.c.id == bindparam("id"))


@dataclass(frozen=True)
class Order:
    """An order's row, and what the model decides by: of its facts those that hold. `corrected`: some do no more."""

    row: Mapping[str, Any]
    record: OrderRecord
    corrected: bool = False

    @property
    def id(self) -> str:
        return self.record.id

    @property
    def name(self) -> Words:
        return Words(self.row["name_zh"], self.row["name_en"])


@dataclass(frozen=True)
class Incident:
    row: Mapping[Any, Any]
    picture: Picture
    orders: tuple[Order, ...]
    tasks: tuple[Task, ...]
    plan: DigitalPlan | None

    @property
    def id(self) -> str:
        return self.picture.id

    @property
    def exercise(self) -> str | None:
        return self.picture.exercise

    @cached_property
    def assessment(self) -> Assessment:
        return restore(Assessment, self.row["assessment"])

    @cached_property
    def proposal(self) -> Proposal | None:
        return restore(Proposal, self.row["proposal"]) if self.row["proposal"] else None

    def proposal_for(self, teams: Collection[str]) -> Proposal | None:
        """The proposal with those candidates only that are chosen or among `teams`: enough to check a dispatch by,
        however many others there are."""
        stored = self.row["proposal"]
        if not stored:
            return None
        needs = [
            {**need, "candidates": [c for c in need["candidates"] if c["chosen"] or c["team"] in teams]}
            for need in stored["needs"]
        ]
        return restore(Proposal, {**stored, "needs": needs})

    @property
    def records(self) -> tuple[OrderRecord, ...]:
        return tuple(order.record for order in self.orders)

    @property
    def title(self) -> Words:
        return self.picture.title


def load(unit: Unit, incident: str) -> Incident:
    """One incident to act on. Binds the unit to its exercise, or to the real thing, and asks for the right to it."""
    found = read(unit, incident)
    unit.enter(found.exercise)
    require_kind(unit, found.exercise)
    return found


def load_open(unit: Unit, incident: str) -> Incident:
    """An incident to act on that is not closed."""
    found = load(unit, incident)
    if found.row["state"] == "closed":
        raise Conflict(N_("Incident {incident} is closed."), code="incident_closed", incident=incident)
    return found


def read(reading: Reading, incident: str) -> Incident:
    """One incident to look at; one outside the actor's division does not exist for him."""
    found = _with_parts(reading, reading.connection.execute(ONE, {"id": incident}).mappings().all())
    if not found or not in_area(reading, found[0].row["division"]):
        raise Missing(N_("There is no incident {incident}."), code="no_incident", incident=incident)
    return found[0]


def in_area(reading: Reading, division: str) -> bool:
    area = reading.actor.area
    return not area or (bool(division) and division.startswith(area))


def require_kind(unit: Reading, exercise: str | None) -> None:
    """A controller of exercises has no hand on the real thing; who has, may also act in a drill."""
    if exercise is None or not unit.actor.can("incidents.drill"):
        unit.actor.require("incidents.real")


def read_all(reading: Reading, where: ColumnElement[bool]) -> list[Incident]:
    """Incidents with all their parts in six queries, however many there are."""
    found = reading.connection.execute(select(incidents).where(where).order_by(incidents.c.reported_at, incidents.c.id))
    return _with_parts(reading, found.mappings().all())


def _with_parts(reading: Reading, rows: Sequence[RowMapping]) -> list[Incident]:
    if not rows:
        return []
    ids = [row["id"] for row in rows]
    of_orders, of_tasks = _orders(reading, ids), tasks_of(reading, ids)
    of_claims, of_calls, ticked = claims_of(reading, ids), words_of(reading, ids), circumstances_of(reading, ids)
    library, sites = reading.ask(Library), reading.ask(Sites)
    codes = {row["run_code"] for row in rows} - {""}
    cards = lines_of(reading, codes) if codes else {}
    return [
        Incident(
            row,
            _picture(row, of_claims.get(row["id"], []), of_calls.get(row["id"], ""), sites, ticked.get(row["id"], ())),
            tuple(of_orders.get(row["id"], [])),
            tuple(of_tasks.get(row["id"], [])),
            _with_run_card(_plan(row, library), row, cards),
        )
        for row in rows
    ]


def _with_run_card(
    plan: DigitalPlan | None, row: RowMapping, cards: Mapping[str, Sequence[Line]]
) -> DigitalPlan | None:
    """The incident's plan, with what its run card asks for beside it."""
    lines = cards.get(row["run_code"], ())
    return beside(plan, needs_of(lines, row["alarm_level"])) if plan is not None and lines else plan


def order_by_id(reading: Reading, order: str) -> Order | None:
    found = _of_rows(reading, ORDER, FACTS_OF_ONE, {"id": order})
    return found[0] if found else None


def _orders(reading: Reading, ids: Sequence[str]) -> Mapping[str, list[Order]]:
    grouped: dict[str, list[Order]] = defaultdict(list)
    for order in _of_rows(reading, ORDERS, FACTS, {"ids": ids}):
        grouped[order.record.incident].append(order)
    return grouped


def read_orders(reading: Reading, where: ColumnElement[bool]) -> list[Order]:
    """Orders with their facts, in two queries, in the order in which they went out."""
    return _of_rows(reading, *_statements(where), {})


def _of_rows(reading: Reading, which: Select[Any], said: Select[Any], given: Mapping[str, Any]) -> list[Order]:
    rows = reading.connection.execute(which, given).mappings().all()
    if not rows:
        return []
    entered: dict[str, list[RowMapping]] = defaultdict(list)
    for row in reading.connection.execute(said, given).mappings():
        entered[row["order"]].append(row)
    return [_order(row, entered[row["id"]]) for row in rows]


def _order(row: RowMapping, entered: Sequence[RowMapping]) -> Order:
    """What was entered is never changed: an entry that another one corrects, and one that is void, hold no more."""
    wrong = {entry["corrects"] for entry in entered if entry["corrects"]}
    said = tuple(fact_of(entry) for entry in entered if entry["id"] not in wrong and not entry["void"])
    return Order(dict(row), record_of(row, said), corrected=bool(wrong))


def fact_of(row: RowMapping) -> Fact:
    return Fact(
        fact=row["fact"],
        at=row["at"],
        people=row["people"],
        minutes=row["minutes"],
        reason=row["reason"],
        answered_for=row["answered_for"],
        channel=row["channel"],
        said_by=row["said_by"],
        id=row["id"],
        post=row["post"],
        witness=row["witness"],
        corrects=row["corrects"] or "",
        why=row["why"],
    )


def record_of(row: Mapping[Any, Any], said: tuple[Fact, ...]) -> OrderRecord:
    return OrderRecord(
        id=row["id"],
        incident=row["incident"],
        team=row["team"],
        kind=row["kind"],
        ordered_at=row["ordered_at"],
        policy=restore(Escalation, row["policy"]),
        need=row["need"],
        may_decline=row["may_decline"],
        minutes=row["minutes"],
        facts=said,
        steps=tuple(restore(Step, step) for step in row["steps"]),
        change=row["change"],
        changed_at=row["changed_at"],
        stood_down_at=row["stood_down_at"],
        evacuating_at=row["evacuating_at"],
        in_again_at=row["in_again_at"],
        already_moving=row["already_moving"],
        replaced_by=row["replaced_by"],
        exercise=row["exercise"],
    )


def _plan(row: RowMapping, library: Library) -> DigitalPlan | None:
    """The plan that the incident goes by: the one composed on the spot (随机方案), or one of the library."""
    ad_hoc = row["ad_hoc"]
    if ad_hoc and ad_hoc["id"] == row["plan"]:
        return restore(DigitalPlan, ad_hoc)
    return library.get(row["plan"]) if row["plan"] else None


def wind_of(row: Mapping[Any, Any]) -> WindReading | None:
    wind = row["wind"]
    if not wind:
        return None
    return WindReading(from_degrees=wind["from_degrees"], speed=wind["speed"], at=row["wind_at"], source=wind["source"])


def _picture(
    row: RowMapping, claims: Sequence[Claim], said: str, sites: Sites, ticked: Sequence[Circumstance]
) -> Picture:
    return Picture(
        id=row["id"],
        reported_at=row["reported_at"],
        title=Words(row["title_zh"], row["title_en"]),
        place=Words(row["place"], row["place"]),
        division=row["division"],
        kind=row["kind"] or "",
        substance=row["substance"] or "",
        ongoing=cast("bool | None", row["ongoing"]),
        words="\n".join(text for text in (row["line"], said) if text),
        lat=row["lat"],
        lon=row["lon"],
        site=sites.get(row["site"]) if row["site"] else None,
        claims=tuple(claims),
        wind=wind_of(row),
        circumstances=tuple(ticked),
        special=SpecialFacts(**row["special"]) if row["special"] else None,
        level_decided=row["level_confirmed"],
        exercise=row["exercise"],
    )
