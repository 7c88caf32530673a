"""The plugin's section of the settings file."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from fengsui_plans.policy import Escalation


class PlansSettings(BaseModel):
    """How this installation keeps its plans."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    folder: Path | None = None
    """A folder with the agency's own plan files; one of the same id stands in for a shipped plan."""

    escalation: Escalation | None = None
    """Stands in for every plan's escalation: for demonstrations and tests, where a minute is too long to wait."""
