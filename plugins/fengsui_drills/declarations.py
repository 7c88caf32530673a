"""What the plugin declares to the host: commands, views, subscriptions, sweeps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fengsui.hooks import About, Command, Provider, Subscription, Sweep, View
from fengsui.text import N_
from fengsui_drills import payloads
from fengsui_drills.api import Drill, Drills
from fengsui_drills.model.lifecycle import Exercise
from fengsui_drills.model.obligations import Obligation, ObligedUnit
from fengsui_drills.model.picture import Calendar, DrillCard, DrillItem, Participant
from fengsui_drills.service import calendar, giving_way, running, taking_part, views

SECOND = timedelta(seconds=1)

ABOUT = About(
    name="drills",
    version="0.1.0",
    title=N_("Drills"),
    requires=("incidents",),
    permissions={
        "drills.see": N_("see drills, their calendar and who must drill"),
        "drills.schedule": N_("enter a drill in the calendar"),
        "drills.start": N_("start a drill of which one is the controller"),
        "drills.hold": N_("hold a drill because of a real incident"),
        "drills.resume": N_("lift the hold of a drill of which one is the controller"),
        "drills.abort": N_("abort a drill"),
        "drills.finish": N_("finish a drill of which one is the controller"),
        "drills.acknowledge": N_("acknowledge a drill's notice for one's own team"),
        "drills.leave": N_("leave a drill with one's own team for a real call"),
        "drills.evaluate": N_("enter a drill's written evaluation"),
        "drills.report": N_("enter that a drill was reported to the supervising department"),
        "drills.oblige": N_("enter which units must drill"),
    },
)

COMMANDS: tuple[Command[Any], ...] = (
    Command(
        name="schedule",
        summary=N_("Enter a drill in the calendar"),
        payload=payloads.Schedule,
        run=calendar.schedule,
        answer=Drill,
    ),
    Command(
        name="start",
        summary=N_("Start a drill (its controller only)"),
        payload=payloads.OfDrill,
        run=running.start,
        answer=Drill,
    ),
    Command(name="hold", summary=N_("Hold a drill"), payload=payloads.Hold, run=running.hold, answer=Drill),
    Command(
        name="resume",
        summary=N_("Lift the hold of a drill"),
        payload=payloads.OfDrill,
        run=running.resume,
        answer=Drill,
    ),
    Command(name="abort", summary=N_("Abort a drill"), payload=payloads.Abort, run=running.abort, answer=Drill),
    Command(name="finish", summary=N_("Finish a drill"), payload=payloads.OfDrill, run=running.finish, answer=Drill),
    Command(
        name="acknowledge",
        summary=N_("A team knows the drill's last notice"),
        payload=payloads.Acknowledge,
        run=taking_part.acknowledge,
        answer=Participant,
    ),
    Command(
        name="leave",
        summary=N_("A team leaves the drill for a real call"),
        payload=payloads.Leave,
        run=taking_part.leave,
        answer=Participant,
    ),
    Command(
        name="evaluate",
        summary=N_("Enter the written evaluation of a drill"),
        payload=payloads.Evaluate,
        run=calendar.evaluate,
        answer=Drill,
    ),
    Command(
        name="report",
        summary=N_("A drill was reported to the supervising department"),
        payload=payloads.Report,
        run=calendar.report,
        answer=Drill,
    ),
    Command(
        name="oblige",
        summary=N_("Enter a unit's duties to drill"),
        payload=payloads.Oblige,
        run=calendar.oblige,
        answer=ObligedUnit,
    ),
)

VIEWS: tuple[View[Any], ...] = (
    View(
        name="drills",
        summary=N_("The drills, soonest first"),
        read=views.list_drills,
        parameters=payloads.ListDrills,
        permission="drills.see",
        answer=tuple[Exercise, ...],
    ),
    View(
        name="drill",
        summary=N_("One drill with its teams"),
        read=views.show_drill,
        parameters=payloads.ShowDrill,
        permission="drills.see",
        answer=DrillCard,
    ),
    View(
        name="queue",
        summary=N_("What about the drills needs a person now"),
        read=views.show_queue,
        parameters=payloads.NoParameters,
        permission="drills.see",
        answer=tuple[DrillItem, ...],
    ),
    View(
        name="calendar",
        summary=N_("Drills and duties to drill, month by month"),
        read=views.show_calendar,
        parameters=payloads.ShowCalendar,
        permission="drills.see",
        answer=Calendar,
    ),
    View(
        name="obligations",
        summary=N_("Who must drill by when, and who is overdue"),
        read=views.show_obligations,
        parameters=payloads.ShowObligations,
        permission="drills.see",
        answer=tuple[Obligation, ...],
    ),
)

SUBSCRIPTIONS = (
    Subscription(topics=("incidents.reported", "incidents.assessed"), handle=giving_way.note_urgency),
    Subscription(topics=("incidents.closed",), handle=giving_way.note_closed),
    Subscription(topics=("incidents.ordered",), handle=giving_way.note_order),
)

SWEEPS = (
    Sweep(name="give_way", every=SECOND, due=giving_way.should_give_way, act=giving_way.give_way),
    Sweep(name="release", every=SECOND, due=giving_way.to_release, act=giving_way.release),
    Sweep(name="due", every=SECOND, due=giving_way.now_due, act=giving_way.tell_due),
)

PROVIDERS: tuple[Provider[Any], ...] = (Provider(protocol=Drills, make=views.StoredDrills),)
