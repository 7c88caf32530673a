"""Ports to be killed and started again on."""

from __future__ import annotations

import socket

import pytest

from fengsui import ports


def test_each_is_another_one_and_none_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server asks for two before it listens on the first."""
    monkeypatch.setattr(ports, "PORTS", range(31_990, 32_000))
    with socket.socket() as other:
        other.bind(("127.0.0.1", taken := ports.free_port()))
        found = [ports.free_port() for _ in range(3)]
    assert len({taken, *found}) == 4
