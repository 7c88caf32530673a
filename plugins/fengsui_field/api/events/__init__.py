"""What happens in the field. Events hold ids, numbers and degrees; names of persons stay in the tables.

The commander's name and the free reasons are the exception: the first is an official act, the second can be destroyed
(see `fengsui_field.service.erasing`).
"""

from __future__ import annotations

from fengsui.events import Event
from fengsui_field.api.events.people import (
    AirAlarm,
    CameOut,
    CasualtyAdded,
    CasualtyChanged,
    CasualtyStruck,
    CommanderChanged,
    GroupSet,
    OnScene,
    PostClosed,
    PostOpened,
    ReliefArranged,
    ReliefArrived,
    ReliefDue,
    ReliefLost,
    ReliefPostponed,
    Relieved,
    TotalsDerived,
    TurnBack,
    TurningBack,
    WentIn,
)
from fengsui_field.api.events.things import (
    AdviceGiven,
    AidAsked,
    AidChanged,
    CostEntered,
    CostStruck,
    ExpertAsked,
    ExpertChanged,
    SpeakersNamed,
    StatementDecided,
    StatementDrafted,
    StatementIssued,
    SuppliesDrawn,
    SuppliesReturned,
    VoucherIssued,
    VoucherSettled,
)

EVENTS: tuple[type[Event], ...] = (
    PostOpened, CommanderChanged, GroupSet, PostClosed, WentIn, TurnBack, AirAlarm, TurningBack, CameOut, OnScene,
    ReliefDue, ReliefArranged, ReliefArrived, ReliefLost, ReliefPostponed, Relieved, CasualtyAdded, CasualtyChanged,
    CasualtyStruck, TotalsDerived, SuppliesDrawn, SuppliesReturned, ExpertAsked, ExpertChanged, AdviceGiven,
    SpeakersNamed, StatementDrafted, StatementDecided, StatementIssued, AidAsked, AidChanged, CostEntered, CostStruck,
    VoucherIssued, VoucherSettled,
)  # fmt: skip

__all__ = [
    "EVENTS",
    "AdviceGiven",
    "AidAsked",
    "AidChanged",
    "AirAlarm",
    "CameOut",
    "CasualtyAdded",
    "CasualtyChanged",
    "CasualtyStruck",
    "CommanderChanged",
    "CostEntered",
    "CostStruck",
    "ExpertAsked",
    "ExpertChanged",
    "GroupSet",
    "OnScene",
    "PostClosed",
    "PostOpened",
    "ReliefArranged",
    "ReliefArrived",
    "ReliefDue",
    "ReliefLost",
    "ReliefPostponed",
    "Relieved",
    "SpeakersNamed",
    "StatementDecided",
    "StatementDrafted",
    "StatementIssued",
    "SuppliesDrawn",
    "SuppliesReturned",
    "TotalsDerived",
    "TurnBack",
    "TurningBack",
    "VoucherIssued",
    "VoucherSettled",
    "WentIn",
]
