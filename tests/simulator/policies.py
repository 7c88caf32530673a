"""Policies of silence (催办升级): every seed has one of its own, and no order of a run follows another."""

from __future__ import annotations

import random
from typing import Any

STEPS = ("remind", "channel", "next_team", "leader", "above")
SHORT = (
    ("remind", "next_team", "leader"),
    ("remind", "channel", "next_team", "leader", "above"),
    ("remind", "channel", "leader"),
    ("channel", "next_team", "above"),
    ("remind", "next_team", "channel", "leader", "above"),
    ("next_team", "leader", "above"),
)
FIRST = {"displayed_within_s": 60, "accepted_within_s": 60, "withdrawn_within_s": 30, "on_silence": list(SHORT[0])}


def policy_of(seed: str) -> dict[str, Any]:
    """As it stands in the settings; the shipped plans' own where there is no seed."""
    if not seed:
        return FIRST
    chance = random.Random(f"{seed}/policy")
    steps = chance.choice(SHORT[1:]) if chance.random() < 0.8 else SHORT[0]
    displayed = chance.choice((30, 60))
    return {
        "displayed_within_s": displayed,
        "accepted_within_s": chance.choice((displayed, 60, 90)) if displayed == 30 else 60,
        "withdrawn_within_s": 30,
        "on_silence": list(steps),
        "after_s": {step: chance.choice((5, 10, 25, 60)) for step in steps[1:] if chance.random() < 0.6},
        "channels": chance.choice(([], ["sms", "voice"], ["im", "sms"])),
        "overdue": {"moving": ["remind", "channel", "leader", "above"]} if chance.random() < 0.5 else {},
        "enough": _enough(chance),
    }


def _enough(chance: random.Random) -> list[dict[str, Any]]:
    """N of M within T, of all orders; mostly one rule, now and then two."""
    rules = [
        {"id": "two", "accepted": 2, "within_s": chance.choice((60, 120, 300)),
         "otherwise": chance.choice((["next_team", "leader"], ["group", "next_team", "leader", "above"], ["above"])),
         "group": ["T08", "T10", "T21"]},
        {"id": "four", "accepted": 4, "within_s": 240, "otherwise": ["leader", "above"]},
    ]  # fmt: skip
    return rules[: chance.choice((0, 1, 1, 2))]
