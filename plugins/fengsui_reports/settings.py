"""The plugin's section of the settings file."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from fengsui_reports.api.words import Receiver


class ReceiverSettings(BaseModel):
    """How one of those who are reported to is called here, and the telephone of its duty room."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    zh: str = Field("", max_length=60)
    """Its name; empty: as the law calls it."""
    en: str = Field("", max_length=80)
    """Its English name."""
    phone: str = Field("", max_length=40)
    """The telephone on which a flash is read out."""


class ReportsSettings(BaseModel):
    """How this installation reports."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    templates: Path | None = None
    """A folder with the bureau's own docx templates; one of the same name stands in for a shipped one."""
    receivers: dict[Receiver, ReceiverSettings] = {}
    """Names and telephones of those who are reported to."""
