"""随机方案 composed for one incident, and the plans of the library against it, each with its reasons."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from sqlalchemy import select, update

from fengsui.errors import Conflict, Fault, Invalid
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.events import AdHocPlanComposed, TaskSet, Words
from fengsui_incidents.api.judged import PlanMatch, PlanPart, PlansOf
from fengsui_incidents.api.payloads import OfIncident
from fengsui_incidents.api.payloads_judged import ComposePlan, PickedPart
from fengsui_incidents.model.ad_hoc import Composed, Picked, Typed, composed, missing_parts, plan_id, prohibition_id
from fengsui_incidents.model.assess.level import table_level
from fengsui_incidents.model.assess.plan import PlanFit, fits_of
from fengsui_incidents.model.vocabulary import Vocabulary
from fengsui_incidents.service.assessing import judge_again
from fengsui_incidents.service.context import rules_of
from fengsui_incidents.service.loading import Incident, load_open, read
from fengsui_incidents.service.reporting import save_tasks, tasks_of_plan
from fengsui_incidents.service.stored import store
from fengsui_incidents.service.telling import tell
from fengsui_incidents.tables import incidents, tasks
from fengsui_plans.api import CAPABILITIES, DigitalPlan, Library, check_plan
from fengsui_rosters.api import Teams

ESCALATION = "ad_hoc_escalation"


def compose_plan(unit: Unit, payload: ComposePlan) -> dict[str, Any]:
    """Checked like a plan's file; kept with the incident, never in the library; its tasks are added to the others."""
    found = load_open(unit, payload.incident)
    if found.row["ended_at"] is not None:
        raise Conflict(N_("The response has ended."), code="response_ended")
    library = {plan.id: plan for plan in unit.ask(Library).all()}
    asked = _asked(unit, found, payload)
    faults = [
        Fault(name, N_("a text"), "text_needed") for name in ("title", "reason") if not getattr(payload, name)
    ] + missing_parts(asked, library)
    plan, wrong = (None, ()) if faults else check_plan(composed(asked, found.plan, library))
    if plan is None:
        raise Invalid(N_("The plan cannot be composed as it is."), code="plan_refused", faults=[*faults, *wrong])
    todo = _new_tasks(unit, found, plan)
    unit.connection.execute(
        update(incidents)
        .where(incidents.c.id == found.id)
        .values(ad_hoc=store(plan), plan=plan.id, plan_chosen=True, proposal=None)
    )
    save_tasks(unit, found.id, found.exercise, todo)
    title = Words(plan.title.zh, plan.title.en)
    event = AdHocPlanComposed(
        incident=found.id, plan=plan.id, version=plan.version, title=title,
        needs=tuple(need.id for need in plan.needs), tasks=todo, reason=payload.reason, exercise=found.exercise,
    )  # fmt: skip
    says = Words(f"随机方案 v{plan.version}: {title.zh} ({payload.reason})",
                 f"Ad-hoc plan v{plan.version}: {title.en} ({payload.reason})")  # fmt: skip
    tell(unit, found.id, event, says)
    judge_again(unit, found.id)
    return {"incident": found.id, "plan": plan.id, "version": plan.version, "tasks": [one.task for one in todo]}


def _asked(unit: Unit, found: Incident, payload: ComposePlan) -> Composed:
    """Capabilities that teams have and the common vocabulary does not are the bureau's own."""
    held = {name for team in unit.ask(Teams).all() for name in team.capabilities}
    before = found.row["ad_hoc"]
    return Composed(
        incident=found.id,
        version=before["version"] + 1 if before else 1,
        title=payload.title,
        reason=payload.reason,
        level=payload.level or found.row["level_confirmed"] or found.row["level"],
        urgency=found.row["urgency"],
        escalation=rules_of(unit).value(ESCALATION),
        needs=[_part(one) for one in payload.needs],
        tasks=[_part(one) for one in payload.tasks],
        prohibitions=[_part(one) for one in payload.prohibitions],
        approach=payload.approach,
        rendezvous=payload.rendezvous,
        own_capabilities=sorted(held - set(CAPABILITIES)),
    )


def _part(said: BaseModel | str) -> Typed | Picked:
    if isinstance(said, PickedPart):
        return Picked(plan=said.plan, part=said.part)
    return Typed(fields={"text": said} if isinstance(said, str) else said.model_dump())


def _new_tasks(unit: Unit, found: Incident, plan: DigitalPlan) -> tuple[TaskSet, ...]:
    known = set(unit.connection.execute(select(tasks.c.id).where(tasks.c.incident == found.id)).scalars())
    return tuple(task for task in tasks_of_plan(plan, unit.now) if task.task not in known)


def plans_view(reading: Reading, parameters: OfIncident) -> PlansOf:
    """Every plan in force against the incident, best first, and the one composed on the spot before them."""
    found = read(reading, parameters.incident)
    rules, picture = rules_of(reading), found.picture
    level = picture.level_decided or table_level(picture, rules)
    fits = fits_of(picture, reading.ask(Library).all(), Vocabulary.of(rules), level)
    return PlansOf(
        incident=found.id,
        matches=(*_composed(found), *(_match(one, found) for one in fits)),
        filed=_filed(found),
        capabilities=tuple(CAPABILITIES),
    )


def _composed(found: Incident) -> tuple[PlanMatch, ...]:
    plan = found.plan
    if plan is None or plan.id != plan_id(found.id):
        return ()
    why = Words("为本警情现场编成", "composed for this incident")
    return (
        PlanMatch(
            plan=plan.id, version=plan.version, title=Words(plan.title.zh, plan.title.en), kind="ad_hoc", chosen=True,
            by_hand=True, fits=True, why=(why,), why_not=(), basis=plan.basis, parts=_parts(plan),
        ),
    )  # fmt: skip


def _match(fit: PlanFit, found: Incident) -> PlanMatch:
    plan, chosen = fit.plan, fit.plan.id == found.row["plan"]
    return PlanMatch(
        plan=plan.id, version=plan.version, title=Words(plan.title.zh, plan.title.en), kind=fit.kind, chosen=chosen,
        by_hand=chosen and bool(found.row["plan_chosen"]), fits=fit.fits, why=fit.why, why_not=fit.why_not,
        basis=plan.basis, parts=_parts(plan),
    )  # fmt: skip


def _parts(plan: DigitalPlan) -> tuple[PlanPart, ...]:
    needs = [PlanPart(kind="need", id=one.id, says=Words(one.title.zh, one.title.en)) for one in plan.needs]
    todo = [PlanPart(kind="task", id=one.id, says=Words(one.title.zh, one.title.en)) for one in plan.tasks]
    stop = [
        PlanPart(kind="prohibition", id=prohibition_id(at), says=Words(one.zh, one.en))
        for at, one in enumerate(plan.prohibitions)
    ]
    return (*needs, *todo, *stop)


def _filed(found: Incident) -> Words | None:
    """The enterprise's own filed plan: on paper, where no digital site plan stands for it."""
    site = found.picture.site
    if site is None or not site.plan_number:
        return None
    return Words(
        f"{site.name} 已备案预案 {site.plan_number}", f"{site.name}: filed plan {site.plan_number}"
    )  # fmt: skip
