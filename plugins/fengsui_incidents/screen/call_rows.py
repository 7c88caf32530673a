"""Rows of calls, transfers and tickets, and what is shown beside the chosen one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from fengsui.text import N_
from fengsui_incidents.api.board import CallRow
from fengsui_incidents.api.intake import TicketRow, TransferRow
from fengsui_incidents.api.words import SOURCE_NAMES, TICKET_KIND_NAMES, TICKET_STATE_NAMES
from fengsui_incidents.screen.incidents import RINGS
from fengsui_incidents.screen.look import Look
from fengsui_tui.widgets import Row, clock, countdown, fit, lasting, paragraph, width

CALL_STATES: Mapping[str, str] = {
    "open": N_("waiting"),
    "incident": N_("became an incident"),
    "merged": N_("joined"),
    "closed": N_("closed"),
    "transferred": N_("transferred"),
    "ticket": N_("ticket"),
}
OUTCOMES: Mapping[str, str] = {
    "log_only": N_("log only"),
    "false_report": N_("false report"),
    "transferred": N_("transferred"),
}
TRANSFER_STATES: Mapping[str, str] = {
    "sent": N_("waits for the receipt"),
    "silent": N_("NOT TAKEN IN TIME"),
    "accepted": N_("taken"),
    "refused": N_("REFUSED"),
    "withdrawn": N_("taken back"),
    "again": N_("handed to another"),
}
RESULTS: Mapping[str, str] = {"true": N_("true"), "partly": N_("partly true"), "false": N_("false")}


def call_line(call: CallRow, look: Look, cells: int) -> Row:
    ring = look.t(RINGS[call.ring]) if call.ring in RINGS else ""
    state = ring or (f"[{call.claimed_name}]" if call.claimed_name and call.state == "open" else "")
    if call.state != "open":
        state = call.incident or call.ticket or look.t(OUTCOMES.get(call.outcome, CALL_STATES.get(call.state, "")))
    like = f" {call.similar_to}? M" if call.similar_to else ""
    times = f" x{call.repeats}" if call.repeats > 1 else ""
    head = f"{call.id} {clock(call.at, look.zone, seconds=False)} {lasting(call.at, look.now)} "
    source = fit(look.t(SOURCE_NAMES.get(call.source, call.source)), 8)
    text = call.text.replace("\n", " ") or call.phone
    room = max(6, cells - width(head) - 9 - width(like) - width(times) - (width(state) + 1 if state else 0))
    return Row(
        (
            (head, "dim"),
            (f"{source} ", ""),
            (f"{state} " if state else "", "alarm" if ring else "warn"),
            (fit(text, room), ""),
            (times, "warn"),
            (like, "key"),
        ),
        call.id,
    )


def call_detail(call: CallRow, look: Look, cells: int) -> Sequence[Row]:
    texts = [look.t(SOURCE_NAMES.get(call.source, call.source)), call.number, call.phone, call.line]
    rows = list(paragraph("  ".join(text for text in texts if text), cells, style="strong"))
    if call.secret:
        rows += paragraph(look.t(N_("SECRET: who called is kept apart")), cells, style="drill")
    for line in call.text.split("\n"):
        rows += paragraph(line, cells)
    if call.repeats > 1:
        rows += paragraph(look.t(N_("{count} readings of this sensor"), count=call.repeats), cells, style="warn")
    if call.claimed_name and call.state == "open":
        rows += paragraph(look.t(N_("{who} writes it down"), who=call.claimed_name), cells, style="dim")
    if call.similar_to:
        why = look.speech.say(call.why) if call.why is not None else ""
        says = look.t(N_("like {incident} ({share}): {why}"), incident=call.similar_to,
                      share=f"{call.similarity:.1f}", why=why)  # fmt: skip
        rows += paragraph(says, cells, style="warn")
    outcome = look.t(OUTCOMES[call.outcome]) if call.outcome in OUTCOMES else ""
    rest = "  ".join(part for part in (call.incident, call.ticket, outcome, call.note) if part)
    return [*rows, *(paragraph(rest, cells, style="dim") if rest else ())]


def transfer_line(item: TransferRow, look: Look, cells: int) -> Row:
    bad = item.state in ("silent", "refused")
    due = countdown(item.receipt_by, look.now) if item.state in ("sent", "silent") else " " * 9
    state = look.t(TRANSFER_STATES[item.state])
    head = f"{item.id} {due} "
    name = look.speech.say(item.name)
    room = max(6, cells - width(head) - width(name) - width(state) - 4)
    text = fit(f"{item.ticket or item.call} {item.what}".replace("\n", " "), room)
    return Row(((head, "alarm" if bad else "dim"), (f"{name} ", "strong"), (f"{state}  ", "bad" if bad else ""),
                (text, "")), item.id)  # fmt: skip


def transfer_detail(item: TransferRow, look: Look, cells: int) -> Sequence[Row]:
    texts = [
        f"{look.speech.say(item.name)}  {item.phone}".rstrip(),
        look.t(N_("handed on {sent}, receipt by {due}"), sent=clock(item.sent_at, look.zone),
               due=clock(item.receipt_by, look.zone)),
        item.what,
    ]  # fmt: skip
    if item.answered_at is not None:
        texts.append(f"{clock(item.answered_at, look.zone)}  {item.said_by}  {item.reason}".rstrip())
    return [row for text in texts for part in text.split("\n") for row in paragraph(part, cells)]


def ticket_line(item: TicketRow, look: Look, cells: int) -> Row:
    state = look.t(TICKET_STATE_NAMES[item.state])
    mark = "!!" if item.overdue else "  "
    head = f"{item.id} {mark} {_left(item.deadline, look)} "
    secret = look.t(N_("SECRET ")) if item.secret else ""
    source = fit(look.t(SOURCE_NAMES.get(item.source, item.source)), 6)
    used = width(head) + 7 + width(state) + width(secret) + 3
    text = fit(f"{item.unit} {item.text}".strip().replace("\n", " "), max(6, cells - used))
    return Row(((head, "bad" if item.overdue else "dim"), (f"{source} ", ""), (f"{state}  ", "strong"),
                (secret, "drill"), (text, "")), item.id)  # fmt: skip


def _left(due: datetime | None, look: Look) -> str:
    """Minutes while they count, else the day."""
    if due is None:
        return fit("--", 9)
    if abs((due - look.now).total_seconds()) < 86_400:
        return fit(countdown(due, look.now), 9)
    return fit(due.astimezone(look.zone).strftime("%m-%d"), 9)


def ticket_detail(item: TicketRow, look: Look, cells: int) -> Sequence[Row]:
    t = look.t
    rows = list(
        paragraph(f"{t(TICKET_KIND_NAMES[item.kind])}  {item.unit}  {item.place}".rstrip(), cells, style="strong")
    )
    if item.secret:
        rows += paragraph(
            t(N_("SECRET: W shows who reported, to whom may; the look is recorded")), cells, style="drill"
        )
    if item.exposed:
        exposed = N_("Words from before secrecy stand in the call's record: to be erased (call_words).")
        rows += paragraph(t(exposed), cells, style="alarm")
    if item.anonymous:
        rows += paragraph(t(N_("anonymous: nobody can be answered or visited")), cells, style="dim")
    for line in item.text.split("\n"):
        rows += paragraph(line, cells)
    if item.deaths:
        rows += paragraph(t(N_("deaths: the government of the county or above has it checked")), cells, style="alarm")
    if item.deadline is not None:
        day = item.deadline.astimezone(look.zone).strftime("%Y-%m-%d %H:%M")
        says = t(N_("by {day}"), day=day) + ("" if item.certain else t(N_(" (provisional calendar)")))
        rows += paragraph(says, cells, style="bad" if item.overdue else "")
    result = t(RESULTS[item.result]) if item.result in RESULTS else ""
    said = (
        (N_("evidence {text}"), item.evidence),
        (N_("handled by {text}"), item.owner),
        (N_("verified: {text}"), result),
        (N_("material {text}"), item.material),
        (N_("responsible {text}"), item.signed_by),
        (N_("answered: {text}"), item.reply),
        (N_("visited: {text}"), item.visit),
    )
    for message, text in said:
        if text:
            rows += paragraph(t(message, text=text), cells)
    if item.reward_yuan is not None:
        says = t(N_("reward {yuan} yuan ({basis})"), yuan=item.reward_yuan, basis=item.reward_basis)
        rows += paragraph(says, cells, style="good")
    elif item.first and item.result in ("true", "partly"):
        rows += paragraph(t(N_("first effective report: Y notes a reward")), cells, style="good")
    steps = "  ".join(t(TICKET_STATE_NAMES[step]) for step in item.steps)
    return [*rows, *(paragraph(t(N_("next: {steps}"), steps=steps), cells, style="key") if steps else ())]
