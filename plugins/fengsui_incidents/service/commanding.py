"""指挥权移交: command passes to the level above, with the picture on one page and the forces; and comes back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import insert, select, update

from fengsui.errors import Conflict, Fault, Invalid
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.events import CommandPassed, Words
from fengsui_incidents.api.judged import Commander, CommandRow
from fengsui_incidents.api.payloads_judged import Duty, PassCommand, TakeBackCommand
from fengsui_incidents.api.words import FACT_NAMES
from fengsui_incidents.model.one_page import ForceLine, Seen, one_page
from fengsui_incidents.service.changes import tell_change
from fengsui_incidents.service.context import faults_of_time, rules_of, zone_of
from fengsui_incidents.service.loading import Incident, Order, load, load_open
from fengsui_incidents.service.stored import restore
from fengsui_incidents.service.telling import FACTS_ZH, said_by_words, tell
from fengsui_incidents.tables import commands, incidents

DUTIES: Mapping[Duty, Words] = {
    "reports": Words("信息报告", "reports"),
    "logistics": Words("后勤保障", "logistics"),
    "evacuation": Words("疏散安置", "evacuation and shelter"),
    "traffic": Words("交通管制", "traffic control"),
    "medical": Words("医疗救护", "medical care"),
    "public_information": Words("信息发布", "public information"),
    "aftermath": Words("善后", "aftermath"),
}
ORDERED = Words("已下令", "ordered")


def hand_over(unit: Unit, payload: PassCommand) -> dict[str, Any]:
    """From then on orders carry the new commander's name; this centre keeps the duties that are named."""
    found = load_open(unit, payload.incident)
    if found.row["ended_at"] is not None:
        raise Conflict(N_("The response has ended."), code="response_ended")
    faults = [
        Fault(name, N_("who takes over, by name"), "commander_needed")
        for name in ("to_org", "to_name")
        if not getattr(payload, name)
    ]
    if not payload.reason:
        faults.append(Fault("reason", N_("why command passes"), "reason_needed"))
    if not unit.actor.can("incidents.confirm_level") and not payload.said_by:
        faults.append(Fault("said_by", N_("which leader said it"), "said_by_needed"))
    faults += faults_of_time("at", payload.at, rules_of(unit), unit.now)
    if faults:
        raise Invalid(N_("Command cannot be handed over as it is."), code=faults[0].code, faults=faults)
    now = found.row["commander"]
    if now and (now["org"], now["name"]) == (payload.to_org, payload.to_name):
        raise Conflict(N_("{org} commands already."), code="commands_already", org=payload.to_org)
    passed = _pass(unit, found, "handed_over", _to(payload), payload.model_dump())
    return {"incident": found.id, "passing": passed.passing, "picture": passed.picture, "forces": passed.forces}


def take_back(unit: Unit, payload: TakeBackCommand) -> dict[str, Any]:
    """Command comes back to this centre, on the word of who has it."""
    found = load_open(unit, payload.incident)
    if not found.row["commander"]:
        raise Conflict(N_("This centre commands."), code="commands_already")
    faults = [
        Fault(name, expected, f"{name}_needed")
        for name, expected in (("reason", N_("why command comes back")), ("said_by", N_("who gives it back")))
        if not getattr(payload, name)
    ]
    faults += faults_of_time("at", payload.at, rules_of(unit), unit.now)
    if faults:
        raise Invalid(N_("Command cannot be taken back as it is."), code=faults[0].code, faults=faults)
    ours = {"org": unit.centre()["name"], "post": "", "name": unit.actor.name or unit.actor.id, "phone": ""}
    passed = _pass(unit, found, "taken_back", ours, payload.model_dump())
    return {"incident": found.id, "passing": passed.passing, "picture": passed.picture, "forces": passed.forces}


def _to(payload: PassCommand) -> dict[str, str]:
    return {
        "org": payload.to_org, "post": payload.to_post, "name": payload.to_name, "phone": payload.to_phone,
    }  # fmt: skip


