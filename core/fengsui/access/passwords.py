"""Passwords: argon2id, checked in a thread, two at a time, so that a flood of logins cannot slow the feed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher, Type
from argon2.exceptions import Argon2Error, InvalidHashError

from fengsui.errors import Fault, Invalid
from fengsui.text import N_

# OWASP's floor for argon2id; about 45 ms on two cores. Raising them rehashes at the next login.
MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1
AT_ONCE = 2

LONGEST = 1024
FEWEST_DIFFERENT = 5
CONTEXT = ("fengsui", "烽燧", "yingji", "yingjiju", "应急", "应急局", "119", "110", "password", "admin")
_LEET = str.maketrans("013457$@!", "oieastsai")
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "poiuytrewqlkjhgfdsamnbvcxz",
    "1234567890",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)


@cache
def common_words() -> frozenset[str]:
    """Passwords and stems that guessing programs try first, lower case."""
    text = (files("fengsui.access") / "common_passwords.txt").read_text("utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def _stems(password: str) -> set[str]:
    """What is left without digits and signs around it, with and without the usual letter swaps undone."""
    plain = password.casefold()
    bare = _EDGES.sub("", plain)
    return {plain, bare, bare.translate(_LEET), _EDGES.sub("", plain.translate(_LEET))}


def _is_pattern(password: str) -> bool:
    """A run on the keyboard, one block repeated, or very few different characters."""
    plain = password.casefold()
    if len(set(plain)) < FEWEST_DIFFERENT or re.fullmatch(r"(.{1,6}?)\1{2,}.{0,5}", plain, re.DOTALL):
        return True
    return any(plain in run * 3 or plain in run[::-1] * 3 for run in _RUNS)


def _is_known(password: str, context: Iterable[str]) -> bool:
    """A common password, or nothing but context words, digits and signs."""
    if _stems(password) & common_words():
        return True
    rest = password.casefold()
    words = sorted({word.casefold() for word in (*CONTEXT, *context) if len(word) >= 2}, key=len, reverse=True)
    for word in words:
        rest = rest.replace(word, "")
    letters = re.sub(r"[\W\d_]+", "", rest)
    return len(letters) < 4 and rest != password.casefold()


def check_password(password: str, context: Iterable[str], minimum: int) -> None:
    """Raises Invalid (`weak_password`) with every reason. Any character counts; there is no rule of classes.

    Length and a look at what guessers try protect better than enforced signs (ASVS 5.0, 6.2).
    """
    reasons: list[str] = []
    if len(password) < minimum:
        reasons.append(N_("a longer password"))
    if len(password) > LONGEST:
        reasons.append(N_("a shorter password"))
    if _is_pattern(password):
        reasons.append(N_("no keyboard run and no repetition"))
    if _is_known(password, context):
        reasons.append(N_("no common password and not only names from here"))
    if reasons:
        raise Invalid(
            N_("This password is too easy to guess. Use {minimum} characters or more, such as four unrelated words."),
            code="weak_password",
            faults=[Fault("password", reason, "weak_password") for reason in reasons],
            minimum=minimum,
        )


class Passwords:
    """Hashes and verifies outside units: 45 ms of work must not hold the one writer."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(
            time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES, type=Type.ID
        )
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._nobody = ""

    async def hash(self, password: str) -> str:
        async with self._slots:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, stored: str, password: str) -> bool:
        """Whether `password` is the one; takes as long for an unknown account (empty `stored`)."""
        async with self._slots:
            return await asyncio.to_thread(self._verify, stored, password)

    def outdated(self, stored: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def _verify(self, stored: str, password: str) -> bool:
        if len(password) > LONGEST:
            return False
        if not stored:
            self._nobody = self._nobody or self._hasher.hash("nobody")
        try:
            return self._hasher.verify(stored or self._nobody, password) and bool(stored)
        except (Argon2Error, InvalidHashError):
            return False
