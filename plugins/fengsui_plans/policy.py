"""The policy of silence (催办升级): what follows when an order is not answered, or when too few accept.

It stands in a plan (`escalation`); what the plan leaves out is the centre's, the dated rule `escalation`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from fengsui_plans.parts import Part, Slug

SilenceStep = Literal["remind", "channel", "next_team", "leader", "above"]
"""催答, 换渠道, 换队, 报带班领导, 报上一级."""

Overdue = Literal["evacuation", "stand_down", "change", "moving", "arrived", "controlled", "returning", "ready", "card"]
"""A fact that is owed beyond the first answer; `card` is the answer to a request or a notice."""

LaterStep = Literal["remind", "channel", "leader", "above"]
EnoughStep = Literal["group", "next_team", "leader", "above"]
ChannelKind = Literal["sms", "voice", "im"]
Seconds = Annotated[int, Field(ge=1, le=3600)]
TeamName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]


class Enough(Part):
    """N of M within T: so many of the teams that are asked must accept in time, or `otherwise` follows, in order.

    `group`: the teams named are asked as well, those of them that are free and fit; `next_team`: the next best, as
    many as are missing; `leader`: he is told; `above`: the level above is told.
    """

    id: Slug
    needs: Annotated[tuple[Slug, ...], Field(max_length=50)] = ()
    """Whose orders count; empty: all orders of the incident."""
    accepted: Annotated[int, Field(ge=1, le=200)]
    within_s: Annotated[int, Field(ge=10, le=86_400)]
    """Counted from the first of these orders."""
    group: Annotated[tuple[TeamName, ...], Field(max_length=50)] = ()
    """Teams of the roster, in the order in which they are asked."""
    otherwise: Annotated[tuple[EnoughStep, ...], Field(min_length=1, max_length=4)] = ("leader",)


class Escalation(Part):
    """What happens when an order is not answered. Seconds from the order.

    `on_silence` runs in order: `remind` the team, try another `channel`, alert the `next_team`, tell the `leader`,
    tell the level `above`.
    """

    displayed_within_s: Seconds = 60
    accepted_within_s: Seconds = 60
    withdrawn_within_s: Seconds = 30
    """How long a force may take to answer an emergency withdrawal (紧急撤离)."""
    on_silence: Annotated[tuple[SilenceStep, ...], Field(min_length=1, max_length=5)] = (
        "remind",
        "next_team",
        "leader",
    )
    after_s: dict[SilenceStep, Seconds] = Field(default_factory=dict)
    """Seconds after the step before it; a step that is not named follows after the rule `escalation_step_s`."""
    channels: Annotated[tuple[ChannelKind, ...], Field(max_length=3)] = ()
    """By what `channel` goes, in this order; empty: as for a team that is not connected."""
    overdue: dict[Overdue, Annotated[tuple[LaterStep, ...], Field(max_length=4)]] = Field(default_factory=dict)
    """Steps when a later fact is overdue; what is not named is the rule `overdue_steps`."""
    enough: Annotated[tuple[Enough, ...], Field(max_length=20)] = ()
    """N of M within T, each of them once for a dispatch."""

    def over(self, below: Escalation) -> Escalation:
        """This policy where it says something, `below` where it is silent. An answer is never due before the
        reading, whoever of the two said which."""
        said: Mapping[str, object] = {name: getattr(self, name) for name in self.model_fields_set}
        made = below.model_copy(update={**said, "overdue": {**below.overdue, **self.overdue}})
        late = max(made.accepted_within_s, made.displayed_within_s)
        return made.model_copy(update={"accepted_within_s": late})
