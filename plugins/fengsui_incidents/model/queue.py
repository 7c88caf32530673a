"""The one queue of everything that needs a person, soonest first (待我处理)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fengsui_incidents.api.board import CallRow, NeedCover, Proposal, QueueItem, QueueKey, QueueKind
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.scales import GRADES, RESPONSES
from fengsui_incidents.model.escalate import FACT_WORDS, late_words
from fengsui_incidents.model.orders import Awaited, OrderRecord, answer_by, awaited, is_open, withdrawn
from fengsui_incidents.model.orders.values import CANNOT
from fengsui_incidents.model.outages import Outage, asks
from fengsui_incidents.model.queue_intake import waiting_calls
from fengsui_incidents.model.rollcall import missing, went_in
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.model.running import Asked, Running, quota_items, wait_items
from fengsui_incidents.model.tasks import task_words, waits_for

__all__ = ["Alone", "Asked", "Running", "Ways", "needs_a_person"]

FIRST = ("mayday", "missing", "network", "expired", "too_few", "refused", "alone", "transfer")
"""Before everything that has a deadline: somebody calls for help or has not come out, what holds back all others, what
ran out while nobody could see it, too few who come, a request that was refused, that nobody was there,
and what another body would not take."""
LIVES = ("mayday", "withdraw")
"""Somebody calls for help, or has not said that he is out of danger: no overdue task may stand above it. Who only has
not said it yet comes behind a cry for help, air that runs out and people who are missing."""

LATE = Words("时限在无人值守期间已过, 由人决定", "the deadline ran out unwatched, a person decides")

REASONS: Mapping[str, Words] = {
    "on_another_job": Words("在警", "on another job"),
    "vehicle": Words("车辆", "vehicle"),
    "people": Words("人员", "people"),
    "kit": Words("装备", "equipment"),
    "road": Words("道路", "road"),
    "other": Words("其他", "other"),
}


@dataclass(frozen=True, kw_only=True)
class Alone:
    """A time without a console, and who was rung in it."""

    outage: Outage
    rung: Words


@dataclass(frozen=True, kw_only=True)
class Ways:
    """What is wrong with the ways to people: the last failure of the network, and times without a console."""

    network: Outage | None = None
    alone: Sequence[Alone] = ()


def needs_a_person(
    calls: Sequence[CallRow],
    running: Sequence[Running],
    rules: RuleSet,
    now: datetime,
    ways: Ways | None = None,
    others: Sequence[QueueItem] = (),
) -> tuple[QueueItem, ...]:
    """A life, mayday and what expired first, then by deadline; what has no deadline comes last. Ids are stable.

    `others` are other plugins' items."""
    items = [*_ways(ways or Ways(), rules, now), *waiting_calls(calls, rules), *others]
    for one in running:
        found = [
            *_orders(one, rules, now), *quota_items(one, rules, now), *_of_incident(one), *wait_items(one, rules),
            *_tasks(one, rules, now),
        ]  # fmt: skip
        real = one.picture.exercise is None
        items += [
            replace(item, urgency=one.urgency, life=item.life or (real and item.kind in LIVES))
            for item in found
            if item.id not in one.acknowledged
        ]
    return tuple(sorted(items, key=_in_turn))


def _in_turn(item: QueueItem) -> tuple[bool, int, bool, float, str, float, str]:
    """The real before any drill; then whose life is at stake and what expired; then by deadline; what has none by the
    urgency of its incident, then what has waited longest."""
    kind = "expired" if item.late else item.kind
    first = FIRST.index(kind) if kind in FIRST else len(FIRST)
    if item.life:
        first = {"mayday": -3, "withdraw": -1}.get(item.kind, -2)  # between: air that runs out, who is missing
    due = item.due.timestamp() if item.due else 0.0
    since = item.since.timestamp() if item.since else 0.0
    return (item.exercise is not None, first, item.due is None, due, item.urgency or "~", since, item.id)


