"""What the plugin declares: commands, views, subscriptions, sweeps, and what it answers for others."""

from __future__ import annotations

from typing import Any

from fengsui.hooks import About, Command, Provider, View
from fengsui.text import N_
from fengsui_incidents.api.joining import KeepsOpen, KeepsPersons, NeedsPerson
from fengsui_reports.api import payloads as p
from fengsui_reports.api.documents import Documents
from fengsui_reports.api.receivers import ReceiverNames
from fengsui_reports.api.views import Document, Done, FlashCard, Picture, ReportCard, ReportsBoard, UmbrellaPage
from fengsui_reports.service import deciding, demands, flashing, pictures, sending, umbrella, views, writing
from fengsui_reports.service.documents import FilledDocuments
from fengsui_reports.service.erasing import PersonsOfReports
from fengsui_reports.service.joining import ReportsNeed
from fengsui_reports.service.receivers import Names

SEE = "reports.view"
DRAFT = "reports.draft"
DECIDE = "reports.decide"
ANSWER = "reports.demand"

ABOUT = About(
    name="reports",
    version="0.1.0",
    title=N_("Reports"),
    requires=("incidents",),
    permissions={
        "reports.view": N_("See the reporting clocks, the reports and the picture on one page."),
        "reports.flash": N_("Read a flash out and enter who took it."),
        "reports.draft": N_("Draft, edit, review and put away written reports; print the picture."),
        "reports.send": N_("Send a written report and enter its receipts."),
        "reports.sign": N_("Sign a report in one's own session."),
        "reports.sign_for": N_("Enter the signature that the leader gave by phone."),
        "reports.decide": N_("Start and stop the clocks, correct times and figures, settle what was false or grave."),
        "reports.demand": N_("Enter, assign and answer demands and instructions from above."),
    },
)


def commands() -> list[Command[Any]]:
    return [*_writing(), *_deciding(), *_demands()]


def _writing() -> list[Command[Any]]:
    return [
        Command(name="flash", summary=N_("Flash: read out to one line, with who took it"), payload=p.Flash,
                run=flashing.flash, answer=Done),
        Command(name="draft", summary=N_("Draft a written report from the record"), payload=p.DraftReport,
                run=writing.draft, answer=Done),
        Command(name="edit", summary=N_("Change a draft"), payload=p.Edit, run=writing.edit, permission=DRAFT,
                answer=Done),
        Command(name="review", summary=N_("Review a draft"), payload=p.OfReport, run=writing.review,
                permission=DRAFT, answer=Done),
        Command(name="sign", summary=N_("Sign a draft"), payload=p.OfReport, run=writing.sign, answer=Done),
        Command(name="sign_for", summary=N_("Enter the leader's signature, given by phone"), payload=p.SignFor,
                run=writing.sign_for, answer=Done),
        Command(name="drop", summary=N_("Put a draft away"), payload=p.OfReport, run=writing.drop, permission=DRAFT,
                answer=Done),
        Command(name="send", summary=N_("Send a report"), payload=p.Send, run=sending.send, answer=Done),
        Command(name="receipt", summary=N_("Enter who took a written report"), payload=p.Receipt,
                run=sending.receipt, permission="reports.send", answer=Done),
        Command(name="print_picture", summary=N_("Keep the picture on one page as of this minute"),
                payload=p.PrintPicture, run=pictures.print_picture, permission=DRAFT, answer=Done),
        Command(name="send_umbrella", summary=N_("Send one report of a whole umbrella event"), payload=p.SendUmbrella,
                run=umbrella.send_umbrella, permission="reports.send", answer=Done),
        Command(name="receipt_umbrella", summary=N_("Enter who took the report of an umbrella event"),
                payload=p.Receipt, run=umbrella.receipt_umbrella, permission="reports.send", answer=Done),
    ]  # fmt: skip


def _deciding() -> list[Command[Any]]:
    made: tuple[tuple[str, str, Any, Any], ...] = (
        ("start", N_("Start the reporting clocks of an incident"), p.Start, deciding.start),
        ("stop", N_("Stop the reporting clocks of an incident, with the reason"), p.Stop, deciding.stop),
        ("grave", N_("Mark an accident as socially grave"), p.Grave, deciding.grave),
        ("times", N_("Correct when an accident happened and was received"), p.Times, deciding.times),
        ("settle_kind", N_("Settle the kind of an accident"), p.SettleKind, deciding.settle_kind),
        ("late_figure", N_("Enter a change of casualties after the closing"), p.LateFigure, deciding.late_figure),
        ("false_report", N_("No accident after all: correct what was sent"), p.FalseReport, deciding.false_report),
    )
    return [
        Command(name=name, summary=summary, payload=payload, run=run, permission=DECIDE, answer=Done)
        for name, summary, payload, run in made
    ]


def _demands() -> list[Command[Any]]:
    made: tuple[tuple[str, str, Any, Any], ...] = (
        ("demand", N_("Enter a demand or an instruction from above"), p.Demand, demands.demand),
        ("assign", N_("Say who answers a demand"), p.Assign, demands.assign),
        ("answer", N_("Answer a demand"), p.Answer, demands.answer),
        ("feedback", N_("Enter what those above said to an answer"), p.Feedback, demands.feedback),
        ("end_demand", N_("End a demand that is no longer wanted"), p.EndDemand, demands.end_demand),
    )
    return [
        Command(name=name, summary=summary, payload=payload, run=run, permission=ANSWER, answer=Done)
        for name, summary, payload, run in made
    ]


def all_views() -> list[View[Any]]:
    return [
        View(name="board", summary=N_("The reporting clocks, reports and demands"), read=views.board,
             parameters=p.OfBoard, permission=SEE, answer=ReportsBoard),
        View(name="report", summary=N_("One report, whole"), read=views.report, parameters=p.OfReport,
             permission=SEE, answer=ReportCard),
        View(name="document", summary=N_("A report as docx"), read=views.document, parameters=p.OfReport,
             permission=SEE, answer=Document),
        View(name="flash_text", summary=N_("The flash that is read out now"), read=views.flash_card,
             parameters=p.OfIncident, permission=SEE, answer=FlashCard),
        View(name="picture", summary=N_("The picture on one page"), read=pictures.picture, parameters=p.OfPicture,
             permission=SEE, answer=Picture),
        View(name="picture_document", summary=N_("The picture on one page as docx"),
             read=pictures.picture_document, parameters=p.OfPicture, permission=SEE, answer=Document),
        View(name="umbrella", summary=N_("One report of a whole umbrella event, and those sent"),
             read=umbrella.umbrella, parameters=p.OfUmbrella, permission=SEE, answer=UmbrellaPage),
        View(name="umbrella_document", summary=N_("The report of an umbrella event as docx"),
             read=umbrella.umbrella_document, parameters=p.OfUmbrellaDocument, permission=SEE, answer=Document),
    ]  # fmt: skip


def providers() -> list[Provider[Any]]:
    return [
        Provider(protocol=NeedsPerson, make=ReportsNeed, several=True),
        Provider(protocol=KeepsOpen, make=ReportsNeed, several=True),
        Provider(protocol=KeepsPersons, make=PersonsOfReports, several=True),
        Provider(protocol=Documents, make=FilledDocuments),
        Provider(protocol=ReceiverNames, make=Names),
    ]
