"""What changed between two boards, worse things first: shown after an absence, before anybody acts on an old screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fengsui.text import N_
from fengsui_incidents.api.board import Board, IncidentRow
from fengsui_tui.speech import Speech

WORST = (
    "mayday", "missing", "withdraw", "network", "expired", "too_few", "refused", "alone", "unreachable", "silent",
    "unable", "need_more", "offer", "call",
)  # fmt: skip


@dataclass(frozen=True, order=True)
class Change:
    """`rank` 0 is the worst; `incident` is where to look."""

    rank: int
    says: str
    incident: str = ""


def changes(before: Board, after: Board, speech: Speech) -> list[Change]:
    """New needs of a person, time limits that ran out, new and worse incidents, then what got better."""
    return sorted({*_needs(before, after, speech), *_ran_out(before, after, speech),
                   *_incidents(before, after, speech)})  # fmt: skip


def _needs(before: Board, after: Board, speech: Speech) -> Iterator[Change]:
    known = {item.id for item in before.queue}
    for item in after.queue:
        if item.id not in known:
            rank = 0 if item.life else WORST.index(item.kind) if item.kind in WORST else len(WORST)
            yield Change(rank, speech.t(N_("needs you: {what}"), what=speech.say(item.says)), item.incident)
    open_now = {item.id for item in after.queue}
    settled = [item for item in before.queue if item.id not in open_now]
    if settled:
        yield Change(90, speech.t(N_("settled meanwhile: {count} items of the queue"), count=len(settled)))


def _ran_out(before: Board, after: Board, speech: Speech) -> Iterator[Change]:
    """What stood in the queue with time left, and has none now: nobody here saw it run out."""
    running = {item.id for item in before.queue if item.due is not None and item.due > before.now}
    for item in after.queue:
        if item.id in running and item.due is not None and item.due <= after.now:
            rank = 0 if item.life else WORST.index("expired")
            label = f"{speech.say(item.label)} " if item.label else ""
            yield Change(rank, speech.t(N_("ran out: {what}"), what=f"{label}{speech.say(item.says)}"), item.incident)


def _incidents(before: Board, after: Board, speech: Speech) -> Iterator[Change]:
    old = {row.id: row for row in before.incidents}
    for row in after.incidents:
        name = f"{row.id} {speech.say(row.title)} {row.place}"
        was = old.pop(row.id, None)
        if was is None:
            yield Change(1, speech.t(N_("new incident: {name}"), name=name), row.id)
        elif row.urgency < was.urgency:
            says = speech.t(N_("more urgent: {name}: {was} to {now}"), name=name, was=was.urgency, now=row.urgency)
            yield Change(0, says, row.id)
        else:
            yield from _moved(was, row, name, speech)
    for gone in old.values():
        yield Change(91, speech.t(N_("closed meanwhile: {name}"), name=f"{gone.id} {speech.say(gone.title)}"), gone.id)


def _moved(was: IncidentRow, row: IncidentRow, name: str, speech: Speech) -> Iterator[Change]:
    if row.silent > was.silent:
        yield Change(3, speech.t(N_("{name}: {count} silent"), name=name, count=row.silent), row.id)
    worse = {key: row.figures.get(key) for key in row.figures if (row.figures[key] or 0) > (was.figures.get(key) or 0)}
    if worse:
        said = " ".join(f"{speech.t(FIGURES[key])} {value}" for key, value in worse.items() if key in FIGURES)
        yield Change(2, speech.t(N_("{name}: more people: {said}"), name=name, said=said), row.id)
    if row.moving > was.moving:
        yield Change(81, speech.t(N_("{name}: {count} on the way"), name=name, count=row.moving), row.id)
    if row.arrived > was.arrived:
        yield Change(80, speech.t(N_("{name}: {count} arrived"), name=name, count=row.arrived), row.id)


FIGURES = {
    "dead": N_("dead"),
    "serious": N_("serious"),
    "poisoned": N_("poisoned"),
    "trapped": N_("trapped"),
    "missing": N_("missing"),
    "at_risk": N_("at risk"),
    "evacuated": N_("evacuated"),
}
