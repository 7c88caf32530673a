"""What a person types in the field's questions, read into what a command takes; a fault is a source message."""

from __future__ import annotations

from typing import Any

from fengsui.text import N_
from fengsui_field.model.money import fen

WRONG_AIR = N_("bar, such as 300, or minutes, such as 40m")


def air_of(text: str) -> dict[str, Any]:
    """`300` bar, `40m` minutes; nothing where it is neither."""
    text = text.strip().lower().removesuffix("bar").strip()
    number = text.removesuffix("min").removesuffix("m").removesuffix("分").strip()
    if not number.isdecimal() or int(number) == 0:
        return {}
    return {"bar": int(number)} if number == text else {"minutes": float(number)}


def wrong_air(text: str) -> str:
    read = air_of(text)
    return WRONG_AIR if not read or read.get("bar", 1) > 450 or read.get("minutes", 1) > 1440 else ""


def names_of(text: str) -> list[dict[str, Any]]:
    """`王磊 李敏:280`: names, each with its own pressure where it was read."""
    people: list[dict[str, Any]] = []
    for word in text.replace(",", " ").replace("、", " ").split():
        name, _, bar = word.replace("\uff1a", ":").partition(":")
        people.append({"name": name, "bar": int(bar)} if bar.isdecimal() else {"name": word})
    return people


def things_of(text: str) -> list[dict[str, Any]]:
    """`挖掘机 2 台; 水泵 3`: name, quantity and unit of each."""
    found: list[dict[str, Any]] = []
    for part in text.replace("\uff1b", ";").split(";"):
        words = part.split()
        at = next((at for at, word in enumerate(words) if word.isdecimal()), -1)
        if at > 0 and int(words[at]) > 0:
            found.append({"name": " ".join(words[:at]), "quantity": int(words[at]), "unit": " ".join(words[at + 1 :])})
        elif words:
            return []
    return found


def wrong_things(text: str) -> str:
    return "" if things_of(text) else N_("name, number, unit; the next: excavator 2 pcs; pump 3")


def _whole(text: str, most: int) -> bool:
    return text.isascii() and text.isdecimal() and int(text) <= most


def wrong_minutes(text: str) -> str:
    return "" if _whole(text, 1440) else N_("minutes, such as 30")


def wrong_hours(text: str) -> str:
    whole, _, part = text.partition(".")
    good = _whole(whole, 48) and (not part or part.isdecimal()) and 0 < float(text) <= 48
    return "" if good else N_("hours, such as 1.5")


def wrong_age(text: str) -> str:
    return "" if not text or _whole(text, 130) else N_("years, such as 41")


def wrong_count(text: str) -> str:
    return "" if _whole(text, 1_000_000_000) and int(text) > 0 else N_("a number, such as 5")


def wrong_yuan(text: str) -> str:
    return "" if fen(text) is not None else N_("yuan, such as 1234.50")
