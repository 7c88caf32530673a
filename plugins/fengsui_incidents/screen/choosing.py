"""The set of forces to send, as the officer has ticked it: the proposal at first, every difference with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from fengsui_incidents.api.board import Candidate, Proposal

TEAM, CARD = "team:", "card:"


@dataclass
class Ticks:
    """`teams` maps a team to the need it goes for; `cards` are requests and notices; reasons are for the record."""

    proposal: Proposal
    teams: dict[str, str] = field(default_factory=dict)
    cards: set[str] = field(default_factory=set)
    reasons: dict[str, str] = field(default_factory=dict)
    consents: dict[str, str] = field(default_factory=dict)
    left_out_reason: str = ""

    @classmethod
    def of(cls, proposal: Proposal) -> Ticks:
        """As proposed: every chosen team that is not moving already, every request and notice."""
        chosen = {c.team: c.need for c in candidates(proposal) if c.chosen and not c.already_moving}
        return cls(proposal, chosen, {card.id for card in proposal.cards})

    def toggle(self, key: str) -> None:
        """Ticks or unticks a row (`team:NEED:ID` or `card:ID`)."""
        if key.startswith(CARD):
            self.cards ^= {key.removeprefix(CARD)}
            return
        need, _, team = key.removeprefix(TEAM).partition(":")
        if self.teams.get(team) == need:
            del self.teams[team]
            self.reasons.pop(team, None)
        else:
            self.teams[team] = need

    def needs_reason(self, key: str) -> bool:
        """Whether ticking this row sends a team that was not proposed."""
        found = self.candidate(key)
        return found is not None and not found.chosen and found.team not in self.teams

    def needs_consent(self, key: str) -> bool:
        found = self.candidate(key)
        return found is not None and found.reason in ("needs_consent", "consent")

    def candidate(self, key: str) -> Candidate | None:
        need, _, team = key.removeprefix(TEAM).partition(":")
        return next((c for c in candidates(self.proposal) if c.team == team and c.need == need), None)

    def dropped(self) -> list[str]:
        """Names of proposed teams that are not ticked."""
        return [
            c.name for c in candidates(self.proposal) if c.chosen and not c.already_moving and c.team not in self.teams
        ]

    def names(self) -> list[str]:
        """Names of the teams that are ticked, each once."""
        found = {c.team: c.name for c in candidates(self.proposal) if c.team in self.teams}
        return [found[team] for team in self.teams if team in found]

    def payload(self, incident: str, authority: str) -> dict[str, object]:
        """The payload of `incidents.dispatch`."""
        teams = [
            {
                "team": team,
                "need": need,
                **({"reason": self.reasons[team]} if self.reasons.get(team) else {}),
                **({"consent": self.consents[team]} if self.consents.get(team) else {}),
            }
            for team, need in self.teams.items()
        ]
        cards = [card.id for card in self.proposal.cards if card.id in self.cards]
        return {
            "incident": incident,
            "authority": authority,
            "teams": teams,
            "cards": cards,
            "left_out_reason": self.left_out_reason,
        }


def candidates(proposal: Proposal) -> Iterator[Candidate]:
    for need in proposal.needs:
        yield from need.candidates
    yield from proposal.withdraw_first
