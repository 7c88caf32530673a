"""The response level is the leader's: confirmed in his own session, or said by phone and entered for him (代录)."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from fengsui.errors import Conflict, Fault, Invalid
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.events import HigherStarted, Words
from fengsui_incidents.api.payloads import ConfirmLevel, ConfirmLevelFor
from fengsui_incidents.api.payloads_judged import HigherStarted as HigherStartedPayload
from fengsui_incidents.api.scales import RESPONSES
from fengsui_incidents.api.words import ResponseLevel
from fengsui_incidents.service.context import faults_of_time, rules_of
from fengsui_incidents.service.loading import Incident, load_open
from fengsui_incidents.service.starting import Decision, change_of, decide
from fengsui_incidents.service.telling import said_by_words, tell

HIGHER = "level_when_higher_starts"


def confirm_level(unit: Unit, payload: ConfirmLevel) -> dict[str, Any]:
    """The first decision, or an upgrade or downgrade: each with who, when, why and the rule it stood on."""
    found = load_open(unit, payload.incident)
    commander = found.row["commander"]
    if commander:
        raise Conflict(
            N_("{org} commands: its decision is entered as said by phone."), code="command_handed_over",
            org=commander["org"],
        )  # fmt: skip
    return _confirm(unit, found, payload, [])


def confirm_level_for(unit: Unit, payload: ConfirmLevelFor) -> dict[str, Any]:
    found = load_open(unit, payload.incident)
    faults = faults_of_time("said_at", payload.said_at, rules_of(unit), unit.now)
    if not payload.said_by:
        faults.append(Fault("said_by", N_("which leader said it"), "said_by_needed"))
    return _confirm(unit, found, payload, faults)


def _confirm(unit: Unit, found: Incident, payload: ConfirmLevel, faults: list[Fault]) -> dict[str, Any]:
    if found.row["ended_at"] is not None:
        raise Conflict(N_("The response has ended."), code="response_ended")
    proposed, before = found.row["level"], found.row["level_confirmed"]
    if payload.level != proposed and not payload.reason:
        faults.append(
            Fault("reason", N_("why not level {proposed}, as proposed"), "reason_needed", {"proposed": proposed})
        )
    elif change_of(before, payload.level) == "downgrade" and not payload.reason:
        faults.append(Fault("reason", N_("why the response is downgraded"), "reason_needed"))
    if faults:
        raise Invalid(N_("The level cannot be confirmed as it is."), faults=faults)
    spoken = payload if isinstance(payload, ConfirmLevelFor) else None
    made = Decision(
        level=payload.level,
        by=spoken.said_by if spoken else (unit.actor.name or unit.actor.id),
        proposed=proposed,
        grade=found.assessment.grade,
        before=before,
        reason=payload.reason,
        basis=basis_of(found),
        channel=spoken.channel if spoken else None,
        said_by=spoken.said_by if spoken else "",
        said_at=(spoken.said_at or unit.now).astimezone(UTC) if spoken else None,
    )
    decide(unit, found.id, made, found.exercise)
    return {"incident": found.id, "level": payload.level, "change": made.change}


def basis_of(found: Incident) -> str:
    """The reason for the level that is proposed, with where it stands, as the record quotes it."""
    quoted = found.assessment.why.get("level", ())
    return f"{quoted[0].says.zh}: {quoted[0].basis}"[:200] if quoted else ""


def higher_started(unit: Unit, payload: HigherStartedPayload) -> dict[str, Any]:
    """上级启动响应, 下级随之启动: at the level that the rules give, and never lower than what was decided."""
    found = load_open(unit, payload.incident)
    faults = faults_of_time("said_at", payload.said_at, rules_of(unit), unit.now)
    faults += [
        Fault(name, N_("who of the level above, by name"), "said_by_needed")
        for name in ("by", "said_by")
        if not getattr(payload, name)
    ]
    if faults:
        raise Invalid(N_("The start above cannot be entered as it is."), faults=faults)
    if found.row["ended_at"] is not None:
        raise Conflict(N_("The response has ended."), code="response_ended")
    ours = _ours(unit, payload.level)
    event = HigherStarted(
        incident=found.id,
        by=payload.by,
        level=payload.level,
        ours=ours,
        said_by=payload.said_by,
        said_at=(payload.said_at or unit.now).astimezone(UTC),
        exercise=found.exercise,
    )
    says = Words(
        f"上级启动响应: {payload.by} {payload.level}", f"The level above started: {payload.by} {payload.level}"
    )
    tell(unit, found.id, event, said_by_words(says, payload.channel, payload.said_by))
    before = found.row["level_confirmed"]
    if ours is not None and (before is None or RESPONSES.worse(ours, before)):
        made = Decision(
            level=ours, by=payload.by, proposed=found.row["level"], grade=found.assessment.grade, before=before,
            how="higher_plan", reason=says.zh[:200], basis=rules_of(unit).cite(HIGHER)[:200],
        )  # fmt: skip
        decide(unit, found.id, made, found.exercise)
    return {"incident": found.id, "level": ours or before, "started": ours is not None}


def _ours(unit: Unit, theirs: ResponseLevel) -> ResponseLevel | None:
    """Our level by theirs; None where the rule is switched off: then a person decides."""
    rules = rules_of(unit)
    written = rules.value(HIGHER).get(theirs) if rules.has(HIGHER) else None
    return RESPONSES.read(written) if written else None
