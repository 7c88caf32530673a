"""What the plugin declares to the host."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fengsui.hooks import About, Command, Provider, Subscription, Sweep, View
from fengsui.text import N_
from fengsui_evaluation import payloads as p
from fengsui_evaluation.api.events import DestructionHeld, DestructionOrdered
from fengsui_evaluation.api.values import Destruction, Evaluation, Finding, Period
from fengsui_evaluation.service import destroying, evaluating, findings, hearing, papers, recounting
from fengsui_evaluation.service.erasing import PersonsOfEvaluation
from fengsui_evaluation.service.needs import EvaluationNeeds
from fengsui_incidents.api.joining import KeepsPersons, NeedsPerson
from fengsui_reports.api.views import Document

SEE = "evaluation.see"
FINDINGS = "evaluation.findings"

ABOUT = About(
    name="evaluation",
    version="0.1.0",
    title=N_("Evaluation"),
    requires=("plans", "rosters", "incidents"),
    permissions={
        "evaluation.see": N_("See how incidents were handled: times, deadlines, the plan against reality."),
        "evaluation.findings": N_("Enter findings, assign and do corrective actions, write the report."),
        "evaluation.verify": N_("Verify that a corrective action was done."),
        "evaluation.hold": N_("Keep personal data beyond their date, with the reason."),
        "evaluation.destroy": N_("Order the destruction of personal data after their date."),
    },
)

COMMANDS: tuple[Command[Any], ...] = (
    Command(name="enter_finding", summary=N_("Enter a finding, or take up a proposed one"), payload=p.EnterFinding,
            run=findings.enter, permission=FINDINGS),
    Command(name="assign", summary=N_("Make a finding a corrective action, with owner and day"), payload=p.Assign,
            run=findings.assign, permission=FINDINGS),
    Command(name="done", summary=N_("A corrective action is done"), payload=p.Done, run=findings.done,
            permission=FINDINGS),
    Command(name="verify", summary=N_("Verify a corrective action"), payload=p.Verify, run=findings.verify),
    Command(name="drop", summary=N_("Drop a finding, with the reason"), payload=p.Drop, run=findings.drop,
            permission=FINDINGS),
    Command(name="write", summary=N_("Write in a section of the report"), payload=p.Write, run=findings.write,
            permission=FINDINGS),
    Command(name="keep_report", summary=N_("Keep a numbered copy of the report"), payload=p.Report, run=papers.keep,
            permission=FINDINGS),
    Command(name="hold", summary=N_("Keep personal data beyond their date"), payload=p.Hold, run=destroying.hold),
    Command(name="release", summary=N_("Let the destruction date count again"), payload=p.Hold,
            run=destroying.release, permission="evaluation.hold"),
    Command(name="destroy", summary=N_("Destroy the personal data of a closed incident"), payload=p.OfIncident,
            run=destroying.destroy),
)  # fmt: skip

VIEWS: tuple[View[Any], ...] = (
    View(name="incident", summary=N_("How one incident was handled"), parameters=p.OfIncident,
         read=evaluating.evaluate, permission=SEE, answer=Evaluation),
    View(name="report", summary=N_("The draft of the evaluation report, as text"), parameters=p.Report,
         read=evaluating.report, permission=SEE, answer=str),
    View(name="document", summary=N_("The evaluation report as docx"), parameters=p.OfDocument,
         read=papers.document, permission=SEE, answer=Document),
    View(name="period", summary=N_("How the incidents of a period were handled"), parameters=p.Between,
         read=evaluating.period, permission=SEE, answer=Period),
    View(name="actions", summary=N_("Corrective actions that are not settled"), parameters=p.Nothing,
         read=findings.actions, permission=SEE, answer=tuple[Finding, ...]),
    View(name="destructions", summary=N_("Personal data whose date has come"), parameters=p.Nothing,
         read=destroying.destructions, permission=SEE, answer=tuple[Destruction, ...]),
)  # fmt: skip

SUBSCRIPTIONS = (
    Subscription(topics=hearing.TOPICS, handle=hearing.heard),
    Subscription(topics=hearing.UMBRELLAS, handle=hearing.umbrella_heard),
    Subscription(topics=(DestructionOrdered.topic,), handle=destroying.carry_out, timeout=timedelta(seconds=30)),
    Subscription(topics=(DestructionHeld.topic,), handle=destroying.hold_in_the_kernel),
)

SWEEPS = (
    Sweep(name="overdue", every=timedelta(minutes=1), due=findings.overdue, act=findings.tell_overdue),
    Sweep(name="recount", every=timedelta(seconds=10), due=recounting.due, act=recounting.look),
)
"""How often is a matter of the machine; what is due is decided by the day that was set."""

PROVIDERS: tuple[Provider[Any], ...] = (
    Provider(protocol=NeedsPerson, make=EvaluationNeeds, several=True),
    Provider(protocol=KeepsPersons, make=PersonsOfEvaluation, several=True),
)
