"""What the screen draws of a warning: one line of the list, and the whole of it beside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from fengsui.text import N_
from fengsui_incidents.api.said import Words
from fengsui_incidents.api.scales import WarningLevel
from fengsui_tui.widgets import Row, Speech, fit, paragraph
from fengsui_warnings.api.board import DutyLine, DutyList, ReceiptLine, WarningCard, WarningRow
from fengsui_warnings.model.levels import name_of

STATES = {
    "draft": N_("DRAFT"),
    "issued": N_("in force"),
    "superseded": N_("superseded"),
    "lifted": N_("lifted"),
    "expired": N_("ran out"),
    "discarded": N_("discarded"),
}
STYLES = {"draft": "warn", "issued": "good", "superseded": "dim", "lifted": "dim", "expired": "dim", "discarded": "dim"}
SHAPES: dict[WarningLevel | None, str] = {"red": "!!", "orange": "! ", "yellow": "+ ", "blue": "- ", None: "? "}
"""A level is never only a colour: it has its word and a shape."""

LEVEL_STYLES: dict[WarningLevel | None, str] = {"red": "alarm", "orange": "warn", None: "warn"}
LISTS: dict[DutyList, str] = {
    "issue": N_("AFTER ISSUING (art 64)"),
    "all": N_("LEVELS 1 TO 4 (art 66)"),
    "high": N_("LEVELS 1 AND 2 (art 67)"),
}
LACKS = {
    "event": N_("kind"),
    "level": N_("level"),
    "starts_at": N_("beginning"),
    "area": N_("area"),
    "matters": N_("what to beware of"),
    "measures": N_("what to do"),
    "issuer": N_("issuer"),
}


@dataclass(frozen=True)
class Look:
    """In which language and zone, and when it is now."""

    speech: Speech
    zone: tzinfo
    now: datetime

    def t(self, message: str, **params: object) -> str:
        return self.speech.t(message, **params)

    def say(self, words: Words) -> str:
        return self.speech.say(words)

    def day(self, moment: datetime | None) -> str:
        """The time, or the day where that is another one: five cells."""
        if moment is None:
            return "--"
        local = moment.astimezone(self.zone)
        return local.strftime("%H:%M" if local.date() == self.now.astimezone(self.zone).date() else "%m-%d")

    def when(self, moment: datetime | None) -> str:
        return moment.astimezone(self.zone).strftime("%m-%d %H:%M") if moment is not None else "--"


def level_text(look: Look, level: WarningLevel | None) -> str:
    return f"{SHAPES[level]}{look.say(name_of(level))}"


def titled(look: Look, item: WarningRow) -> str:
    """Its title; a drill's begins with the word."""
    mark = look.t(N_("DRILL"))
    return f"{mark} {look.say(item.title)}" if item.exercise is not None else look.say(item.title)


def list_row(look: Look, item: WarningRow, cells: int) -> Row:
    done = f"{item.duties_total - item.duties_open}/{item.duties_total}" if item.duties_total else ""
    got = f"{item.receipts_total - item.receipts_open}/{item.receipts_total}" if item.receipts_total else ""
    running = item.state == "issued"
    spans = (
        (fit(item.id, 10), "drill" if item.exercise is not None else "strong"),
        (fit(level_text(look, item.level), 10), LEVEL_STYLES.get(item.level, "")),
        (fit(titled(look, item), max(10, cells - 46)) + " ", ""),
        (fit(look.t(STATES[item.state]), 9), STYLES[item.state]),
        (fit(done, 6), "bad" if item.duties_open and running else "dim"),
        (fit(got, 5), "bad" if item.receipts_open and running else "dim"),
        (look.day(item.ends_at), "dim"),
    )
    return Row(spans, item.id)


def card_rows(look: Look, card: WarningCard, cells: int) -> Sequence[Row]:
    return list(_card(look, card, cells))


