"""Incidents by urgency, never by grade; below them the calls that wait."""

from __future__ import annotations

from collections.abc import Sequence

from fengsui.text import N_
from fengsui_incidents.api.board import Board, CallRow, IncidentRow
from fengsui_incidents.screen.look import URGENCY_STYLE, Look, drill_mark, figures
from fengsui_tui.widgets import Row, Span, fit, lasting, width

SOURCES: dict[str, str] = {
    "joint_centre": N_("110/119"),
    "duty_phone": N_("duty phone"),
    "hotline_12345": N_("12345"),
    "hotline_12350": N_("12350"),
    "street": N_("street"),
    "city_operations": N_("city"),
    "web": N_("web"),
    "sensor": N_("sensor"),
    "other": N_("other"),
}

STATES: dict[str, str] = {
    "controlled": N_("controlled"),
    "ended": N_("ended"),
}

CALL = "call:"
"""Before a call's id in the keys of the list."""


def incident_rows(board: Board, look: Look, cells: int, *, two_lines: bool) -> Sequence[Row]:
    rows = [row for one in board.incidents for row in _incident(one, look, cells, two_lines)]
    rows += [_call(one, look, cells) for one in board.calls]
    return rows or [Row(((look.t(N_(" no open incident")), "good"),))]


def _incident(row: IncidentRow, look: Look, cells: int, two_lines: bool) -> list[Row]:
    head: list[Span] = [
        (row.urgency, URGENCY_STYLE.get(row.urgency, "")),
        (f" {row.id} ", "strong"),
        (f"{lasting(row.reported_at, look.now)} ", "dim"),
        *drill_mark(row.exercise, look),
    ]
    state = f" [{look.t(STATES[row.state])}]" if row.state in STATES else ""
    name = f"{look.speech.say(row.title)} {row.place}{state}"
    if two_lines:
        first = Row((*head, (name, "")), row.id)
        return [first, Row((("  ", ""), *_second(row, look)), row.id)]
    tail = _forces(row, look)
    room = cells - 1 - sum(width(text) for text, _ in head) - sum(width(text) for text, _ in tail) - 1
    return [Row((*head, (fit(name, max(8, room)), ""), (" ", ""), *tail), row.id)]


def _second(row: IncidentRow, look: Look) -> list[Span]:
    people = figures(row.figures, look)
    again = look.t(N_("calls {count}"), count=row.calls) if row.calls > 1 else ""
    said = "  ".join(text for text in (people, again) if text)
    return [*_forces(row, look), (f"  {said}", "warn" if people else "")]


def _forces(row: IncidentRow, look: Look) -> list[Span]:
    done = look.t(
        N_("ord {orders} mov {moving} arr {arrived}"), orders=row.orders, moving=row.moving, arrived=row.arrived
    )
    silent = [(look.t(N_(" SILENT {count}"), count=row.silent), "alarm")] if row.silent else []
    return [(done, ""), *silent]


def _call(call: CallRow, look: Look, cells: int) -> Row:
    source = look.t(SOURCES.get(call.source, call.source))
    like = (
        look.t(N_("like {incident} ({share}) M merge"), incident=call.similar_to, share=f"{call.similarity:.1f}")
        if call.similar_to
        else ""
    )
    head: list[Span] = [(". ", "dim"), (f"{call.id} ", "strong"), (f"{lasting(call.at, look.now)} ", "dim")]
    room = cells - 1 - sum(width(text) for text, _ in head) - (width(like) + 1 if like else 0)
    text = fit(f"{source} {call.text or call.phone}", max(8, room))
    return Row((*head, (text, ""), (f" {like}", "warn")), f"{CALL}{call.id}")
