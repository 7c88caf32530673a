"""The casualty list: persons entered, changed and struck off; the totals follow and become the incident's figures.

Names stand in the list alone: not in events, not in the record. A change counts until the days of 493 art 13 are over,
also when the incident has been closed.
"""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import RowMapping, insert, select, update

from fengsui.errors import Conflict, Fault, Invalid
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_field import tables as t
from fengsui_field.api.events import CasualtyAdded, CasualtyChanged, CasualtyStruck, TotalsDerived
from fengsui_field.api.payloads import Casualty, ChangeCasualty, StrikeCasualty
from fengsui_field.api.words import CLAIMED, DEGREE_WORDS, Degree
from fengsui_field.model.casualties import changed, counts_until, lowered, totals
from fengsui_field.service.context import Ground, card, ground, next_number, row_of, rule, tell
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.joining import Incidents

SOURCE = "伤亡名单 casualty list"
FIELDS = ("degree", "name", "sex", "age", "hospital", "source", "found_where")
AS_LISTED = "随名单登记 as the list stands"


def add(unit: Unit, payload: Casualty) -> dict[str, Any]:
    at = _within_window(unit, payload.incident)
    before = totals_of(unit, at.id)
    id, number = unit.new_id(), next_number(unit, t.casualties, at.id)
    unit.connection.execute(
        insert(t.casualties).values(
            id=id, exercise=at.exercise, number=number, at=unit.now, changed_at=unit.now, version=1, struck=False,
            reason="", entered_by=unit.actor.id, **payload.model_dump(),
        )
    )  # fmt: skip
    event = CasualtyAdded(incident=at.id, casualty=id, degree=payload.degree, exercise=at.exercise)
    said = DEGREE_WORDS[payload.degree]
    tell(unit, at.id, event, Words(f"伤亡名单 {number}号: {said.zh}", f"Casualty list, no. {number}: {said.en}"))
    _derive(unit, at, before, "")
    return {"casualty": id, "number": number, "totals": totals_of(unit, at.id)}


def change(unit: Unit, payload: ChangeCasualty) -> dict[str, Any]:
    """What was known before stays in the list's own history."""
    row = _casualty(unit, payload.casualty)
    at = _within_window(unit, row["incident"])
    if payload.if_version is not None and payload.if_version != row["version"]:
        raise Conflict(
            N_("Somebody else changed this entry: it is version {version} now."),
            code="version_conflict", version=row["version"],
        )  # fmt: skip
    given = payload.model_dump(exclude_unset=True, include=set(FIELDS))
    new = {name: value for name, value in given.items() if value != row[name] and (value is not None or name == "age")}
    if not new:
        return {"casualty": row["id"], "version": row["version"], "totals": totals_of(unit, at.id)}
    before = totals_of(unit, at.id)
    _save(unit, row, new, payload.reason)
    degree = cast(Degree, new.get("degree", row["degree"]))
    event = CasualtyChanged(
        incident=at.id, casualty=row["id"], degree=degree, was=row["degree"], changed=tuple(sorted(new)),
        reason=payload.reason, exercise=at.exercise,
    )  # fmt: skip
    was, now = DEGREE_WORDS[cast(Degree, row["degree"])], DEGREE_WORDS[degree]
    turned = Words(f"{was.zh} -> {now.zh}", f"{was.en} -> {now.en}") if was != now else Words("补充信息", "details")
    head = Words(f"伤亡名单 {row['number']}号", f"Casualty list, no. {row['number']}")
    tell(unit, at.id, event, Words(f"{head.zh}: {turned.zh}", f"{head.en}: {turned.en}"))
    _derive(unit, at, before, payload.reason)
    return {"casualty": row["id"], "version": row["version"] + 1, "totals": totals_of(unit, at.id)}


def strike(unit: Unit, payload: StrikeCasualty) -> dict[str, Any]:
    """Entered twice, or not one of this accident. The entry stays, struck through."""
    row = _casualty(unit, payload.casualty)
    at = _within_window(unit, row["incident"])
    before = totals_of(unit, at.id)
    _save(unit, row, {"struck": True}, payload.reason)
    event = CasualtyStruck(
        incident=at.id, casualty=row["id"], degree=row["degree"], reason=payload.reason, exercise=at.exercise
    )
    says = Words(f"伤亡名单 {row['number']}号 划去", f"Casualty list, no. {row['number']}: struck off")
    tell(unit, at.id, event, says)
    _derive(unit, at, before, payload.reason)
    return {"casualty": row["id"], "totals": totals_of(unit, at.id)}


def _casualty(unit: Unit, id: str) -> RowMapping:
    row = row_of(unit, t.casualties, id, N_("There is no casualty {id}."))
    if row["struck"]:
        raise Conflict(N_("This entry is struck off."), code="struck_off")
    return row


def _save(unit: Unit, row: RowMapping, new: dict[str, Any], reason: str) -> None:
    version = row["version"] + 1
    values = {**new, "version": version, "changed_at": unit.now, "reason": reason}
    unit.connection.execute(update(t.casualties).where(t.casualties.c.id == row["id"]).values(**values))
    unit.connection.execute(
        insert(t.casualty_changes).values(
            id=unit.new_id(), incident=row["incident"], exercise=row["exercise"], casualty=row["id"], at=unit.now,
            by=unit.actor.id, was={name: row[name] for name in new}, now=new, reason=reason,
        )
    )  # fmt: skip


def _within_window(unit: Unit, incident: str) -> Ground:
    """The incident, bound to; closed ones only while a change counts."""
    at = ground(unit, incident, closed=True)
    found = card(unit, incident)
    days = float(rule(unit, "casualty_window_days"))
    if found.state == "closed" and unit.now > counts_until(found.reported_at, days):
        raise Conflict(
            N_("The incident is closed and the {days} days within which a change counts are over."),
            code="casualty_window_over", days=f"{days:g}",
        )  # fmt: skip
    return at


def totals_of(reading: Reading, incident: str) -> dict[Degree, int]:
    c = t.casualties.c
    query = select(c.degree).where(c.incident == incident, c.struck.is_(False))
    return totals(cast("list[Degree]", reading.connection.execute(query).scalars().all()))


def _derive(unit: Unit, at: Ground, before: dict[Degree, int], reason: str) -> None:
    """The new totals as the list's own claims. A total that falls needs a reason (谎报, 瞒报)."""
    after = totals_of(unit, at.id)
    fell, moved = lowered(before, after), changed(before, after)
    if not moved:
        return
    if fell and not reason:
        fault = Fault("reason", N_("why fewer are counted than before"), "reason_needed")
        raise Invalid(N_("A lower figure needs a reason."), code="reason_needed", faults=[fault])
    known = unit.ask(Incidents)
    state = known.card(at.id).state
    event = TotalsDerived(
        incident=at.id, totals=after, lowered=fell, reason=reason, closed=state == "closed", exercise=at.exercise
    )
    tell(unit, at.id, event, _total_words(after))
    for degree in moved:
        if degree in CLAIMED:
            known.claim(at.id, CLAIMED[degree], after[degree], source=SOURCE, reason=reason or AS_LISTED)


def _total_words(counted: dict[Degree, int]) -> Words:
    zh = " ".join(f"{DEGREE_WORDS[degree].zh}{number}" for degree, number in counted.items() if number)
    en = ", ".join(f"{number} {DEGREE_WORDS[degree].en}" for degree, number in counted.items() if number)
    return Words(f"名单合计: {zh or '0'}", f"The list counts: {en or '0'}")
