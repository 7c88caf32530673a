"""What the plugin declares to the host: commands, views, sweeps, and what it answers for others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fengsui.hooks import About, Command, Provider, Subscription, Sweep, View
from fengsui.text import N_
from fengsui_drills.api import HoldsDrills
from fengsui_incidents.api.joining import NeedsPerson, ShownOnBoard
from fengsui_warnings import payloads as p
from fengsui_warnings.api.board import CapText, TakenMessage, WarningCard, WarningRow
from fengsui_warnings.service import drafting, following, receiving, sweeping, views
from fengsui_warnings.service.joined import WarningHolds, WarningItems, WarningLines

SEE = "warnings.see"
DRAFT = "warnings.draft"

ABOUT = About(
    name="warnings",
    version="0.1.0",
    title=N_("Warnings"),
    requires=("incidents",),
    permissions={
        "warnings.see": N_("See warnings, their tick-lists and receipts."),
        "warnings.restricted": N_("See what restricted and private warnings say."),
        "warnings.draft": N_("Draft and adjust warnings, discard drafts."),
        "warnings.publish": N_("Publish a warning that somebody else has drafted."),
        "warnings.publish_high": N_("Publish and lift red and orange warnings."),
        "warnings.lift": N_("Lift warnings."),
        "warnings.set_level": N_("Say the level of a received warning."),
        "warnings.tick": N_("Tick the lines of a warning's list."),
        "warnings.receipt": N_("Enter who must pass a warning on, and that they have it."),
        "warnings.receive_cap": N_("Hand in CAP messages."),
        "warnings.cap": N_("Have warnings and public alerts written as CAP."),
    },
)


def commands() -> list[Command[Any]]:
    return [
        Command(name="draft", summary=N_("Draft a warning, or an adjustment of one"), payload=p.Draft,
                run=drafting.draft),
        Command(name="redraft", summary=N_("Write a draft anew"), payload=p.Redraft, run=drafting.redraft,
                permission=DRAFT),
        Command(name="discard", summary=N_("Discard a draft"), payload=p.OfWarning, run=drafting.discard,
                permission=DRAFT),
        Command(name="publish", summary=N_("Publish a warning that somebody else has drafted"), payload=p.OfWarning,
                run=drafting.publish),
        Command(name="lift", summary=N_("Lift a warning"), payload=p.Lift, run=drafting.lift),
        Command(name="set_level", summary=N_("Say the level of a received warning"), payload=p.SetLevel,
                run=following.set_level),
        Command(name="tick", summary=N_("Tick a line of a warning's list"), payload=p.Tick, run=following.tick),
        Command(name="ask_receipt", summary=N_("One more that must receive a warning and pass it on"),
                payload=p.AskReceipt, run=following.ask_receipt, permission="warnings.receipt"),
        Command(name="receipt", summary=N_("They have the warning and pass it on"), payload=p.GiveReceipt,
                run=following.give_receipt),
        Command(name="see_end", summary=N_("Take note that a warning ran out while the centre was down"),
                payload=p.OfWarning, run=following.see_end, permission="warnings.tick"),
        Command(name="receive_cap", summary=N_("Take a CAP message or an EDXL-DE envelope"), payload=p.ReceiveCap,
                run=receiving.receive_cap),
    ]  # fmt: skip


def all_views() -> list[View[Any]]:
    return [
        View(name="board", summary=N_("The warnings, newest first"), parameters=p.ListWarnings, read=views.board,
             permission=SEE, answer=tuple[WarningRow, ...]),
        View(name="warning", summary=N_("One warning with its tick-list and receipts"), parameters=p.OfWarning,
             read=views.warning, permission=SEE, answer=WarningCard),
        View(name="messages", summary=N_("The CAP messages that were taken"), parameters=p.ListMessages,
             read=views.list_messages, permission="warnings.restricted", answer=tuple[TakenMessage, ...]),
        View(name="cap", summary=N_("A warning as CAP 1.2"), parameters=p.OfWarning, read=views.cap,
             permission="warnings.cap", answer=CapText),
        View(name="incident_cap", summary=N_("An incident's public alert as CAP 1.2"), parameters=p.IncidentCap,
             read=views.incident_cap, permission="warnings.cap", answer=CapText),
    ]  # fmt: skip


SUBSCRIPTIONS = (Subscription(topics=("drills.ended",), handle=sweeping.drill_over),)

SWEEPS = (
    Sweep(name="expire", every=timedelta(seconds=1), due=sweeping.ended, act=sweeping.expire),
    Sweep(name="overdue", every=timedelta(seconds=5), due=sweeping.overdue, act=sweeping.tell_overdue),
)

PROVIDERS: tuple[Provider[Any], ...] = (
    Provider(protocol=NeedsPerson, make=WarningItems, several=True),
    Provider(protocol=ShownOnBoard, make=WarningLines, several=True),
    Provider(protocol=HoldsDrills, make=WarningHolds, several=True),
)
