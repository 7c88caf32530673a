"""What the events share: a text in both languages, the alert, the event of an incident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fengsui.events import Event


@dataclass(frozen=True)
class Words:
    """One text in both languages, as a device shows it."""

    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class AlertText:
    """The alert in its fixed order: what, where, my task, how to approach, what to wear, what not, people, answer."""

    what: Words
    where: Words
    task: Words
    approach: Words
    rendezvous: Words
    wear: Words
    prohibitions: tuple[Words, ...]
    people: Words
    by: Words
    phone: str
    answer_within_s: int


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
