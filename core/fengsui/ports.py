"""Ports for servers that are killed and started again on the same one: demonstrations, rigs, tests."""

from __future__ import annotations

import socket

PORTS = range(20_000, 32_000)
"""Below what systems hand to outgoing connections (32768 and up): a server that is killed and started again on its port
must not find somebody's connection there."""

_given: set[int] = set()


def free_port() -> int:
    """A port that nobody listens on now, and nobody is given by chance meanwhile; another one each time it is asked."""
    with socket.socket() as anywhere:
        anywhere.bind(("127.0.0.1", 0))
        begin = int(anywhere.getsockname()[1]) * 7
    for step in range(len(PORTS)):
        port = PORTS[(begin + step) % len(PORTS)]
        if port in _given:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        _given.add(port)
        return port
    raise OSError("no port is free")
