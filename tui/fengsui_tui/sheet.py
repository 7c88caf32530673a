"""The emergency sheet: what a person needs when the console is all that is left, on one page of plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from fengsui.text import N_
from fengsui_incidents.api.board import Board, Force, IncidentCard
from fengsui_tui.changes import FIGURES
from fengsui_tui.speech import Speech
from fengsui_tui.widgets.cells import clock, fit, width, wrapped

CELLS = 80
LINES = 62
"""What one printed page holds; what does not fit is counted in the last line, never left out in silence."""

ANSWERED = frozenset({"accepted", "unable", "declined", "moving", "arrived", "controlled", "withdrawn", "returning",
                      "ready"})  # fmt: skip


def sheet(board: Board, incidents: Sequence[IncidentCard], now: datetime, lang: str, zone: tzinfo | None = None) -> str:
    """Open incidents, orders without answer, phone numbers and clocks with wall times. Pure; 80 cells wide."""
    told = _Told(Speech(lang), zone or ZoneInfo("Asia/Shanghai"), now)
    lines = [*told.head(board), *told.needs(board), *(line for card in incidents for line in told.incident(card))]
    lines += told.phones(board, incidents)
    if len(lines) > LINES:
        left = len(lines) - LINES + 1
        lines = [*lines[: LINES - 1], told.speech.t(N_("... {count} more lines did not fit on this page"), count=left)]
    return "\n".join(fit(line, CELLS).rstrip() for line in lines) + "\n"


class _Told:
    def __init__(self, speech: Speech, zone: tzinfo, now: datetime) -> None:
        self.speech, self.zone, self.now = speech, zone, now

    def head(self, board: Board) -> list[str]:
        t = self.speech.t
        when = self.now.astimezone(self.zone).strftime("%Y-%m-%d %H:%M:%S")
        demo = t(N_(" (demonstration data)")) if board.demo else ""
        duty = " ".join(board.on_duty) or "--"
        phone = f" {board.leader_phone}" if board.leader_phone else ""
        return [
            "=" * CELLS,
            t(N_("EMERGENCY SHEET  as of {when}"), when=when),
            *wrapped(f"{board.centre}{demo}", CELLS),
            *wrapped(
                t(N_("on duty: {duty}   leader: {leader}"), duty=duty, leader=f"{board.leader or '--'}{phone}"), CELLS
            ),
            "=" * CELLS,
        ]

    def needs(self, board: Board) -> Iterator[str]:
        yield self._rule(self.speech.t(N_("NEEDS A PERSON, soonest first")))
        for item in board.queue[:12]:
            due = clock(item.due, self.zone) if item.due else "   --   "
            room = CELLS - 13 - (width(item.phone) + 1 if item.phone else 0)
            yield f"[ ] {due} {fit(self.speech.say(item.says), room)} {item.phone}"
        if len(board.queue) > 12:
            yield self.speech.t(N_("    and {count} more"), count=len(board.queue) - 12)
        if not board.queue:
            yield self.speech.t(N_("    nothing"))

    def incident(self, card: IncidentCard) -> Iterator[str]:
        drill = self.speech.t(N_("[DRILL] ")) if card.exercise else ""
        name = f"{drill}{card.urgency} {card.id} {self.speech.say(card.title)}  {card.place}"
        yield self._rule(name)
        since = clock(card.reported_at, self.zone)
        level = card.level_confirmed or f"{card.assessment.level}?"
        wind = self.speech.say(card.wind) if card.wind else "?"
        yield self.speech.t(
            N_("since {since}  level {level}  wind {wind}  people: {people}"),
            since=since, level=level, wind=wind, people=self._people(card),
        )  # fmt: skip
        if card.assessment.prohibitions:
            stop = "; ".join(self.speech.say(text) for text in card.assessment.prohibitions)
            yield from wrapped(self.speech.t(N_("DO NOT: {stop}"), stop=stop), CELLS, "    ")
        meet = self.speech.say(card.assessment.rendezvous)
        if meet:
            yield self.speech.t(N_("meet at: {place}"), place=meet)
        yield from (self._force(force) for force in card.forces)
        for task in card.tasks:
            if task.done_at is None:
                due = clock(task.due, self.zone, seconds=False)
                yield f"[ ] {due} {self.speech.say(task.title)} ({self.speech.say(task.post)})"

    def _people(self, card: IncidentCard) -> str:
        known = [
            f"{self.speech.t(FIGURES[key])} {'?' if value is None else value}"
            for key, value in card.figures.items()
            if key in FIGURES
        ]
        return " ".join(known) or "?"

    def _force(self, force: Force) -> str:
        box = "[x]" if force.state in ANSWERED else "[ ]"
        last = force.facts[-1] if force.facts else None
        state = f"{self.speech.t(STATES.get(force.state, force.state))} {clock(last.at if last else None, self.zone)}"
        by = "" if box == "[x]" or force.answer_by is None else f" < {clock(force.answer_by, self.zone)}"
        return f"{box} {fit(force.name, 24)} {fit(force.phone, 14)} {state}{by}"

    def phones(self, board: Board, incidents: Sequence[IncidentCard]) -> Iterator[str]:
        yield self._rule(self.speech.t(N_("PHONES")))
        if board.leader_phone:
            yield f"{fit(board.leader, 34)} {board.leader_phone}"
        for card in incidents:
            if card.site is not None:
                yield f"{fit(card.site.name, 34)} {card.site.duty_phone}  {card.site.safety_phone}"
        for call in board.calls[:6]:
            yield f"{fit(f'{call.id} {call.text}', 34)} {call.phone}"

    def _rule(self, title: str) -> str:
        title = fit(f"-- {title}", min(CELLS, width(title) + 3)).rstrip()
        return f"{title} {'-' * max(0, CELLS - width(title) - 1)}"


STATES = {
    "ordered": N_("ordered"),
    "delivered": N_("delivered"),
    "displayed": N_("displayed"),
    "accepted": N_("accepted"),
    "unable": N_("UNABLE"),
    "declined": N_("declined"),
    "moving": N_("moving"),
    "arrived": N_("arrived"),
    "need_more": N_("needs more"),
    "mayday": N_("MAYDAY"),
    "controlled": N_("controlled"),
    "withdrawn": N_("withdrawn"),
    "returning": N_("returning"),
    "ready": N_("ready again"),
    "recalled": N_("stood down"),
    "evacuating": N_("EVACUATING"),
}
