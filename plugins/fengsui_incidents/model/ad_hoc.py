"""随机方案: a plan composed on the spot from parts of the library's plans and from what is typed.

It becomes the same data as a plan's file, so that it is checked like one; what nobody said is taken from `base`, the
plan that the incident went by, and from the rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fengsui.errors import Fault
from fengsui.text import N_
from fengsui_incidents.api.words import ResponseLevel, Urgency
from fengsui_plans.api import DigitalPlan, Escalation

PREFIX, AD_HOC = "adhoc-", "ad_hoc"
OFFICER = "duty_officer"


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A part that was typed: its fields as the plan's file would have them, texts in one language."""

    fields: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Picked:
    """A part of a plan of the library."""

    plan: str
    part: str


@dataclass(frozen=True, kw_only=True)
class Composed:
    """What was asked for. `urgency` and `level` as they are proposed now, where nothing was said."""

    incident: str
    version: int
    title: str
    reason: str
    level: ResponseLevel
    urgency: Urgency
    escalation: Mapping[str, Any]
    needs: Sequence[Typed | Picked]
    tasks: Sequence[Typed | Picked] = ()
    prohibitions: Sequence[Typed | Picked] = ()
    approach: str = ""
    rendezvous: str = ""
    own_capabilities: Sequence[str] = field(default_factory=tuple)


def plan_id(incident: str) -> str:
    """E1122-01 gives adhoc-e1122-01: an id as the library's plans have them."""
    return (PREFIX + "".join(char if char.isalnum() else "-" for char in incident.lower()))[:48]


def composed(asked: Composed, base: DigitalPlan | None, library: Mapping[str, DigitalPlan]) -> dict[str, Any]:
    """The plan as its file would be. Parts that no plan has are left out here: `missing_parts` names them."""
    needs = _unique([_need(part, at, library) for at, part in enumerate(asked.needs)])
    data: dict[str, Any] = {
        "id": plan_id(asked.incident),
        "version": asked.version,
        "title": _text(asked.title),
        "basis": f"随机方案: {asked.reason}"[:400],
        "applies": {"kinds": [AD_HOC]},
        "urgency": base.urgency if base and base.urgency < asked.urgency else asked.urgency,
        "triggers": [_always(asked.level)],
        "needs": needs,
        "tasks": _unique([_task(part, at, library) for at, part in enumerate(asked.tasks)]),
        "prohibitions": [one for part in asked.prohibitions if (one := _prohibition(part, library))],
        "approach": _approach(asked, base, needs),
        "escalation": _policy(base.escalation, needs) if base else dict(asked.escalation),
        "own_capabilities": sorted({*asked.own_capabilities, *(base.own_capabilities if base else ())}),
    }
    data["action_cards"] = _cards(asked, data["tasks"], base, library)
    if base is not None:
        kept = base.model_dump(mode="json", exclude_none=True)
        names = ("distances", "questions", "tell_caller", "entry_minutes", "relief_hours", "notices")
        data |= {name: kept[name] for name in names if name in kept}
        data["applies"] |= {"substances": kept["applies"]["substances"]}
    return data


