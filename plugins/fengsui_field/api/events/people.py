"""Post, entries, relief, casualties: people at the scene."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fengsui.events import CENTRE, Need, Severity, team_label
from fengsui_field.api.events.common import FieldEvent
from fengsui_field.api.words import Degree, Step
from fengsui_incidents.api.said import Words


@dataclass(frozen=True, kw_only=True)
class PostOpened(FieldEvent):
    topic: ClassVar[str] = "field.post_opened"
    severity: ClassVar[Severity] = "moderate"
    post: str
    place: str
    commander: str


@dataclass(frozen=True, kw_only=True)
class CommanderChanged(FieldEvent):
    topic: ClassVar[str] = "field.commander_changed"
    severity: ClassVar[Severity] = "moderate"
    post: str
    was: str
    now: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class GroupSet(FieldEvent):
    """A group of the command post; `led` says whether somebody leads it."""

    topic: ClassVar[str] = "field.group_set"
    post: str
    group: str
    led: bool
    members: int
    teams: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PostClosed(FieldEvent):
    topic: ClassVar[str] = "field.post_closed"
    severity: ClassVar[Severity] = "moderate"
    post: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class OfEntry(FieldEvent):
    """An event of one entry, for the centre and the team that went in."""

    entry: str
    team: str
    inside: int

    def subject(self) -> str:
        return self.entry

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, team_label(self.team)) if self.team else (CENTRE,)


@dataclass(frozen=True, kw_only=True)
class WentIn(OfEntry):
    topic: ClassVar[str] = "field.went_in"
    severity: ClassVar[Severity] = "severe"
    turn_back_at: datetime
    air_out_at: datetime


@dataclass(frozen=True, kw_only=True)
class TurnBack(OfEntry):
    """The team must come out: said to its own device, which answers `field.turning`, and to the centre."""

    topic: ClassVar[str] = "field.turn_back"
    severity: ClassVar[Severity] = "extreme"
    need: ClassVar[Need] = "displayed"
    step: Step
    says: Words
    answer_by: datetime

    def due(self) -> datetime:
        return self.answer_by


@dataclass(frozen=True, kw_only=True)
class AirAlarm(OfEntry):
    """Somebody has not come out: for the centre and the duty leader. `late`: it ran out while the centre was down."""

    topic: ClassVar[str] = "field.air_alarm"
    severity: ClassVar[Severity] = "extreme"
    step: Step
    says: Words
    late: bool = False

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, "role:duty_leader")


@dataclass(frozen=True, kw_only=True)
class TurningBack(OfEntry):
    topic: ClassVar[str] = "field.turning_back"
    severity: ClassVar[Severity] = "moderate"


@dataclass(frozen=True, kw_only=True)
class CameOut(OfEntry):
    """`out` people came out now; `inside` are still in there."""

    topic: ClassVar[str] = "field.came_out"
    severity: ClassVar[Severity] = "moderate"
    out: int


@dataclass(frozen=True, kw_only=True)
class OfRelief(FieldEvent):
    order: str
    team: str


@dataclass(frozen=True, kw_only=True)
class OnScene(OfRelief):
    """The time on the scene runs; `due_at` the team is to be relieved."""

    topic: ClassVar[str] = "field.on_scene"
    since: datetime
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReliefDue(OfRelief):
    topic: ClassVar[str] = "field.relief_due"
    severity: ClassVar[Severity] = "severe"
    since: datetime
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class ToRelieved(OfRelief):
    """Told to the team that is relieved too; `says` is what its device shows. `by_order` where one was given."""

    severity: ClassVar[Severity] = "moderate"
    by_team: str
    says: Words
    by_order: str = ""

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, team_label(self.team))


@dataclass(frozen=True, kw_only=True)
class ReliefArranged(ToRelieved):
    """Who takes over, and when it should be there."""

    topic: ClassVar[str] = "field.relief_arranged"
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ReliefArrived(ToRelieved):
    """The team that takes over has arrived: the other one hands over and may go home."""

    topic: ClassVar[str] = "field.relief_arrived"
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ReliefLost(ToRelieved):
    """The team that was to take over does not come, or has left before the other one: the relief is due again."""

    topic: ClassVar[str] = "field.relief_lost"
    severity: ClassVar[Severity] = "severe"


@dataclass(frozen=True, kw_only=True)
class ReliefPostponed(OfRelief):
    topic: ClassVar[str] = "field.relief_postponed"
    severity: ClassVar[Severity] = "moderate"
    due_at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class Relieved(OfRelief):
    """The team has left the scene, relieved or not (`by_team` empty). Its rest begins with its return."""

    topic: ClassVar[str] = "field.relieved"
    minutes: int
    by_team: str = ""


@dataclass(frozen=True, kw_only=True)
class OfCasualty(FieldEvent):
    casualty: str
    degree: Degree


@dataclass(frozen=True, kw_only=True)
class CasualtyAdded(OfCasualty):
    topic: ClassVar[str] = "field.casualty_added"
    severity: ClassVar[Severity] = "moderate"


@dataclass(frozen=True, kw_only=True)
class CasualtyChanged(OfCasualty):
    """`changed` names the fields; `was` the degree before."""

    topic: ClassVar[str] = "field.casualty_changed"
    severity: ClassVar[Severity] = "moderate"
    was: Degree
    changed: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CasualtyStruck(OfCasualty):
    """Taken off the list: entered twice, or found not to be one."""

    topic: ClassVar[str] = "field.casualty_struck"
    severity: ClassVar[Severity] = "moderate"
    reason: str


@dataclass(frozen=True, kw_only=True)
class TotalsDerived(FieldEvent):
    """The totals of the list by degree; `lowered` those that fell, with the reason. `closed`: after the closing, within
    the days in which a change counts (493 art 13)."""

    topic: ClassVar[str] = "field.totals_derived"
    severity: ClassVar[Severity] = "moderate"
    totals: Mapping[Degree, int]
    lowered: tuple[Degree, ...] = ()
    reason: str = ""
    closed: bool = False
