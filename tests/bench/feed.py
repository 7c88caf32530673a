"""Fan-out: what one delivery of an alert to one of many connected teams costs the server, beside two references.

The floor is a C loop that sends the same bytes and checks nothing; `broadcast()` is that of the library `websockets`.
Mosquitto and NATS stand beside them where they are installed. All run in turn, pinned to one core, against the same
light clients in C on another, so that only ratios matter.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.fanout.brokers import Broker, installed
from tests.bench.measure import table

HERE = Path(__file__).parent / "fanout"
SIZE = 640
"""Bytes of one alert, as ours makes it."""
DELIVERIES = 60_000
ROUNDS = 5


@dataclass(frozen=True)
class Case:
    """What the clients do, and how the alerts come. `goals`: at most so many times the C loop, by connections."""

    name: str
    ack: int = 0
    burst: int = 1
    goals: tuple[tuple[int, float], ...] = ()


CASES = (
    Case("no acks", goals=((1000, 1.6), (5000, 1.4), (10000, 1.4))),
    Case("an ack for every delivery", ack=1, goals=((1000, 2.8),)),
    Case("an ack for every 50", ack=50, goals=((1000, 1.7),)),
    Case("bursts of 8", burst=8, goals=((1000, 0.4),)),
)
KINDS = ("floor", "broadcast", "ours")


class Program:
    """A process that answers a line with a line."""

    def __init__(self, *argv: object, core: int) -> None:
        pinned = ["taskset", "-c", str(core)] if shutil.which("taskset") and (os.cpu_count() or 1) > 1 else []
        self.process = subprocess.Popen(
            [*pinned, *map(str, argv)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def line(self) -> str:
        assert self.process.stdout is not None
        if not (line := self.process.stdout.readline()):
            raise RuntimeError(f"{self.process.args!r} ended")
        return line.strip()

    def ask(self, order: str) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write(order + "\n")
        return self.line()

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()


def server(tools: Path, kind: str, connections: int, missed: int) -> Program | Broker:
    """Started; its first line is its port."""
    if kind in ("mosquitto", "nats"):
        return Broker(tools, kind, SIZE, core=0)
    if kind == "floor":
        return Program(tools / "floor", SIZE, core=0)
    return Program(sys.executable, "-m", "tests.bench.fanout.servers", kind, connections, missed, core=0)


class Meeting:
    """One server and its crowd, connected."""

    def __init__(self, tools: Path, kind: str, connections: int, *load: object, missed: int = 0) -> None:
        self.server = server(tools, kind, connections, missed)
        port = self.server.line()
        before = [int(self.server.ask(what)) for what in ("cpu", "rss")]
        greeting = {"ours": ["--feed"], "mosquitto": ["--mqtt"], "nats": ["--nats"]}.get(kind, [])
        self.load = Program(tools / "load", port, connections, *greeting, *load, core=1)
        try:
            self.load.line()
            cpu, rss = (int(self.server.ask(what)) - was for what, was in zip(("cpu", "rss"), before, strict=True))
        except BaseException:
            self.stop()
            raise
        self.connect_us, self.connection_kib = cpu / connections / 1e3, rss / connections
        self.load.ask("begin")

    def publish(self, count: int, burst: int = 1, pace_ms: int = 30) -> tuple[float, dict[str, Any]]:
        """Microseconds of the server's CPU for each event published, and what the clients saw."""
        cpu = int(self.server.ask(f"publish {count} {burst} {pace_ms * burst}")) / 1e3 / count
        seen = json.loads(self.load.ask("report"))
        if seen["least"] < count:
            raise RuntimeError(f"a client got only {seen['least']} of {count} alerts, {seen['lost']} were lost")
        return cpu, seen

    def stop(self) -> None:
        self.load.stop()
        self.server.stop()


@contextmanager
def tools() -> Iterator[Path]:
    """The two C programs, built."""
    with tempfile.TemporaryDirectory(prefix="fengsui-bench-") as folder:
        for name in ("floor", "load"):
            subprocess.run(["cc", "-O2", "-o", f"{folder}/{name}", str(HERE / f"{name}.c")], check=True)
        yield Path(folder)