def _policy(policy: Escalation, needs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The base plan's policy with the centre's beneath it, as a file may have it: no wait for a step that it does not
    take, and of N of M only what the needs that were taken over can reach."""
    made: dict[str, Any] = policy.model_dump(mode="json")
    made["after_s"] = {step: wait for step, wait in made["after_s"].items() if step in made["on_silence"]}
    counts = {need["id"]: int(need.get("count", 1)) for need in needs}
    rows = [row for row in made["enough"] if set(row["needs"]) <= set(counts)
            and row["accepted"] <= sum(counts[one] for one in row["needs"] or counts)]  # fmt: skip
    return {**made, "enough": rows}


def _cards(
    asked: Composed, tasks: Sequence[Mapping[str, Any]], base: DigitalPlan | None, library: Mapping[str, DigitalPlan]
) -> list[dict[str, Any]]:
    """A card for every post that has a task: the plan's own that it was picked from, else one with its tasks."""
    plans = [*([base] if base else []), *(library[one.plan] for one in asked.tasks
                                          if isinstance(one, Picked) and one.plan in library)]  # fmt: skip
    cards = {card.role: card.model_dump(mode="json") for plan in reversed(plans) for card in plan.action_cards}
    titles = {_post(part, at): part.fields["owner"] for at, part in enumerate(asked.tasks) if isinstance(part, Typed)}
    for task in tasks:
        if task["owner"] not in cards:
            title = {"zh": "值班员", "en": "duty officer"} if task["owner"] == OFFICER else _text(titles[task["owner"]])
            cards[task["owner"]] = {"role": task["owner"], "title": title, "steps": [task["title"]]}
    return list(cards.values())


def _post(part: Typed, at: int) -> str:
    return f"typed-post-{at + 1}" if part.fields["owner"] else OFFICER


def missing_parts(asked: Composed, library: Mapping[str, DigitalPlan]) -> list[Fault]:
    """Every part that was picked and that no plan in force has."""
    faults: list[Fault] = []
    for name in ("needs", "tasks", "prohibitions"):
        for at, part in enumerate(getattr(asked, name)):
            if isinstance(part, Picked) and _found(name, part, library) is None:
                expected = N_("a part of a plan in force; {plan} has no {part}")
                faults.append(Fault(f"{name}.{at}", expected, "no_part", {"plan": part.plan, "part": part.part}))
    return faults


def prohibition_id(at: int) -> str:
    """A prohibition has no id of its own: it is picked by its number."""
    return f"p{at + 1}"


def _found(name: str, part: Picked, library: Mapping[str, DigitalPlan]) -> dict[str, Any] | None:
    plan = library.get(part.plan)
    if plan is None:
        return None
    if name == "prohibitions":
        numbered = {prohibition_id(at): text for at, text in enumerate(plan.prohibitions)}
        text = numbered.get(part.part)
        return text.model_dump(mode="json") if text else None
    held = next((one for one in getattr(plan, name) if one.id == part.part), None)
    return held.model_dump(mode="json", exclude_none=True) if held else None


def _need(part: Typed | Picked, at: int, library: Mapping[str, DigitalPlan]) -> dict[str, Any] | None:
    if isinstance(part, Picked):
        return _found("needs", part, library)
    said = part.fields
    return {
        "id": f"typed-need-{at + 1}",
        "title": _text(said["title"]),
        "count": said["count"],
        "capabilities": dict(said["capabilities"]),
        "protection": dict(said["protection"]),
        "task": _text(said["task"]),
        "wear": _text(said["wear"]) if said["wear"] else {"zh": "按现场指挥要求", "en": "as the scene commander says"},
    }


def _task(part: Typed | Picked, at: int, library: Mapping[str, DigitalPlan]) -> dict[str, Any] | None:
    if isinstance(part, Picked):
        found = _found("tasks", part, library)
        return {**found, "after": []} if found else None  # what it followed may not have been picked
    said = part.fields
    return {
        "id": f"typed-task-{at + 1}",
        "title": _text(said["title"]),
        "owner": _post(part, at),
        "within_minutes": said["within_minutes"],
    }


def _prohibition(part: Typed | Picked, library: Mapping[str, DigitalPlan]) -> dict[str, Any] | None:
    return _found("prohibitions", part, library) if isinstance(part, Picked) else _text(part.fields["text"])


def _approach(asked: Composed, base: DigitalPlan | None, needs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    kept = base.approach.model_dump(mode="json") if base else {
        "side": "designated",
        "rendezvous": {"zh": "待定", "en": "to be settled"},
        "says": {"zh": "按现场指挥指定方向", "en": "as the scene commander says"},
    }  # fmt: skip
    if asked.approach:
        kept |= {"says": _text(asked.approach)}
    if any(need.get("upwind_only") for need in needs):
        kept["side"] = "upwind"
    return kept | ({"rendezvous": _text(asked.rendezvous)} if asked.rendezvous else {})


def _always(level: ResponseLevel) -> dict[str, Any]:
    """The level that the composer chose: a condition that always holds."""
    says = {"zh": "随机方案所定级别", "en": "the level that the ad-hoc plan sets"}
    return {"id": "composed", "level": level, "when": {"fact": "dead", "at_least": 0}, "says": says}


def _text(said: str) -> dict[str, str]:
    return {"zh": said, "en": said}


def _unique(parts: list[dict[str, Any] | None]) -> list[dict[str, Any]]:
    """Each part once: the same need picked from two plans is one need."""
    kept: dict[str, dict[str, Any]] = {}
    for part in parts:
        if part is not None:
            kept.setdefault(part["id"], part)
    return list(kept.values())
