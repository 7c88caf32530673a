"""A false report, found at intake or on scene by a named person: the leader decides, the forces are recalled, the
number stays, and what was false may turn out to be true after all."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from sqlalchemy import RowMapping, insert, select, update

from fengsui.errors import Conflict, Fault, Invalid, Missing
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.events import CallerAnswered, FalseDecided, FalseFound, Reopened, Words
from fengsui_incidents.api.intake import FindingRow
from fengsui_incidents.api.payloads_intake import AnswerCaller, DecideFalse, DecideFalseFor, FindFalse, ReopenIncident
from fengsui_incidents.model.orders import can_be_reached_by
from fengsui_incidents.service.call_record import record_of
from fengsui_incidents.service.call_rows import call_by_id, quiet
from fengsui_incidents.service.calls import open_again
from fengsui_incidents.service.changing import turn_back
from fengsui_incidents.service.context import faults_of_time, rules_of
from fengsui_incidents.service.level_rows import NO_CLOCK
from fengsui_incidents.service.level_watch import watch_level
from fengsui_incidents.service.loading import Incident, load, load_open
from fengsui_incidents.service.telling import said_by_words, tell
from fengsui_incidents.tables import findings, incidents, tasks

KINDS: dict[str, Words] = {
    "false_report": Words("误报", "false report"),
    "hoax": Words("虚假报警", "hoax"),
    "duplicate": Words("重复", "duplicate"),
    "near_miss": Words("未遂", "near miss"),
    "not_ours": Words("非本部门", "not ours"),
    "not_safety": Words("非生产安全事故", "no safety accident"),
}
WHERE = {
    "intake": Words("接警核实", "found at intake"),
    "scene": Words("到场确认", "found on scene"),
    "elsewhere": Words("核实", "verified"),
}
VOID = "void"


def find_false(unit: Unit, payload: FindFalse) -> dict[str, Any]:
    """Nothing is turned back by it: the forces go on until the leader has decided."""
    found = load_open(unit, payload.incident)
    if _undecided(unit, found.id) is not None:
        raise Conflict(N_("It waits for the leader's decision already."), code="found_already")
    finding = unit.new_id()
    given = payload.model_dump(exclude={"incident"})
    unit.connection.execute(
        insert(findings).values(
            id=finding, call=None, incident=found.id, found_at=unit.now, entered_by=unit.actor.id[:100], state="found",
            decided_by="", reason="", **given,
        )
    )  # fmt: skip
    event = FalseFound(finding=finding, kind=payload.kind, where=payload.where, found_by=payload.found_by,
                       incident=found.id, exercise=found.exercise)  # fmt: skip
    kind, where = KINDS[payload.kind], WHERE[payload.where]
    says = Words(
        f"{kind.zh} ({where.zh}: {payload.found_by}) {payload.note} 待带班领导确认",
        f"{kind.en} ({where.en}: {payload.found_by}) {payload.note}, the duty leader is to confirm",
    )
    tell(unit, found.id, event, says)
    return {"incident": found.id, "finding": finding}


def propose_false(unit: Unit, incident: Incident, said: str) -> bool:
    """核实不属实: the plant says that there is nothing. A false report is proposed, and the leader decides; nothing is
    turned back by it. Says whether it was proposed: not where one waits already, or the response is over."""
    if incident.row["ended_at"] is not None or _undecided(unit, incident.id) is not None:
        return False
    who = unit.actor.name or unit.actor.id
    find_false(
        unit, FindFalse(incident=incident.id, kind="false_report", found_by=who[:100], where="elsewhere", note=said)
    )
    return True


def confirm_false(unit: Unit, payload: DecideFalse) -> dict[str, Any]:
    return _decide(unit, payload)


def confirm_false_for(unit: Unit, payload: DecideFalseFor) -> dict[str, Any]:
    if faults := faults_of_time("said_at", payload.said_at, rules_of(unit), unit.now):
        raise Invalid(N_("The decision cannot be taken as it is."), faults=faults)
    return _decide(unit, payload)


def _decide(unit: Unit, payload: DecideFalse) -> dict[str, Any]:
    row = unit.connection.execute(select(findings).where(findings.c.id == payload.finding)).mappings().first()
    if row is None:
        raise Missing(N_("There is no such finding."), code="no_finding")
    if row["state"] != "found":
        raise Conflict(N_("It is {state} already."), code="decided_already", state=row["state"])
    if payload.decision == "refused" and not payload.reason:
        fault = Fault("reason", N_("why it is not false, though it was found so"), "reason_needed")
        raise Invalid(N_("The decision cannot be taken as it is."), faults=[fault])
    spoken = payload if isinstance(payload, DecideFalseFor) else None
    by = spoken.said_by if spoken else (unit.actor.name or unit.actor.id)
    values = {"state": payload.decision, "decided_by": by, "decided_at": unit.now, "reason": payload.reason}
    recalled: tuple[str, ...] = ()
    if row["incident"]:
        recalled = _of_incident(unit, row, payload, spoken, by)
    else:
        _record(unit, row, payload, spoken, recalled)
        if payload.decision == "refused":
            open_again(unit, call_by_id(unit, row["call"]), payload.reason or by)
    unit.connection.execute(update(findings).where(findings.c.id == row["id"]).values(**values))
    return {"finding": row["id"], "decision": payload.decision, "recalled": list(recalled)}


def _of_incident(
    unit: Unit, row: RowMapping, payload: DecideFalse, spoken: DecideFalseFor | None, by: str
) -> tuple[str, ...]:
    """Confirmed: its forces are turned back by orders with the same facts; the response is over, its tasks are void."""
    found = load_open(unit, row["incident"])
    kind, where = KINDS[row["kind"]], WHERE[row["where"]]
    if payload.decision == "refused":
        says = Words(f"不是{kind.zh}: {payload.reason} {by}", f"Not a {kind.en}: {payload.reason} {by}")
        _record(unit, row, payload, spoken, (), says)
        return ()
    back = [order for order in found.orders if can_be_reached_by(order.record, "stand_down")]
    says = Words(
        f"确认{kind.zh} ({where.zh}) {payload.reason} {by}", f"{kind.en} confirmed ({where.en}) {payload.reason} {by}"
    )
    _record(unit, row, payload, spoken, tuple(order.id for order in back), says)
    for order in back:
        turn_back(unit, order, Words(f"{kind.zh}({where.zh})", f"{kind.en} ({where.en})"))
    ended = {"state": "ended", "controlled_at": found.row["controlled_at"] or unit.now,
             "ended_at": found.row["ended_at"] or unit.now, "propose_at": None, **NO_CLOCK}  # fmt: skip
    unit.connection.execute(update(incidents).where(incidents.c.id == found.id).values(**ended))
    undone = (tasks.c.incident == found.id) & tasks.c.done_at.is_(None)
    done = {"done_at": unit.now, "result": VOID, "done_by": unit.actor.id[:100]}
    unit.connection.execute(update(tasks).where(undone).values(**done))
    return tuple(order.id for order in back)


def _record(unit: Unit, row: RowMapping, payload: DecideFalse, spoken: DecideFalseFor | None,
            recalled: tuple[str, ...], says: Words | None = None) -> None:  # fmt: skip
    exercise = load(unit, row["incident"]).exercise if row["incident"] else None
    reason = quiet(call_by_id(unit, row["call"]))(payload.reason) if row["call"] else payload.reason
    event = FalseDecided(
        finding=row["id"], kind=row["kind"], decision=payload.decision, reason=reason, call=row["call"] or "",
        incident=row["incident"] or "", recalled=recalled, answered_for=spoken is not None,
        channel=spoken.channel if spoken else None, said_by=spoken.said_by if spoken else "",
        said_at=(spoken.said_at or unit.now).astimezone(UTC) if spoken else None, exercise=exercise,
    )  # fmt: skip
    if says is None:
        unit.record(event)
        return
    tell(unit, row["incident"], event, said_by_words(says, spoken.channel, spoken.said_by) if spoken else says)


def _undecided(reading: Reading, incident: str) -> RowMapping | None:
    mine = (findings.c.incident == incident) & (findings.c.state == "found")
    return reading.connection.execute(select(findings).where(mine)).mappings().first()


def confirmed_kind(reading: Reading, incident: str) -> str:
    """Of which kind it was false, by the leader's word; empty where it was not."""
    mine = (findings.c.incident == incident) & (findings.c.state == "confirmed")
    query = (
        select(findings.c.kind).where(mine).order_by(findings.c.decided_at.desc().nulls_last(), findings.c.id.desc())
    )
    return reading.connection.execute(query).scalar() or ""


