"""Who reported is struck out of what others may read: the name, the numbers, an address that was given as theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable

GONE = "***"
NUMBER = re.compile(r"(?:\d[\s\-]{0,2}){6,}[\dXx]|\S+@\S+")
"""Seven digits or more, as telephone and identity numbers are written or dictated; and mail addresses."""

SHORTEST = 2
"""Characters that a name must have to be struck out wherever it stands."""


def struck(text: str, known: Iterable[str] = ()) -> str:
    """The text without the `known` (names, numbers, addresses) and without anything that may be somebody's number."""
    for one in sorted({part.strip() for part in known}, key=len, reverse=True):
        if len(one) >= SHORTEST:
            text = re.sub(_pattern(one), GONE, text, flags=re.IGNORECASE)
    return NUMBER.sub(GONE, text)


def holds(text: str, known: Iterable[str]) -> bool:
    """Whether the text still says any of the `known`."""
    return any(len(one.strip()) >= SHORTEST and re.search(_pattern(one.strip()), text, re.IGNORECASE) for one in known)


def _pattern(one: str) -> str:
    """The words as they stand; a number also with other blanks and dashes in it."""
    digits = re.sub(r"[\s\-]", "", one)
    if digits.isdecimal():
        return r"[\s\-]{0,2}".join(re.escape(digit) for digit in digits)
    return r"\s*".join(re.escape(part) for part in one.split())
