"""What each command and view takes. Unknown fields are refused; texts are bounded, without control characters."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from fengsui.clean import Line
from fengsui_rosters.api import ExpertStatus, MovementKind, Reach, Readiness, ReserveMode, TeamKind

Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
Name = Annotated[Line, Field(min_length=1)]
Division = Annotated[str, Field(pattern=r"^\d{6}(\d{3})?$")]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
People = Annotated[int, Field(ge=0, le=100_000)]
Phone = Annotated[str, Field(pattern=r"^(\+?[0-9][0-9 ()*#-]{1,30}[0-9#])?$")]
"""Loose on purpose: short numbers, extensions and foreign ones are all dialled by people."""
Capability = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,47}$")]
Capabilities = Annotated[dict[Capability, Annotated[int, Field(ge=1, le=100_000)]], Field(max_length=100)]
Amount = Annotated[int, Field(ge=0, le=1_000_000_000)]


class Payload(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class CertificateGiven(Payload):
    """`until` is its last day; without `capabilities` it is needed for nothing in particular, only watched."""

    name: Name
    until: date
    capabilities: Annotated[list[Capability], Field(max_length=50)] = []


class MemberGiven(Payload):
    name: Name
    post: Line = ""
    phone: Phone = ""


class RegisterTeam(Payload):
    """A team as its keeper files it. `until` goes with a readiness that ends by itself or is promised to."""

    id: Id
    name: Name
    kind: TeamKind
    division: Division
    lat: Latitude
    lon: Longitude
    address: Line = ""
    host: Line = ""
    people: People
    minimum: People
    reach: Reach
    phone: Phone = ""
    capabilities: Capabilities = {}
    readiness: Readiness = "ready"
    reason: Line = ""
    until: AwareDatetime | None = None
    call_minutes: Annotated[int, Field(ge=0, le=1440)] = 0
    certificates: Annotated[list[CertificateGiven], Field(max_length=50)] = []
    insured_until: date | None = None
    consent: Line = ""
    own_site: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{0,64}$")] = ""
    may_decline: bool = False
    leader: Line = ""
    members: Annotated[list[MemberGiven], Field(max_length=500)] = []
    demo: bool = False


class ChangeTeam(Payload):
    """Only the fields that are given change. `if_version` is the version that the person was looking at."""

    id: Id
    if_version: Annotated[int, Field(ge=1)]
    name: Name = ""
    kind: TeamKind = "professional"
    division: Division = "000000"
    lat: Latitude = 0.0
    lon: Longitude = 0.0
    address: Line = ""
    host: Line = ""
    people: People = 0
    minimum: People = 0
    reach: Reach = "direct"
    phone: Phone = ""
    capabilities: Capabilities = {}
    call_minutes: Annotated[int, Field(ge=0, le=1440)] = 0
    insured_until: date | None = None
    consent: Line = ""
    own_site: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{0,64}$")] = ""
    may_decline: bool = False
    leader: Line = ""
    members: Annotated[list[MemberGiven], Field(max_length=500)] = []


class StrikeOffTeam(Payload):
    id: Id
    reason: Name


class SetReadiness(Payload):
    """By the centre, or by the team's own device. A rest needs `until`, and ends by itself then."""

    team: Id
    readiness: Readiness
    reason: Line = ""
    until: AwareDatetime | None = None


class AddCertificate(CertificateGiven):
    """A name that the team already has is renewed."""

    team: Id


class PlanShift(Payload):
    """A post that nobody is found for yet stays empty: it is planned, and shown as a fault."""

    id: Id | None = None
    begins: AwareDatetime
    ends: AwareDatetime
    leader: Line = ""
    main: Line = ""
    second: Line = ""
    leader_phone: Phone = ""
    main_phone: Phone = ""
    second_phone: Phone = ""
    demo: bool = False


class SwapShift(Payload):
    """`was` must be who holds the post now, so that two swaps of one post cannot cross unseen."""

    shift: Id
    post: Literal["leader", "main", "second"]
    was: Line
    now: Name
    phone: Phone = ""
    reason: Name


class CancelShift(Payload):
    shift: Id
    reason: Name


class RegisterExpert(Payload):
    id: Id
    name: Name
    specialities: Annotated[list[Name], Field(min_length=1, max_length=30)]
    phone: Phone
    unit: Line = ""
    title: Line = ""
    region: Line = ""
    appointed_by: Line = ""
    term_from: date | None = None
    term_to: date | None = None
    status: ExpertStatus = "active"
    conflicts: Annotated[list[Id], Field(max_length=500)] = []
    demo: bool = False


class ChangeExpert(Payload):
    """Only the fields that are given change."""

    id: Id
    if_version: Annotated[int, Field(ge=1)]
    specialities: Annotated[list[Name], Field(min_length=1, max_length=30)] = []
    phone: Phone = ""
    unit: Line = ""
    title: Line = ""
    region: Line = ""
    term_from: date | None = None
    term_to: date | None = None
    status: ExpertStatus = "active"
    conflicts: Annotated[list[Id], Field(max_length=500)] = []


class RegisterDepot(Payload):
    id: Id
    name: Name
    division: Division
    lat: Latitude
    lon: Longitude
    address: Line = ""
    keeper: Line = ""
    phone: Phone = ""
    mode: ReserveMode = "government"
    demo: bool = False


class StockMovement(Payload):
    """One movement of one batch. `out` names its order or drill in `reference`; `count` gives what was counted.

    The first `in` of a batch says what it is: `name`, `unit`, and if known its dates and least amount.
    """

    depot: Id
    item: Capability
    batch: Id
    kind: MovementKind
    quantity: Amount
    to_depot: Id | None = None
    reference: Line = ""
    reason: Line = ""
    name: Line = ""
    unit: Annotated[Line, Field(max_length=40)] = ""
    category: Annotated[str, Field(pattern=r"^(\d{7})?$")] = ""
    minimum: Amount = 0
    made: date | None = None
    expires: date | None = None
    inspected: date | None = None
    demo: bool = False


class ListTeams(Payload):
    """Narrow the list; empty means all."""

    kind: TeamKind | None = None
    readiness: Readiness | None = None
    capability: Capability | None = None
    division: Annotated[str, Field(pattern=r"^(\d{6}|\d{9})?$")] = ""


class ShowTeam(Payload):
    team: Id


class ShowDuty(Payload):
    """Shifts from `since` (now) to `till` (the rule's days ahead)."""

    since: AwareDatetime | None = None
    till: AwareDatetime | None = None


class ListExperts(Payload):
    """`site` asks who must withdraw from it."""

    speciality: Line = ""
    site: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{0,64}$")] = ""


class ListSupplies(Payload):
    depot: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{0,64}$")] = ""
    item: Annotated[str, Field(pattern=r"^([a-z][a-z0-9_]{1,47})?$")] = ""


class ListExpiring(Payload):
    """`days` ahead; without it, the rule's."""

    days: Annotated[int, Field(ge=0, le=3660)] | None = None
