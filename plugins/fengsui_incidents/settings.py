"""The incidents' section of the settings file."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Phone = Annotated[str, Field(max_length=64)]


class IncidentsSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    leader_phone: Phone = ""
    """Rung where the duty roster has no leader, or no number of his."""
    above_phone: Phone = ""
    """The duty room of the level above: rung where the leader was rung in vain."""
