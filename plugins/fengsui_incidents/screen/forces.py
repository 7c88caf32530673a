"""The forces with their five facts: delivered, read, answered, moving, arrived (送 阅 答 动 到), and who said so."""

from __future__ import annotations

from collections.abc import Sequence

from fengsui.text import N_
from fengsui_incidents.api.board import Fact, Force
from fengsui_incidents.api.words import FactKind, UnableReason
from fengsui_incidents.screen.look import FACTS, REASONS, Look, said_channel
from fengsui_tui.widgets import Row, Span, clock, countdown, fit, width

FIVE: tuple[tuple[FactKind, ...], ...] = (
    ("delivered",),
    ("displayed",),
    ("accepted", "unable", "declined"),
    ("moving",),
    ("arrived",),
)
LATER: tuple[FactKind, ...] = ("mayday", "need_more", "controlled", "withdrawn", "returning", "ready")
CELL, SHORT = 9, 7
"""hh:mm:ss and the mark of an answer that somebody entered for the team; hh:mm where there is little room."""
ROOM = 76
"""From so many cells on the seconds are shown: with fewer, the name and what is said last are worth more."""

WAYS = {"sms": N_("SMS"), "voice": N_("voice"), "im": N_("message")}
USES = {
    "waiting": N_("{channel} .. "),
    "taken": N_("{channel} sent "),
    "refused": N_("{channel} REFUSED "),
    "failed": N_("{channel} FAILED "),
}
USE_STYLES = {"waiting": "dim", "taken": "warn", "refused": "bad", "failed": "bad"}

FOR_THEM = "*"
"""代录: entered on the team's behalf."""

CORRECTED = "^"
"""更正: it stands in the place of an entry that was wrong."""

KINDS = {"order": "", "request": N_("req"), "notice": N_("not")}
DUE: frozenset[FactKind] = frozenset({"delivered", "displayed", "accepted"})
"""What `answer_by` is the deadline of; the way to the scene has its own, which the server watches."""

BAD: frozenset[FactKind] = frozenset({"unable", "declined", "mayday"})


def force_head(look: Look, cells: int) -> tuple[str, str]:
    """Title and the names of the five columns, above their columns."""
    names = (N_("deliv"), N_("read"), N_("answ"), N_("move"), N_("arriv"))
    columns = "".join(fit(look.t(name), cell(cells)) for name in names)
    title = look.t(N_("FORCES"))
    gap = max(1, name_cells(cells) - 1 - width(title))
    return f"{title} {' ' * (gap - 1)}{columns}", look.t(N_("* entered for them  ^ corrected"))


def cell(cells: int) -> int:
    return CELL if cells >= ROOM else SHORT


def name_cells(cells: int) -> int:
    return max(14, min(22, cells - 5 * cell(cells) - 20))


def force_rows(forces: Sequence[Force], look: Look, cells: int) -> Sequence[Row]:
    rows = [_row(force, look, cells) for force in forces]
    return rows or [Row(((look.t(N_(" nobody was sent yet   F5 dispatch")), "warn"),))]


def _row(force: Force, look: Look, cells: int) -> Row:
    mark = look.t(KINDS[force.kind]) if KINDS[force.kind] else ""
    name = fit(f"{mark} {force.name}".lstrip(), name_cells(cells))
    style = "alarm" if force.evacuating else "bad" if force.unreachable else "dim" if not force.open else ""
    spans: list[Span] = [(name, style), (" ", "")]
    spans += [_cell(force, kinds, look, cell(cells)) for kinds in FIVE]
    return Row((*spans, *_rest(force, look)), force.order)


def _cell(force: Force, kinds: tuple[FactKind, ...], look: Look, cells: int) -> Span:
    found = next((fact for fact in force.facts if fact.fact in kinds), None)
    if found is not None:
        bad = found.fact in BAD
        text = look.t(FACTS[found.fact]) if bad else clock(found.at, look.zone, seconds=cells == CELL)
        mark = CORRECTED if found.corrects else FOR_THEM if found.answered_for else ""
        return fit(f"{fit(text, cells - 1).rstrip()}{mark}", cells), "bad" if bad else "good"
    if force.already_moving and kinds[0] in ("delivered", "displayed"):
        return fit("--", cells), "dim"
    if kinds[0] == _awaited(force):
        late = kinds[0] in DUE and force.answer_by is not None and force.answer_by <= look.now
        return fit("?" if late else "..", cells), "bad" if late else "dim"
    return fit("--", cells), "dim"


