"""What the commands about tasks take."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from fengsui.clean import Line, Paragraph
from fengsui_incidents.api.payloads import Id, OfIncident

Named = Annotated[Line, Field(min_length=1, max_length=80)]


class DoTask(OfIncident):
    """`regardless`: also where it still waits for others; then `note` says why."""

    task: Id
    result: Literal["done", "true", "partly", "false", "nobody_answers"] = "done"
    note: Line = ""
    regardless: bool = False


class AddTask(OfIncident):
    """A task given on the spot: to whom, within how many minutes from now, after which others."""

    title: Annotated[Line, Field(min_length=1)]
    owner: Named
    within_minutes: Annotated[int, Field(ge=0, le=10_080)]
    after: Annotated[tuple[Id, ...], Field(max_length=20)] = ()


class AssignTask(OfIncident):
    task: Id
    owner: Named
    reason: Line = ""


class AddEvidence(OfIncident):
    """`text`, or `reference` to where it lies, or both."""

    task: Id
    text: Paragraph = ""
    reference: Line = ""
