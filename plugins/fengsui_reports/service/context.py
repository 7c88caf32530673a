"""What a decision of the reports needs beside the case: rules, the chain of this centre, names, language, faults."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from fengsui.errors import Fault
from fengsui.hooks import Reading
from fengsui.text import N_
from fengsui_incidents.api.said import Words
from fengsui_reports.api.words import Level, Receiver
from fengsui_reports.model.chain import Chain, chain_for
from fengsui_reports.model.rules import RuleSet
from fengsui_reports.model.said import Said
from fengsui_reports.settings import ReportsSettings

JUST_NOW = timedelta(minutes=2)
"""What was so long ago at the most when it is entered is no later entry (补录)."""


@dataclass(frozen=True)
class Context:
    rules: RuleSet
    chain: Chain
    zone: ZoneInfo
    centre: str
    division: str
    chinese: bool
    settings: ReportsSettings

    @property
    def said(self) -> Said:
        return Said(self.chinese, self.zone)

    def speaking(self, language: str | None) -> Said:
        return Said(language != "en", self.zone) if language else self.said

    def name(self, receiver: Receiver) -> Words:
        own = self.settings.receivers.get(receiver)
        known = self.chain.name(receiver)
        return Words((own and own.zh) or known.zh, (own and (own.en or own.zh)) or known.en)

    def phone(self, receiver: Receiver) -> str:
        own = self.settings.receivers.get(receiver)
        return own.phone if own is not None else ""


def context_of(reading: Reading) -> Context:
    rules, centre = RuleSet.read(reading.rule), reading.centre()
    return Context(
        rules=rules,
        chain=chain_for(cast(Level, centre["level"]), centre["division"], rules),
        zone=ZoneInfo(centre["zone"]),
        centre=centre["name"],
        division=centre["division"],
        chinese=centre["language"].startswith("zh"),
        settings=reading.settings(ReportsSettings),
    )


def who(reading: Reading) -> str:
    return (reading.actor.name or reading.actor.id)[:100]


def moment(given: datetime | None, now: datetime) -> datetime:
    return given.astimezone(UTC) if given is not None else now


def time_faults(path: str, given: datetime | None, now: datetime, since: datetime | None = None) -> list[Fault]:
    """A time that was said: not ahead of now, and not before what it is about."""
    if given is None:
        return []
    if given > now:
        return [Fault(path, N_("a time that is not ahead of now"), "time_ahead")]
    if since is not None and given < since:
        return [Fault(path, N_("a time that is not before {since}"), "time_before", {"since": since.isoformat()})]
    return []


def entered_late(given: datetime | None, now: datetime) -> bool:
    return given is not None and now - given > JUST_NOW
