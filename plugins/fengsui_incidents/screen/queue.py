"""The one queue of everything that needs a person (待我处理), soonest first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from functools import partial

from fengsui.text import N_
from fengsui_incidents.api.board import Board, QueueItem, QueueKind
from fengsui_incidents.model.bundles import Bundle, folded
from fengsui_incidents.screen.look import Look, drill_mark
from fengsui_tui.widgets import LateRow, Row, Span, countdown, fit, width

SOON = timedelta(minutes=2)

KINDS: dict[QueueKind, str] = {
    "mayday": N_("MAYDAY"),
    "network": N_("NETWORK"),
    "alone": N_("NOBODY"),
    "withdraw": N_("WITHDRAW"),
    "expired": N_("EXPIRED"),
    "silent": N_("SILENT"),
    "unreachable": N_("OFFLINE"),
    "unable": N_("UNABLE"),
    "need_more": N_("MORE"),
    "missing": N_("MISSING"),
    "too_few": N_("TOO FEW"),
    "refused": N_("REFUSED"),
    "offer": N_("OFFER"),
    "change": N_("CHANGE"),
    "call": N_("CALL"),
    "merge": N_("SAME?"),
    "uncovered": N_("GAP"),
    "consent": N_("CONSENT"),
    "level": N_("LEVEL"),
    "card": N_("CARD"),
    "task": N_("TASK"),
    "transfer": N_("RETURNED"),
    "ticket": N_("TICKET"),
    "news": N_("NEW FACT"),
    "false": N_("FALSE?"),
    "umbrella": N_("UMBRELLA"),
    "other": N_("OTHER"),
}

KEYS: dict[QueueKind, tuple[tuple[str, str], ...]] = {
    "mayday": (("E", N_("evacuate")), ("C", N_("dial")), ("A", N_("know"))),
    "network": (("A", N_("wait for them")), ("N", N_("alert next teams"))),
    "alone": (("A", N_("know")),),
    "withdraw": (("C", N_("dial")), ("O", N_("answer for")), ("T", N_("roll-call"))),
    "expired": (("C", N_("dial")), ("O", N_("answer for")), ("N", N_("next team"))),
    "silent": (("C", N_("dial")), ("O", N_("answer for")), ("N", N_("next team"))),
    "unreachable": (("C", N_("dial")), ("O", N_("answer for")), ("N", N_("next team"))),
    "unable": (("A", N_("know")), ("N", N_("next team"))),
    "need_more": (("F5", N_("dispatch")), ("A", N_("know"))),
    "missing": (("T", N_("roll-call")), ("C", N_("dial")), ("A", N_("know"))),
    "too_few": (("F5", N_("dispatch")), ("L", N_("leader")), ("A", N_("know"))),
    "refused": (("C", N_("dial")), ("F5", N_("dispatch")), ("A", N_("know"))),
    "offer": (("F5", N_("dispatch")), ("A", N_("know"))),
    "change": (("C", N_("dial")), ("O", N_("answer for"))),
    "call": (("Space", N_("take")),),
    "merge": (("M", N_("merge")), ("Space", N_("take"))),
    "uncovered": (("F5", N_("dispatch")), ("A", N_("know"))),
    "consent": (("C", N_("dial")), ("F5", N_("dispatch"))),
    "level": (("L", N_("leader")),),
    "card": (("C", N_("dial")), ("O", N_("answer for"))),
    "task": (("V", N_("result")),),
    "transfer": (("Space", N_("open")), ("C", N_("dial"))),
    "ticket": (("Space", N_("open")),),
    "news": (("A", N_("know")),),
    "false": (("Space", N_("decide")),),
    "umbrella": (("Space", N_("open")),),
    "other": (("Space", N_("open")),),
}
"""The keys that act on each kind, the first one first; Space does the first."""


def queue_rows(board: Board, look: Look, cells: int, opened: Collection[str] = ()) -> Sequence[Row]:
    """One line an item: number, how pressing, time left, what, and the keys that act on it; many alike are one line,
    which those in `opened` are followed by."""
    several = len(board.incidents) > 1
    rows: list[Row] = [
        LateRow(one.id, partial(_any_row, at, one, look, cells, several))
        for at, one in enumerate(folded(board.queue, board.bundle_from, opened), 1)
    ]
    return rows or [Row(((look.t(N_(" nothing needs you")), "good"),))]


def _any_row(at: int, one: Bundle | QueueItem, look: Look, cells: int, several: bool) -> Row:
    return _bundle_row(at, one, look, cells) if isinstance(one, Bundle) else _row(at, one, look, cells, several)


def _row(at: int, item: QueueItem, look: Look, cells: int, several: bool) -> Row:
    """With several incidents each line says of which it is: the same task waits in each of them."""
    mark, style = _pressing(item, look)
    head: list[Span] = [
        (f"{at:>2} ", "dim"),
        (f"{mark:<2} ", style),
        (f"{countdown(item.due, look.now)} ", style),
        (fit(kind_of(item, look), 9), style),
        (" ", ""),
        *drill_mark(item.exercise, look),
    ]
    keys = _keys(item, look)
    room = cells - 1 - sum(width(text) for text, _ in head)
    tail = width(keys) + 2 if room - width(keys) - 2 >= 30 else 0
    says = look.speech.say(item.says)
    where = item.phone if item.phone and item.phone not in says else ""
    of = f"{item.incident} " if several and item.incident and item.incident not in says else ""
    text = f"{of}{says}  {where}".rstrip()
    spans = [*head, (fit(text, room - tail), "")]
    return Row((*spans, (f"  {keys}", "key")) if tail else tuple(spans), item.id)


def _bundle_row(at: int, bundle: Bundle, look: Look, cells: int) -> Row:
    """How many, of what, and the most pressing of them; Enter opens and closes it."""
    first = bundle.first
    mark, style = _pressing(first, look)
    says = look.t(N_("{count} alike, first: {what}"), count=len(bundle.items), what=look.speech.say(first.says))
    keys = look.t(N_("Enter: close")) if bundle.opened else look.t(N_("Enter: open"))
    head: list[Span] = [
        (f"{at:>2} ", "dim"),
        (f"{mark:<2} ", style),
        (f"{countdown(first.due, look.now)} ", style),
        (fit(f"{kind_of(first, look)}*{len(bundle.items)}", 9), style),
        (" ", ""),
        *drill_mark(first.exercise, look),
    ]
    room = cells - 1 - sum(width(text) for text, _ in head) - width(keys) - 2
    return Row((*head, (fit(says, max(0, room)), ""), (f"  {keys}", "key")), bundle.id)


def _keys(item: QueueItem, look: Look) -> str:
    if item.keys:
        return "  ".join(f"{one.key} {look.speech.say(one.says)}" for one in item.keys[:3])
    return "  ".join(f"{key} {look.t(says)}" for key, says in KEYS[item.kind][:3])


def kind_of(item: QueueItem, look: Look) -> str:
    """The item's word: another plugin's own, else that of its kind."""
    return look.speech.say(item.label) if item.label is not None else look.t(KINDS[item.kind])


def _pressing(item: QueueItem, look: Look) -> tuple[str, str]:
    """Letter and colour: overdue or a life, soon, else."""
    if item.life or item.kind in ("mayday", "withdraw", "network", "missing", "transfer"):
        return "!!", "alarm"
    if item.due is not None and item.due <= look.now:
        return "!!", "bad"
    if item.kind in ("expired", "silent", "unreachable", "call", "alone", "too_few", "refused", "news"):
        return "!!", "bad"
    if item.kind == "unable" or (item.due is not None and item.due - look.now <= SOON):
        return "!", "warn"
    return "", ""


def top(board: Board) -> QueueItem | None:
    return board.queue[0] if board.queue else None


def item_of(board: Board, id: str) -> QueueItem | None:
    return next((item for item in board.queue if item.id == id), None)


def about_order(items: Iterable[QueueItem], order: str) -> QueueItem | None:
    """The item that asks for something about one order."""
    return next((item for item in items if item.order == order), None)
