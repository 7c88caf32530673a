"""Tasks as the views answer them: the plan's and those given on the spot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fengsui_incidents.api.said import Words


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What proves that a task was done: a text, or where it lies (a photo's number, a form, a recording)."""

    at: datetime
    text: str
    reference: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Task:
    """`after`: the tasks that it waits for; `by_hand`: a person added it on the spot."""

    id: str
    title: Words
    owner: str
    post: Words
    due: datetime
    done_at: datetime | None = None
    result: str = ""
    after: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    by_hand: bool = False
    note: str = ""
