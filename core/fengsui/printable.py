"""Texts on a terminal, without characters that could forge a row. Apart from `clean`: this needs no pydantic."""

from __future__ import annotations

import unicodedata

BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def bad_characters(text: str, allowed: str = "") -> list[str]:
    """Control, bidi and unassigned-surrogate characters of `text`, as U+XXXX, that are not in `allowed`."""
    return [
        f"U+{ord(char):04X}"
        for char in text
        if char not in allowed and (char in BIDI or unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp"))
    ]


def printable(text: str) -> str:
    """`text` safe for a terminal whatever it holds: what could move the cursor or turn a line becomes `?`."""
    if text.isprintable():  # nearly every text; it holds none of the categories that are bad
        return text
    return "".join("?" if bad_characters(char) else char for char in text)
