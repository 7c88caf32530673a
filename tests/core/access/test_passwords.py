"""What passes as a password, and that checking one is slow on purpose but never for everybody."""

from __future__ import annotations

import asyncio
import threading

import pytest
from argon2 import PasswordHasher

from fengsui.access.passwords import AT_ONCE, Passwords, check_password
from fengsui.errors import Invalid

WEAK = [
    "",
    "short",
    "elevenchars",
    "passwordpassword",
    "Password123456!!",
    "P@ssw0rd2026!!",
    "aaaaaaaaaaaaaaaa",
    "abababababababab",
    "123456789012345",
    "qwertyuiopasdf",
    "poiuytrewqlkj",
    "fengsui2026!!!",
    "烽燧烽燧烽燧烽燧2026",
    "wanglei-19901212",
    "yingjiguanli2026",
    "110110119119110",
    "correcthorsebatterystaple",
]
STRONG = [
    "lantern over seven hills",
    "春眠不觉晓处处闻啼鸟夜来风雨声",
    "Tr0ub4dor&3-xkcd-936",
    "桥头 白鹭 三更 煮面 的人",
    "x" * 3 + "kq8vW2" * 2 + "!zL",
    "moss violet " * 8,
    "ünïcödé is fine tøø",
]


@pytest.mark.parametrize("password", WEAK)
def test_weak(password: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_password(password, ("wanglei", "王磊"), 12)
    assert caught.value.code == "weak_password"
    assert all(fault.path == "password" for fault in caught.value.faults)


@pytest.mark.parametrize("password", STRONG)
def test_strong(password: str) -> None:
    check_password(password, ("wanglei", "王磊"), 12)


def test_eight_characters_where_the_centre_allows_them() -> None:
    check_password("k8vW2!zL", ("wanglei",), 8)
    with pytest.raises(Invalid):
        check_password("k8vW2!z", ("wanglei",), 8)


async def test_the_parameters_are_the_agreed_floor() -> None:
    passwords = Passwords()
    made = await passwords.hash("lantern over seven hills")
    assert made.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await passwords.verify(made, "lantern over seven hills")
    assert not await passwords.verify(made, "lantern over seven hills ")
    assert not passwords.outdated(made)
    assert passwords.outdated(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("x"))


async def test_an_unknown_account_costs_a_hash_too() -> None:
    assert not await Passwords().verify("", "nobody")
    assert not await Passwords().verify("not a hash", "x")


async def test_only_two_are_checked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, lock = 0, 0, threading.Lock()
    gate = threading.Event()

    def verify(_: PasswordHasher, __: str, ___: str) -> bool:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        gate.wait(0.02)
        with lock:
            running -= 1
        return True

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    passwords = Passwords()
    await asyncio.gather(*(passwords.verify("$stored", "x") for _ in range(20)))
    assert most == AT_ONCE
