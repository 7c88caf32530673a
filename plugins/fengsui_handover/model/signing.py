"""Who may sign what, and when: two signatures of two people, and nothing passes before the second."""

from __future__ import annotations

from datetime import datetime, timedelta

from fengsui.errors import Conflict, Fault
from fengsui.text import N_
from fengsui_handover.api.values import Line, Sheet, Watch
from fengsui_rosters.api import Shift


def shift_taken(
    now: datetime, who: str, *, ends: datetime | None, early: timedelta, current: Shift | None, following: Shift | None
) -> Shift | None:
    """The shift of the roster that a watch taken `now` by `who` stands for.

    People hand over before the hour: within `early` of the end of the watch before (`ends`) it is the `following`
    one, or the new watch would be called overdue at the hour at which it should begin. Whoever is on the `current`
    shift alone takes it for the rest of that shift.
    """
    if ends is None or now < ends - early or following is None:
        return current
    if who in _names(current) and who not in _names(following):
        return current
    return following


def _names(shift: Shift | None) -> tuple[str, ...]:
    return (shift.main, shift.second, shift.leader) if shift is not None else ()


def may_sign_out(watch: Watch | None, *, pending: str) -> Watch:
    """The watch that is handed over. Raises Conflict (`no_watch`, `handover_pending`)."""
    if watch is None:
        raise Conflict(N_("Nobody has the watch: there is nothing to hand over. Take it."), code="no_watch")
    if pending:
        raise Conflict(
            N_("Handover {handover} has its first signature already."), code="handover_pending", handover=pending
        )
    return watch


def may_take_over(*, first: str, second: str, seen: str, now: Sheet, added: tuple[Line, ...]) -> None:
    """`first` and `second` are the two people's ids; `seen` what the second has read.

    Raises Conflict: `same_person` (whoever signed out, for himself or for another, cannot take over), or
    `sheet_changed` with every line that was not on the sheet that was read.
    """
    if second == first:
        raise Conflict(N_("Two people hand over: another one must take it."), code="same_person")
    if seen != now.seen:
        faults = [Fault(line.id, N_("read before signing: {what}"), "unread", {"what": line.says}) for line in added]
        raise Conflict(
            N_("The sheet has changed since it was read: read it again, then sign."),
            code="sheet_changed",
            faults=faults,
        )
