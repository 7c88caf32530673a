"""What the public's page sends on: bounded, so that nobody can drown the duty room, and nothing new in it is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import RowMapping, func, or_, select, update

from fengsui.errors import Invalid, Limited
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.events import CallNoted
from fengsui_incidents.api.payloads import Reporter
from fengsui_incidents.api.payloads_intake import WebReport
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.service.context import faults_of_point, rules_of
from fengsui_incidents.service.reporters import strike
from fengsui_incidents.service.saving import Heard, known_by, put_reporter, save_call
from fengsui_incidents.service.taking import add_to, fresh, over
from fengsui_incidents.tables import calls

WEB = "web:"


def web_report(unit: Unit, payload: WebReport) -> dict[str, Any]:
    """A call, or what is new in a report that comes again. The page hears no more of it than its number."""
    rules = rules_of(unit)
    if faults := faults_of_point(unit, rules, payload.lat, payload.lon):
        raise Invalid(N_("The report cannot be taken as it is."), faults=faults)
    key = f"sender:{unit.actor.id}:{payload.key}"
    known = known_by(unit, [key])
    if known is not None and not _apart(unit, known, payload):
        return _again(unit, known, payload, rules)
    _limit(unit, payload.visitor, rules)
    who = Reporter(name=payload.name, phone=payload.phone) if payload.name or payload.secret else None
    heard = Heard(source="web", text=_words(payload), phone=payload.phone, lat=payload.lat, lon=payload.lon,
                  secret=payload.secret, reporter=who, keys=(key,), more={"line": _mark(payload.visitor)})  # fmt: skip
    return {"call": save_call(unit, heard, rules), "known": False}


def _words(payload: WebReport) -> str:
    return "\n".join(part for part in (payload.text, payload.place) if part)


def _apart(unit: Unit, known: RowMapping, payload: WebReport) -> bool:
    """Whether it is a call of its own: its incident is closed, or who reports wants to be kept secret only now."""
    secret_now = payload.secret and not known["secret"] and bool(fresh(unit, known, _words(payload)))
    return secret_now or over(unit, known, _words(payload))


def _again(unit: Unit, known: RowMapping, payload: WebReport, rules: RuleSet) -> dict[str, Any]:
    """What is new is added, and counts as a report of its visitor; who it is, is written down before his words are."""
    if fresh(unit, known, _words(payload)):
        _limit(unit, payload.visitor, rules, known["id"])
        _fill(unit, known, payload)
        if payload.name or (known["secret"] and payload.phone):
            who = Reporter(name=payload.name, phone=payload.phone)
            put_reporter(unit, known["id"], who, said="", ticket=known["ticket"])
            if known["secret"]:
                strike(unit, known["id"], who)
        add_to(unit, known, _words(payload))
    return {"call": known["id"], "known": True}


def _fill(unit: Unit, known: RowMapping, payload: WebReport) -> None:
    """The place and the number to ring back, where they were missing; `last_at` for the bounds."""
    values: dict[str, Any] = {"last_at": unit.now}
    if known["lat"] is None and payload.lat is not None:
        values |= {"lat": payload.lat, "lon": payload.lon}
    if payload.phone and not known["phone"] and not known["secret"]:
        values["phone"] = payload.phone
    unit.connection.execute(update(calls).where(calls.c.id == known["id"]).values(**values))


def _mark(visitor: str) -> str:
    return f"{WEB}{visitor}"[:32]


def _limit(unit: Unit, visitor: str, rules: RuleSet, more_of: str = "") -> None:
    """Reports in the time of the rule, new ones and those that were added to; `more_of` one also by what was added."""
    if not rules.has("web_limits"):
        return
    limits = rules.value("web_limits")
    since = unit.now - timedelta(minutes=float(limits["minutes"]))
    recent = (calls.c.source == "web") & or_(calls.c.at > since, calls.c.last_at > since)
    counted = select(calls.c.line, func.count()).where(recent).group_by(calls.c.line)
    by_mark: dict[str, int] = {row[0]: row[1] for row in unit.connection.execute(counted)}
    mine, everybody = by_mark.get(_mark(visitor), 0), sum(by_mark.values())
    if more_of:
        mine += sum(event.topic == CallNoted.topic and event.at > since for event in unit.history(more_of))
    if mine >= int(limits["visitor"]) or everybody >= int(limits["all"]):
        raise Limited(
            N_("Too many reports within {minutes} minutes. In an emergency ring 110 or 119."),
            code="web_limited",
            minutes=limits["minutes"],
        )
