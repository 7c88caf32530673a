"""The rosters' section of the settings file."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class RostersSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    max_distance_km: Annotated[float, Field(gt=0, le=20_100)] = 150.0
    """How far from the centre's own point a team or depot may lie; farther is taken for a slip of the pen."""
