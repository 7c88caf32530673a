"""Intake's part of what the plugin declares: calls and their ends, machines, transfers, tickets, false reports,
umbrella events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from fengsui.hooks import Command, Provider, Sweep, View
from fengsui.text import N_
from fengsui_incidents.api import payloads as p
from fengsui_incidents.api import payloads_intake as i
from fengsui_incidents.api.board import CallRow
from fengsui_incidents.api.intake import CallRecord, FindingRow, ReceiverRow, TicketRow, TransferRow
from fengsui_incidents.api.umbrellas import UmbrellaCard, UmbrellaRow, Umbrellas
from fengsui_incidents.service import (
    call_record,
    calls,
    claims,
    falsity,
    machine,
    merging,
    reporters,
    taking,
    ticket_views,
    tickets,
    transfers,
    umbrella_views,
    umbrellas,
    web,
)

SEE = "incidents.view"
TAKE = "incidents.take_call"
TICKET = "incidents.ticket"
REPORT = "incidents.report"

PERMISSIONS: Mapping[str, str] = {
    "incidents.take_call": N_("Take calls, add to them, merge, hand on and close them."),
    "incidents.intake_machine": N_("Send calls and readings as a machine, under its own key."),
    "incidents.ring": N_("Say what a telephone line does."),
    "incidents.web_report": N_("Send on what the public's page received; bounded."),
    "incidents.answer_transfer": N_("Take or refuse what was handed to oneself."),
    "incidents.answer_transfer.any": N_("Enter the answer of whoever a call was handed to."),
    "incidents.ticket": N_("Handle tickets of 12350 and 12345, without who reported in secret."),
    "incidents.whistleblower": N_("See who reported in secret, each time with a reason that is recorded."),
    "incidents.find_false": N_("Say that an incident was false, by whom and where it was found."),
    "incidents.confirm_false": N_("Decide whether it was false; then its forces are recalled."),
    "incidents.confirm_false_for": N_("Enter that decision as the leader said it by phone."),
    "incidents.reopen": N_("Let an incident run again under its number."),
    "incidents.call_record": N_("Have the record of one call with its digest."),
    "incidents.umbrella": N_("Open and close umbrella events, put incidents under them."),
}


def intake_commands() -> list[Command[Any]]:
    return [*_calls(), *_machines(), *_ends(), *_tickets(), *_false(), *_umbrellas()]


def _calls() -> list[Command[Any]]:
    return [
        Command(name="take_call", summary=N_("Save a call, from its first word"), payload=p.TakeCall,
                run=taking.take_call),
        Command(name="note_call", summary=N_("Add to a call"), payload=p.NoteCall, run=calls.note_call,
                permission=TAKE),
        Command(name="claim_call", summary=N_("Write a call down oneself"), payload=i.ClaimCall, run=claims.claim_call,
                permission=TAKE),
        Command(name="release_call", summary=N_("Leave a call to anybody"), payload=i.ClaimCall,
                run=claims.release_call, permission=TAKE),
        Command(name="merge_call", summary=N_("Join a call to a running incident"), payload=p.MergeCall,
                run=merging.merge_call, permission=TAKE),
        Command(name="unmerge_call", summary=N_("Take a merge back"), payload=p.UnmergeCall,
                run=merging.unmerge_call, permission=TAKE),
        Command(name="close_call", summary=N_("Close a call that becomes no incident"), payload=p.CloseCall,
                run=calls.close_call, permission=TAKE),
        Command(name="reopen_call", summary=N_("A call waits again, under its number"), payload=i.ReopenCall,
                run=calls.reopen_call, permission=TAKE),
        Command(name="answer_caller", summary=N_("Thank a caller; hand a hoax to the police"), payload=i.AnswerCaller,
                run=falsity.answer_caller, permission=TAKE),
    ]  # fmt: skip


def _machines() -> list[Command[Any]]:
    return [
        Command(name="receive", summary=N_("A machine's message becomes a call"), payload=i.Receive,
                run=machine.receive, permission="incidents.intake_machine"),
        Command(name="ring", summary=N_("A telephone line rings, waits, is answered or was missed"), payload=i.Ring,
                run=claims.ring),
        Command(name="web_report", summary=N_("A report from the public's page"), payload=i.WebReport,
                run=web.web_report),
    ]  # fmt: skip


def _ends() -> list[Command[Any]]:
    return [
        Command(name="transfer_call", summary=N_("Hand a call to whom it belongs"), payload=i.TransferCall,
                run=transfers.transfer_call, permission=TAKE),
        Command(name="answer_transfer", summary=N_("Take or refuse what was handed on"), payload=i.AnswerTransfer,
                run=transfers.answer_transfer),
    ]  # fmt: skip


def _tickets() -> list[Command[Any]]:
    return [
        Command(name="file_ticket", summary=N_("A call becomes a ticket"), payload=i.FileTicket,
                run=tickets.file_ticket, permission=TAKE),
        Command(name="set_reporter", summary=N_("Write down who reported, apart"), payload=i.SetReporter,
                run=reporters.set_reporter, permission=TAKE),
        Command(name="see_reporter", summary=N_("See who reported; the look is recorded"), payload=i.SeeReporter,
                run=reporters.see_reporter, permission=TICKET, secret=True),
        Command(name="triage_ticket", summary=N_("Sort a ticket: emergency, report, question, complaint"),
                payload=i.TriageTicket, run=tickets.triage_ticket, permission=TICKET),
        Command(name="move_ticket", summary=N_("The next step of a ticket"), payload=i.MoveTicket,
                run=tickets.move_ticket, permission=TICKET),
        Command(name="transfer_ticket", summary=N_("Hand a ticket to whom it belongs"), payload=i.TransferTicket,
                run=tickets.transfer_ticket, permission=TICKET),
        Command(name="note_reward", summary=N_("Note a reward to the first effective report"), payload=i.NoteReward,
                run=tickets.note_reward, permission=TICKET),
    ]  # fmt: skip


def _false() -> list[Command[Any]]:
    return [
        Command(name="find_false", summary=N_("Somebody found that the report was false"), payload=i.FindFalse,
                run=falsity.find_false),
        Command(name="confirm_false", summary=N_("Decide whether a report was false"), payload=i.DecideFalse,
                run=falsity.confirm_false),
        Command(name="confirm_false_for", summary=N_("Enter the leader's decision on a false report"),
                payload=i.DecideFalseFor, run=falsity.confirm_false_for),
        Command(name="reopen", summary=N_("An incident runs again, under its number"), payload=i.ReopenIncident,
                run=falsity.reopen),
    ]  # fmt: skip


def _umbrellas() -> list[Command[Any]]:
    may = "incidents.umbrella"
    return [
        Command(name="open_umbrella", summary=N_("Put incidents under a new umbrella event"), payload=i.OpenUmbrella,
                run=umbrellas.open_umbrella, permission=may),
        Command(name="join_umbrella", summary=N_("Put an incident under an umbrella event"), payload=i.JoinUmbrella,
                run=umbrellas.join_umbrella, permission=may),
        Command(name="leave_umbrella", summary=N_("Take an incident out of its umbrella event"),
                payload=i.LeaveUmbrella, run=umbrellas.leave_umbrella, permission=may),
        Command(name="note_umbrella", summary=N_("Write into the log of an umbrella event"), payload=i.NoteUmbrella,
                run=umbrellas.note_umbrella, permission=may),
        Command(name="close_umbrella", summary=N_("Close an umbrella event"), payload=i.CloseUmbrella,
                run=umbrellas.close_umbrella, permission=may),
    ]  # fmt: skip


def intake_views() -> list[View[Any]]:
    return [
        View(name="calls", summary=N_("Calls"), parameters=p.CallsOf, read=calls.calls_view, permission=SEE,
             answer=tuple[CallRow, ...]),
        View(name="call_record", summary=N_("The record of one call, with its SHA-256"), parameters=i.RecordOf,
             read=call_record.call_record, answer=CallRecord),
        View(name="receivers", summary=N_("Who takes what is not ours"), parameters=i.ReceiversFor,
             read=transfers.receivers_view, permission=SEE, answer=tuple[ReceiverRow, ...]),
        View(name="transfers", summary=N_("What was handed on, and who took it"), parameters=i.TransfersOf,
             read=transfers.transfers_view, permission=SEE, answer=tuple[TransferRow, ...]),
        View(name="tickets", summary=N_("Tickets of 12350 and 12345"), parameters=i.TicketsOf,
             read=ticket_views.tickets_view, permission=TICKET, answer=tuple[TicketRow, ...]),
        View(name="ticket", summary=N_("One ticket"), parameters=i.OfTicket, read=ticket_views.ticket_view,
             permission=TICKET, answer=TicketRow),
        View(name="findings", summary=N_("What was found false and waits for the leader"), parameters=p.Nothing,
             read=falsity.findings_view, permission=SEE, answer=tuple[FindingRow, ...]),
        View(name="umbrellas", summary=N_("Umbrella events"), parameters=p.Nothing, read=umbrella_views.umbrellas_view,
             permission=SEE, answer=tuple[UmbrellaRow, ...]),
        View(name="umbrella", summary=N_("One umbrella event, whole"), parameters=i.OfUmbrella,
             read=umbrella_views.umbrella_view, permission=SEE, answer=UmbrellaCard),
    ]  # fmt: skip


def intake_sweeps() -> list[Sweep]:
    return [
        Sweep(name="missed", every=timedelta(seconds=1), due=claims.missed, act=claims.note_missed),
        Sweep(name="transfers", every=timedelta(seconds=1), due=transfers.silent, act=transfers.note_silent),
        Sweep(name="tickets", every=timedelta(seconds=10), due=tickets.overdue, act=tickets.note_overdue),
    ]


def intake_providers() -> list[Provider[Any]]:
    return [Provider(protocol=Umbrellas, make=umbrella_views.OpenUmbrellas)]
