"""Brokers that are measured beside ours where they are installed: Mosquitto over MQTT (QoS 0), and NATS.

They forward the same bytes to every subscriber. They keep no position, check no audience, and answer for nothing.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import psutil

from fengsui.ports import free_port

CONNECT = bytes((0x10, 19, 0, 4)) + b"MQTT" + bytes((4, 2, 0, 0, 0, 7)) + b"station"
PATIENCE_S = 10.0
SENDING_S = 60.0
QUIET_S = 0.3
MOSQUITTO = (
    "listener {port} 127.0.0.1\nallow_anonymous true\nmax_connections -1\nset_tcp_nodelay true\nlog_type error\n"
)
NATS = 'listen: "127.0.0.1:{port}"\nping_interval: "1h"\nmax_connections: 65000\n'


def installed() -> list[str]:
    """Which of them are here."""
    found = {"mosquitto": "mosquitto", "nats": "nats-server"}
    return [kind for kind, program in found.items() if shutil.which(program)]


class Broker:
    """A broker's process and our connection to it, which takes the same orders as the other servers."""

    def __init__(self, folder: Path, kind: str, size: int, core: int) -> None:
        self.kind, self.size, self.port, self.sent = kind, size, free_port(), 0
        conf = folder / f"{kind}-{self.port}.conf"
        conf.write_text((MOSQUITTO if kind == "mosquitto" else NATS).format(port=self.port), "utf-8")
        argv = ["mosquitto" if kind == "mosquitto" else "nats-server", "-c", str(conf)]
        self._process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._seen = psutil.Process(self._process.pid)
        if (os.cpu_count() or 1) > 1:
            self._seen.cpu_affinity([core])
        self._socket = self._connected()
        self._socket.sendall(CONNECT if kind == "mosquitto" else b'CONNECT {"verbose":false}\r\n')

    def _connected(self) -> socket.socket:
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                return socket.create_connection(("127.0.0.1", self.port))
            except ConnectionRefusedError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def line(self) -> str:
        return str(self.port)

    def ask(self, order: str) -> str:
        what, *numbers = order.split()
        if what == "rss":
            return str(self._seen.memory_info().rss // 1024)
        before = self._cpu()
        if what == "publish":
            total, burst, pace = map(int, numbers)
            for _ in range(0, total, burst):
                self._socket.sendall(b"".join(self._alert() for _ in range(burst)))
                time.sleep(pace / 1000)
            return str(self._rested() - before)
        return str(before)

    def _rested(self) -> int:
        """What it has used once it has nothing left to send."""
        until, before, used = time.monotonic() + SENDING_S, -1, self._cpu()
        while used != before and time.monotonic() < until:
            time.sleep(QUIET_S)
            before, used = used, self._cpu()
        return used

    def _cpu(self) -> int:
        """Nanoseconds, in steps of the kernel's clock (10 ms)."""
        times = self._seen.cpu_times()
        return int((times.user + times.system) * 1e9)

    def _alert(self) -> bytes:
        self.sent += 1
        begins = f'{{"kind":"event","seq":{self.sent:09d},"t":{time.monotonic_ns()},"text":"'.encode()
        body = begins.ljust(self.size - 2, b"x") + b'"}'
        if self.kind == "nats":
            return b"PUB alerts %d\r\n%b\r\n" % (len(body), body)
        rest = len(body) + 8
        return bytes((0x30, rest & 127 | 128, rest >> 7, 0, 6)) + b"alerts" + body

    def stop(self) -> None:
        self._socket.close()
        self._process.kill()
        self._process.wait()
