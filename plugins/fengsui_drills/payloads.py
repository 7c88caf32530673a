"""What each command and view takes. Unknown fields are refused; every text is bounded and clean."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from fengsui.clean import Line, Paragraph
from fengsui_drills.api import DrillKind, DrillScope, DrillState
from fengsui_incidents.api.words import Count

Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
People = Annotated[int, Field(ge=0, le=100_000)]
Title = Annotated[Line, Field(min_length=1)]


class Payload(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Schedule(Payload):
    """A drill for the calendar; one that was held already has `done_at`.

    `drill` is its number (EX-07), `controller` a user's name, `units` the obliged units whose duty it fulfils, `site`
    a plans' Site or `lat` and `lon` (degrees WGS-84), `figures` the scenario's counts of people.
    """

    drill: Id
    title: Title
    title_en: Line = ""
    at: AwareDatetime
    controller: Id
    kind: DrillKind = "live"
    scope: DrillScope = "special"
    teams: Annotated[list[Id], Field(max_length=200)] = []
    units: Annotated[list[Id], Field(max_length=200)] = []
    plan: Id | None = None
    site: Id | None = None
    lat: Latitude | None = None
    lon: Longitude | None = None
    scenario: Paragraph = ""
    figures: dict[Count, People | None] = {}
    done_at: AwareDatetime | None = None
    reported_at: AwareDatetime | None = None
    evaluated_at: AwareDatetime | None = None


class OfDrill(Payload):
    drill: Id


class Hold(OfDrill):
    """`because`: the real incident's number, or in words why."""

    because: Title


class Abort(OfDrill):
    reason: Title


class Acknowledge(OfDrill):
    """A participant has read the drill's last notice; a team's own device need not say which team it is."""

    team: Id | None = None


class Leave(OfDrill):
    """真实警情, 我退出: the team has a real call and leaves the drill."""

    team: Id | None = None
    reason: Line = ""


class Evaluate(OfDrill):
    """优, 良, 中, 差 in the words of AQ/T 9009-2015; no number is computed."""

    conclusion: Literal["excellent", "good", "fair", "poor"]
    findings: Annotated[Paragraph, Field(min_length=1)]


class Report(OfDrill):
    """The drill was reported to the supervising department, now or at `at`."""

    at: AwareDatetime | None = None


class Oblige(Payload):
    """A unit's drill duties, each the key of a rule `frequency.<duty>`; an empty list frees it."""

    unit: Id
    name: Title
    division: Annotated[str, Field(pattern=r"^\d{6}(\d{3})?$")]
    duties: Annotated[list[Id], Field(max_length=20)]
    since: date
    demo: bool = False


class NoParameters(Payload):
    pass


class ListDrills(Payload):
    state: DrillState | None = None


class ShowDrill(OfDrill):
    pass


class ShowCalendar(Payload):
    """One year, or one of its halves (1 or 2); without a year the present one."""

    year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    half: Literal[1, 2] | None = None


class ShowObligations(Payload):
    """As they stand on `on` (the centre's calendar day), today without it."""

    unit: Id | None = None
    on: date | None = None
