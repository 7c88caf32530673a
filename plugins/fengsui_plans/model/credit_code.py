"""The unified social credit code (统一社会信用代码, GB 32100): 18 characters, the last one a check."""

from __future__ import annotations

CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18


def check_character(first_17: str) -> str:
    """The check character of the first 17; raises ValueError for a character that the standard does not have."""
    total = sum(CHARACTERS.index(char) * pow(3, place, 31) for place, char in enumerate(first_17))
    return CHARACTERS[-total % 31]


def is_credit_code(code: str) -> bool:
    """Whether `code` has 18 allowed characters and its check is right."""
    if len(code) != LENGTH or any(char not in CHARACTERS for char in code):
        return False
    return check_character(code[:-1]) == code[-1]
