"""The record of one call, to be handed to the police or an inquiry, with its SHA-256."""

from __future__ import annotations

import hashlib
import json

from sqlalchemy import RowMapping

from fengsui.events import Recorded
from fengsui.hooks import Reading
from fengsui_incidents.api.intake import CallRecord
from fengsui_incidents.api.payloads_intake import RecordOf
from fengsui_incidents.service.call_rows import call_by_id
from fengsui_incidents.service.context import zone_of

WHOLE = 10_000


def call_record(reading: Reading, parameters: RecordOf) -> CallRecord:
    return record_of(reading, call_by_id(reading, parameters.call), readable=parameters.form == "text")


def record_of(reading: Reading, row: RowMapping, *, readable: bool = False) -> CallRecord:
    """The journal's events on the call, and those of its incident and ticket that name it; each one line of JSON with
    sorted keys. The same call at the same position gives the same digest, on any machine."""
    call = row["id"]
    about = [call, *(thing for thing in (row["incident"], row["ticket"]) if thing)]
    found = {event.seq: event for thing in about for event in reading.history(thing, WHOLE) if _names(event, call)}
    events = [found[seq] for seq in sorted(found)]
    lines = tuple(_line(event) for event in events)
    digest = hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
    text = _text(reading, row, events, digest) if readable else ""
    return CallRecord(call=call, lines=lines, sha256=digest, text=text)


def _names(event: Recorded, call: str) -> bool:
    return event.subject == call or (event.data is not None and event.data.get("call") == call)


def _line(event: Recorded) -> str:
    kept = {"epoch": event.epoch, "seq": event.seq, "id": event.id, "topic": event.topic, "subject": event.subject,
            "at": event.at.isoformat(), "actor": event.actor, "data": event.data}  # fmt: skip
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _text(reading: Reading, row: RowMapping, events: list[Recorded], digest: str) -> str:
    zone = zone_of(reading)
    head = [
        f"{reading.centre()['name']}  {row['id']}",
        f"{row['at'].astimezone(zone):%Y-%m-%d %H:%M:%S %Z}  {row['source']}",
    ]
    body = []
    for event in events:
        data = event.data if event.data is not None else {"(erased)": ""}
        said = "  ".join(f"{name}={value}" for name, value in data.items() if value not in ("", None, [], ()))
        body.append(f"{event.at.astimezone(zone):%m-%d %H:%M:%S}  #{event.seq}  {event.actor}  {event.topic}  {said}")
    return "\n".join([*head, *body, f"SHA-256 {digest}"])