def _pass(
    unit: Unit, found: Incident, kind: Literal["handed_over", "taken_back"], to: dict[str, str], said: Mapping[str, Any]
) -> CommandPassed:
    """Saves who commands, records the event with its page, and tells every force under way who commands now."""
    at = (said["at"] or unit.now).astimezone(UTC)
    duties, away = list(said.get("duties", ())), kind == "handed_over"
    commander = {**to, "since": at.isoformat(), "duties": duties} if away else None
    unit.connection.execute(update(incidents).where(incidents.c.id == found.id).values(commander=commander))
    before = found.row["commander"] or {"org": unit.centre()["name"], "name": unit.actor.name or unit.actor.id}
    event = CommandPassed(
        incident=found.id, passing=unit.new_id(), kind=kind, from_org=before["org"], from_name=before["name"],
        to_org=to["org"], to_post=to["post"], to_name=to["name"], at=at, picture=page_of(unit, found),
        forces=tuple(order.id for order in under_way(found)), duties=tuple(duties), reason=said["reason"],
        basis=said.get("basis", ""), answered_for=bool(said["said_by"]), said_by=said["said_by"],
        exercise=found.exercise,
    )  # fmt: skip
    _save(unit, event, to["phone"], said["channel"])
    says = _words(event, duties)
    tell(unit, found.id, event, said_by_words(says, said["channel"] or "phone", said["said_by"]) if said["said_by"]
         else says)  # fmt: skip
    who = f"{to['org']}{to['post']} {to['name']}".strip()
    tell_change(
        unit,
        load(unit, found.id),
        Words(f"指挥权移交: 现由 {who} 指挥", f"Command has passed: {who} commands"),
        news=True,
    )
    return event


def _save(unit: Unit, event: CommandPassed, phone: str, channel: str | None) -> None:
    unit.connection.execute(
        insert(commands).values(
            passing=event.passing, incident=event.incident, kind=event.kind, from_org=event.from_org,
            from_name=event.from_name, to_org=event.to_org, to_post=event.to_post, to_name=event.to_name,
            to_phone=phone, duties=list(event.duties), forces=list(event.forces), picture_zh=event.picture.zh,
            picture_en=event.picture.en, reason=event.reason, basis=event.basis, channel=channel or "",
            said_by=event.said_by, at=event.at, entered_at=unit.now, actor=unit.actor.id,
        )
    )  # fmt: skip


def _words(event: CommandPassed, duties: list[Duty]) -> Words:
    what = Words("指挥权移交", "Command handed over") if event.kind == "handed_over" else Words(
        "指挥权交回", "Command taken back")  # fmt: skip
    kept = Words(" ".join(DUTIES[one].zh for one in duties), ", ".join(DUTIES[one].en for one in duties))
    still = Words(f"; 本中心继续: {kept.zh}", f"; this centre goes on with {kept.en}") if duties else Words("", "")
    to, basis = f"{event.to_org}{event.to_post} {event.to_name}", f" [{event.basis}]" if event.basis else ""
    count = len(event.forces)
    return Words(
        f"{what.zh}: {event.from_org} {event.from_name} -> {to}, 力量 {count} 支{still.zh}; {event.reason}{basis}",
        f"{what.en}: {event.from_org} {event.from_name} -> {to}, {count} forces{still.en}; {event.reason}{basis}",
    )


def under_way(found: Incident) -> list[Order]:
    """The forces that come under whoever commands: what was ordered or asked and has not gone home."""
    return [order for order in found.orders if order.row["open"] and order.record.team]


def page_of(reading: Reading, found: Incident) -> Words:
    """The picture on one page, as of now."""
    proposal = found.proposal
    return one_page(
        Seen(
            picture=found.picture,
            assessment=found.assessment,
            level=found.row["level_confirmed"],
            forces=[
                ForceLine(
                    order=order.id, name=order.name, task=restore(Words, order.row["task"]),
                    state=_state(order.row["state"]),
                )
                for order in under_way(found)
            ],
            tasks=found.tasks,
            uncovered=proposal.uncovered if proposal else (),
            now=reading.now,
            zone=zone_of(reading),
        )
    )  # fmt: skip


def _state(state: str) -> Words:
    if state == "ordered":
        return ORDERED
    zh = {str(fact): name for fact, name in FACTS_ZH.items()}.get(state, state)
    return Words(zh, {str(fact): name for fact, name in FACT_NAMES.items()}.get(state, state))


def commander_of(found: Incident) -> Commander | None:
    now = found.row["commander"]
    if not now:
        return None
    return Commander(
        org=now["org"], post=now["post"], name=now["name"], phone=now["phone"],
        since=datetime.fromisoformat(now["since"]), duties=tuple(now["duties"]),
    )  # fmt: skip


def command_rows(reading: Reading, incident: str) -> tuple[CommandRow, ...]:
    query = select(commands).where(commands.c.incident == incident).order_by(commands.c.id)
    return tuple(
        CommandRow(
            id=row["passing"], kind=row["kind"], from_org=row["from_org"], from_name=row["from_name"],
            to_org=row["to_org"], to_post=row["to_post"], to_name=row["to_name"], at=row["at"],
            entered_at=row["entered_at"], duties=tuple(row["duties"]), forces=tuple(row["forces"]),
            picture=Words(row["picture_zh"], row["picture_en"]), reason=row["reason"], basis=row["basis"],
            said_by=row["said_by"], actor=row["actor"],
        )
        for row in reading.connection.execute(query).mappings()
    )  # fmt: skip
