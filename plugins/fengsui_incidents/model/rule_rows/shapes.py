"""The shape of each rule row that is more than a number, as pydantic checks it; `beyond` has what lies beyond it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from fengsui_incidents.api.words import Grade, ResponseLevel
from fengsui_plans.api import Escalation, Overdue

Text = Annotated[str, Field(min_length=1, max_length=200)]
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_./-]{1,64}$")]
Amount = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, le=1e12, allow_inf_nan=False)]
Weight = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1, le=10**12)]
Texts = Annotated[list[Text], Field(max_length=500)]
Channels = Annotated[list[Literal["sms", "voice", "im"]], Field(max_length=3)]
LaterSteps = Annotated[list[Literal["remind", "channel", "leader", "above"]], Field(max_length=5)]
Figure = Literal[
    "dead", "serious", "minor", "injured", "poisoned", "trapped", "missing", "at_risk", "endangered", "evacuated",
    "loss_yuan",
]  # fmt: skip
Hazard = Literal["toxic", "explosive", "flammable", "other"]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Named(Part):
    zh: Text
    en: Text


class GradeRow(Part):
    grade: Literal["extraordinary", "major", "larger"]
    dead: Count
    serious: Count
    loss_yuan: Count


class NearMiss(Part):
    at_risk: Count
    trapped_or_missing: Count
    evacuated: Count


class Keyed(Named):
    key: Key


class LevelColumn(Named):
    of: Annotated[list[Figure], Field(min_length=1, max_length=12)]


class LevelRow(BaseModel):
    """The level, and a bound for each column that it names."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Count]
    level: ResponseLevel


class LevelTable(Part):
    columns: Annotated[dict[Key, LevelColumn], Field(min_length=1, max_length=20)]
    rows: Annotated[list[LevelRow], Field(min_length=1, max_length=4)]


class SpecialFact(Named):
    choices: dict[Key, Named] | None = None


Bound = Amount | Text | Annotated[list[Amount], Field(min_length=2, max_length=2)]


class SpecialLine(Part):
    grade: Grade
    when: Annotated[dict[Key, Bound], Field(min_length=1, max_length=20)]


class Special(Named):
    facts: Annotated[dict[Key, SpecialFact], Field(min_length=1, max_length=20)]
    rows: Annotated[list[SpecialLine], Field(min_length=1, max_length=200)]


class Word(Keyed):
    initials: Texts
    words: Texts
    hazard: Hazard


class Receiver(Keyed):
    phone: Annotated[str, Field(max_length=64)]
    within_minutes: Positive
    kinds: Texts
    words: Texts


class StandsFor(Part):
    held: Key
    wanted: Key
    substance: Key


class Night(Part):
    begins: Annotated[float, Field(ge=0, le=24)]
    ends: Annotated[float, Field(ge=0, le=24)]


class Travel(Part):
    kmh: Positive
    detour: Annotated[float, Field(ge=1, le=10)]
    turnout_minutes: Amount


class Fitness(Part):
    surplus_cap: Positive
    own_site: Weight
    kinds: dict[Key, Weight]
    volunteer: Weight
    request: Weight
    mutual: Weight
    step: Positive


class ArrivedMargin(Part):
    factor: Positive
    least_minutes: Amount
    unknown_minutes: Positive


class UrgencyWeights(Part):
    toxic_or_explosive: Weight
    trapped_or_missing: Weight
    casualties: Weight
    at_risk: Weight
    sensitive_downwind: Weight
    sensitive_near: Weight
    ongoing: Weight
    night: Weight


class UrgencyFrom(Part):
    A: Amount
    B: Amount
    C: Amount


class CardTimes(Part):
    request: Positive
    notice: Positive


class MergeWithin(Part):
    metres: Positive
    minutes: Positive


class MergeWeights(Part):
    distance: Amount
    time: Amount
    words: Amount
    word_of_same_kind: Amount


class WebLimits(Part):
    minutes: Positive
    visitor: Count
    all: Count


class ByLetter(Part):
    A: Positive
    B: Positive
    C: Positive
    D: Positive


LevelSteps = Annotated[list[Literal["leader", "above"]], Field(max_length=10)]


class StepsByLetter(Part):
    A: LevelSteps
    B: LevelSteps
    C: LevelSteps
    D: LevelSteps


class ByLevel(Part):
    I: ResponseLevel  # noqa: E741 (the level's name)
    II: ResponseLevel
    III: ResponseLevel
    IV: ResponseLevel


SPECIAL = "special_"
SHAPES: Mapping[str, Any] = {
    "grade_thresholds": Annotated[list[GradeRow], Field(min_length=1, max_length=3)],
    "near_miss_thresholds": NearMiss,
    "near_miss_circumstances": Annotated[list[Keyed], Field(max_length=40)],
    "level_table": LevelTable,
    "level_when_higher_starts": ByLevel,
    "level_without_triggers": ResponseLevel,
    "level_undispatched_within_s": ByLetter,
    "level_overdue_steps": StepsByLetter,
    "urgency_weights": UrgencyWeights,
    "urgency_from": UrgencyFrom,
    "night_hours": Night,
    "assumed_spill": Literal["small", "large"],
    "travel": Travel,
    "fitness": Fitness,
    "reserve": dict[Key, Annotated[int, Field(ge=0, le=100_000)]],
    "stands_for": Annotated[list[StandsFor], Field(max_length=500)],
    "merge_within": MergeWithin,
    "merge_weights": MergeWeights,
    "merge_words": Annotated[list[Texts], Field(max_length=200)],
    "ad_hoc_escalation": Escalation,
    "channels_unreachable": Channels,
    "channels_leader": Channels,
    "arrived_margin": ArrivedMargin,
    "standing_authority": Named,
    "card_answer_within_s": CardTimes,
    "overdue_steps": dict[Overdue, LaterSteps],
    "substances": Annotated[list[Word], Field(max_length=2000)],
    "kinds": Annotated[list[Word], Field(max_length=500)],
    "transfer_receivers": Annotated[list[Receiver], Field(max_length=200)],
    "sensor_thresholds": dict[Text, Positive],
    "web_limits": WebLimits,
    **dict.fromkeys(
        ("daytime_places", "offline_left_out_kinds", "moving_does_not_cover", "secret_sources", "casualty_words"), Texts
    ),
}
"""By key; those of a special scale (`special_…`) are all `Special`. A row that ships as a plain number is `Amount`."""