def _ways(ways: Ways, rules: RuleSet, now: datetime) -> Iterator[QueueItem]:
    network = ways.network
    if network is not None and asks(network, rules, now):
        gone, all_of = len(network.teams), network.connected
        says = Words(
            f"网络故障: {all_of}个终端中{gone}个断线, 自动加派已暂停",
            f"NETWORK FAULT: {gone} of {all_of} terminals lost; no next team is alerted",
        )
        yield _of_outage(network, "network", says)
    for alone in ways.alone:
        outage = alone.outage
        minutes = int(((outage.ended_at or now) - outage.began_at).total_seconds() // 60)
        says = Words(
            f"值班席无人应答{minutes}分钟, {outage.connected}个命令或决定未结: {alone.rung.zh}",
            f"no console answered for {minutes} min, {outage.connected} orders or decisions open: {alone.rung.en}",
        )
        yield _of_outage(outage, "alone", says)


def _of_outage(outage: Outage, kind: QueueKind, says: Words) -> QueueItem:
    return QueueItem(id=f"{kind}:{outage.id}", kind=kind, incident="", order="", call="", says=says,
                     due=outage.began_at, outage=outage.id)  # fmt: skip


def _orders(one: Running, rules: RuleSet, now: datetime) -> Iterator[QueueItem]:
    for order in one.orders:
        yield from _cries(one, order)
        if (gone := missing(order)) and order.evacuating_at is not None:
            yield _missing(one, order, gone, order.evacuating_at)
        if CANNOT & order.kinds():
            if not order.replaced_by and not one.response_ended:
                yield _cannot(one, order)
        elif (owed := awaited(order, rules)) is not None and (item := _owed(one, order, owed, rules, now)):
            yield item


def _cries(one: Running, order: OrderRecord) -> Iterator[QueueItem]:
    """A mayday, or a team that needs more; each until a person has taken note of it. They are told apart by when they
    were said: that an earlier one is corrected must not make a later one look known."""
    for fact in order.facts:
        if fact.fact not in ("mayday", "need_more"):
            continue
        words = Words("紧急求救", "MAYDAY") if fact.fact == "mayday" else Words("请求增援", "needs more")
        kind: QueueKind = "mayday" if fact.fact == "mayday" else "need_more"
        yield _item(one, order, f"{kind}:{order.id}:{int(fact.at.timestamp())}", kind, words, fact.at)


def _missing(one: Running, order: OrderRecord, gone: int, asked: datetime) -> QueueItem:
    """Fewer came out than went in: somebody's life, until it is corrected or a person has taken note of it."""
    words = Words(f"点名缺{gone}人: 进{went_in(order)}", f"roll-call: {gone} MISSING of {went_in(order)} that went in")
    item = _item(one, order, f"missing:{order.id}:{int(asked.timestamp())}:{gone}", "missing", words, asked)
    return replace(item, life=one.picture.exercise is None)


def _cannot(one: Running, order: OrderRecord) -> QueueItem:
    fact = order.last("unable", "declined")
    reason = REASONS.get(fact.reason, Words(fact.reason, fact.reason)) if fact else Words("", "")
    declined = fact is not None and fact.fact == "declined"
    words = Words("谢绝", "declined") if declined else Words(f"不能去: {reason.zh}", f"cannot go: {reason.en}")
    if order.kind != "order":
        words = Words(f"未接受: {reason.zh}", f"refused: {reason.en}")
        return _item(one, order, f"refused:{order.id}", "refused", words, fact.at if fact else None)
    return _item(one, order, f"unable:{order.id}", "unable", words, fact.at if fact else None)


def _owed(one: Running, order: OrderRecord, owed: Awaited, rules: RuleSet, now: datetime) -> QueueItem | None:
    """What an order owes, once it is near its deadline, or at once where somebody must be rung."""
    missing = FACT_WORDS[owed.fact]
    due = answer_by(order, rules) or owed.due
    if owed.to == "evacuation" and not withdrawn(order):
        return _item(one, order, f"withdraw:{order.id}", "withdraw", missing, owed.due)
    if any(step.step == "expired" and step.awaited in (owed.fact, "displayed") for step in order.steps):
        late = late_words(order, owed.fact)
        return _item(one, order, f"expired:{order.id}:{owed.fact}", "expired", late, due)
    if owed.to == "change":
        words = Words(f"变更{order.change} 未知悉", f"change {order.change} not acknowledged")
        return _item(one, order, f"change:{order.id}:{order.change}", "change", words, owed.due)
    if order.kind != "order":
        return _item(one, order, f"card:{order.id}", "card", _card_words(order), owed.due)
    if order.id in one.unreachable:
        words = Words("未连接, 改打电话", "not connected: ring")
        return _item(one, order, f"unreachable:{order.id}:{owed.fact}", "unreachable", words, due)
    first = owed.fact in ("displayed", "accepted") and owed.to == "order"
    shown = (due if first else owed.due) - timedelta(seconds=rules.number("silent_shown_before_s"))
    if now < shown and not (first and order.steps) and now < owed.due:
        return None
    if order.replaced_by and is_open(order):
        return None
    words = Words("撤销未答复", "stand-down not answered") if owed.to == "stand_down" else missing
    return _item(one, order, f"silent:{order.id}:{owed.fact}", "silent", words, due if first else owed.due)


def _card_words(order: OrderRecord) -> Words:
    if order.kind == "request":
        return Words("请求待念稿, 记接听人", "request to be read out; note who took it")
    return Words("通报待念稿, 记接听人", "notice to be read out; note who took it")


def _of_incident(one: Running) -> Iterator[QueueItem]:
    """The level nobody confirmed, needs nobody covers, stations that must withdraw first."""
    if one.response_ended:
        return
    incident, exercise = one.picture.id, one.picture.exercise
    if one.level_proposed is not None and one.level_confirmed is None:
        says = Words(
            f"响应级别 建议{one.level_proposed} 待带班领导确认", f"Level {one.level_proposed} proposed, to be confirmed"
        )
        yield _level(one, f"level:{incident}", says)
    for asked in one.consents:
        says = Words(f"待{asked.whose}答复: {asked.name}", f"{asked.whose} has not answered yet: {asked.name}")
        yield QueueItem(id=f"consent:{incident}:{asked.team}"[:64], kind="consent", incident=incident, order="",
                        call="", says=says, due=asked.due, phone=asked.phone, exercise=exercise,
                        subject=asked.team)  # fmt: skip
    yield from _regraded(one)
    if one.proposal is None:
        return
    waiting = {wait.need for wait in one.waits}
    for cover in one.proposal.needs:
        if cover.covered < cover.wanted and cover.need not in waiting:
            yield QueueItem(id=f"uncovered:{incident}:{cover.need}"[:64], kind="uncovered", incident=incident, order="",
                            call="", says=_gap_words(one.proposal, cover), due=None, exercise=exercise)  # fmt: skip
    told = {order.team for order in one.orders if order.evacuating_at is not None}
    for station in one.proposal.withdraw_first:
        if station.team in told:
            continue
        says = Words(f"{station.name} {station.says.zh}", f"{station.name}: {station.says.en}")
        yield QueueItem(id=f"station:{incident}:{station.team}"[:64], kind="withdraw", incident=incident, order="",
                        call="", says=says, due=one.picture.reported_at, phone=one.phones.get(station.team, ""),
                        exercise=exercise)  # fmt: skip


def _regraded(one: Running) -> Iterator[QueueItem]:
    """The facts have become worse since the level was decided: a higher level, or another first grade."""
    incident, exercise, decided = one.picture.id, one.picture.exercise, one.level_confirmed
    if decided is None:
        return
    proposed, seen = one.level_proposed, one.level_decided_on or decided
    if proposed is not None and RESPONSES.worse(proposed, decided) and RESPONSES.worse(proposed, seen):
        says = Words(f"响应建议升级 {decided}->{proposed} 待带班领导定",
                     f"Upgrade {decided} to {proposed} proposed, for the leader to decide")  # fmt: skip
        yield _level(one, f"level:{incident}:{proposed}", says)
    if one.grade is not None and one.grade_decided_on is not None and GRADES.worse(one.grade, one.grade_decided_on):
        before, now = GRADES.step(one.grade_decided_on).name, GRADES.step(one.grade).name
        says = Words(f"等级(初判) {before.zh}->{now.zh}", f"Grade (first judgement) {before.en} -> {now.en}")
        leader, know = Words("带班领导", "leader"), Words("知悉", "know")
        keys = (QueueKey(key="L", says=leader), QueueKey(key="A", says=know))
        yield QueueItem(id=f"grade:{incident}:{one.grade}", kind="level", incident=incident, order="", call="",
                        says=says, due=None, exercise=exercise, opens="incidents.judgement", subject=incident,
                        keys=keys)  # fmt: skip


def _level(one: Running, id: str, says: Words) -> QueueItem:
    """A decision that the leader owes; one whose time ran out while nobody could see it stands with what expired."""
    if one.level_late:
        says = Words(f"{says.zh}, {LATE.zh}", f"{says.en}; {LATE.en}")
    return QueueItem(id=id, kind="level", incident=one.picture.id, order="", call="", says=says, due=one.level_due,
                     exercise=one.picture.exercise, late=one.level_late)  # fmt: skip


def _gap_words(proposal: Proposal, cover: NeedCover) -> Words:
    """The proposal's own sentence, which names who is nearest, else how many are missing."""
    missing = cover.wanted - cover.covered
    short = Words(f"{cover.title.zh} 缺{missing}", f"{cover.title.en}: {missing} missing")
    return next((says for says in proposal.uncovered if says.zh.startswith(short.zh)), short)


def _tasks(one: Running, rules: RuleSet, now: datetime) -> Iterator[QueueItem]:
    """One that waits for others is no item before its time: what it waits for is one. Two incidents of one plan have
    the same tasks: their items are told apart by the incident."""
    horizon = now + timedelta(minutes=rules.number("task_shown_before_minutes"))
    for task in one.tasks:
        held = waits_for(task, one.tasks) and task.due > now
        if task.done_at is None and task.due <= horizon and not held:
            says = task_words(task, one.tasks)
            incident = one.picture.id
            yield QueueItem(id=f"task:{incident}:{task.id}"[:64], kind="task", incident=incident, order="", call="",
                            says=says, due=task.due, exercise=one.picture.exercise)  # fmt: skip


def _item(one: Running, order: OrderRecord, id: str, kind: QueueKind, words: Words, due: datetime | None) -> QueueItem:
    who = order.team or order.id
    name = one.names.get(who, who)
    return QueueItem(
        id=id[:64],
        kind=kind,
        incident=one.picture.id,
        order=order.id,
        call="",
        says=Words(f"{name} {words.zh}", f"{name}: {words.en}"),
        due=due,
        phone=one.phones.get(who, ""),
        exercise=one.picture.exercise,
    )