def reopen(unit: Unit, payload: ReopenIncident) -> dict[str, Any]:
    """The incident runs again under its number, and its forces are proposed anew; nobody is sent by it."""
    found = load(unit, payload.incident)
    state = found.row["state"]
    if state not in ("closed", "ended"):
        raise Conflict(N_("Incident {incident} is running."), code="incident_running", incident=found.id)
    was = found.row["outcome"] or confirmed_kind(unit, found.id) or state
    again = {"state": "open", "closed_at": None, "ended_at": None, "controlled_at": None, "outcome": "",
             "cordon_lifted_at": None, "propose_at": unit.now if found.row["proposal"] else None}  # fmt: skip
    unit.connection.execute(update(incidents).where(incidents.c.id == found.id).values(**again))
    mine = (findings.c.incident == found.id) & findings.c.state.in_(("found", "confirmed"))
    unit.connection.execute(update(findings).where(mine).values(state="reopened"))
    void = (tasks.c.incident == found.id) & (tasks.c.result == VOID)
    unit.connection.execute(update(tasks).where(void).values(done_at=None, result="", done_by=""))
    event = Reopened(incident=found.id, reason=payload.reason, was=was, exercise=found.exercise)
    tell(unit, found.id, event, Words(f"重新启动: {payload.reason}", f"Reopened: {payload.reason}"))
    watch_level(unit, found.id)
    return {"incident": found.id, "state": "open"}


