"""The plugin's section of the settings file."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Token = Annotated[str, Field(max_length=100, pattern=r"^[^\s,<&]*$")]


class WarningsSettings(BaseModel):
    """How this centre is known to those whom it sends CAP to, and who send it CAP."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    sender: Token = ""
    """The sender of our CAP messages; `<division>.fengsui` without one."""

    issuer_code: Annotated[str, Field(pattern=r"^(\d{11})?$")] = ""
    """The issuer's code, 11 digits (division, agency, extension: DB12/T 1128-2022); begins our identifiers."""

    addresses: list[str] = []
    """Names by which private messages address this centre. With any here, a private message to none of them is
    refused."""
