"""The incident's events. Those to a team carry all that its device needs to show the alert, in both languages."""

from __future__ import annotations

from fengsui.events import Event
from fengsui_incidents.api.events.calls import CallClosed, CallMerged, CallNoted, CallTaken, CallUnmerged
from fengsui_incidents.api.events.common import AlertText, OfIncident, TaskSet, Words
from fengsui_incidents.api.events.incident import (
    Acknowledged,
    Assessed,
    Closed,
    Controlled,
    FigureChanged,
    LeaderCard,
    LevelConfirmed,
    Noted,
    Proposed,
    Reported,
    ResponseEnded,
    TaskDone,
    WindChanged,
)
from fengsui_incidents.api.events.orders import (
    Broadcast,
    CardSent,
    Changed,
    ChannelTried,
    Escalated,
    EvacuationOrdered,
    FactRecorded,
    ForceMoving,
    Ordered,
    Reachable,
    StoodDown,
    Unreachable,
)
from fengsui_incidents.api.events.outages import (
    CentreAlone,
    CentreBack,
    LeaderRung,
    NetworkFailed,
    NetworkRestored,
    OutageAnswered,
)

EVENTS: tuple[type[Event], ...] = (
    CallTaken, CallNoted, CallMerged, CallUnmerged, CallClosed, Reported, Assessed, Proposed, LevelConfirmed,
    FigureChanged, WindChanged, ForceMoving, Ordered, Changed, CardSent, LeaderCard, FactRecorded, Unreachable,
    Reachable, ChannelTried, Escalated, StoodDown, EvacuationOrdered, Broadcast, TaskDone, Noted, Acknowledged,
    Controlled, ResponseEnded, Closed, NetworkFailed, NetworkRestored, OutageAnswered, CentreAlone, LeaderRung,
    CentreBack,
)  # fmt: skip

__all__ = [
    "EVENTS",
    "Acknowledged",
    "AlertText",
    "Assessed",
    "Broadcast",
    "CallClosed",
    "CallMerged",
    "CallNoted",
    "CallTaken",
    "CallUnmerged",
    "CardSent",
    "CentreAlone",
    "CentreBack",
    "Changed",
    "ChannelTried",
    "Closed",
    "Controlled",
    "Escalated",
    "EvacuationOrdered",
    "FactRecorded",
    "FigureChanged",
    "ForceMoving",
    "LeaderCard",
    "LeaderRung",
    "LevelConfirmed",
    "NetworkFailed",
    "NetworkRestored",
    "Noted",
    "OfIncident",
    "Ordered",
    "OutageAnswered",
    "Proposed",
    "Reachable",
    "Reported",
    "ResponseEnded",
    "StoodDown",
    "TaskDone",
    "TaskSet",
    "Unreachable",
    "WindChanged",
    "Words",
]
