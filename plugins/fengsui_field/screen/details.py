"""What stands beside the list: everything that is known of the chosen thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fengsui.text import N_
from fengsui_field.api.board import CasualtyRow, EntryRow, Group, Post, ReliefRow
from fengsui_field.api.things import AidRow, CostRow, DrawRow, ExpertCall, Statement, Voucher
from fengsui_field.api.words import BORNE_NAMES, DEGREE_NAMES, SEX_NAMES, STATE_NAMES
from fengsui_field.model.money import yuan
from fengsui_field.screen.rows import Look
from fengsui_incidents.api.board import Task
from fengsui_incidents.api.words import RESULT_NAMES

Texts = Iterator[str]


def title_of(item: Any, look: Look) -> str:
    if isinstance(item, Group | Task):
        return look.speech.say(item.title)
    if isinstance(item, CasualtyRow | Statement | AidRow):
        return look.t(N_("no. {number}"), number=item.number)
    for name in ("name", "number", "place", "what"):
        if found := getattr(item, name, ""):
            return str(found)
    return ""


def texts_of(item: Any, look: Look) -> list[str]:
    return [text for text in _TEXTS[type(item)](item, look) if text]


def _post(post: Post, look: Look) -> Texts:
    yield look.t(N_("opened {when}"), when=look.clock(post.opened_at))
    for one in reversed(post.commanders):
        until = look.clock(one.until) if one.until else look.t(N_("now"))
        yield f"{look.clock(one.since)} - {until}  {one.name} {one.post} {one.phone} {one.reason}".rstrip()
    if post.closed_at is not None:
        yield look.t(N_("closed {when}: {reason}"), when=look.clock(post.closed_at), reason=post.close_reason)


def _group(group: Group, look: Look) -> Texts:
    yield look.t(N_("leader {name} {phone}"), name=group.leader or "--", phone=group.phone)
    yield " ".join(group.members)
    yield " ".join(group.teams)


def _task(task: Task, look: Look) -> Texts:
    yield look.t(N_("{post}, due {when}"), post=look.speech.say(task.post), when=look.clock(task.due))
    if task.after:
        yield look.t(N_("waits for: {names}"), names=", ".join(task.after))
    if task.done_at is not None:
        result = look.speech.of("fengsui_incidents").t(RESULT_NAMES.get(task.result, task.result))
        yield f"{look.clock(task.done_at)} {result} {task.note}".rstrip()
    for one in task.evidence:
        yield f"{look.clock(one.at)} {one.text} {one.reference} ({one.by})"


def _entry(entry: EntryRow, look: Look) -> Texts:
    yield f"{entry.where} {entry.task} {entry.phone}".strip()
    says = N_("in {entered}   turn back {turn}   out by {out}   air ends {gone}")
    yield look.t(says, entered=look.clock(entry.entered_at), turn=look.clock(entry.turn_back_at),
                 out=look.clock(entry.out_by), gone=look.clock(entry.air_out_at))  # fmt: skip
    yield look.t(N_("air for {minutes} min"), minutes=f"{entry.lasts_minutes:.0f}")
    for one in entry.people:
        bar = f" {one.bar} bar" if one.bar is not None else ""
        mark = look.clock(one.out_at) if one.out_at is not None else look.t(STATE_NAMES["inside"])
        yield f"{one.name}{bar}  {mark}"
    if entry.delivered_at is not None:
        yield look.t(N_("alarm stored by the team's device {when}"), when=look.clock(entry.delivered_at))
    if entry.late:
        yield look.t(N_("its time ran out while the centre was down: call them"))


def _relief(row: ReliefRow, look: Look) -> Texts:
    yield look.t(
        N_("on scene since {since}, relief due {due}"), since=look.clock(row.since), due=look.clock(row.due_at)
    )
    if row.by_team:
        yield look.t(N_("{team} takes over at {when}"), team=row.by_name or row.by_team, when=look.clock(row.by_at))
    if row.by_order:
        yield look.t(N_("ordered: {order}"), order=row.by_order)
    if row.there_at is not None:
        yield look.t(N_("arrived at {when}: hand over, then home"), when=look.clock(row.there_at))
    if row.postponed:
        yield look.t(N_("put off {count} times: {reason}"), count=row.postponed, reason=row.reason)
    if row.rests_until is not None:
        yield look.t(N_("rests until {when}, from its return"), when=look.clock(row.rests_until))


def _casualty(row: CasualtyRow, look: Look) -> Texts:
    age = "--" if row.age is None else str(row.age)
    yield f"{row.name or '--'}  {look.t(SEX_NAMES[row.sex])}  {age}"
    yield look.t(DEGREE_NAMES[row.degree])
    yield look.t(N_("hospital: {name}"), name=row.hospital or "--")
    yield look.t(N_("found: {where}"), where=row.found_where or "--")
    yield look.t(N_("source: {name}"), name=row.source or "--")
    yield look.t(N_("struck off: {reason}"), reason=row.reason) if row.struck else row.reason


def _draw(row: DrawRow, look: Look) -> Texts:
    yield f"{row.depot}  {row.name}  {row.quantity}{row.unit}"
    yield look.t(N_("returned {count}"), count=row.returned)
    yield f"{row.purpose} {row.by}".strip()


def _expert(row: ExpertCall, look: Look) -> Texts:
    yield f"{row.expert}  {row.speciality}  {row.phone}"
    yield row.about
    for one in row.advice:
        yield f"{look.clock(one.at)} {one.text}" + (f" [{one.adopted}]" if one.adopted else "")


def _statement(row: Statement, look: Look) -> Texts:
    yield row.text
    yield look.t(N_("drafted by {name} {when}"), name=row.drafted_by, when=look.clock(row.drafted_at))
    if row.decided_at is not None:
        yield f"{look.t(STATE_NAMES[row.state])} {row.decided_by} {look.clock(row.decided_at)} {row.reason}".rstrip()
    if row.issued_at is not None:
        yield f"{row.speaker}  {row.where}  {look.clock(row.issued_at)}"


def _aid(row: AidRow, look: Look) -> Texts:
    yield f"{row.to}  {row.phone}"
    yield row.what
    if row.taken_by:
        yield look.t(N_("taken by {name} {when}"), name=row.taken_by, when=look.clock(row.taken_at))
    if row.answer:
        eta = look.t(N_("in {minutes} min"), minutes=row.minutes) if row.minutes is not None else ""
        yield f"{look.t(STATE_NAMES[row.state])}: {row.answer} {eta} {row.said_by}".rstrip()
    if row.asked_again:
        yield look.t(N_("asked again {count} times"), count=row.asked_again)


def _cost(row: CostRow, look: Look) -> Texts:
    yield look.t(N_("{amount} yuan, borne by {bearer}"), amount=yuan(row.amount),
                 bearer=f"{look.t(BORNE_NAMES[row.borne_by])} {row.bearer}".rstrip())  # fmt: skip
    yield look.t(N_("order {order}, issued by {name}"), order=row.order or "--", name=row.issuer)
    yield row.reason


def _voucher(row: Voucher, look: Look) -> Texts:
    yield f"{row.basis}; {row.reason}"
    for one in row.property:
        yield f"{one.name} {one.quantity}{one.unit}"
    yield look.t(N_("owner: {name}"), name=f"{row.owner} {row.owner_contact}".rstrip())
    if row.returned_at is not None:
        yield look.t(N_("returned {when} {damage}"), when=look.clock(row.returned_at), damage=row.damage)
    if row.compensation is not None:
        yield look.t(N_("compensated {amount} yuan"), amount=yuan(row.compensation))


_TEXTS: Mapping[type[Any], Any] = {
    Post: _post, Group: _group, Task: _task, EntryRow: _entry, ReliefRow: _relief, CasualtyRow: _casualty,
    DrawRow: _draw, ExpertCall: _expert, Statement: _statement, AidRow: _aid, CostRow: _cost, Voucher: _voucher,
}  # fmt: skip
