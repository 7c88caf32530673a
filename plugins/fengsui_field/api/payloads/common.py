"""What the payloads share."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from fengsui.clean import Line

Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
Name = Annotated[Line, Field(min_length=1)]
Phone = Annotated[str, Field(pattern=r"^(\+?[0-9][0-9 ()*#-]{1,30}[0-9#])?$")]
Minutes = Annotated[float, Field(gt=0, le=1440, allow_inf_nan=False)]
Bar = Annotated[int, Field(ge=1, le=450)]
Quantity = Annotated[int, Field(ge=1, le=1_000_000_000)]
Fen = Annotated[int, Field(ge=0, le=10_000_000_000_000)]
Hours = Annotated[float, Field(gt=0, le=48, allow_inf_nan=False)]


class Payload(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class OfIncident(Payload):
    incident: Id


def moment(given: datetime | None, now: datetime) -> datetime:
    """When it was: what was given, but never later than now."""
    return min(given, now) if given is not None else now
