"""What the plugin declares: commands, views, subscriptions, sweeps, and what it answers for others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fengsui.hooks import About, Command, Provider, RuleCheck, Subscription, Sweep, View
from fengsui.text import N_
from fengsui_incidents.api import choosing as c
from fengsui_incidents.api import payloads as p
from fengsui_incidents.api import payloads_judged as j
from fengsui_incidents.api import task_payloads as tp
from fengsui_incidents.api.board import (
    Board,
    Draft,
    IncidentCard,
    IncidentRow,
    LeftOutPage,
    LogLine,
    OrderView,
    PastBoard,
    PastIncident,
    Proposal,
    QueueItem,
)
from fengsui_incidents.api.entries import FactEntry, RollCall
from fengsui_incidents.api.exercises import ExerciseIncidents
from fengsui_incidents.api.forgetting import Forgets
from fengsui_incidents.api.histories import Histories
from fengsui_incidents.api.joining import Incidents, KeepsPersons, TakesCalls
from fengsui_incidents.api.judged import FigureHistory, JudgementView, PlansOf
from fengsui_incidents.api.proposal import RunCard
from fengsui_incidents.api.relieving import Relieves
from fengsui_incidents.declarations_intake import (
    PERMISSIONS,
    intake_commands,
    intake_providers,
    intake_sweeps,
    intake_views,
)
from fengsui_incidents.service import (
    ad_hoc,
    alone,
    assessing,
    board,
    cards,
    changing,
    channels,
    circumstances,
    closing,
    commanding,
    correcting,
    dispatching,
    enough,
    escalating,
    evacuating,
    facts,
    judged,
    leader,
    leaving_out,
    level_rings,
    levels,
    moving,
    neighbours,
    network,
    notes,
    past,
    presence,
    proposing,
    queue,
    reporting,
    reserving,
    ringing,
    run_cards,
    tasks,
    views,
    waiting,
)
from fengsui_incidents.service.exercises import DrillIncidents
from fengsui_incidents.service.forgetting import JoinedForgetting
from fengsui_incidents.service.histories import StoredHistories
from fengsui_incidents.service.joined import JoinedIncidents, MachineCalls, PersonsOfIncident
from fengsui_incidents.service.relieving import JoinedRelief
from fengsui_incidents.service.rule_check import IncidentsRules
from fengsui_incidents.tables import metadata

__all__ = ["ABOUT", "all_views", "commands", "metadata", "providers", "subscriptions", "sweeps"]

SEE = "incidents.view"

ABOUT = About(
    name="incidents",
    version="0.1.0",
    title=N_("Incidents"),
    requires=("rosters", "plans"),
    permissions={
        "incidents.view": N_("See the board, incidents, calls and records."),
        **PERMISSIONS,
        "incidents.report": N_("Turn a call into an incident; set wind, figures and plan."),
        "incidents.propose": N_("Have the forces for an incident proposed."),
        "incidents.dispatch": N_("Send teams, requests and notices on a quoted authority; change and stand down."),
        "incidents.release_reserve": N_("Release the reserve of a capability, in one's own session."),
        "incidents.release_reserve_for": N_("Enter the leader's release of a reserve."),
        "incidents.import_run_cards": N_("Replace the run-card table."),
        "incidents.evacuate": N_("Withdraw every force of an incident."),
        "incidents.broadcast": N_("Send a message to everybody in a division."),
        "incidents.confirm_level": N_("Decide the response level, in one's own session."),
        "incidents.hand_over": N_(
            "Hand command over to the level above, or take it back; enter what the level above did."
        ),
        "incidents.confirm_level_for": N_("Enter the level that the leader said by phone."),
        "incidents.receipt": N_("Answer one's own orders."),
        "incidents.receipt.any": N_("Answer anybody's order as if it were one's own."),
        "incidents.answer_for": N_("Enter an answer on somebody's behalf."),
        "incidents.order": N_("See one's own orders."),
        "incidents.order.any": N_("See any order."),
        "incidents.record": N_("Do tasks, write notes, take note of what waits."),
        "incidents.control": N_("Say that the danger is under control."),
        "incidents.lift_cordon": N_("Enter that the cordon was lifted."),
        "incidents.end_response": N_("End a response."),
        "incidents.close": N_("Close an incident."),
        "incidents.real": N_("Act on real incidents."),
        "incidents.drill": N_("Act on drill incidents."),
    },
)


def commands() -> list[Command[Any]]:
    return [*intake_commands(), *_intake(), *_forces(), *_answers(), *_todo(), *_course()]


def _intake() -> list[Command[Any]]:
    return [
        Command(name="report", summary=N_("A call becomes an incident"), payload=p.Report, run=reporting.report,
                area=lambda payload: payload.division),
        Command(name="set_wind", summary=N_("Set the wind"), payload=p.SetWind, run=assessing.set_wind,
                permission="incidents.report"),
        Command(name="set_figure", summary=N_("Add a claim about a figure"), payload=p.SetFigure,
                run=assessing.set_figure, permission="incidents.report"),
        Command(name="set_circumstance", summary=N_("Tick a circumstance that is no number"),
                payload=j.SetCircumstance, run=circumstances.set_circumstance, permission="incidents.report"),
        Command(name="set_special", summary=N_("Set the special scale and what is known of it"),
                payload=j.SetSpecial, run=circumstances.set_special, permission="incidents.report"),
        Command(name="compose_plan", summary=N_("Compose a plan on the spot"), payload=j.ComposePlan,
                run=ad_hoc.compose_plan, permission="incidents.report"),
        Command(name="choose_plan", summary=N_("Take another digital plan"), payload=p.ChoosePlan,
                run=assessing.choose_plan, permission="incidents.report"),
    ]  # fmt: skip


def _forces() -> list[Command[Any]]:
    send = "incidents.dispatch"
    return [
        Command(name="propose", summary=N_("Propose the forces, each with its reason"), payload=p.OfIncident,
                run=proposing.propose, answer=Proposal),
        Command(name="force_moving", summary=N_("Enter a force that is already moving"), payload=p.ForceMoving,
                run=moving.force_moving, permission=send),
        Command(name="dispatch", summary=N_("Send teams, requests and notices"), payload=p.Dispatch,
                run=dispatching.dispatch),
        Command(name="ask_consent", summary=N_("Ask a neighbour for its team"), payload=c.AskConsent,
                run=neighbours.ask_consent, permission=send),
        Command(name="answer_consent", summary=N_("Enter what the neighbour said"), payload=c.AnswerConsent,
                run=neighbours.answer_consent, permission=send),
        Command(name="release_reserve", summary=N_("Release the reserve of a capability"), payload=c.ReleaseReserve,
                run=reserving.release_reserve),
        Command(name="release_reserve_for", summary=N_("Enter the leader's release of a reserve"),
                payload=c.ReleaseReserveFor, run=reserving.release_reserve),
        Command(name="choose_run_card", summary=N_("Use a run card, raise or lower its alarm level"),
                payload=c.ChooseRunCard, run=run_cards.choose_run_card, permission=send),
        Command(name="import_run_cards", summary=N_("Replace the run-card table"), payload=c.ImportRunCards,
                run=run_cards.import_run_cards),
        Command(name="next_team", summary=N_("Send the next team for the same task"), payload=p.NextTeam,
                run=escalating.next_team, permission=send),
        Command(name="change_order", summary=N_("Change what was ordered"), payload=p.ChangeOrder,
                run=changing.change_order, permission=send),
        Command(name="stand_down", summary=N_("Turn forces back"), payload=p.StandDown, run=changing.stand_down,
                permission=send),
        Command(name="evacuate", summary=N_("EVACUATE: withdraw every force"), payload=p.Evacuate,
                run=evacuating.evacuate),
        Command(name="withdraw_first", summary=N_("Tell stations in danger to withdraw before any task"),
                payload=p.WithdrawFirst, run=evacuating.withdraw_first, permission="incidents.evacuate"),
        Command(name="broadcast", summary=N_("Message to a division"), payload=p.BroadcastText,
                run=evacuating.broadcast, area=lambda payload: payload.division),
    ]  # fmt: skip


def _answers() -> list[Command[Any]]:
    return [
        Command(name="receipt", summary=N_("Answer an order"), payload=p.GiveReceipt, run=facts.receipt),
        Command(name="answer_for", summary=N_("Enter an answer on somebody's behalf"), payload=p.AnswerFor,
                run=facts.answer_for),
        Command(name="correct_fact", summary=N_("Correct an entry that was wrong"), payload=p.CorrectFact,
                run=correcting.correct_fact, permission="incidents.answer_for"),
        Command(name="confirm_level", summary=N_("Decide the response level"), payload=p.ConfirmLevel,
                run=levels.confirm_level),
        Command(name="confirm_level_for", summary=N_("Enter the level that the leader said"),
                payload=p.ConfirmLevelFor, run=levels.confirm_level_for),
        Command(name="higher_started", summary=N_("Enter that a level above started its response"),
                payload=j.HigherStarted, run=levels.higher_started, permission="incidents.hand_over"),
        Command(name="hand_over", summary=N_("Hand command over to the level above"), payload=j.PassCommand,
                run=commanding.hand_over),
        Command(name="take_back", summary=N_("Take command back"), payload=j.TakeBackCommand,
                run=commanding.take_back, permission="incidents.hand_over"),
    ]  # fmt: skip


def _todo() -> list[Command[Any]]:
    record = "incidents.record"
    return [
        Command(name="do_task", summary=N_("Enter a task's result"), payload=tp.DoTask, run=tasks.do_task,
                permission=record),
        Command(name="add_task", summary=N_("Give a task on the spot"), payload=tp.AddTask, run=tasks.add_task,
                permission=record),
        Command(name="assign_task", summary=N_("Give a task to somebody else"), payload=tp.AssignTask,
                run=tasks.assign_task, permission=record),
        Command(name="add_evidence", summary=N_("Add what proves that a task was done"), payload=tp.AddEvidence,
                run=tasks.add_evidence, permission=record),
    ]  # fmt: skip


def _course() -> list[Command[Any]]:
    record = "incidents.record"
    return [
        Command(name="note", summary=N_("Write a note"), payload=p.Note, run=notes.note, permission=record),
        Command(name="acknowledge", summary=N_("Take note of what waits"), payload=p.Acknowledge,
                run=notes.acknowledge, permission=record),
        Command(name="answer_outage", summary=N_("Decide what a failure of the network holds back"),
                payload=p.AnswerOutage, run=network.answer_outage, permission="incidents.dispatch"),
        Command(name="control", summary=N_("The danger is under control"), payload=p.OfIncident, run=closing.control),
        Command(name="lift_cordon", summary=N_("Lift the cordon"), payload=p.LiftCordon, run=closing.lift_cordon),
        Command(name="end_response", summary=N_("End the response"), payload=p.EndResponse, run=closing.end_response),
        Command(name="close", summary=N_("Close the incident"), payload=p.Close, run=closing.close),
    ]  # fmt: skip


def all_views() -> list[View[Any]]:
    return [
        *intake_views(),
        View(name="board", summary=N_("The first screen"), parameters=p.Nothing, read=board.board, permission=SEE,
             answer=Board),
        View(name="incident", summary=N_("One incident, whole"), parameters=p.OfIncident, read=cards.incident_view,
             permission=SEE, answer=IncidentCard),
        View(name="judgement", summary=N_("What is judged of an incident, with its reasons"), parameters=p.OfIncident,
             read=judged.judgement_view, permission=SEE, answer=JudgementView),
        View(name="figures", summary=N_("Every claim about an incident's figures"), parameters=p.OfIncident,
             read=judged.figures_view, permission=SEE, answer=tuple[FigureHistory, ...]),
        View(name="plans", summary=N_("The plans against an incident, each with its reasons"), parameters=p.OfIncident,
             read=ad_hoc.plans_view, permission=SEE, answer=PlansOf),
        View(name="assessment", summary=N_("What would be proposed of a draft"), parameters=p.DraftOf,
             read=views.draft, permission=SEE, answer=Draft),
        View(name="proposal", summary=N_("The forces proposed"), parameters=p.OfIncident,
             read=proposing.proposal_view, permission=SEE, answer=Proposal),
        View(name="board_at", summary=N_("The board as it stood at a past moment"), parameters=p.BoardAt,
             read=past.board_at, permission=SEE, answer=PastBoard),
        View(name="incident_at", summary=N_("One incident as it stood at a past moment"), parameters=p.IncidentAt,
             read=past.incident_at, permission=SEE, answer=PastIncident),
        View(name="left_out", summary=N_("Everybody who was left out, with the reason"), parameters=c.LeftOutOf,
             read=leaving_out.left_out_view, permission=SEE, answer=LeftOutPage),
        View(name="run_cards", summary=N_("Run cards"), parameters=c.RunCardsOf, read=run_cards.run_cards_view,
             permission=SEE, answer=tuple[RunCard, ...]),
        View(name="closed", summary=N_("Incidents that are closed"), parameters=p.Last, read=board.closed_view,
             permission=SEE, answer=tuple[IncidentRow, ...]),
        View(name="queue", summary=N_("Everything that needs a person"), parameters=p.Nothing, read=queue.queue_view,
             permission=SEE, answer=tuple[QueueItem, ...]),
        View(name="log", summary=N_("The last lines of an incident's record"), parameters=p.LogOf,
             read=views.log_view, permission=SEE, answer=tuple[LogLine, ...]),
        View(name="timeline", summary=N_("The whole record of an incident"), parameters=p.OfIncident,
             read=views.timeline, permission=SEE, answer=tuple[LogLine, ...]),
        View(name="order", summary=N_("One order, to its team or an officer"), parameters=p.OfOrder,
             read=views.order_view, answer=OrderView),
        View(name="facts", summary=N_("Every entry of an order, the corrected ones too"), parameters=p.OfOrder,
             read=correcting.facts_view, permission=SEE, answer=tuple[FactEntry, ...]),
        View(name="roll_call", summary=N_("Roll-call after an evacuation"), parameters=p.OfIncident,
             read=views.roll_call_view, permission=SEE, answer=RollCall),
        View(name="my_orders", summary=N_("A team's own open orders"), parameters=p.Nothing, read=views.my_orders,
             permission="incidents.order", answer=tuple[OrderView, ...]),
    ]  # fmt: skip


def subscriptions() -> list[Subscription]:
    return [
        Subscription(topics=("feed.delivered",), handle=facts.delivered),
        Subscription(topics=("incidents.unreachable",), handle=channels.told),
        Subscription(topics=("channels.tried",), handle=channels.tried),
        Subscription(topics=("channels.tried",), handle=alone.tried),
        Subscription(topics=("channels.tried",), handle=ringing.tried),
        Subscription(topics=("channels.replied",), handle=channels.replied),
        Subscription(
            topics=(
                "rosters.readiness_changed",
                "rosters.team_registered",
                "rosters.team_changed",
                "incidents.fact_recorded",
            ),
            handle=waiting.stir,
        ),
        Subscription(topics=("incidents.need_filled",), handle=waiting.filled),
    ]


def sweeps() -> list[Sweep]:
    """How often is a matter of the machine; what is due is decided by the rules."""
    return [
        Sweep(name="network", every=timedelta(seconds=0.5), due=network.due, act=network.note),
        Sweep(name="escalate", every=timedelta(seconds=0.5), due=escalating.due, act=escalating.look),
        Sweep(name="enough", every=timedelta(seconds=0.5), due=enough.due, act=enough.look),
        Sweep(name="leader", every=timedelta(seconds=0.5), due=leader.due, act=leader.call),
        Sweep(name="presence", every=timedelta(seconds=2), due=presence.changed, act=presence.note_change),
        Sweep(name="propose", every=timedelta(seconds=0.5), due=proposing.due, act=proposing.propose_anew),
        Sweep(name="account", every=timedelta(seconds=1), due=leaving_out.due, act=leaving_out.note),
        Sweep(name="channels", every=timedelta(seconds=1), due=channels.due, act=channels.ring),
        Sweep(name="alone", every=timedelta(seconds=1), due=alone.due, act=alone.note),
        Sweep(name="level", every=timedelta(seconds=1), due=level_rings.due, act=level_rings.ring_leader),
        *intake_sweeps(),
    ]


def providers() -> list[Provider[Any]]:
    return [
        Provider(protocol=ExerciseIncidents, make=DrillIncidents),
        Provider(protocol=Incidents, make=JoinedIncidents),
        Provider(protocol=TakesCalls, make=MachineCalls),
        Provider(protocol=Relieves, make=JoinedRelief),
        Provider(protocol=Forgets, make=JoinedForgetting),
        Provider(protocol=Histories, make=StoredHistories),
        Provider(protocol=RuleCheck, make=IncidentsRules, several=True),
        Provider(protocol=KeepsPersons, make=PersonsOfIncident, several=True),
        *intake_providers(),
    ]
