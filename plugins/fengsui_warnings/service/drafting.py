"""Commands on our own warnings: draft, draft anew, discard, publish, lift; an adjustment is a draft that names one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from fengsui.errors import Conflict
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.events import Words
from fengsui_warnings import payloads as p
from fengsui_warnings.api import events as e
from fengsui_warnings.model import notice as n
from fengsui_warnings.model.cap.alert import Pair
from fengsui_warnings.model.notice import Notice, Places, Says
from fengsui_warnings.model.to_cap import colour_words
from fengsui_warnings.service import store
from fengsui_warnings.service.context import centre_of, enter, is_leader, load, next_id, table_of
from fengsui_warnings.service.issuing import in_force, lifted

DIVISION = "GB/T 2260"


def draft(unit: Unit, payload: p.Draft) -> dict[str, Any]:
    before = load(unit, payload.adjusts) if payload.adjusts is not None else None
    exercise = before.exercise if before is not None else payload.exercise
    enter(unit, exercise)
    if before is not None and before.state != "issued":
        raise Conflict(N_("The warning {warning} is {state} already."), code="warning_state", warning=before.id,
                       state=before.state)  # fmt: skip
    notice = _filled(unit, payload, before, id=next_id(unit, exercise), exercise=exercise)
    store.add(unit.connection, notice, unit.now)
    _drafted(unit, notice)
    return _answer(notice)


def redraft(unit: Unit, payload: p.Redraft) -> dict[str, Any]:
    """The draft says something else now; who wrote it last has drafted it."""
    old = load(unit, payload.warning)
    if old.state != "draft":
        raise Conflict(N_("An issued warning is not changed: adjust it by a new one."), code="never_edited")
    before = store.get(unit.connection, old.supersedes) if old.supersedes else None
    notice = _filled(unit, payload, before, id=old.id, exercise=old.exercise)
    store.save(unit.connection, notice)
    _drafted(unit, notice)
    return _answer(notice)


def discard(unit: Unit, payload: p.OfWarning) -> dict[str, Any]:
    notice = n.discard(load(unit, payload.warning))
    store.save(unit.connection, notice)
    unit.record(e.DraftDiscarded(exercise=notice.exercise, warning=notice.id))
    return _answer(notice)


def publish(unit: Unit, payload: p.OfWarning) -> dict[str, Any]:
    """By a second person; red and orange by a leader."""
    found = load(unit, payload.warning)
    before = store.get(unit.connection, found.supersedes) if found.supersedes else None
    levels = table_of(unit).listed("leader_levels")
    if before is not None:  # what takes the place of a red one ends it
        n.may_lift(before, leader=is_leader(unit), leader_levels=levels)
    notice = n.publish(found, unit.actor.id, leader=is_leader(unit), leader_levels=levels, now=unit.now)
    enter(unit, notice.exercise)
    centre = centre_of(unit)
    day = unit.now.astimezone(centre.zone)
    notice = replace(notice, sender=centre.sender, identifier=f"{centre.prefix}-{day:%Y}-{notice.id}")
    store.save(unit.connection, notice)
    in_force(unit, notice, before)
    return _answer(notice)


def lift(unit: Unit, payload: p.Lift) -> dict[str, Any]:
    """解除: at once when the danger is over (ERL art 70)."""
    found = load(unit, payload.warning)
    n.may_lift(found, leader=is_leader(unit), leader_levels=table_of(unit).listed("leader_levels"))
    return _answer(lifted(unit, found, unit.actor.id, payload.reason, by_issuer=found.origin == "own"))


def _drafted(unit: Unit, notice: Notice) -> None:
    event = e.WarningDrafted(exercise=notice.exercise, warning=notice.id, level=notice.level, adjusts=notice.supersedes)
    unit.record(event)


def _answer(notice: Notice) -> dict[str, Any]:
    return {"warning": notice.id, "state": notice.state, "lacks": [fault.path for fault in n.lacks(notice)]}


def _filled(unit: Unit, given: p.Draft, before: Notice | None, *, id: str, exercise: str | None) -> Notice:
    """What was given; what was left out is what the warning that it adjusts says."""
    own_sender = centre_of(unit).name
    old = before.says if before is not None else Says(event=n.NONE, issuer=Words(own_sender, own_sender))
    codes = tuple(Pair(name=DIVISION, value=division) for division in given.divisions)
    says = Says(
        event=_words(given.event, given.event_en, old.event),
        category=given.category or old.category,
        event_code=given.event_code or old.event_code,
        title=_words(given.title, given.title_en, n.NONE),
        area=_words(given.area, given.area_en, old.area),
        places=Places(geocodes=codes) if codes or given.area else old.places,
        matters=_words(given.matters, given.matters_en, old.matters),
        measures=_words(given.measures, given.measures_en, old.measures),
        issuer=_words(given.issuer, given.issuer_en, old.issuer),
        urgency=given.urgency or old.urgency,
        certainty=given.certainty or old.certainty,
        contact=given.contact or old.contact,
    )
    notice = Notice(
        id=id,
        state="draft",
        origin="own",
        exercise=exercise,
        level=given.level or (before.level if before is not None else None),
        scope=before.scope if before is not None else "Public",
        restriction=before.restriction if before is not None else "",
        addresses=before.addresses if before is not None else (),
        says=says,
        starts_at=_utc(given.starts_at) or (before.starts_at if before is not None else None),
        ends_at=_utc(given.ends_at) or (before.ends_at if before is not None else None),
        drafted_by=unit.actor.id,
        drafted_at=unit.now,
        supersedes=before.id if before is not None else "",
    )
    return replace(notice, says=replace(says, title=says.title if says.title.zh else colour_words(notice)))


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment is not None else None


def _words(zh: str, en: str, otherwise: Words) -> Words:
    """Given in one language: that text in both."""
    return Words(zh or en, en or zh) if zh or en else otherwise
