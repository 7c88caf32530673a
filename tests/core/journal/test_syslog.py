"""Signed heads to a syslog: over the local socket, datagrams and a stream; and what is said where it is not there."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from pydantic import ValidationError
from tests.core.ping import Pinged, pinger

from fengsui.clock import Ids
from fengsui.errors import FengsuiError
from fengsui.http import build
from fengsui.journal.heads import HeadsFile, SignedHead, key_of
from fengsui.journal.syslog import message, send
from fengsui.settings import Settings
from fengsui.testing import running

HEAD = SignedHead("e" * 32, 7, "a" * 64, "2026-11-22T03:12:00.000000Z", False, "b" * 64)
SAID = re.compile(rb'^<109>1 2026-11-22T03:12:00\.000000Z \S+ fengsui \d+ head - \{"epoch":.*"mac":"b+"\}$')


def test_an_rfc_5424_message() -> None:
    assert SAID.match(message(HEAD, "centre"))


def test_to_the_local_daemon_and_as_datagrams(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as daemon:
        daemon.bind(str(tmp_path / "log"))
        send(f"unix:{tmp_path / 'log'}", [HEAD, HEAD])
        assert all(SAID.match(daemon.recv(4096)) for _ in range(2))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        send(f"udp:127.0.0.1:{other.getsockname()[1]}", [HEAD])
        assert SAID.match(other.recv(4096))


def test_as_a_stream_each_message_is_counted() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        send(f"tcp:127.0.0.1:{server.getsockname()[1]}", [HEAD, HEAD])
        connection, _ = server.accept()
        with connection:
            got = b""
            while more := connection.recv(4096):
                got += more
    for _ in range(2):
        count, _, rest = got.partition(b" ")
        assert SAID.match(rest[: int(count)])
        got = rest[int(count) :]
    assert got == b""


def test_a_place_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FengsuiError) as refused:
        send(f"unix:{tmp_path / 'nothing'}", [HEAD])
    assert refused.value.code == "heads_failed"
    for wrong in ("syslog", "udp:host", "udp:host:x", "http://host:1"):
        with pytest.raises(ValidationError):
            Settings(heads_syslog=wrong)


async def test_the_server_sends_what_it_signs_and_says_where_it_cannot(tmp_path: Path) -> None:
    place = tmp_path / "log"
    async with running([], data=tmp_path / "data", settings={"heads_syslog": f"unix:{place}"}, extra=[pinger()]) as one:
        client = TestClient(TestServer(build(one.system)))
        async with client:
            await one.run(lambda unit: unit.record(Pinged(exercise=None, text="a")), "ping")
            await one.advance(seconds=3)
            assert (await (await client.get("/healthz")).json())["warnings"] == ["heads_failed"]
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as daemon:
                daemon.bind(str(place))
                await one.run(lambda unit: unit.record(Pinged(exercise=None, text="b")), "ping")
                await one.advance(seconds=62)
                got = daemon.recv(4096)
            assert (await (await client.get("/healthz")).json())["warnings"] == []
        signed = HeadsFile(tmp_path / "data" / "heads.signed", key_of(tmp_path / "data", Ids())).read()[0]
        assert got.partition(b" - {")[2] == message(signed[-1], "x").partition(b" - {")[2]
