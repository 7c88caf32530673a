"""Machines that report: control centres, hotlines, the city's platform, sensors, the public's page.

A repetition is known by the sender's own key, and an alarm that comes two ways by the control centre's number.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import RowMapping, select, update

from fengsui.errors import Fault, Invalid
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.events import CallRepeated, Words
from fengsui_incidents.api.payloads import NoteCall
from fengsui_incidents.api.payloads_intake import Receive
from fengsui_incidents.model.news import News, unsaid
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.model.sensors import Reading, is_time, much_worse, threshold_of, worse
from fengsui_incidents.service.calls import note_call
from fengsui_incidents.service.context import faults_of_point, faults_of_time, rules_of
from fengsui_incidents.service.learning import keep_news, still_open
from fengsui_incidents.service.saving import Heard, add_keys, centre_key, known_by, save_call
from fengsui_incidents.service.taking import add_to, over, taken
from fengsui_incidents.service.telling import centre_says, write
from fengsui_incidents.tables import call_keys, calls, incidents

CLEARED = N_("back to normal")


def receive(unit: Unit, payload: Receive) -> dict[str, Any]:
    """A call, a repetition of one (`known`), or a reading below its threshold, which is none (`call` is null)."""
    rules = rules_of(unit)
    reading = _refuse(unit, payload, rules)
    own = f"sender:{unit.actor.id}:{payload.key}"
    keys = (own, *centre_key(payload.centre_number))
    known = known_by(unit, keys)
    if known is not None and not over(unit, known, _words(payload)):
        return _again(unit, known, payload, keys, own)
    if reading is not None:
        running = _running_alarm(unit, reading, rules)
        if running is not None:
            add_keys(unit, running["id"], keys)
            cleared = bool(payload.reading and payload.reading.cleared)
            return _one_more(unit, running, reading, rules, cleared=cleared, words=_words(payload))
        if not reading.alarms or (payload.reading is not None and payload.reading.cleared):
            return {"call": None, "known": False, "alarm": False}
    return taken(save_call(unit, _heard(payload, reading, keys, unit), rules))


def _words(payload: Receive) -> str:
    return "\n".join(word for word in (payload.text, payload.place) if word)


def _heard(payload: Receive, reading: Reading | None, keys: tuple[str, ...], unit: Unit) -> Heard:
    words = (reading.text() if reading else "", payload.text, payload.place)
    more: dict[str, Any] = {"occurred_at": payload.occurred_at}
    if reading is not None:
        more |= {"sensor": reading.sensor, "worst": reading.value, "last_at": unit.now, "told_at": unit.now}
    return Heard(
        source=payload.source,
        text="\n".join(word for word in words if word),
        phone=payload.phone,
        number=payload.centre_number,
        lat=payload.lat,
        lon=payload.lon,
        keys=keys,
        more=more,
    )


def _refuse(unit: Unit, payload: Receive, rules: RuleSet) -> Reading | None:
    """Every fault at once; the reading with its threshold, where the message has one."""
    faults = faults_of_point(unit, rules, payload.lat, payload.lon)
    faults += faults_of_time("occurred_at", payload.occurred_at, rules, unit.now)
    given = payload.reading
    if payload.source == "sensor" and given is None:
        faults.append(Fault("reading", N_("the reading of the sensor"), "reading_needed"))
    if payload.source == "web":
        faults.append(Fault("source", N_("web_report takes what the public's page sends"), "not_web"))
    if given is None and not any((payload.text, payload.phone, payload.place)):
        faults.append(Fault("text", N_("at least one word, a number or a place"), "nothing_said"))
    limit = threshold_of(given.threshold, given.quantity, rules.value("sensor_thresholds")) if given else None
    if given is not None and limit is None:
        expected = N_("a threshold: the centre has none for {quantity}")
        faults.append(Fault("reading.threshold", expected, "threshold_needed", {"quantity": given.quantity}))
    if faults:
        raise Invalid(N_("The message cannot be taken as it is."), faults=faults)
    if given is None or limit is None:
        return None
    return Reading(sensor=given.sensor, quantity=given.quantity, value=given.value, unit=given.unit, threshold=limit,
                   falling=given.falling)  # fmt: skip


def _again(unit: Unit, known: RowMapping, payload: Receive, keys: tuple[str, ...], own: str) -> dict[str, Any]:
    """The same message, or the same alarm by another way: what is new in it is added, and the record says which."""
    mine = unit.connection.execute(select(call_keys.c.key).where(call_keys.c.key == own)).first()
    add_keys(unit, known["id"], keys)
    blank = {name: getattr(payload, name) for name in ("lat", "lon") if known[name] is None}
    if payload.phone and not known["phone"] and not known["secret"]:
        blank["phone"] = payload.phone
    if filled := {name: value for name, value in blank.items() if value is not None}:
        unit.connection.execute(update(calls).where(calls.c.id == known["id"]).values(**filled))
    return {**add_to(unit, known, _words(payload)), "by": "key" if mine is not None else "centre_number"}


def _running_alarm(unit: Unit, reading: Reading, rules: RuleSet) -> RowMapping | None:
    """The sensor's last call, while neither it nor its incident is done with, and it is not long ago."""
    since = unit.now - timedelta(minutes=rules.number("sensor_bundle_minutes"))
    mine = (calls.c.sensor == reading.sensor) & calls.c.state.in_(("open", "incident", "merged", "transferred"))
    done = select(incidents.c.id).where(incidents.c.id == calls.c.incident, incidents.c.state == "closed").exists()
    query = select(calls).where(mine, calls.c.last_at >= since, ~done)
    query = query.order_by(calls.c.last_at.desc(), calls.c.id.desc())
    return unit.connection.execute(query).mappings().first()