def _card(look: Look, card: WarningCard, cells: int) -> Iterator[Row]:
    if card.exercise is not None:
        yield from paragraph(look.t(N_(" DRILL {drill} "), drill=card.exercise), cells, style="drill")
    if card.masked:
        yield from paragraph(look.t(N_("It is restricted: you may not see what it says.")), cells, style="warn")
    head = f"{level_text(look, card.level)}  {look.say(card.event)}  {look.t(STATES[card.state])}"
    yield from paragraph(head, cells, style=LEVEL_STYLES.get(card.level, "strong"))
    if card.lacks:
        named = ", ".join(look.t(LACKS[name]) for name in card.lacks)
        yield from paragraph(look.t(N_("still missing: {what}"), what=named), cells, style="bad")
    for says, text in _texts(look, card):
        if text:
            yield from paragraph(f"{look.t(says)} {text}", cells, indent="  ")
    yield from _course(look, card, cells)
    yield from _duties(look, card.duties, cells)
    yield from _receipts(look, card.receipts, cells)
    for note in card.notes:
        yield from paragraph(look.say(note), cells, style="dim")


def _texts(look: Look, card: WarningCard) -> Iterator[tuple[str, str]]:
    yield N_("from"), f"{look.when(card.starts_at)} - {look.when(card.ends_at)}"
    yield N_("area:"), look.say(card.area)
    yield N_("beware:"), look.say(card.matters)
    yield N_("do:"), look.say(card.measures)
    yield N_("issued by:"), f"{look.say(card.issuer)} {look.when(card.issued_at) if card.issued_at else ''}".rstrip()
    yield N_("level by:"), look.say(card.level_said)
    yield N_("restricted:"), card.restriction
    yield N_("CAP:"), f"{card.sender} {card.identifier}".strip() if card.origin == "cap" else card.identifier


def _course(look: Look, card: WarningCard, cells: int) -> Iterator[Row]:
    said = (
        (card.drafted_by, N_("drafted by {who} {when}"), card.drafted_by, card.drafted_at),
        (card.approved_by, N_("published by {who} {when}"), card.approved_by, card.issued_at),
        (card.supersedes, N_("in the place of {who}"), card.supersedes, None),
        (card.superseded_by, N_("superseded by {who}"), card.superseded_by, None),
    )
    for there, says, who, when in said:
        if there:
            yield from paragraph(look.t(says, who=who.removeprefix("user:"), when=look.when(when)), cells, style="dim")
    if card.lifted_at is not None:
        says = look.t(N_("lifted {when} by {who}: {reason}"), when=look.when(card.lifted_at),
                      who=card.lifted_by.removeprefix("user:"), reason=card.lift_reason or "--")  # fmt: skip
        yield from paragraph(says, cells, style="dim")


def _duties(look: Look, lines: Sequence[DutyLine], cells: int) -> Iterator[Row]:
    shown = ""
    for line in lines:
        if line.list != shown:
            shown = line.list
            yield Row(((look.t(LISTS[line.list]), "head"),))
        done = line.done_at is not None
        late = not done and line.due_at <= look.now
        tail = f"{look.when(line.done_at)} {line.done_by.removeprefix('user:')} {line.note}" if done else look.t(
            N_("by {when}"), when=look.when(line.due_at))  # fmt: skip
        style = "dim" if done else "bad" if late else ""
        yield from paragraph(f"{'[x]' if done else '[ ]'} {look.say(line.says)}  {tail}".rstrip(), cells, style=style,
                             indent="    ")  # fmt: skip


def _receipts(look: Look, lines: Sequence[ReceiptLine], cells: int) -> Iterator[Row]:
    if lines:
        yield Row(((look.t(N_("WHO MUST PASS IT ON (art 65)")), "head"),))
    for line in lines:
        got = line.received_at is not None and not line.refused
        late = not got and line.due_at is not None and line.due_at <= look.now
        if line.refused:
            tail = look.t(N_("CANNOT: {why}"), why=line.note)
        elif got:
            tail = f"{look.when(line.received_at)} {line.said_by} {line.note}"
        else:
            tail = look.t(N_("by {when}"), when=look.when(line.due_at))
        style = "bad" if late or line.refused else "dim" if got else ""
        yield from paragraph(f"{'[x]' if got else '[ ]'} {look.say(line.who)}  {tail}".rstrip(), cells, style=style,
                             indent="    ")  # fmt: skip
