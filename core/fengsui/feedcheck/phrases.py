"""How a case went, in words that can be translated."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from fengsui.text import N_, translate

LONGEST = 160


@dataclass(frozen=True)
class Phrase:
    """An English source and what fills its places."""

    text: str
    params: dict[str, object] = field(default_factory=dict)

    def say(self, language: str) -> str:
        """In `language`; a phrase inside it too."""
        filled = {name: p.say(language) if isinstance(p, Phrase) else p for name, p in self.params.items()}
        return translate(self.text, language, **filled)


class Wrong(Exception):
    """The server did something else than the protocol says."""

    def __init__(self, expected: Phrase, came: Phrase) -> None:
        super().__init__(expected.say("en"), came.say("en"))
        self.expected = expected
        self.came = came


class Skipped(Exception):
    """The case cannot be tried here."""

    def __init__(self, why: Phrase) -> None:
        super().__init__(why.say("en"))
        self.why = why


def skip(text: str, **params: object) -> Skipped:
    return Skipped(Phrase(text, params))


def a_frame(kinds: Iterable[str]) -> Phrase:
    return Phrase(N_("a frame {kinds}"), {"kinds": " / ".join(kinds)})


def frame_itself(frame: dict[str, Any]) -> Phrase:
    said = json.dumps(frame, ensure_ascii=False)
    return Phrase("{frame}", {"frame": said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"})


def close_code(codes: Iterable[int]) -> Phrase:
    return Phrase(N_("close {codes}"), {"codes": " / ".join(str(code) for code in codes)})


def closed_with(code: int, reason: str) -> Phrase:
    return Phrase(N_("close {codes}"), {"codes": f"{code} {reason}".strip()})


def silence(seconds: float) -> Phrase:
    return Phrase(N_("nothing within {seconds} s"), {"seconds": f"{seconds:g}"})


def http_status(status: int, word: str = "") -> Phrase:
    return Phrase("HTTP {status}", {"status": f"{status} {word}".strip()})


def value(name: str, found: object) -> Phrase:
    return Phrase("{name} = {value}", {"name": name, "value": json.dumps(found, ensure_ascii=False)[:LONGEST]})
