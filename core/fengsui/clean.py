"""Texts from outside: one line or several, bounded, without characters that could forge a row on a terminal."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field

BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def bad_characters(text: str, allowed: str = "") -> list[str]:
    """Control, bidi and unassigned-surrogate characters of `text`, as U+XXXX, that are not in `allowed`."""
    return [
        f"U+{ord(char):04X}"
        for char in text
        if char not in allowed and (char in BIDI or unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp"))
    ]


def one_line(text: str) -> str:
    """Refuses (ValueError) a text with control or bidi characters; returns it without outer blanks."""
    if bad := bad_characters(text):
        raise ValueError(f"text without control or direction characters (found {', '.join(sorted(set(bad)))})")
    return text.strip()


def paragraph(text: str) -> str:
    """The same, with line breaks and tabs allowed."""
    if bad := bad_characters(text, "\n\t"):
        raise ValueError(f"text without control or direction characters (found {', '.join(sorted(set(bad)))})")
    return text.strip()


def printable(text: str) -> str:
    """`text` safe for a terminal whatever it holds: what could move the cursor or turn a line becomes `?`."""
    if text.isprintable():  # nearly every text; it holds none of the categories that are bad
        return text
    return "".join("?" if bad_characters(char) else char for char in text)


Line = Annotated[str, Field(max_length=200), AfterValidator(one_line)]
Paragraph = Annotated[str, Field(max_length=4000), AfterValidator(paragraph)]
