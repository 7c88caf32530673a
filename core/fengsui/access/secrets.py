"""Tokens and one-time codes: made once, shown once, stored as SHA-256.

Both hold at least 128 random bits, so that a plain digest is enough; only passwords need a slow hash.
"""

from __future__ import annotations

import hashlib
from typing import Protocol

_GROUP = 5


class NewId(Protocol):
    def new_id(self) -> str: ...


def digest(secret: str) -> str:
    """What is stored of a token or a code."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_token(unit: NewId) -> str:
    """An opaque token of 256 random bits, 64 hexadecimal characters."""
    return unit.new_id() + unit.new_id()


def new_code(unit: NewId) -> str:
    """A one-time code of 100 random bits that a person can type: five groups of five hexadecimal characters."""
    plain = unit.new_id()[: 5 * _GROUP].upper()
    return "-".join(plain[start : start + _GROUP] for start in range(0, len(plain), _GROUP))


def normal_code(typed: str) -> str:
    """A code as it was made, whatever blanks, dashes or letter case it was typed with."""
    plain = "".join(char for char in typed.upper() if char in "0123456789ABCDEF")
    return "-".join(plain[start : start + _GROUP] for start in range(0, len(plain), _GROUP))
