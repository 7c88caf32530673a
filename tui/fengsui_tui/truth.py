"""The truth line and the counts: how old the picture is, the clock, who is on duty, and what must not be overlooked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from fengsui.text import N_
from fengsui_incidents.api.board import Board, IncidentCard
from fengsui_tui.connection import FeedState
from fengsui_tui.sound import Ringing
from fengsui_tui.speech import Speech
from fengsui_tui.widgets.bar import beside
from fengsui_tui.widgets.cells import Span, clock, countdown

WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


@dataclass(frozen=True, kw_only=True)
class Truth:
    """Everything that the two lines say."""

    state: FeedState
    why: str
    way: str = ""
    age: timedelta | None
    now: datetime
    zone: tzinfo
    board: Board | None
    told: IncidentCard | None
    """The newest incident that the leader was told of."""
    ringing: Ringing
    unsent: int = 0
    drafts: int = 0
    jumped: timedelta = timedelta()
    trouble: str = ""
    """The server's code for why nothing can be saved, or proven later."""
    left_out: Sequence[str] = ()


TROUBLES = {
    "storage_full": N_("DISK FULL: NOTHING IS SAVED"),
    "storage_damaged": N_("DATABASE DAMAGED: NOTHING IS SAVED"),
    "heads_failed": N_("JOURNAL NOT SIGNED ELSEWHERE"),
    "heads_contradicted": N_("JOURNAL DIFFERS FROM ITS SIGNED HEADS"),
}


def truth_lines(truth: Truth, speech: Speech, cells: int) -> list[list[Span]]:
    """The truth line, then the counts; what has no room is left out from the right."""
    return [_truth(truth, speech, cells), _counts(truth, speech, cells)]


def _truth(truth: Truth, speech: Speech, cells: int) -> list[Span]:
    board = truth.board
    moment = truth.now.astimezone(truth.zone)
    day = f"{speech.t(WEEKDAYS[moment.weekday()])} {moment:%m-%d} " if cells >= 100 else ""
    name = speech.t(N_("FENGSUI"))
    centre = board.centre if board is not None and cells >= 100 else ""
    parts: list[list[Span]] = [
        [(f" {name} {centre}".rstrip(), "strong" if truth.state == "live" else "alarm")],
        [(speech.t(TROUBLES.get(truth.trouble, N_("DISK FAILS: NOTHING IS SAVED"))), "alarm")] if truth.trouble else [],
        [(speech.t(N_("PLUGIN OUT: {names}"), names=", ".join(truth.left_out)), "alarm")] if truth.left_out else [],
        _demo(board, speech),
        [age_span(truth, speech)],
        _network(board, speech),
        [(f"{day}{moment:%H:%M:%S}", "strong")],
        [(speech.t(N_("CLOCK JUMPED {seconds} s"), seconds=int(truth.jumped.total_seconds())), "alarm")]
        if truth.jumped
        else [],
        [(speech.t(N_("NOT SENT {count} (U)"), count=truth.unsent), "alarm")] if truth.unsent else [],
        _duty(board, speech),
        _leader(truth, speech),
    ]
    return beside(parts, cells)


def age_span(truth: Truth, speech: Speech) -> Span:
    """LIVE with the age of the last sign of life; anything else says since when."""
    age = truth.age
    seconds = "--" if age is None else f"{age.total_seconds():.1f}s" if age < timedelta(minutes=1) else _long(age)
    if truth.state == "live":
        live = speech.t(N_("LIVE {age}"), age=seconds)
        return f"{live} {truth.way}".rstrip(), "good"
    if truth.state == "catching_up":
        return speech.t(N_("STALE {age}"), age=seconds), "warn"
    if truth.state == "refused":
        return speech.t(N_("REFUSED BY THE SERVER {why}"), why=truth.why), "alarm"
    return speech.t(N_("OFFLINE {age}"), age=seconds), "alarm"


