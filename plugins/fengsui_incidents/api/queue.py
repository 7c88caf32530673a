"""The one queue of everything that needs a person, and the calls that wait: values of the board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fengsui_incidents.api.said import Words

QueueKind = Literal[
    "mayday",
    "network",
    "withdraw",
    "expired",
    "alone",
    "silent",
    "unreachable",
    "unable",
    "need_more",
    "too_few",
    "refused",
    "missing",
    "offer",
    "change",
    "call",
    "merge",
    "uncovered",
    "consent",
    "level",
    "card",
    "task",
    "transfer",
    "ticket",
    "news",
    "false",
    "umbrella",
    "other",
]
"""What a queue item asks a person to do something about; `other` is another plugin's, and says itself what it is."""


@dataclass(frozen=True, kw_only=True)
class QueueKey:
    """A key that acts on an item, as the board shows it."""

    key: str
    says: Words


@dataclass(frozen=True, kw_only=True)
class QueueItem:
    """Something that needs a person, soonest first. `outage` for a failure of the network or of the consoles.

    Another plugin's item (`other`, see `fengsui_incidents.api.joining`) brings its own word in `label`; Space opens the
    console's screen `opens` with `subject`. `life` puts it above every deadline: somebody may die of it. `urgency` is
    its incident's (A to D): it orders what has no deadline, oldest first (`since`). `late`: its deadline ran out while
    nobody could see it.
    """

    id: str
    kind: QueueKind
    incident: str
    order: str
    call: str
    says: Words
    due: datetime | None
    phone: str = ""
    exercise: str | None = None
    outage: str = ""
    label: Words | None = None
    opens: str = ""
    subject: str = ""
    life: bool = False
    keys: tuple[QueueKey, ...] = ()
    urgency: str = ""
    since: datetime | None = None
    team: str = ""
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class CallRow:
    """A call. `ring`: ringing, waiting or missed until somebody has it; `claimed_name` writes it down since
    `claimed_at`. `repeats` readings of one sensor. Of a secret call `phone` is not here, `text` is without who called.
    """

    id: str
    at: datetime
    source: str
    text: str
    phone: str
    state: str
    similar_to: str = ""
    similarity: float = 0.0
    why: Words | None = None
    incident: str = ""
    number: str = ""
    secret: bool = False
    ring: str = ""
    line: str = ""
    claimed_by: str = ""
    claimed_name: str = ""
    claimed_at: datetime | None = None
    repeats: int = 1
    outcome: str = ""
    note: str = ""
    ticket: str = ""
