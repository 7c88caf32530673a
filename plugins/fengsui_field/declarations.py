"""What the plugin declares: commands, views, subscriptions, sweeps, and what it answers for others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fengsui.hooks import About, Command, Provider, Subscription, Sweep, View
from fengsui.text import N_
from fengsui_field.api import payloads as p
from fengsui_field.api.board import EntryRow, FieldBoard, Printed
from fengsui_field.service import (
    aid,
    alarms,
    casualties,
    drawn,
    entry,
    erasing,
    paying,
    post,
    public,
    relief,
    relieving,
    views,
    watching,
)
from fengsui_incidents.api.joining import KeepsOpen, KeepsPersons, NeedsPerson
from fengsui_incidents.api.relieving import ReliefOffer

SEE = "field.view"

ABOUT = About(
    name="field",
    version="0.1.0",
    title=N_("Field"),
    requires=("rosters", "plans", "incidents"),
    permissions={
        "field.view": N_("See the field of an incident."),
        "field.post": N_("Open and close a field command post, change its commander, set its groups."),
        "field.entry": N_("Enter one's own team's people going in and coming out."),
        "field.entry.any": N_("Enter anybody's, and call them back."),
        "field.relief": N_("Arrange and postpone relief."),
        "field.casualties": N_("Keep the casualty list."),
        "field.casualties.names": N_("See the names on the casualty list."),
        "field.supplies": N_("Draw supplies for an incident."),
        "field.experts": N_("Ask experts and take down their advice."),
        "field.public": N_("Draft public statements and enter that they were given."),
        "field.public.approve": N_("Approve public statements."),
        "field.public.approve_for": N_("Enter the approval that the approver said."),
        "field.aid": N_("Ask other bureaus for aid."),
        "field.costs": N_("Enter costs."),
        "field.vouchers": N_("Issue and settle requisition vouchers."),
    },
)


def commands() -> list[Command[Any]]:
    return [*_post(), *_entry(), *_people(), *_drawn(), *_settled()]


def _post() -> list[Command[Any]]:
    may = "field.post"
    return [
        Command(name="open_post", summary=N_("Open a field command post"), payload=p.OpenPost, run=post.open_post,
                permission=may),
        Command(name="change_commander", summary=N_("Another commander"), payload=p.ChangeCommander,
                run=post.change_commander, permission=may),
        Command(name="set_group", summary=N_("Set up a group of the command post"), payload=p.SetGroup,
                run=post.set_group, permission=may),
        Command(name="close_post", summary=N_("Close the field command post"), payload=p.ClosePost,
                run=post.close_post, permission=may),
    ]  # fmt: skip


def _entry() -> list[Command[Any]]:
    may = "field.entry"
    return [
        Command(name="go_in", summary=N_("People go in: names and air"), payload=p.GoIn, run=entry.go_in,
                permission=may),
        Command(name="turning", summary=N_("They are on the way out"), payload=p.OfEntry, run=entry.turning,
                permission=may),
        Command(name="come_out", summary=N_("They came out"), payload=p.ComeOut, run=entry.come_out, permission=may),
        Command(name="recall", summary=N_("Call them back now"), payload=p.OfEntry, run=entry.recall,
                permission=may),
    ]  # fmt: skip


def _people() -> list[Command[Any]]:
    listed, told = "field.casualties", "field.public"
    return [
        Command(name="arrange_relief", summary=N_("Who relieves a team, and when"), payload=p.ArrangeRelief,
                run=relieving.arrange, permission="field.relief"),
        Command(name="send_relief", summary=N_("Order the team that takes over"), payload=p.SendRelief,
                run=relieving.send, permission="field.relief"),
        Command(name="release_relieved", summary=N_("Order a relieved team home"), payload=p.OfRelief,
                run=relieving.release, permission="field.relief"),
        Command(name="postpone_relief", summary=N_("Put a team's relief off"), payload=p.PostponeRelief,
                run=relieving.postpone, permission="field.relief"),
        Command(name="add_casualty", summary=N_("Add a person to the casualty list"), payload=p.Casualty,
                run=casualties.add, permission=listed),
        Command(name="change_casualty", summary=N_("Change an entry of the casualty list"),
                payload=p.ChangeCasualty, run=casualties.change, permission=listed),
        Command(name="strike_casualty", summary=N_("Strike an entry off the casualty list"),
                payload=p.StrikeCasualty, run=casualties.strike, permission=listed),
        Command(name="name_speakers", summary=N_("Who may speak to the public"), payload=p.NameSpeakers,
                run=public.name_speakers, permission=told),
        Command(name="draft_statement", summary=N_("Draft a public statement"), payload=p.DraftStatement,
                run=public.draft, permission=told),
        Command(name="decide_statement", summary=N_("Approve or refuse a public statement"),
                payload=p.DecideStatement, run=public.decide, permission=SEE),
        Command(name="issue_statement", summary=N_("Enter that a statement was given to the public"),
                payload=p.IssueStatement, run=public.issue, permission=told),
    ]  # fmt: skip


def _drawn() -> list[Command[Any]]:
    may, asks, aids = "field.supplies", "field.experts", "field.aid"
    return [
        Command(name="draw", summary=N_("Draw supplies"), payload=p.Draw, run=drawn.draw, permission=may),
        Command(name="give_back", summary=N_("Return supplies"), payload=p.GiveBack, run=drawn.give_back,
                permission=may),
        Command(name="ask_expert", summary=N_("Ask an expert"), payload=p.AskExpert, run=drawn.ask_expert,
                permission=asks),
        Command(name="expert_says", summary=N_("What became of an expert's call"), payload=p.ExpertSays,
                run=drawn.expert_says, permission=asks),
        Command(name="take_advice", summary=N_("Take down an expert's advice"), payload=p.TakeAdvice,
                run=drawn.take_advice, permission=asks),
        Command(name="ask_aid", summary=N_("Ask another bureau for aid"), payload=p.AskAid, run=aid.ask,
                permission=aids),
        Command(name="aid_taken", summary=N_("Who took the request for aid"), payload=p.AidTaken, run=aid.taken,
                permission=aids),
        Command(name="answer_aid", summary=N_("What the other bureau answered"), payload=p.AidAnswer,
                run=aid.answer, permission=aids),
        Command(name="ask_aid_again", summary=N_("Ask for aid again"), payload=p.OfAid, run=aid.again,
                permission=aids),
        Command(name="know_aid", summary=N_("Take note of a refusal"), payload=p.OfAid, run=aid.know,
                permission=aids),
        Command(name="withdraw_aid", summary=N_("Take a request for aid back"), payload=p.WithdrawAid,
                run=aid.withdraw, permission=aids),
    ]  # fmt: skip


def _settled() -> list[Command[Any]]:
    costs, vouchers = "field.costs", "field.vouchers"
    return [
        Command(name="enter_cost", summary=N_("Enter a cost"), payload=p.EnterCost, run=paying.enter_cost,
                permission=costs),
        Command(name="strike_cost", summary=N_("Strike a cost off"), payload=p.StrikeCost, run=paying.strike_cost,
                permission=costs),
        Command(name="issue_voucher", summary=N_("Issue a requisition voucher"), payload=p.IssueVoucher,
                run=paying.issue_voucher, permission=vouchers),
        Command(name="return_property", summary=N_("Requisitioned property goes back"), payload=p.ReturnProperty,
                run=paying.give_back, permission=vouchers),
        Command(name="compensate", summary=N_("Compensate the owner"), payload=p.Compensate, run=paying.compensate,
                permission=vouchers),
    ]  # fmt: skip


def all_views() -> list[View[Any]]:
    return [
        View(name="board", summary=N_("The field of an incident"), parameters=p.OfIncident, read=views.board,
             permission=SEE, answer=FieldBoard),
        View(name="roll", summary=N_("Who is inside now"), parameters=p.OfIncident, read=views.roll, permission=SEE,
             answer=tuple[EntryRow, ...]),
        View(name="relief_offer", summary=N_("Who could take over from a team"), parameters=p.OfRelief,
             read=relieving.offer, permission="field.relief", answer=ReliefOffer),
        View(name="voucher", summary=N_("A requisition voucher, for printing"), parameters=p.OfVoucher,
             read=views.voucher_text, permission="field.vouchers", answer=Printed),
    ]  # fmt: skip


def subscriptions() -> list[Subscription]:
    return [
        Subscription(topics=("incidents.evacuation_ordered",), handle=entry.evacuated),
        Subscription(topics=("incidents.fact_recorded",), handle=relief.heard),
        Subscription(topics=relieving.TOPICS, handle=relieving.heard),
        Subscription(topics=("incidents.closed",), handle=watching.closed),
        Subscription(topics=("feed.delivered",), handle=entry.delivered),
    ]


def sweeps() -> list[Sweep]:
    acts = {"air": alarms.look, "relief": relief.look, "expert": drawn.look_expert, "aid": aid.look}
    return [Sweep(name="watch", every=timedelta(seconds=1), due=watching.due, act=watching.look(acts))]


def providers() -> list[Provider[Any]]:
    return [
        Provider(protocol=NeedsPerson, make=watching.FieldNeeds, several=True),
        Provider(protocol=KeepsOpen, make=watching.FieldOpen, several=True),
        Provider(protocol=KeepsPersons, make=erasing.FieldPersons, several=True),
    ]
