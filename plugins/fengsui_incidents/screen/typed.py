"""The typed command line: `/s 石泉 到场`, `/n a note`, `/w NE 2.1`. Read live, done at Enter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fengsui.text import N_
from fengsui_incidents.api.board import Force, IncidentCard
from fengsui_incidents.api.words import Receipt
from fengsui_incidents.screen.look import CHANNELS, FACTS, Look
from fengsui_incidents.screen.winds import read_wind

WORDS: Mapping[str, Receipt] = {
    "收到": "accepted", "出动命令": "accepted", "accepted": "accepted", "going": "accepted", "sd": "accepted",
    "1": "accepted",
    "不能": "unable", "unable": "unable", "bn": "unable", "2": "unable",
    "已阅": "displayed", "read": "displayed", "yy": "displayed", "3": "displayed",
    "出动": "moving", "离站": "moving", "moving": "moving", "cd": "moving", "4": "moving",
    "到场": "arrived", "到达": "arrived", "arrived": "arrived", "at scene": "arrived", "on scene": "arrived",
    "dc": "arrived", "5": "arrived",
    "增援": "need_more", "more": "need_more", "zy": "need_more", "6": "need_more",
    "撤出": "withdrawn", "withdrawn": "withdrawn", "cc": "withdrawn", "7": "withdrawn",
    "控制": "controlled", "controlled": "controlled", "kz": "controlled", "8": "controlled",
    "返回": "returning", "returning": "returning", "fh": "returning", "9": "returning",
    "归队": "ready", "待命": "ready", "ready": "ready", "gd": "ready", "0": "ready",
    "求救": "mayday", "mayday": "mayday",
}  # fmt: skip
"""Many words for one fact: `at scene` and `on scene` mean the same."""

CHANNEL_WORDS: Mapping[str, str] = {
    "电话": "phone", "phone": "phone", "电台": "radio", "radio": "radio", "信息": "message", "微信": "message",
    "message": "message", "当面": "in_person",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Meant:
    """What the line says so far. Without `command` something is missing; `says` tells what."""

    says: str
    command: str = ""
    payload: Mapping[str, object] | None = None
    keeps: bool = True


def interpret(text: str, card: IncidentCard | None, look: Look, said_at: str) -> Meant:
    """Never raises on any text."""
    verb, _, rest = text.strip().removeprefix("/").partition(" ")
    if card is None:
        return Meant(says=look.t(N_("No incident is chosen.")))
    if verb in ("n", "note"):
        return _note(rest, card, look)
    if verb in ("w", "wind"):
        return _wind(rest, card, look)
    if verb in ("s", "state"):
        return _state(rest, card, look, said_at)
    return Meant(says=look.t(N_("/s TEAM FACT [channel] [who]   /n note   /w NE 2.1")))


def _note(rest: str, card: IncidentCard, look: Look) -> Meant:
    if not rest.strip():
        return Meant(says=look.t(N_("/n and what is to be written down")))
    says = look.t(N_("note @ {incident}   Enter"), incident=card.id)
    return Meant(says=says, command="incidents.note", payload={"incident": card.id, "text": rest.strip()})


def _wind(rest: str, card: IncidentCard, look: Look) -> Meant:
    wind = read_wind(rest)
    if wind is None:
        return Meant(says=look.t(N_("/w where from and m/s: NE 2.1")))
    said = N_("wind from {degrees}, {speed} m/s @ {incident}   Enter")
    says = look.t(said, degrees=wind.from_degrees, speed=wind.speed, incident=card.id)
    values = {"from_degrees": wind.from_degrees, "speed": wind.speed, "source": wind.source}
    return Meant(says=says, command="incidents.set_wind", payload={"incident": card.id, "wind": values}, keeps=False)


def _state(rest: str, card: IncidentCard, look: Look, said_at: str) -> Meant:
    words = rest.split()
    fits = matching(card.forces, words[0]) if words else ()
    if len(fits) != 1:
        names = ", ".join(force.name for force in fits[:4]) or look.t(N_("no force by that name"))
        return Meant(says=look.t(N_("/s which? {names}"), names=names))
    force = fits[0]
    fact, used = _fact(words[1:])
    if fact is None:
        known = " ".join(look.t(FACTS[one]) for one in ("accepted", "moving", "arrived", "controlled", "ready"))
        return Meant(says=look.t(N_("{name}: what? {known}"), name=force.name, known=known))
    if fact == "unable":
        return Meant(says=look.t(N_("{name}: unable needs its reason: O"), name=force.name))
    others = words[1 + used :]
    channel = CHANNEL_WORDS.get(others[0].lower(), "") if others else ""
    who = " ".join(others[1:] if channel else others) or force.name
    by = look.t(CHANNELS[channel or "phone"])
    says = look.t(
        N_("{name}: {fact} @ {incident} ({channel} {who})   Enter"),
        name=force.name, fact=look.t(FACTS[fact]), incident=card.id, channel=by, who=who,
    )  # fmt: skip
    payload = {"order": force.order, "kind": fact, "channel": channel or "phone", "said_by": who, "said_at": said_at}
    return Meant(says=says, command="incidents.answer_for", payload=payload)


def _fact(words: Sequence[str]) -> tuple[Receipt | None, int]:
    """The fact, and how many words it took."""
    for count in (2, 1):
        if len(words) >= count and (fact := WORDS.get(" ".join(words[:count]).lower())):
            return fact, count
    return None, 0


def matching(forces: Sequence[Force], typed: str) -> Sequence[Force]:
    """Open forces whose name, number or initials hold what was typed; one that begins so wins over the others."""
    wanted = typed.casefold()
    open_now = [force for force in forces if force.open] or list(forces)
    fits = [
        force
        for force in open_now
        if wanted in force.name.casefold() or wanted == force.team.casefold() or wanted in initials(force.name)
    ]
    begins = [force for force in fits if force.name.casefold().startswith(wanted)]
    return begins if len(begins) == 1 else fits


@lru_cache(maxsize=1024)
def initials(name: str) -> str:
    """The first letters of a Chinese name as they are typed: 石泉 is sq."""
    from pypinyin import Style, lazy_pinyin  # its dictionary takes a while to load

    return "".join(part[:1] for part in lazy_pinyin(name, style=Style.FIRST_LETTER)).casefold()
