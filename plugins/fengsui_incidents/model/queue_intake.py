"""What intake has for the one queue: calls that wait, transfers that came back, tickets, news, false reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fengsui_incidents.api.board import CallRow, QueueItem
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.intake import FindingRow, TransferRow
from fengsui_incidents.api.umbrellas import UmbrellaRow
from fengsui_incidents.api.words import TicketState
from fengsui_incidents.model.rules import RuleSet

SCREEN = "incidents.calls"
UMBRELLAS = "incidents.umbrellas"

SOURCE_WORDS: Mapping[str, Words] = {
    "joint_centre": Words("联动中心110/119", "110/119"),
    "duty_phone": Words("值班电话", "duty phone"),
    "hotline_12345": Words("12345", "12345"),
    "hotline_12350": Words("12350", "12350"),
    "street": Words("街镇", "street"),
    "city_operations": Words("一网统管", "city operations"),
    "web": Words("网页", "web"),
    "sensor": Words("传感器", "sensor"),
    "cap": Words("CAP", "CAP"),
    "bureau": Words("其他部门", "another bureau"),
    "other": Words("其他", "other"),
}

RINGS: Mapping[str, Words] = {
    "ringing": Words("振铃", "RINGING"),
    "waiting": Words("等待", "WAITING"),
    "missed": Words("未接, 须回拨", "MISSED, ring back"),
}

FALSE_WORDS: Mapping[str, Words] = {
    "false_report": Words("误报", "false report"),
    "hoax": Words("虚假报警", "hoax"),
    "duplicate": Words("重复", "duplicate"),
    "near_miss": Words("未遂", "near miss"),
    "not_ours": Words("非本部门", "not ours"),
    "not_safety": Words("非生产安全事故", "no safety accident"),
}

TICKET_STATES: Mapping[TicketState, Words] = {
    "received": Words("待分拣", "to be triaged"),
    "triaged": Words("待核查", "to be verified"),
    "verifying": Words("核查中", "being verified"),
    "verified": Words("待整改或答复", "to be put right or answered"),
    "rectifying": Words("整改中", "being put right"),
    "replied": Words("待回访", "to be visited"),
    "visited": Words("待办结", "to be closed"),
    "transferred": Words("已转办", "transferred"),
    "closed": Words("办结", "closed"),
    "emergency": Words("转警情", "became an incident call"),
}


@dataclass(frozen=True, kw_only=True)
class DueTicket:
    id: str
    call: str
    source: str
    state: TicketState
    due: datetime
    exposed: bool = False


@dataclass(frozen=True, kw_only=True)
class Learned:
    """Something new that a joined call said, of which nobody took note yet."""

    id: str
    incident: str
    call: str
    says: Words
    at: datetime


def waiting_calls(calls: Sequence[CallRow], rules: RuleSet) -> Iterator[QueueItem]:
    """Calls that are waiting; one that is like an incident is to be merged, by a person."""
    for call in calls:
        if call.state != "open":
            continue
        merges = bool(call.similar_to)
        yield QueueItem(
            id=f"{'merge' if merges else 'call'}:{call.id}",
            kind="merge" if merges else "call",
            incident=call.similar_to,
            order="",
            call=call.id,
            says=_call_words(call),
            due=_call_due(call, rules),
            phone=call.phone,
        )


def _call_due(call: CallRow, rules: RuleSet) -> datetime:
    """Of a call that somebody writes down, when the claim is stale: it is not forgotten, but presses nobody else."""
    within = rules.number("merge_decide_within_s" if call.similar_to else "call_pick_up_within_s")
    due = call.at + timedelta(seconds=within)
    if call.claimed_at is not None and rules.has("claim_stale_after_s"):
        return max(due, call.claimed_at + timedelta(seconds=rules.number("claim_stale_after_s")))
    return due


def _call_words(call: CallRow) -> Words:
    source = SOURCE_WORDS.get(call.source, Words(call.source, call.source))
    text = call.text.replace("\n", " ")[:40]
    zh, en = [source.zh], [source.en]
    if ring := RINGS.get(call.ring):
        line = f" {call.line}" if call.line else ""
        zh.append(f"{ring.zh}{line}")
        en.append(f"{ring.en}{line}")
    if call.claimed_name:
        zh.append(f"[{call.claimed_name}记录中]")
        en.append(f"[{call.claimed_name} has it]")
    for words in (zh, en):
        words += [text] if text else []
    if call.repeats > 1:
        zh.append(f"x{call.repeats}次")
        en.append(f"x{call.repeats}")
    if call.similar_to:
        why = call.why or Words("", "")
        zh.append(f"似与 {call.similar_to} 重复 ({call.similarity:.1f} {why.zh})")
        en.append(f": same as {call.similar_to}? ({call.similarity:.1f} {why.en})")
    return Words(" ".join(zh).strip(), " ".join(en).replace(" : ", ": ").strip())


def transfer_items(transfers: Sequence[TransferRow]) -> Iterator[QueueItem]:
    """Those that were refused or that nobody took: the call is ours again until another has it."""
    for one in transfers:
        if one.state not in ("refused", "silent"):
            continue
        text = one.what.replace("\n", " ")[:30]
        about = one.ticket or one.call
        if one.state == "refused":
            zh, en = f"{one.name.zh} 拒收: {one.reason}", f"{one.name.en} refuses: {one.reason}"
        else:
            zh, en = f"{one.name.zh} 未签收", f"{one.name.en} has not taken it"
        due = one.answered_at if one.state == "refused" and one.answered_at else one.receipt_by
        yield QueueItem(id=f"transfer:{one.id}", kind="transfer", incident="", order="", call=one.call, due=due,
                        says=Words(f"{about} {zh} {text}", f"{about} {en} {text}"), phone=one.phone, opens=SCREEN,
                        subject=f"transfer:{one.id}")  # fmt: skip


def ticket_items(tickets: Sequence[DueTicket], rules: RuleSet, now: datetime) -> Iterator[QueueItem]:
    horizon = now + timedelta(hours=rules.number("ticket_shown_before_hours"))
    for one in tickets:
        if one.due > horizon and not one.exposed:
            continue
        state, source = TICKET_STATES[one.state], SOURCE_WORDS.get(one.source, Words(one.source, one.source))
        zh, en = f"{source.zh} {one.id} {state.zh}", f"{source.en} {one.id} {state.en}"
        if one.exposed:
            zh, en = f"{zh}; 保密前的来电记录待依法删除", f"{en}; the call's words from before secrecy are to be erased"
        yield QueueItem(id=f"ticket:{one.id}", kind="ticket", incident="", order="", call=one.call, says=Words(zh, en),
                        due=one.due, opens=SCREEN, subject=f"ticket:{one.id}")  # fmt: skip


def news_items(learned: Sequence[Learned]) -> Iterator[QueueItem]:
    for one in learned:
        says = Words(f"来电 {one.call} 新情况: {one.says.zh}", f"Call {one.call}, new: {one.says.en}")
        yield QueueItem(id=one.id, kind="news", incident=one.incident, order="", call=one.call, says=says, due=one.at)


def false_items(
    findings: Sequence[FindingRow], rules: RuleSet, drills: Mapping[str, str | None]
) -> Iterator[QueueItem]:
    within = timedelta(seconds=rules.number("false_decide_within_s"))
    for one in findings:
        kind, about = FALSE_WORDS[one.kind], one.incident or one.call
        yield QueueItem(
            id=f"false:{one.id}",
            kind="false",
            incident=one.incident,
            order="",
            call=one.call,
            says=Words(f"{about} {kind.zh}? {one.found_by} 待带班领导确认",
                       f"{about} {kind.en}? found by {one.found_by}; the leader confirms"),
            due=one.found_at + within,
            exercise=drills.get(one.incident),
            subject=one.id,
        )  # fmt: skip


def umbrella_items(umbrellas: Sequence[UmbrellaRow]) -> Iterator[QueueItem]:
    """All its incidents are closed: it can be closed too."""
    for one in umbrellas:
        if one.state == "open" and one.incidents and not one.running:
            says = Words(f"总事件 {one.id} {one.title} 各起均已结案", f"Umbrella {one.id} {one.title}: all are closed")
            yield QueueItem(id=f"umbrella:{one.id}", kind="umbrella", incident="", order="", call="", says=says,
                            due=None, exercise=one.exercise, opens=UMBRELLAS, subject=one.id)  # fmt: skip
