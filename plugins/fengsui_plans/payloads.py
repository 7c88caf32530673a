"""What each command and view takes. Unknown fields are refused; every text is bounded and cannot forge a row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from fengsui.clean import Line, Paragraph
from fengsui_plans.model.application import Application
from fengsui_plans.model.filing import State, Verdict

Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Division = Annotated[str, Field(pattern=r"^\d{6}(\d{3})?$")]
Phone = Annotated[Line, Field(max_length=40)]
Tonnes = Annotated[Decimal, Field(gt=0, le=10_000_000, allow_inf_nan=False)]
Filled = Annotated[Line, Field(min_length=1)]
IfVersion = Annotated[int, Field(ge=1)] | None


class Payload(BaseModel):
    model_config = ConfigDict(extra="forbid")


class HeldSubstance(Payload):
    """`hazard_class` (`W5.3`) is the GB 18218 table 2 class, for a substance that table 1 does not name."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,47}$")]
    name: Filled
    tonnes: Tonnes
    hazard_class: Annotated[str, Field(pattern=r"^([JW]\d{1,2}(\.\d)?)?$")] = ""


class RegisterSite(Payload):
    """An enterprise's card, new or changed. A change names the version that it was made from in `if_version`.

    The hazard level is computed from the substances; one that is given must agree with it.
    """

    id: Id
    name: Filled
    division: Division
    lat: Latitude
    lon: Longitude
    risk: Line = ""
    substances: Annotated[list[HeldSubstance], Field(max_length=200)] = []
    people_500m: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    hazard_level: Annotated[int, Field(ge=1, le=4)] | None = None
    duty_phone: Phone = ""
    safety_phone: Phone = ""
    address: Line = ""
    plan_number: Annotated[Line, Field(max_length=64)] = ""
    valves: Paragraph = ""
    rendezvous: Line = ""
    prohibitions: Annotated[list[Line], Field(max_length=20)] = []
    demo: bool = False
    if_version: IfVersion = None


class RegisterPlace(Payload):
    """A place to protect or to use, new or changed; `people` at its fullest."""

    id: Id
    name: Filled
    kind: Annotated[Filled, Field(max_length=40)]
    lat: Latitude
    lon: Longitude
    people: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    sensitive: bool = False
    demo: bool = False
    if_version: IfVersion = None


class CheckDraft(Payload):
    """An application looked at before it is handed in: nothing is kept."""

    enterprise: Id
    division: Division
    application: Application


class SubmitFiling(CheckDraft):
    """Hands the application in. `replaces`: a returned filing now complete, or one in force that was revised."""

    replaces: Id | None = None
    demo: bool = False


class DecideFiling(Payload):
    """`missing` adds the officer's own lines to what the check found; `reason` is needed to refuse."""

    filing: Id
    verdict: Verdict
    missing: Annotated[list[Filled], Field(max_length=100)] = []
    reason: Paragraph = ""


class Withdraw(Payload):
    filing: Id
    reason: Line = ""


class ImportFiling(CheckDraft):
    """A filing from the paper register (补录): as it was received and decided then, with its number if it has one.

    `filing` is the register's own id for it, so that an import may be run again.
    """

    filing: Id | None = None
    state: Literal["filed", "deemed_filed", "returned", "refused"]
    received_on: date
    decided_on: date
    number: Annotated[Line, Field(max_length=64)] = ""
    missing: Annotated[list[Filled], Field(max_length=100)] = []
    reason: Paragraph = ""
    demo: bool = False


class NoParameters(Payload):
    pass


class ListSites(Payload):
    """`division` narrows by its beginning: 6 digits a district, 9 a street."""

    division: Annotated[str, Field(pattern=r"^\d{0,12}$")] = ""


class OneSite(Payload):
    site: Id


class OnePlan(Payload):
    plan: Id


class ListFilings(Payload):
    """Newest first; `before` continues after the last one seen."""

    state: State | None = None
    enterprise: Id | None = None
    evaluate_before: date | None = None
    before: Id | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 200


class OneFiling(Payload):
    filing: Id


class ListRegister(Payload):
    """`year` 0 means every year."""

    year: Annotated[int, Field(ge=0, le=9999)] = 0
    limit: Annotated[int, Field(ge=1, le=1000)] = 500
