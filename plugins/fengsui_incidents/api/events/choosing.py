"""Choosing the forces: what is proposed and who is left out, neighbours and reserves, what was sent otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal

from fengsui.events import Event
from fengsui_incidents.api.events.common import OfIncident
from fengsui_incidents.api.words import Channel


@dataclass(frozen=True, kw_only=True)
class Proposed(OfIncident):
    """The set of forces proposed out of `considered` teams; `rules` are the keys of the rule rows used.

    `left_out` maps those left out to their reason code: with few teams all of them, with many those who came near;
    then `counts` and `digest` (of everybody's reason in words) follow in `LeftOutCounted`. `roster` numbers the state
    of the roster that was looked at (0 with few teams); `travel` says where the minutes are from, if not from the
    estimate by distance.
    """

    topic: ClassVar[str] = "incidents.proposed"
    chosen: tuple[str, ...]
    uncovered: tuple[str, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    considered: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    digest: str = ""
    roster: int = 0
    travel: str = ""


@dataclass(frozen=True, kw_only=True)
class LeftOutCounted(OfIncident):
    """Everybody that the proposal of `proposed_at` left out of many teams: how many for each reason, and the SHA-256 of
    the whole list with every team's reason in words, which the view `incidents.left_out` shows page by page.

    The same `roster` as the proposal's proves that it is of the same teams in the same state; another says that some
    changed in the moments between.
    """

    topic: ClassVar[str] = "incidents.left_out_counted"
    proposed_at: datetime
    considered: int
    counts: Mapping[str, int]
    digest: str
    roster: int


@dataclass(frozen=True, kw_only=True)
class ConsentAsked(OfIncident):
    """A neighbour is asked for its team (请求增援); the officer rings, `due_at` is when he rings again."""

    topic: ClassVar[str] = "incidents.consent_asked"
    team: str
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ConsentAnswered(OfIncident):
    """What the neighbour said; who said it stands in the table, which an erasure reaches."""

    topic: ClassVar[str] = "incidents.consent_answered"
    team: str
    answer: Literal["granted", "refused"]
    channel: Channel


@dataclass(frozen=True, kw_only=True)
class ReserveReleased(OfIncident):
    """The duty leader lets the reserve of a capability go for this incident; `answered_for`: entered for him (代录)."""

    topic: ClassVar[str] = "incidents.reserve_released"
    capability: str
    answered_for: bool = False


@dataclass(frozen=True, kw_only=True)
class Dispatched(OfIncident):
    """What was proposed and what was sent, team -> need, with the officer's reason for every difference: `added` beyond
    the proposal, `moved` to another need, `removed` though proposed and still free."""

    topic: ClassVar[str] = "incidents.dispatched"
    authority: str
    proposed: Mapping[str, str]
    sent: Mapping[str, str]
    added: Mapping[str, str] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)
    removed: Mapping[str, str] = field(default_factory=dict)
    cards: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RunCardChosen(OfIncident):
    """A run card is used beside the plan, or its alarm level raised or lowered; `code` empty: no longer."""

    topic: ClassVar[str] = "incidents.run_card_chosen"
    code: str
    level: int
    was_code: str = ""
    was_level: int = 0
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class RunCardsImported(Event):
    """The centre's run-card table was replaced; `digest` is the SHA-256 of its rows as they were read."""

    topic: ClassVar[str] = "incidents.run_cards_imported"
    codes: tuple[str, ...]
    rows: int
    digest: str

    def subject(self) -> str:
        return "run_cards"
