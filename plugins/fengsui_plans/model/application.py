"""What an enterprise hands in to file its plans: the application form (备案申报表) and the papers.

Every field may be left empty, because a filing that lacks something is still received: the authority must then
say once everything that is missing (一次性告知), and `completeness` finds that.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from fengsui.clean import Line

PlanKind = Literal["comprehensive", "special", "onsite", "card"]
"""综合应急预案, 专项应急预案, 现场处置方案, 应急处置卡."""

PaperKind = Literal["application_form", "review_opinion", "plan_text", "risk_assessment", "resource_survey"]
"""备案申报表, 评审意见, 电子文档, 风险评估结果, 应急资源调查清单."""

SupervisionClass = Literal[
    "hazmat_production",
    "hazmat_trade",
    "hazmat_trade_with_storage",
    "hazmat_storage",
    "hazmat_transport",
    "hazmat_use",
    "chemical_user_over_quantity",
    "explosives",
    "fireworks_production",
    "fireworks_wholesale",
    "coal_mine",
    "mine",
    "metal_smelting",
    "rail_transit",
    "construction",
    "crowded_place",
    "ammonia_refrigeration",
    "combustible_dust",
    "confined_space",
    "industry_and_trade",
]
"""监管类别: by what the duty to file, to be reviewed and to re-evaluate is decided."""

Size = Literal["large", "medium", "small", "micro", ""]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FiledPlan(Part):
    """One plan of the application: 综合, 专项 or 现场 with its title, version and day of publication."""

    kind: PlanKind
    title: Annotated[Line, Field(min_length=1)]
    version: Line = ""


class Paper(Part):
    """One of the papers; `sha256` and `bytes` say which file, which is kept outside the database."""

    kind: PaperKind
    title: Line = ""
    sha256: Sha256 | None = None
    bytes: Annotated[int, Field(ge=0, le=1 << 40)] | None = None


class Review(Part):
    """The expert review (评审): the vote, and whether interested persons withdrew (回避)."""

    held_on: date
    experts: Annotated[int, Field(ge=1, le=100)]
    in_favour: Annotated[int, Field(ge=0, le=100)]
    interested_withdrew: bool = False


class Application(Part):
    """The form's fields; `classes` and `size` decide what is due; `signed_by` is the 主要负责人."""

    unit_name: Line = ""
    credit_code: Line = ""
    contact: Line = ""
    phone: Line = ""
    fax: Line = ""
    email: Line = ""
    legal_representative: Line = ""
    assets_wan: Annotated[Decimal, Field(ge=0, le=Decimal("1e12"), allow_inf_nan=False)] | None = None
    """资产总额, in units of 10,000 yuan."""
    industry: Line = ""
    employees: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    address: Line = ""
    postcode: Line = ""
    plans: Annotated[tuple[FiledPlan, ...], Field(max_length=100)] = ()
    sealed: bool = False
    """公章."""
    signed_on: date | None = None
    signed_by: Line = ""
    published_on: date | None = None
    """公布之日: the 20 working days count from here."""
    classes: Annotated[tuple[SupervisionClass, ...], Field(max_length=20)] = ()
    size: Size = ""
    review: Review | None = None
    papers: Annotated[tuple[Paper, ...], Field(max_length=100)] = ()