def _long(age: timedelta) -> str:
    minutes = int(age.total_seconds()) // 60
    return f"{minutes}m" if minutes < 100 else f"{minutes // 60}h{minutes % 60:02d}"


def _demo(board: Board | None, speech: Speech) -> list[Span]:
    return [(speech.t(N_(" DEMO ")), "drill")] if board is not None and board.demo else []


def _network(board: Board | None, speech: Speech) -> list[Span]:
    """That so many are gone is the network's fault, until they are back."""
    fault = board.network if board is not None else None
    if fault is None:
        return []
    says = N_(" NETWORK FAULT {missing}/{connected} ")
    return [(speech.t(says, missing=fault.missing, connected=fault.connected), "alarm")]


def _duty(board: Board | None, speech: Speech) -> list[Span]:
    if board is None:
        return []
    if not board.on_duty:
        return [(speech.t(N_("NOBODY ON DUTY")), "alarm")]
    posts = (N_("officer {name}"), N_("second {name}"))
    named = [speech.t(post, name=name) for post, name in zip(posts, board.on_duty, strict=False)]
    return [(" ".join(named), "")]


def _leader(truth: Truth, speech: Speech) -> list[Span]:
    if truth.board is None:
        return []
    if not truth.board.leader:
        return [(speech.t(N_("NO DUTY LEADER")), "alarm")]
    told = truth.told
    if told is None or told.leader_told_at is None:
        return [(speech.t(N_("leader {name}"), name=truth.board.leader), "")]
    when = clock(told.leader_told_at, truth.zone, seconds=False)
    return [(speech.t(N_("leader {name} told {when}"), name=truth.board.leader, when=when), "")]


def _counts(truth: Truth, speech: Speech, cells: int) -> list[Span]:
    """Where anything real waits, a drill's items neither count nor bring the nearest limit."""
    board = truth.board
    if board is None:
        return [(speech.t(N_(" nothing was read from the server yet {why}"), why=truth.why), "warn")]
    real = [row for row in board.incidents if row.exercise is None]
    drills = len(board.incidents) - len(real)
    silent = sum(row.silent for row in real)
    waiting = [item for item in board.queue if item.exercise is None] or list(board.queue)
    dues = [item.due for item in waiting if item.due is not None]
    nearest = countdown(min(dues), truth.now).strip() if dues else "--"
    parts: list[list[Span]] = [
        [(speech.t(N_(" REAL {count}"), count=len(real)), "bad" if real else "")],
        [(speech.t(N_("waiting {count}"), count=len(waiting)), "warn" if waiting else "")],
        [(speech.t(N_("silent {count}"), count=silent), "alarm" if silent else "")],
        [(speech.t(N_("nearest limit {time}"), time=nearest), "alarm" if nearest.startswith("-") else "")],
        [_bell(truth, speech)],
        *([(f" {speech.say(words)} ", "warn")] for words in board.urgent_warnings[:2]),
        [(speech.t(N_(" DRILL {count} open "), count=drills), "drill")] if drills else [],
        [(speech.t(N_("drafts {count} (D)"), count=truth.drafts), "warn")] if truth.drafts else [],
        [(speech.t(N_("teams connected {online}/{total}"), online=board.teams_online, total=board.teams_total), "")],
        *([(speech.t(N_("drill {what}"), what=speech.say(words)), "drill")] for words in board.drills[:2]),
    ]
    return beside(parts, cells)


def _bell(truth: Truth, speech: Speech) -> Span:
    ringing = truth.ringing
    if not ringing.muted(truth.now) or ringing.muted_until is None:
        return speech.t(N_("bell ON")), ""
    until = clock(ringing.muted_until, truth.zone, seconds=False)
    if ringing.hushed:
        return speech.t(N_("MUTED to {until}: {count} URGENT"), until=until, count=ringing.hushed), "alarm"
    return speech.t(N_("muted to {until}"), until=until), "warn"
