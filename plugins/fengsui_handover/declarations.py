"""What the plugin declares to the host."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fengsui.hooks import About, Command, Provider, Subscription, Sweep, View
from fengsui.text import N_
from fengsui_handover import payloads as p
from fengsui_handover.api.values import HandoverView, WatchKeeping
from fengsui_handover.service import claims, drawing, late, promises, signing
from fengsui_handover.service.erasing import PersonsOfHandover
from fengsui_handover.service.needs import HandoverNeeds
from fengsui_incidents.api.joining import KeepsPersons, NeedsPerson

SEE = "handover.see"
SIGN = "handover.sign"

ABOUT = About(
    name="handover",
    version="0.1.0",
    title=N_("Handover"),
    requires=("rosters", "incidents"),
    permissions={
        "handover.see": N_("See who has the watch and what would pass."),
        "handover.sign": N_("Hand the watch over and take it over."),
        "handover.sign_for": N_("Sign for an officer who cannot, and take a signature back."),
        "handover.promise": N_("Enter what was promised by phone, and that it was kept."),
        "handover.catch_up": N_("Enter what happened while nothing could be entered."),
    },
)

COMMANDS: tuple[Command[Any], ...] = (
    Command(name="take_watch", summary=N_("Take the watch that nobody has"), payload=p.TakeWatch,
            run=signing.take_watch, permission=SIGN),
    Command(name="sign_out", summary=N_("Hand over: the first signature"), payload=p.SignOut, run=signing.sign_out,
            permission=SIGN),
    Command(name="take_over", summary=N_("Take over: the second signature, and everything passes"),
            payload=p.TakeOver, run=signing.take_over, permission=SIGN),
    Command(name="refuse", summary=N_("Refuse a sheet as it is"), payload=p.Refuse, run=signing.refuse,
            permission=SIGN),
    Command(name="withdraw", summary=N_("Take the first signature back"), payload=p.OfHandover, run=signing.withdraw,
            permission=SIGN),
    Command(name="promise", summary=N_("Enter what was promised by phone"), payload=p.MakePromise,
            run=promises.promise),
    Command(name="keep_promise", summary=N_("A promise is kept"), payload=p.KeepPromise, run=promises.keep,
            permission="handover.promise"),
    Command(name="catch_up", summary=N_("Enter afterwards what happened"), payload=p.CatchUp, run=late.catch_up),
)  # fmt: skip

VIEWS: tuple[View[Any], ...] = (
    View(name="board", summary=N_("Who has the watch, and what would pass now"), parameters=p.Nothing,
         read=drawing.handover_view, permission=SEE, answer=HandoverView),
    View(name="printed", summary=N_("The sheet as one page of text"), parameters=p.Print, read=drawing.printed,
         permission=SEE, answer=str),
    View(name="past", summary=N_("Handovers, newest first"), parameters=p.Last, read=drawing.past, permission=SEE),
    View(name="late_entries", summary=N_("What was entered afterwards for an incident"), parameters=p.OfIncident,
         read=late.late_entries, permission=SEE),
)  # fmt: skip

SUBSCRIPTIONS = (
    Subscription(topics=("incidents.reported", "incidents.reopened"), handle=claims.reported),
    Subscription(topics=("incidents.closed",), handle=claims.closed),
)

SWEEPS = (Sweep(name="overdue", every=timedelta(seconds=5), due=claims.overdue, act=claims.tell_overdue),)
"""How often is a matter of the machine; what is due is decided by the rule."""

PROVIDERS: tuple[Provider[Any], ...] = (
    Provider(protocol=WatchKeeping, make=claims.Claims),
    Provider(protocol=NeedsPerson, make=HandoverNeeds, several=True),
    Provider(protocol=KeepsPersons, make=PersonsOfHandover, several=True),
)