def _one_more(
    unit: Unit, row: RowMapping, reading: Reading, rules: RuleSet, *, cleared: bool, words: str
) -> dict[str, Any]:
    """Counted in the same call; told when it is worse, or from time to time, so that nothing floods or hides. Words
    that say more than other numbers are added at once, others when it is told."""
    alarms, every = reading.alarms and not cleared, timedelta(seconds=rules.number("sensor_tell_every_s"))
    much = alarms and much_worse(reading, row["worst"], share=rules.number("sensor_worse_share"))
    told = much or (alarms and is_time(row["told_at"], unit.now, every))
    answer = add_to(unit, row, words if told else unsaid(words, row["text"], numbers=False))
    if alarms:
        return {**answer, "repeats": _counted(unit, row, reading, much=much, told=told)}
    unit.connection.execute(update(calls).where(calls.c.id == row["id"]).values(last_at=unit.now))
    if cleared:
        note_call(unit, NoteCall(call=row["id"], text=f"{reading.text()} {centre_says(unit, CLEARED)}"))
    return {**answer, "repeats": row["repeats"]}


def _counted(unit: Unit, row: RowMapping, reading: Reading, *, much: bool, told: bool) -> int:
    """How many readings of the alarm there were with this one."""
    worst, count = row["worst"], int(row["repeats"]) + 1
    now_worst = reading.value if worse(reading.value, worst, falling=reading.falling) else worst
    values: dict[str, Any] = {"repeats": count, "worst": now_worst, "last_at": unit.now}
    if told:
        values["told_at"] = unit.now
        unit.record(CallRepeated(call=row["id"], repeats=count, worst=now_worst, exercise=None))
    unit.connection.execute(update(calls).where(calls.c.id == row["id"]).values(**values))
    if told and row["incident"]:
        says = Words(
            f"来电 {row['id']} 第{count}次: {reading.text()}", f"Call {row['id']}, reading {count}: {reading.text()}"
        )
        write(unit, row["incident"], CallRepeated.topic, says)
        if much and (running := still_open(unit, row["incident"])) is not None:
            keep_news(unit, row["id"], running, News(says=(Words(reading.text(), reading.text()),)))
    return count
