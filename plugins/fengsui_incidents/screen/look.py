"""What all parts of the board are drawn with: the language, the time, the centre's zone; and short words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from fengsui.text import N_
from fengsui_incidents.api.words import COUNTS, SOURCE_NAMES, Count, FactKind, Grade, ResponseLevel, UnableReason
from fengsui_tui.widgets import Row, Span, Speech


@dataclass(frozen=True)
class Look:
    speech: Speech
    now: datetime
    zone: tzinfo

    def t(self, message: str, **params: object) -> str:
        return self.speech.t(message, **params)


SHORT_COUNTS: dict[Count, str] = {
    "dead": N_("dead"),
    "serious": N_("serious"),
    "minor": N_("slight"),
    "injured": N_("injured"),
    "poisoned": N_("poisoned"),
    "trapped": N_("trapped"),
    "missing": N_("missing"),
    "at_risk": N_("at risk"),
    "endangered": N_("endangered"),
    "evacuated": N_("evacuated"),
}

GRADES: dict[Grade, str] = {
    "extraordinary": N_("extraordinary"),
    "major": N_("major"),
    "larger": N_("larger"),
    "general": N_("general"),
}

NEAR_MISS: dict[str, str] = {
    "no": N_("no"),
    "to_verify": N_("to verify"),
    "yes": N_("yes"),
}

LEVELS: dict[ResponseLevel, str] = {
    "I": N_("level I"),
    "II": N_("level II"),
    "III": N_("level III"),
    "IV": N_("level IV"),
}

FACTS: dict[FactKind, str] = {
    "delivered": N_("delivered"),
    "popped_up": N_("popped up"),
    "displayed": N_("displayed"),
    "accepted": N_("accepted"),
    "unable": N_("UNABLE"),
    "declined": N_("declined"),
    "moving": N_("moving"),
    "arrived": N_("arrived"),
    "need_more": N_("needs more"),
    "mayday": N_("MAYDAY"),
    "controlled": N_("controlled"),
    "withdrawn": N_("withdrawn"),
    "returning": N_("returning"),
    "ready": N_("ready again"),
}

REASONS: dict[UnableReason, str] = {
    "on_another_job": N_("on another job"),
    "vehicle": N_("vehicle"),
    "people": N_("people"),
    "kit": N_("equipment"),
    "road": N_("road"),
    "other": N_("other"),
}

CHANNELS: dict[str, str] = {
    "phone": N_("phone"),
    "radio": N_("radio"),
    "message": N_("message"),
    "in_person": N_("in person"),
}

URGENCY_STYLE: dict[str, str] = {"A": "alarm", "B": "bad", "C": "warn", "D": ""}


def figures(counts: Mapping[Count, int | None], look: Look, *, gap: str = " ") -> str:
    """Counts of people in their fixed order, `?` where it is said to be unknown; those never named are left out."""
    between = "" if look.speech.chinese else " "
    said = [
        f"{look.t(SHORT_COUNTS[count])}{between}{'?' if counts[count] is None else counts[count]}"
        for count in COUNTS
        if count in counts
    ]
    return gap.join(said)


def said_channel(channel: str, look: Look) -> str:
    return look.t(CHANNELS.get(channel, channel)) if channel else ""


def source_text(source: str, look: Look) -> str:
    """Who says so: a name as it was typed, or the kind of source of a call."""
    return look.t(SOURCE_NAMES[source]) if source in SOURCE_NAMES else source


def drill_mark(exercise: str | None, look: Look) -> list[Span]:
    """演练 before everything that belongs to a drill: it can never be taken for the real thing."""
    return [(look.t(N_(" DRILL ")), "drill"), (" ", "")] if exercise else []


def titled(title: str, text: str, *, style: str = "") -> Row:
    """A label and what it names."""
    return Row(((f"{title} ", "dim"), (text, style)))
