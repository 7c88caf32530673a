"""A call joins a running incident in one step, and can be taken out again with all that it brought."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from fengsui.errors import Conflict
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.events import CallMerged, CallUnmerged, Words
from fengsui_incidents.api.payloads import MergeCall, UnmergeCall
from fengsui_incidents.service.call_rows import call_by_id, free_call, quiet
from fengsui_incidents.service.learning import keep_news, new_in, unlearn
from fengsui_incidents.service.loading import load, load_open
from fengsui_incidents.service.telling import tell
from fengsui_incidents.tables import calls, incidents


def merge_call(unit: Unit, payload: MergeCall) -> dict[str, Any]:
    """Raises the incident's count; what the call says that the incident did not know is in the answer (`news`), in the
    record, and in the queue until a person took note of it."""
    row = free_call(unit, payload.call)
    into = load_open(unit, payload.incident)
    if into.exercise is not None:
        raise Conflict(N_("A real call cannot join a drill."), code="exercise_mixed")
    news = new_in(unit, row, into, row["text"])
    count = into.row["calls"] + 1
    joined = {"state": "merged", "incident": into.id, "ring": "", "ring_due_at": None}
    unit.connection.execute(update(calls).where(calls.c.id == row["id"]).values(**joined))
    unit.connection.execute(update(incidents).where(incidents.c.id == into.id).values(calls=count))
    reason = quiet(row)(payload.reason)
    event = CallMerged(incident=into.id, call=row["id"], reason=reason, calls=count, news=news.says, exercise=None)
    said = Words("(保密)", "(secret)") if row["secret"] else Words(row["text"], row["text"])
    fresh = Words("".join(f" [新: {one.zh}]" for one in news.says), "".join(f" [new: {one.en}]" for one in news.says))
    says = Words(f"并入来电 {row['id']}: {said.zh}{fresh.zh}", f"Call {row['id']} joins: {said.en}{fresh.en}")
    tell(unit, into.id, event, says)
    keep_news(unit, row["id"], into, news)
    return {"call": row["id"], "incident": into.id, "calls": count, "news": list(news.says)}


def unmerge_call(unit: Unit, payload: UnmergeCall) -> dict[str, Any]:
    """The incident is again as if the call had never joined; the record says that it had."""
    row = call_by_id(unit, payload.call)
    if row["state"] != "merged":
        raise Conflict(N_("Call {call} has not been merged."), code="not_merged", call=row["id"])
    out_of = load(unit, row["incident"])
    count = out_of.row["calls"] - 1
    reason = quiet(row)(payload.reason)
    unit.connection.execute(update(incidents).where(incidents.c.id == out_of.id).values(calls=count))
    apart = {"state": "open", "incident": None, "was_in": f"{row['was_in']} {out_of.id}".strip()}
    unit.connection.execute(update(calls).where(calls.c.id == row["id"]).values(**apart))
    event = CallUnmerged(incident=out_of.id, call=row["id"], reason=reason, calls=count, exercise=None)
    says = Words(f"撤销并入 {row['id']} {reason}", f"Call {row['id']} taken out again {reason}")
    tell(unit, out_of.id, event, says)
    unlearn(unit, row["id"], out_of)
    return {"call": row["id"], "incident": out_of.id, "calls": count}