def _awaited(force: Force) -> FactKind | None:
    """The first of the five that is still to come, where the force is open and can still do it."""
    known = {fact.fact for fact in force.facts}
    if not force.open or known & BAD:
        return None
    order = ("arrived", "moving", "accepted", "displayed", "delivered")
    nexts: dict[str, FactKind | None] = {
        "arrived": None, "moving": "arrived", "accepted": "moving", "displayed": "accepted", "delivered": "displayed",
    }  # fmt: skip
    return next((nexts[fact] for fact in order if fact in known), "accepted" if force.already_moving else "delivered")


def _rest(force: Force, look: Look) -> list[Span]:
    """What else is to be said of a force, the worst first."""
    spans: list[Span] = []
    if force.evacuating:
        spans.append((look.t(N_("EVACUATE ")), "alarm"))
    if force.unreachable or (not force.online and force.open and not force.already_moving):
        spans.append((look.t(N_("OFFLINE ")), "alarm"))
    spans += _channels(force, look)
    if force.unreachable:
        spans.append((look.t(N_("PHONE {phone} "), phone=force.phone), "alarm"))
    if not force.change_acknowledged:
        spans.append((look.t(N_("change {number}? "), number=force.change), "warn"))
    if force.corrected:
        spans.append((look.t(N_("corrected ")), "warn"))
    if force.already_moving:
        spans.append((look.t(N_("sent by another authority ")), "dim"))
    spans += _answered(force, look)
    if force.replaced_by:
        spans.append((look.t(N_("replaced ")), "dim"))
    if force.answer_by is not None and force.open and not any(f.fact in ("accepted", *BAD) for f in force.facts):
        late = force.answer_by <= look.now
        spans.append((countdown(force.answer_by, look.now).strip() + " ", "bad" if late else ""))
    return spans


def _channels(force: Force, look: Look) -> list[Span]:
    """The last try of each channel: sent by the gateway, still on its way, or not sent."""
    last = {use.channel: use for use in force.channels}
    return [
        (look.t(USES[use.state], channel=look.t(WAYS[use.channel])), USE_STYLES[use.state]) for use in last.values()
    ]


def _answered(force: Force, look: Look) -> list[Span]:
    spans: list[Span] = []
    for fact in force.facts:
        if fact.fact in LATER:
            style = "alarm" if fact.fact == "mayday" else "warn" if fact.fact == "need_more" else "good"
            mark = CORRECTED if fact.corrects else ""
            spans.append((f"{look.t(FACTS[fact.fact])} {clock(fact.at, look.zone)}{mark} ", style))
        if fact.fact == "unable" and fact.reason:
            spans.append((f"{_reason(fact, look)} ", "bad"))
        if fact.fact == "accepted":
            spans.append((f"{_strength(fact, look)}", ""))
    last = next((fact for fact in reversed(force.facts) if fact.answered_for), None)
    if last is not None:
        says = look.t(
            N_("{mark}{channel} {who} "), mark=FOR_THEM, channel=said_channel(last.channel, look), who=last.said_by
        )
        spans.append((says, "dim"))
    return spans


def _reason(fact: Fact, look: Look) -> str:
    known: dict[str, str] = {key: value for key, value in REASONS.items()}
    return look.t(known.get(fact.reason, fact.reason))


def _strength(fact: Fact, look: Look) -> str:
    minutes = look.t(N_("{count} min "), count=fact.minutes) if fact.minutes is not None else ""
    people = look.t(N_("{count} people "), count=fact.people) if fact.people is not None else ""
    return minutes + people


def unable_reasons() -> tuple[UnableReason, ...]:
    return tuple(REASONS)
