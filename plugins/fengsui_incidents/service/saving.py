"""A new call is saved, from whatever door it came; one that is known already gets what is new in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import RowMapping, delete, insert, select, update

from fengsui.hooks import Reading, Unit
from fengsui_incidents.api.events import CallTaken, ReporterSaved
from fengsui_incidents.api.payloads import Reporter
from fengsui_incidents.api.words import Source
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.model.secrecy import struck
from fengsui_incidents.service.numbers import next_call
from fengsui_incidents.tables import call_keys, calls, reporters


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A call as it came in. `keys` are those by which a repetition of it is known."""

    source: Source
    text: str = ""
    phone: str = ""
    number: str = ""
    lat: float | None = None
    lon: float | None = None
    secret: bool | None = None
    reporter: Reporter | None = None
    claim: bool = False
    keys: tuple[str, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)


def centre_key(number: str) -> tuple[str, ...]:
    """The control centre's number of an alarm: the same by whatever way the alarm came."""
    return (f"centre:{number}",) if number else ()


def number_key(source: str, number: str) -> tuple[str, ...]:
    """The number that a sender of this kind gave the call: its own, and nobody else's."""
    return (f"number:{source}:{number}",) if number else ()


def known_by(reading: Reading, keys: Iterable[str]) -> RowMapping | None:
    """The call that any of the keys names; the first one's, where they name several."""
    wanted = list(keys)
    if not wanted:
        return None
    mine = select(call_keys.c.key, call_keys.c.call).where(call_keys.c.key.in_(wanted))
    found = {row.key: row.call for row in reading.connection.execute(mine)}
    call = next((found[key] for key in wanted if key in found), None)
    if call is None:
        return None
    return reading.connection.execute(select(calls).where(calls.c.id == call)).mappings().one()


def add_keys(unit: Unit, call: str, keys: Iterable[str], *, anew: bool = False) -> None:
    """Another way by which the same alarm came; a key that names a call already goes on naming it, but `anew`."""
    wanted = list(dict.fromkeys(keys))
    if anew:
        unit.connection.execute(delete(call_keys).where(call_keys.c.key.in_(wanted)))
    taken = set(unit.connection.execute(select(call_keys.c.key).where(call_keys.c.key.in_(wanted))).scalars())
    rows = [{"key": key, "call": call} for key in wanted if key not in taken]
    if rows:
        unit.connection.execute(insert(call_keys), rows)


def save_call(unit: Unit, heard: Heard, rules: RuleSet) -> str:
    """Saves the call with its keys, and records it. Who made a secret one is kept apart from the first word on."""
    call = next_call(unit)
    secret = heard.secret if heard.secret is not None else heard.source in rules.value("secret_sources")
    who = heard.reporter or Reporter()
    if secret:
        who = who.model_copy(update={"phone": who.phone or heard.phone})
    text = struck(heard.text, (who.name, who.phone, who.address)) if secret else heard.text
    values: dict[str, Any] = {
        "number": heard.number, "dedupe": None,
        "phone": "" if secret else heard.phone, "text": text, "lat": heard.lat, "lon": heard.lon,
        "secret": secret, "state": "open", "note": "", "outcome": "", "taken_by": unit.actor.id, "ring": "",
        "line": "", "repeats": 1, "sensor": "", "ticket": "", "was_in": "",
        **claimed(unit, taken=heard.claim), **heard.more,
    }  # fmt: skip
    unit.connection.execute(insert(calls).values(id=call, at=unit.now, source=heard.source, **values))
    add_keys(unit, call, heard.keys, anew=True)
    unit.record(CallTaken(call=call, source=heard.source, text="" if secret else text, secret=secret, exercise=None))
    if secret or heard.reporter is not None:
        put_reporter(unit, call, who, said=heard.text if secret else "")
    return call


def claimed(unit: Unit, *, taken: bool) -> dict[str, Any]:
    """The columns of a claim."""
    if not taken:
        return {"claimed_by": "", "claimed_name": "", "claimed_at": None}
    name = unit.actor.name or unit.actor.id
    return {"claimed_by": unit.actor.id[:100], "claimed_name": name[:100], "claimed_at": unit.now}


def put_reporter(unit: Unit, call: str, who: Reporter, *, said: str, ticket: str = "") -> None:
    """Writes down who reported, apart; what was known already and is not said now stays."""
    mine = reporters.c.call == call
    old = unit.connection.execute(select(reporters).where(mine)).mappings().first()
    if old is None:
        unit.connection.execute(insert(reporters).values(call=call, said=said, **who.model_dump()))
    else:
        told = {name: value for name, value in who.model_dump().items() if value}
        words = "\n".join(part for part in (old["said"], said) if part)
        unit.connection.execute(update(reporters).where(mine).values(said=words, **told))
    unit.record(ReporterSaved(ticket=ticket or call, anonymous=who.anonymous, exercise=None))


def keep_said(unit: Unit, call: str, words: str) -> None:
    """The words of a secret call as they were said, for who may know the reporter."""
    mine = reporters.c.call == call
    old = unit.connection.execute(select(reporters.c.said).where(mine)).scalar()
    if old is not None:
        said = "\n".join(part for part in (old, words) if part)
        unit.connection.execute(update(reporters).where(mine).values(said=said))
