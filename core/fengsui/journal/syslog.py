"""Signed heads to a syslog (RFC 5424), as a second place that the machine itself cannot take lines back from.

`unix:/dev/log` hands a line to the local daemon, `udp:HOST:PORT` and `tcp:HOST:PORT` (RFC 6587, counted) to another
machine's. A datagram may be lost without a word; the verification says which lines it could prove.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from dataclasses import asdict

import orjson

from fengsui.errors import Unavailable
from fengsui.journal.heads import SignedHead
from fengsui.text import N_

PRIORITY = 13 * 8 + 5
"""Facility 13 (log audit), severity 5 (notice)."""
SECONDS = 2.0


def message(head: SignedHead, host: str) -> bytes:
    """One head as an RFC 5424 message; its text is the very line that stands in the heads file."""
    line = orjson.dumps(asdict(head)).decode()
    return f"<{PRIORITY}>1 {head.at} {host} fengsui {os.getpid()} head - {line}".encode()


def send(place: str, heads: Sequence[SignedHead]) -> None:
    """Sends them, in order. Raises Unavailable (`heads_failed`) where the place does not take them."""
    messages = [message(head, socket.gethostname() or "-") for head in heads]
    kind, _, where = place.partition(":")
    try:
        if kind == "unix":
            _to_daemon(where, messages)
        else:
            host, _, port = where.rpartition(":")
            _to_host(kind, (host.strip("[]"), int(port)), messages)
    except OSError as error:
        raise Unavailable(
            N_("The heads could not be sent to {place}: {why}"),
            code="heads_failed",
            place=place,
            why=error.strerror or error,
        ) from error


def _to_daemon(path: str, messages: Sequence[bytes]) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
        out.settimeout(SECONDS)
        out.connect(path)
        for said in messages:
            out.send(said)


def _to_host(kind: str, address: tuple[str, int], messages: Sequence[bytes]) -> None:
    if kind == "tcp":
        with socket.create_connection(address, SECONDS) as out:
            out.sendall(b"".join(b"%d %s" % (len(said), said) for said in messages))
        return
    family, _, _, _, where = socket.getaddrinfo(*address, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, socket.SOCK_DGRAM) as out:
        out.settimeout(SECONDS)
        for said in messages:
            out.sendto(said, where)
