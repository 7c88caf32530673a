"""The flash that is read out by phone: at most 120 characters, needing no signature, never a cut place."""

from __future__ import annotations

from dataclasses import dataclass

from fengsui_incidents.api.board import IncidentCard
from fengsui_reports.api.words import GRADE_SAID
from fengsui_reports.model.case import Case
from fengsui_reports.model.said import Said

WAITING = ("ordered", "delivered", "popped_up", "displayed")
GONE = ("unable", "declined", "recalled", "stood_down", "ready")


@dataclass(frozen=True)
class FlashText:
    """`missing`: elements that a flash should have and that nobody knows yet."""

    text: str
    missing: tuple[str, ...]


def flash_text(case: Case, card: IncidentCard, centre: str, said: Said, most: int) -> str:
    """Who, when, where, what, people, what was done, first grade. What has least need is left out first."""
    parts = _parts(case, card, centre, said)
    kept = list(parts)
    for needless in sorted((at for at, (rank, _) in enumerate(parts) if rank), key=lambda at: -parts[at][0]):
        if len(_joined(kept, said)) <= most:
            break
        kept[needless] = (0, "")
    text = _joined(kept, said)
    if len(text) <= most:
        return text
    # A place that leaves room for nothing else still goes out whole, as far as a flash can carry it.
    bare = said.pick(f"{card.place}{said.say(card.title)}", f"{card.place} {said.say(card.title)}")
    return bare[:most]


def _parts(case: Case, card: IncidentCard, centre: str, said: Said) -> list[tuple[int, str]]:
    """Each with how soon it may be left out: 0 never, else the highest first."""
    people = said.people(case.figures, short=True) or said.pick("人员情况不详", "people not known")
    sent = [force for force in card.forces if force.kind == "order" and force.state not in GONE]
    grade = said.say(GRADE_SAID[case.grade])
    unit = card.site.name if card.site is not None and card.site.name not in card.place else ""
    under = card.controlled_at is not None
    return [
        (4, said.pick(f"{centre}报:", f"{centre} reports:")),
        (0, said.pick(f"{said.hm(case.received_at)}接报,", f"{said.hm(case.received_at)}")),
        (0, card.place),
        (3, unit),
        (0, said.say(card.title)),
        (0, said.pick(f",{people}", f"; {people}")),
        (2, said.pick(f",已派{len(sent)}支队伍", f"; {len(sent)} teams sent") if sent else ""),
        (1, said.pick(f",初判{grade}", f"; first grade {grade}")),
        (2, said.pick(",险情已控制" if under else ",处置中", "; under control" if under else "; response going on")),
        (5, said.pick(",续报。", ". More follows.")),
    ]


def _joined(parts: list[tuple[int, str]], said: Said) -> str:
    if said.chinese:
        text = "".join(part for _, part in parts if part)
        return text if text.endswith("。") else f"{text}。"
    words = " ".join(part for _, part in parts if part)
    for mark in ";.":
        words = words.replace(f" {mark}", mark)
    return words


def flash_missing(case: Case, card: IncidentCard, required: list[str]) -> tuple[str, ...]:
    """What a flash should say and cannot yet: it goes out all the same, and the rest follows."""
    known = {"unit": card.site is not None, "place": bool(card.place), "casualties": bool(case.figures)}
    unknown = [name for name in required if not known.get(name, True)]
    return (*unknown, *(f"figures.{count}" for count, value in case.figures.items() if value is None))
