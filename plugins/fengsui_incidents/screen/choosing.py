"""The set of forces to send, as the officer has ticked it: the proposal at first, every difference with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from fengsui_incidents.api.board import Candidate, Force, Proposal

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
    extra: dict[str, str] = field(default_factory=dict)
    """Names of teams that the officer added and that do not stand under their need."""
    sent: frozenset[str] = frozenset()
    """Requests and notices that went out already and were not refused: again only where the officer ticks them."""

    @classmethod
    def of(cls, proposal: Proposal, sent: frozenset[str] = frozenset()) -> Ticks:
        """As proposed: every chosen team that is not moving already, every request and notice that was not sent."""
        chosen = {c.team: c.need for c in candidates(proposal) if c.chosen and not c.already_moving}
        return cls(proposal, chosen, {card.id for card in proposal.cards} - sent, sent=sent)

    def toggle(self, key: str) -> None:
        """Ticks or unticks a row (`team:NEED:ID` or `card:ID`)."""
        if key.startswith(CARD):
            self.cards ^= {key.removeprefix(CARD)}
            return
        need, _, team = key.removeprefix(TEAM).partition(":")
        if self.teams.get(team) == need:
            del self.teams[team]
            self.reasons.pop(team, None)
            self.extra.pop(team, None)
        else:
            self.teams[team] = need

    def add(self, team: str, name: str, need: str, reason: str) -> None:
        """Sends any team for any need of the proposal, with the officer's reason."""
        self.teams[team], self.reasons[team], self.extra[team] = need, reason, name

    def added(self, need: str) -> list[str]:
        """Teams that go for the need and are none of its candidates."""
        listed = {c.team for c in candidates(self.proposal) if c.need == need}
        return [team for team, goes in self.teams.items() if goes == need and team not in listed]

    def name(self, team: str) -> str:
        known = next((c.name for c in candidates(self.proposal) if c.team == team), team)
        return self.extra.get(team) or known

    def needs_reason(self, key: str) -> bool:
        """Whether ticking this row sends a team that was not proposed."""
        found = self.candidate(key)
        return found is not None and not found.chosen and found.team not in self.teams

    def needs_consent(self, key: str) -> bool:
        found = self.candidate(key)
        return found is not None and found.reason in ("needs_consent", "consent_asked", "consent_refused")

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
        return [self.name(team) for team in self.teams]

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


def sent_cards(forces: Iterable[Force]) -> frozenset[str]:
    """The requests and notices among these forces; who refused may be asked again."""
    return frozenset(force.card for force in forces if force.card and force.state != "unable")


def candidates(proposal: Proposal) -> Iterator[Candidate]:
    for need in proposal.needs:
        yield from need.candidates
    yield from proposal.withdraw_first
