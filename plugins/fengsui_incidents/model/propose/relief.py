"""Who could take the place of a team that is spent (换防): the need is covered, so it is asked anew who is free."""

from __future__ import annotations

from fengsui_incidents.api.proposal import Candidate, Proposal

ALMOST = frozenset(
    {"needs_consent", "consent_asked", "resting", "reserve", "chosen_elsewhere", "certificate_expired", "offline"}
)
"""Reasons that a person can do something about, or that pass by themselves."""
MOST_NEAR = 5


def relief_for(
    proposal: Proposal, need: str, passed: frozenset[str]
) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...]]:
    """Who could take a team's place at `need`, the best first, and a few who nearly could; nobody of `passed`.

    One that is proposed for a place of the same need that is still empty comes after those who are free.
    """
    rows = [one for cover in proposal.needs if cover.need == need for one in cover.candidates if one.team not in passed]
    free = [one for one in rows if one.reason == "candidate"]
    wanted = [one for one in rows if one.reason in ("chosen", "chosen_late") and not one.already_moving]
    near = [one for one in rows if one.reason in ALMOST]
    return (*free, *wanted), tuple(near[:MOST_NEAR])
