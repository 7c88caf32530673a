"""The sheet as it would pass now, from what the other plugins answer in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from fengsui.errors import Unavailable
from fengsui.hooks import Reading
from fengsui_drills.api import Drills
from fengsui_handover.api.values import HandoverView, Line, Pending, Sheet, Watch
from fengsui_handover.model.paper import text_of
from fengsui_handover.model.sheet import changed, sheet_of
from fengsui_handover.payloads import Last, Nothing, Print
from fengsui_handover.service import rows
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.joining import Incidents
from fengsui_rosters.api import Duty, Shift, Teams


def sheet_now(reading: Reading) -> Sheet:
    incidents = reading.ask(Incidents)
    return sheet_of(
        reading.now,
        incidents=incidents.running(),
        queue=incidents.queue(),
        promises=rows.open_promises(reading),
        teams=reading.ask(Teams).all(),
        drills=_drills(reading),
    )


def _drills(reading: Reading) -> Sequence[Line]:
    try:
        found = reading.ask(Drills).open()
    except Unavailable:
        return ()
    return [
        Line(id=f"drill:{one.id}", exercise=one.id, due=one.scheduled_at,
             says=Words(f"{one.id} {one.title} {one.held_because}".rstrip(),
                        f"{one.id} {one.title} {one.held_because}".rstrip()))
        for one in found
    ]  # fmt: skip


def handover_view(reading: Reading, _: Nothing) -> HandoverView:
    sheet, watch = sheet_now(reading), rows.watch_now(reading)
    following = next_shift(reading, watch)
    note_by, note = rows.note_for(reading, watch.id) if watch else ("", "")
    return HandoverView(
        now=reading.now,
        watch=watch,
        sheet=sheet,
        pending=_pending(reading, sheet),
        promises=rows.open_promises(reading),
        next_main=following.main if following else "",
        next_second=following.second if following else "",
        next_leader=following.leader if following else "",
        note=note,
        note_by=note_by,
    )


def next_shift(reading: Reading, watch: Watch | None) -> Shift | None:
    """Who comes after this watch by the roster: from its end, or now where it has ended or nobody has it."""
    moment = reading.now if watch is None or watch.ends_at is None else max(reading.now, watch.ends_at)
    return reading.ask(Duty).at(moment)


def _pending(reading: Reading, now: Sheet) -> Pending | None:
    row = rows.pending(reading)
    if row is None:
        return None
    signed = rows.signed_sheet(row)
    added, gone = changed(signed, now)
    return Pending(
        handover=row["id"],
        sheet=signed,
        out_by=row["out_by"],
        out_at=row["out_at"],
        for_whom=row["signed_for"],
        note=row["note"],
        added=added,
        gone=gone,
    )


def past(reading: Reading, parameters: Last) -> list[dict[str, object]]:
    """Handovers, newest first: who signed and when, without the sheet."""
    names = ("id", "watch", "next_watch", "state", "out_by", "out_at", "signed_for", "in_by", "in_at", "ended_because")
    return [{name: row[name] for name in names} for row in rows.last_sheets(reading, parameters.limit)]


def printed(reading: Reading, parameters: Print) -> str:
    """The sheet of one handover as it was signed, or as it would be now: one page of text."""
    centre = reading.centre()
    if parameters.handover is None:
        sheet, watch, out_by, in_by, note = sheet_now(reading), rows.watch_now(reading), "", "", ""
    else:
        row = rows.sheet_row(reading, parameters.handover)
        sheet, watch = rows.signed_sheet(row), rows.watch_by_id(reading, row["watch"])
        out_by, in_by, note = row["out_by"], row["in_by"], row["note"]
    return text_of(
        sheet,
        centre=centre["name"],
        watch=watch,
        out_by=out_by,
        in_by=in_by,
        note=note,
        zone=ZoneInfo(centre["zone"]),
        chinese=parameters.language == "zh",
    )