def fan_out(folder: Path, kind: str, connections: int, case: Case) -> dict[str, float]:
    """One round: CPU a delivery, CPU a connect, memory a connection, age of the alerts when they arrived."""
    events = max(24, DELIVERIES // connections) // case.burst * case.burst
    meeting = Meeting(folder, kind, connections, "--ack", case.ack)
    try:
        meeting.publish(case.burst * 2, case.burst)
        cpu, seen = meeting.publish(events, case.burst, max(30, connections // 20))
    finally:
        meeting.stop()
    return {
        "cpu": cpu / connections,
        "connect": meeting.connect_us,
        "kib": meeting.connection_kib,
        "p50": seen["p50"],
        "p99": seen["p99"],
    }


Figures = dict[str, float]


def rounds(folder: Path, connections: int, case: Case, count: int) -> dict[str, Figures]:
    """Medians over `count` rounds of each server, and of the ratios within each round."""
    kinds = [*KINDS, *(installed() if case.ack == 0 else [])]
    taken: dict[str, list[Figures]] = {kind: [] for kind in kinds}
    for _ in range(count):
        for kind in kinds:
            taken[kind].append(fan_out(folder, kind, connections, case))
    medians = {kind: {name: statistics.median(r[name] for r in all) for name in all[0]} for kind, all in taken.items()}
    for kind, all in taken.items():
        for other in ("floor", "broadcast"):
            ratios = [mine["cpu"] / theirs["cpu"] for mine, theirs in zip(all, taken[other], strict=True)]
            medians[kind][f"x {other}"] = statistics.median(ratios)
    return medians


def row(connections: int, case: Case, kind: str, found: Figures) -> list[str]:
    goal = dict(case.goals).get(connections) if kind == "ours" else None
    return [
        f"{connections:,}",
        case.name,
        kind,
        f"{found['cpu']:.1f}",
        f"{found['x floor']:.2f}",
        f"{found['x broadcast']:.2f}",
        "" if goal is None else f"<= {goal}{'' if found['x floor'] <= goal else ', missed'}",
        f"{found['p50']:.0f} / {found['p99']:.0f}",
        f"{found['connect']:.0f}",
        f"{found['kib']:.1f}",
    ]


HEADER = ["connections", "case", "server", "CPU a delivery, us", "x C", "x broadcast()", "goal (x C)"]
HEADER += ["age on arrival p50 / p99, ms", "CPU a connect, us", "KiB a connection"]


def resume(folder: Path, connections: int = 1000, count: int = ROUNDS) -> None:
    """What coming back costs: hello, token, resume, and the events missed, beside a bare websocket handshake."""
    cases = {
        "bare handshake of websockets": ("broadcast", (), 0),
        "ours: hello, token, resume at the end": ("ours", ("--after", 20), 20),
        "ours: the same, 20 alerts missed": ("ours", ("--after", 0), 20),
    }
    costs: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(count):
        for name, (kind, load, missed) in cases.items():
            meeting = Meeting(folder, kind, connections, *load, missed=missed)
            costs[name].append(meeting.connect_us)
            meeting.stop()
    reference = statistics.median(costs["bare handshake of websockets"])
    medians = [(name, statistics.median(values)) for name, values in costs.items()]
    goals = {"ours: hello, token, resume at the end": "<= 1"}
    rows = [(name, f"{cost:.0f}", f"{cost / reference:.2f}", goals.get(name, "")) for name, cost in medians]
    table(["a connect, 1,000 in turn", "server CPU, us", "x bare", "goal"], rows)


def stall(folder: Path, connections: int = 1000, events: int = 300, count: int = 3) -> None:
    """What the others notice when one client in twenty takes nothing any more, and what each of those costs."""
    found: dict[int, list[tuple[float, float]]] = {0: [], connections // 20: []}
    for _ in range(count):
        for stalled, ages in found.items():
            meeting = Meeting(folder, "ours", connections, "--stall", stalled)
            before = int(meeting.server.ask("rss"))
            seen = meeting.publish(events, 1, 15)[1]
            ages.append((seen["p99"], (int(meeting.server.ask("rss")) - before) / max(1, stalled)))
            meeting.stop()
    rows = []
    whole = statistics.median(age for age, _ in found[0])
    for stalled, ages in found.items():
        p99, kib = (statistics.median(column) for column in zip(*ages, strict=True))
        kept = f"{kib:.0f}" if stalled else ""
        rows.append((stalled, f"{p99:.1f}", f"{p99 / whole:.2f}", "<= 1.3" if stalled else "", kept))
    table(["stalled of 1,000", "p99 of the others, ms", "x none stalled", "goal", "KiB more a stalled client"], rows)


def main(connections: tuple[int, ...] = (1000, 5000, 10000), count: int = ROUNDS) -> None:
    """Prints the tables, each as soon as it is measured."""
    if shutil.which("cc") is None:
        sys.stdout.write("The feed is measured against programs in C: there is no C compiler (cc) here.\n")
        return
    with tools() as folder:
        for number in connections:
            rows = []
            for case in CASES:
                if number == connections[0] or case is CASES[0]:
                    medians = rounds(folder, number, case, count if number == connections[0] else min(count, 3))
                    rows += [row(number, case, kind, found) for kind, found in medians.items()]
            table(HEADER, rows)
            sys.stdout.write("\n")
        resume(folder)
        sys.stdout.write("\n")
        stall(folder)


if __name__ == "__main__":
    main()
