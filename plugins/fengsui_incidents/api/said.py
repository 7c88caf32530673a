"""What is said in both languages: values of their own, so that who only shows them needs none of the events."""

from __future__ import annotations

from dataclasses import dataclass


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
