"""The sample's section of the settings file."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class SampleSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    load: bool = False
    """Load the sample city at every start; what is there already is left alone. Never in a real centre."""
