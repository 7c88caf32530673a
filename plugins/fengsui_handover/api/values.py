"""The handover as it is shown and printed. Plain frozen values, so that a client needs no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from fengsui_incidents.api.said import Words

SectionKind = Literal["incidents", "unanswered", "clocks", "calls", "promises", "out_of_service", "drills"]
"""What passes: open incidents, orders without an answer, everything else with a time limit (reports, verification
demands, 批示), calls in waiting, what was promised by phone, teams that cannot go, drills."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that passes to the next watch. `id` stays the same while the thing does."""

    id: str
    says: Words
    due: datetime | None = None
    exercise: str | None = None


@dataclass(frozen=True, kw_only=True)
class Section:
    kind: SectionKind
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """交接班单, as of a moment. `seen` stands for what must have been read before the second signature: it changes
    with the open incidents and promises, not with every alarm that comes and goes."""

    made_at: datetime
    sections: tuple[Section, ...]
    seen: str

    def lines(self, kind: SectionKind) -> tuple[Line, ...]:
        return next((section.lines for section in self.sections if section.kind == kind), ())


@dataclass(frozen=True, kw_only=True)
class Watch:
    """Who owns every open incident and alarm. `main`, `second`, `leader` as the roster had them; `taken_by` signed."""

    id: str
    began_at: datetime
    taken_by: str
    main: str
    second: str
    leader: str
    ends_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Pending:
    """A handover with its first signature: the first watch owns everything until the second. `added` and `gone` are
    what has changed on the sheet since then."""

    handover: str
    sheet: Sheet
    out_by: str
    out_at: datetime
    for_whom: str
    note: str
    added: tuple[Line, ...] = ()
    gone: tuple[Line, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Promise:
    """Something said by phone that somebody counts on (电话承诺)."""

    id: str
    incident: str
    text: str
    to: str
    at: datetime
    by: str
    due: datetime | None
    kept_at: datetime | None = None
    result: str = ""
    exercise: str | None = None


@dataclass(frozen=True, kw_only=True)
class HandoverView:
    """What the screen shows: who has the watch, what would pass now, and a handover half done. `note` is what the
    watch before (`note_by`) left word of when it handed over to this one."""

    now: datetime
    watch: Watch | None
    sheet: Sheet
    pending: Pending | None
    promises: tuple[Promise, ...]
    next_main: str = ""
    next_second: str = ""
    next_leader: str = ""
    note: str = ""
    note_by: str = ""


class WatchKeeping(Protocol):
    """Answered by the handover plugin, in the asker's transaction."""

    def watch(self) -> Watch | None:
        """Who has the watch now; None before the first."""
        ...

    def owner(self, incident: str) -> Watch | None:
        """The watch that owns an incident; None where nobody has taken it yet."""
        ...
