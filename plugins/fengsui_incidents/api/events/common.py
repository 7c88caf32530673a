"""What the events share: the event of an incident, and what is said in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fengsui.events import Event
from fengsui_incidents.api.said import AlertText as AlertText
from fengsui_incidents.api.said import Words as Words


@dataclass(frozen=True, kw_only=True)
class TaskSet:
    """Something the plan, or a person on the spot, wants done by a post, by a time. `owner` is the post's key, `post`
    its name; `after` the tasks that it waits for."""

    task: str
    title: Words
    owner: str
    post: Words
    due: datetime
    after: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OfIncident(Event):
    """An event of one incident, for the centre."""

    incident: str

    def subject(self) -> str:
        return self.incident