def answer_caller(unit: Unit, payload: AnswerCaller) -> dict[str, Any]:
    """Who rang in good faith is thanked; what was a hoax goes to the police with the record of the call."""
    row = call_by_id(unit, payload.call)
    digest = record_of(unit, row).sha256 if payload.what == "police" else ""
    event = CallerAnswered(call=row["id"], what=payload.what, to=quiet(row)(payload.to), note=quiet(row)(payload.note),
                           digest=digest, exercise=None)  # fmt: skip
    unit.record(event)
    return {"call": row["id"], "what": payload.what, "sha256": digest}


def finding_rows(reading: Reading, where: Any) -> tuple[FindingRow, ...]:
    rows = reading.connection.execute(
        select(findings).where(where).order_by(findings.c.found_at, findings.c.id)
    ).mappings()
    return tuple(
        FindingRow(
            id=row["id"], call=row["call"] or "", incident=row["incident"] or "", kind=row["kind"], where=row["where"],
            found_by=row["found_by"], found_at=row["found_at"], note=row["note"], good_faith=row["good_faith"],
            state=row["state"], decided_by=row["decided_by"], decided_at=row["decided_at"], reason=row["reason"],
        )
        for row in rows
    )  # fmt: skip


def findings_view(reading: Reading, _: object) -> tuple[FindingRow, ...]:
    """What waits for the leader's word."""
    return finding_rows(reading, findings.c.state == "found")


def still_runs(found: Incident) -> bool:
    return bool(found.row["state"] != "closed")
