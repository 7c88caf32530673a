"""What other plugins may use of the drills (演练): whether one is running, and its events.

Every event here carries `exercise` = the drill's id, except those about the units that must drill: whoever shows it
shows 演练 with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal, Protocol

from fengsui.events import CENTRE, Event, Need, Severity, team_label

DrillState = Literal["planned", "held", "running", "finished", "aborted"]

DrillKind = Literal["tabletop", "live"]
"""By form: 桌面演练, 实战演练 (AQ/T 9007-2019)."""

DrillScope = Literal["comprehensive", "special", "onsite", "production_accident", "department"]
"""Which plan it exercises: 综合, 专项, 现场处置方案; 生产安全事故, 专项或部门预案 of a government."""

Notice = Literal["started", "held", "resumed", "ended", "released"]
"""What a participant was told last: 开始, 挂起, 恢复, 结束, 退出 (a real order came)."""

CONTROLLERS = "role:exercise_controller"


@dataclass(frozen=True, kw_only=True)
class Drill:
    """An exercise. Nothing starts it but its controller (控制); `held_because` says what holds it.

    `hold_proposed` is the number of the real incident for which a running drill should give way.
    """

    id: str
    title: str
    scheduled_at: datetime
    controller: str
    teams: tuple[str, ...]
    state: DrillState
    held_because: str = ""
    incident: str = ""
    plan: str = ""
    title_en: str = ""
    hold_proposed: str = ""


class Drills(Protocol):
    """Answered by the drills plugin, inside the asker's transaction."""

    def open(self) -> Sequence[Drill]:
        """Drills planned for today, held or running."""
        ...

    def running(self, exercise: str) -> bool:
        """Whether the exercise is running now: while it is held or over, its deadlines must not fire."""
        ...

    def resumed_at(self, exercise: str) -> datetime | None:
        """When its last hold was lifted: what ran out before that ran out while nobody was to answer. None: never."""
        ...


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A reason to hold drills: the id of the thing (a warning), and since when."""

    because: str
    since: datetime


class HoldsDrills(Protocol):
    """Provided (`several=True`) by a plugin that knows of something real that holds drills, as an incident of urgency
    A or B does. Asked for by a sweep each second: one indexed query."""

    def holds(self) -> Sequence[Hold]: ...


@dataclass(frozen=True, kw_only=True)
class DrillEvent(Event):
    drill: str

    def subject(self) -> str:
        return self.drill

    def audience(self) -> tuple[str, ...]:
        return (CENTRE,)


@dataclass(frozen=True, kw_only=True)
class Told(DrillEvent):
    """A notice to the teams of a drill, which each of them acknowledges by `answer_by`."""

    need: ClassVar[Need] = "displayed"
    severity: ClassVar[Severity] = "severe"
    title: str = ""
    teams: tuple[str, ...]
    answer_by: datetime

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, *(team_label(team) for team in self.teams))

    def due(self) -> datetime:
        return self.answer_by


@dataclass(frozen=True, kw_only=True)
class DrillScheduled(DrillEvent):
    topic: ClassVar[str] = "drills.scheduled"
    at: datetime


@dataclass(frozen=True, kw_only=True)
class DrillDue(DrillEvent):
    """Its time has come: it waits for its controller, for no drill starts by the clock."""

    topic: ClassVar[str] = "drills.due"
    severity: ClassVar[Severity] = "moderate"
    controller: str

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, f"user:{self.controller}")


@dataclass(frozen=True, kw_only=True)
class DrillStarted(DrillEvent):
    topic: ClassVar[str] = "drills.started"
    severity: ClassVar[Severity] = "moderate"
    incident: str
    teams: tuple[str, ...]
    title: str = ""

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, *(team_label(team) for team in self.teams))


@dataclass(frozen=True, kw_only=True)
class HoldProposed(DrillEvent):
    """A real incident of urgency A or B has been reported (`because`): the running drill should give way."""

    topic: ClassVar[str] = "drills.hold_proposed"
    severity: ClassVar[Severity] = "extreme"
    because: str
    controller: str

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, CONTROLLERS, f"user:{self.controller}")


@dataclass(frozen=True, kw_only=True)
class DrillHeld(Told):
    """挂起: a real incident of urgency A or B is open; `because` is its number, or what a person said.

    `was` what is held: a drill that had only been planned interests its teams, but nobody has to be woken for it.
    """

    topic: ClassVar[str] = "drills.held"
    because: str
    was: Literal["planned", "running"]


@dataclass(frozen=True, kw_only=True)
class DrillResumed(Told):
    """恢复: the hold is lifted; `state` is what the drill is again, planned or running."""

    topic: ClassVar[str] = "drills.resumed"
    state: Literal["planned", "running"]


@dataclass(frozen=True, kw_only=True)
class DrillEnded(Told):
    """`outcome` finished, or aborted (演练终止)."""

    topic: ClassVar[str] = "drills.ended"
    outcome: Literal["finished", "aborted"]
    reason: str


@dataclass(frozen=True, kw_only=True)
class TeamReleased(DrillEvent):
    """演练终止, 真实警情: a real order (`order`, of the real incident `because`) went to a team in a running drill."""

    topic: ClassVar[str] = "drills.team_released"
    severity: ClassVar[Severity] = "extreme"
    need: ClassVar[Need] = "displayed"
    title: str = ""
    team: str
    because: str
    order: str
    answer_by: datetime

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, team_label(self.team))

    def due(self) -> datetime:
        return self.answer_by


@dataclass(frozen=True, kw_only=True)
class NoticeAcknowledged(DrillEvent):
    topic: ClassVar[str] = "drills.acknowledged"
    team: str
    notice: Notice

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, team_label(self.team))


@dataclass(frozen=True, kw_only=True)
class TeamLeft(DrillEvent):
    """A team left the drill for a real call (真实警情, 我退出)."""

    topic: ClassVar[str] = "drills.left"
    severity: ClassVar[Severity] = "severe"
    team: str
    reason: str = ""

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, team_label(self.team))


@dataclass(frozen=True, kw_only=True)
class DrillEvaluated(DrillEvent):
    """`conclusion` 优, 良, 中 or 差 (AQ/T 9009-2015), in writing."""

    topic: ClassVar[str] = "drills.evaluated"
    conclusion: Literal["excellent", "good", "fair", "poor"]


@dataclass(frozen=True, kw_only=True)
class DrillReported(DrillEvent):
    """The drill was reported to the supervising department (708 art 8)."""

    topic: ClassVar[str] = "drills.reported"
    on: date


@dataclass(frozen=True, kw_only=True)
class UnitObliged(Event):
    """A unit's drill duties were entered or changed."""

    topic: ClassVar[str] = "drills.unit_obliged"
    unit: str
    duties: tuple[str, ...]

    def subject(self) -> str:
        return self.unit


EVENTS: tuple[type[Event], ...] = (
    DrillScheduled, DrillDue, DrillStarted, HoldProposed, DrillHeld, DrillResumed, DrillEnded, TeamReleased,
    NoticeAcknowledged, TeamLeft, DrillEvaluated, DrillReported, UnitObliged,
)  # fmt: skip
