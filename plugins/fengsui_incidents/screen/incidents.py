"""Incidents by urgency, never by grade; below them the calls that wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fengsui.text import N_
from fengsui_incidents.api.board import Board, CallRow, IncidentRow
from fengsui_incidents.api.umbrellas import JointFigure, UmbrellaRow
from fengsui_incidents.api.words import COUNTS, SOURCE_NAMES, Count
from fengsui_incidents.screen.look import SHORT_COUNTS, URGENCY_STYLE, Look, drill_mark, figures
from fengsui_tui.widgets import Row, Span, fit, lasting, width

STATES: dict[str, str] = {
    "controlled": N_("controlled"),
    "ended": N_("ended"),
}

RINGS: dict[str, str] = {
    "ringing": N_("RINGING"),
    "waiting": N_("WAITING"),
    "missed": N_("MISSED"),
}

CALL = "call:"
"""Before a call's id in the keys of the list."""

UMBRELLA = "umbrella:"
"""Before an umbrella event's."""


def incident_rows(board: Board, look: Look, cells: int, *, two_lines: bool) -> Sequence[Row]:
    rows = [_umbrella(one, look, cells) for one in board.umbrellas]
    rows += [row for one in board.incidents for row in _incident(one, look, cells, two_lines)]
    rows += [_call(one, look, cells) for one in board.calls]
    return rows or [Row(((look.t(N_(" no open incident")), "good"),))]


def _umbrella(row: UmbrellaRow, look: Look, cells: int) -> Row:
    """总事件: how many incidents, how many of them run, the joint figures."""
    urgency = row.urgency or "."
    head: list[Span] = [
        (urgency, URGENCY_STYLE.get(urgency, "")),
        (f" {row.id} ", "strong"),
        *drill_mark(row.exercise, look),
    ]
    text = look.t(N_("{title}  {running} of {count} running"), title=row.title, running=row.running,
                  count=len(row.incidents))  # fmt: skip
    room = cells - 1 - sum(width(part) for part, _ in head)
    return Row(
        (*head, (fit(f"{text}  {joint(row.figures, look)}".rstrip(), max(8, room)), "key")), f"{UMBRELLA}{row.id}"
    )


def joint(figures: Mapping[Count, JointFigure], look: Look) -> str:
    """What is known together; `+?` where a member does not know."""
    gap = "" if look.speech.chinese else " "
    said = [
        f"{look.t(SHORT_COUNTS[count])}{gap}{figures[count].known}{'+?' if figures[count].unknown else ''}"
        for count in COUNTS
        if count in figures
    ]
    return " ".join(said)


def _incident(row: IncidentRow, look: Look, cells: int, two_lines: bool) -> list[Row]:
    head: list[Span] = [
        (row.urgency, URGENCY_STYLE.get(row.urgency, "")),
        (f" {row.id} ", "strong"),
        (f"{lasting(row.reported_at, look.now)} ", "dim"),
        *drill_mark(row.exercise, look),
    ]
    state = f" [{look.t(STATES[row.state])}]" if row.state in STATES else ""
    under = f" <{row.umbrella}>" if row.umbrella else ""
    name = f"{look.speech.say(row.title)} {row.place}{state}{under}"
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
    source = look.t(SOURCE_NAMES.get(call.source, call.source))
    like = (
        look.t(N_("like {incident} ({share}) M merge"), incident=call.similar_to, share=f"{call.similarity:.1f}")
        if call.similar_to
        else ""
    )
    head: list[Span] = [(". ", "dim"), (f"{call.id} ", "strong"), (f"{lasting(call.at, look.now)} ", "dim")]
    room = cells - 1 - sum(width(text) for text, _ in head) - (width(like) + 1 if like else 0)
    ring = look.t(RINGS[call.ring]) if call.ring in RINGS else ""
    taken = f"[{call.claimed_name}]" if call.claimed_name else ""
    times = f"x{call.repeats}" if call.repeats > 1 else ""
    said = call.text.replace("\n", " ") or call.phone
    text = fit(" ".join(part for part in (source, ring, taken, times, said) if part), max(8, room))
    return Row((*head, (text, "alarm" if ring else "dim" if taken else ""), (f" {like}", "warn")), f"{CALL}{call.id}")
