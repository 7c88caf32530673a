"""Texts from outside: one line or several, bounded, without characters that could forge a row on a terminal."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from fengsui.printable import bad_characters
from fengsui.printable import printable as printable


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


Line = Annotated[str, Field(max_length=200), AfterValidator(one_line)]
Paragraph = Annotated[str, Field(max_length=4000), AfterValidator(paragraph)]
