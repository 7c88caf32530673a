"""`fengsui listen` in a process of its own against a real feed: what it stores, shows, sends and survives."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from tests.core.feed.serving import Served, Wire, serving
from tests.plugins.incidents.listen.making import Make

from fengsui.errors import Conflict
from fengsui_incidents.listen import files

View = dict[str, Any]
PROGRAM = "import sys; from fengsui.cli import main; sys.exit(main(sys.argv[1:]))"


class Terminal:
    """The process, and the JSON lines that it has written."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.lines: list[dict[str, Any]] = []
        self._more = asyncio.Event()
        self._task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            self.lines.append(json.loads(line))
            self._more.set()

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["kind"] == kind]

    async def until(self, condition: Callable[[], Any], seconds: float = 15.0) -> None:
        try:
            async with asyncio.timeout(seconds):
                while not condition():
                    self._more.clear()
                    await self._more.wait()
        except TimeoutError:
            raise AssertionError(self.lines) from None

    async def type(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line.encode() + b"\n")
        await self.process.stdin.drain()

    async def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        if self.process.returncode is None:
            self.process.send_signal(how)
        code = await self.process.wait()
        await self._task
        return code


@pytest.fixture
async def view() -> AsyncIterator[View]:
    """A server whose view `incidents.my_orders` answers what the test says; `receipts` are what it was sent."""
    said: View = {"orders": [], "receipts": [], "url": "", "epoch": "e1"}

    async def my_orders(_: web.Request) -> web.Response:
        return web.json_response({"epoch": said["epoch"], "seq": 0, "answer": said["orders"]})

    async def receipt(request: web.Request) -> web.Response:
        said["receipts"].append(await request.json())
        return web.json_response({"answer": {"state": "moving"}})

    application = web.Application()
    application.router.add_get("/api/v1/incidents/my_orders", my_orders)
    application.router.add_post("/api/v1/incidents/receipt", receipt)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    said["url"] = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield said
    await runner.cleanup()


@asynccontextmanager
async def terminal(url: str, server: str, folder: Path, *options: str) -> AsyncIterator[Terminal]:
    environment = {**os.environ, "FENGSUI_TOKEN": "D-T06", "LANG": "zh_CN.UTF-8", "PYTHONUNBUFFERED": "1"}
    arguments = ["listen", "--device", "D-T06", "--url", url, "--server", server, "--data", str(folder), "--json"]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PROGRAM,
        *arguments,
        *options,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=environment,
    )
    started = Terminal(process)
    try:
        yield started
    finally:
        await started.end(signal.SIGKILL)


def order(served: Served, ordered: Callable[..., dict[str, Any]], number: str = "PT1122-01-02", **more: Any) -> None:
    """Records an order for T06 in the journal behind the feed."""
    event = ordered(order=number, **more)
    served.source.add(
        "centre", "team:T06", topic=event["type"], need="accept", severity="extreme", exercise=event["exercise"],
        data=event["data"],
    )  # fmt: skip


def receipts(served: Served) -> list[str]:
    return [args["kind"] for name, args, _, _ in served.gate.executed if name == "incidents.receipt"]


async def test_it_stores_acknowledges_shows_and_answers_by_itself(tmp_path: Path, ordered: Make, view: View) -> None:
    options = ("--answer", "accept", "--people", "8", "--minutes", "9")
    async with serving() as served, terminal(served.url, view["url"], tmp_path, *options) as listen:
        await listen.until(lambda: listen.of("connected"))
        order(served, ordered)
        await listen.until(lambda: len(listen.of("sent")) == 3)
        (alert,) = listen.of("alert")
        assert (alert["order"], alert["exercise"], alert["again"]) == ("PT1122-01-02", None, False)
        assert alert["text"][0] == "############ 真实警情  REAL ############"
        assert receipts(served) == ["popped_up", "displayed", "accepted"]
        assert served.gate.executed[2][1] == {"order": "PT1122-01-02", "kind": "accepted", "people": 8, "minutes": 9}
        assert all(key for *_, key in served.gate.executed)
        await served.until(lambda: served.gate.delivered)
        assert await listen.end() == 0


async def test_a_person_answers_on_a_pipe(tmp_path: Path, ordered: Make, view: View) -> None:
    async with serving() as served, terminal(served.url, view["url"], tmp_path) as listen:
        await listen.until(lambda: listen.of("connected"))
        order(served, ordered)
        await listen.until(lambda: listen.of("alert"))
        await listen.type("1")
        await listen.type("8 9")
        await listen.type("4")
        await listen.until(lambda: len(listen.of("sent")) == 4)
        assert receipts(served) == ["popped_up", "displayed", "accepted", "moving"]


async def test_killed_it_shows_what_is_open_as_still_open_and_not_as_new(
    tmp_path: Path, ordered: Make, view: View
) -> None:
    async with serving() as served:
        async with terminal(served.url, view["url"], tmp_path) as listen:
            await listen.until(lambda: listen.of("connected"))
            order(served, ordered)
            await listen.until(lambda: len(listen.of("sent")) == 1)
            await listen.end(signal.SIGKILL)
        order(served, ordered, "PT1122-01-03")
        async with terminal(served.url, view["url"], tmp_path) as listen:
            await listen.until(lambda: len(listen.of("alert")) == 2)
            assert [(a["order"], a["again"]) for a in listen.of("alert")] == [
                ("PT1122-01-02", True),
                ("PT1122-01-03", False),
            ]
            await asyncio.sleep(0.3)
            assert len(listen.of("alert")) == 2
            assert receipts(served) == ["popped_up", "popped_up"]


async def test_answers_given_while_cut_off_are_sent_once_afterwards(tmp_path: Path, ordered: Make, view: View) -> None:
    async with serving() as served:
        wire = Wire(served.port)
        await wire.start()
        async with terminal(wire.url, view["url"], tmp_path) as listen:
            await listen.until(lambda: listen.of("connected"))
            order(served, ordered)
            await listen.until(lambda: len(listen.of("sent")) == 1)
            await wire.stop()
            await listen.until(lambda: listen.of("lost"))
            await listen.type("2")
            await listen.type("2")
            order(served, ordered, "PT1122-01-03")
            await listen.until(lambda: len(listen.of("told")) == 2)
            await listen.end(signal.SIGKILL)
        async with terminal(served.url, view["url"], tmp_path) as listen:
            await listen.until(lambda: len(listen.of("sent")) == 3)
            assert receipts(served) == ["popped_up", "displayed", "unable", "popped_up"]
            assert [(a["order"], a["again"]) for a in listen.of("alert")] == [("PT1122-01-03", False)]


async def test_a_lost_history_is_said_and_the_orders_are_read_again(tmp_path: Path, ordered: Make, view: View) -> None:
    async with serving() as served, terminal(served.url, view["url"], tmp_path) as listen:
        await listen.until(lambda: listen.of("whole"))
        order(served, ordered)
        await listen.until(lambda: listen.of("alert"))
        await listen.end()
        served.source.restore("e2", 0)
        served.source.add("centre")
        await served.feed.stop(0)
        data = ordered(order="PT1122-01-09")["data"]
        view["epoch"] = "e2"
        view["orders"] = [{**data, "facts": [], "state": "ordered", "exercise": None}]
        async with (
            serving(source=served.source, gate=served.gate) as again,
            terminal(again.url, view["url"], tmp_path) as later,
        ):
            await later.until(lambda: later.of("whole"))
            assert later.of("incomplete")
            assert "数据可能不完整" in later.of("incomplete")[0]["text"]
            assert [(a["order"], a["again"]) for a in later.of("alert")] == [
                ("PT1122-01-02", True),
                ("PT1122-01-09", False),
            ]


async def test_orders_that_could_not_be_read_before_a_crash_are_read_after_it(
    tmp_path: Path, ordered: Make, view: View
) -> None:
    view["orders"] = [{**ordered()["data"], "facts": [], "state": "ordered", "exercise": None}]
    async with serving() as served:
        async with terminal(served.url, "http://127.0.0.1:9", tmp_path) as listen:
            await listen.until(lambda: listen.of("connected") and listen.of("incomplete"))
            assert "请电话核对" in listen.of("incomplete")[0]["text"]
            await listen.end(signal.SIGKILL)
        async with terminal(served.url, view["url"], tmp_path) as listen:
            await listen.until(lambda: listen.of("whole"))
            assert [alert["order"] for alert in listen.of("alert")] == ["PT1122-01-02"]
            assert not files.unread(tmp_path / "listen" / "D-T06"), "not again at the next start"


async def test_a_refusal_is_told_and_not_sent_again(tmp_path: Path, ordered: Make, view: View) -> None:
    async with serving() as served, terminal(served.url, view["url"], tmp_path, "--answer", "unable") as listen:
        await listen.until(lambda: listen.of("connected"))
        served.gate.failure = Conflict("The order is finished.", code="already_ready")
        order(served, ordered)
        await listen.until(lambda: len(listen.of("sent")) == 3)
        assert {line["code"] for line in listen.of("sent")} == {"already_ready"}
        assert not json.loads((tmp_path / "listen" / "D-T06" / "desk.json").read_text("utf-8"))["unsent"]


async def test_a_bad_token_ends_it_with_a_reason(tmp_path: Path, view: View) -> None:
    async with serving() as served:
        served.gate.actors.clear()
        async with terminal(served.url, view["url"], tmp_path) as listen:
            async with asyncio.timeout(15):
                assert await listen.process.wait() == 1


async def test_a_report_is_one_shot(tmp_path: Path, view: View) -> None:
    view["orders"] = [{"order": "PT1122-01-02", "exercise": None}, {"order": "EX07-02", "exercise": "EX-07"}]
    async with terminal("ws://127.0.0.1:1/feed", view["url"], tmp_path, "--report", "moving") as listen:
        async with asyncio.timeout(15):
            assert await listen.process.wait() == 0
        await listen.until(lambda: listen.lines)
    assert view["receipts"] == [{"order": "PT1122-01-02", "kind": "moving"}]
    assert listen.lines[0]["order"] == "PT1122-01-02"


@pytest.mark.parametrize(
    ("orders", "code"),
    [([], 1), ([{"order": "A", "exercise": None}, {"order": "B", "exercise": None}], 1)],
)
async def test_a_report_that_is_not_clear_is_refused(tmp_path: Path, view: View, orders: list[View], code: int) -> None:
    view["orders"] = orders
    async with terminal("ws://127.0.0.1:1/feed", view["url"], tmp_path, "--report", "ready") as listen:
        async with asyncio.timeout(15):
            assert await listen.process.wait() == code
    assert not view["receipts"]


async def test_a_report_without_a_server_says_so(tmp_path: Path) -> None:
    async with terminal("ws://127.0.0.1:1/feed", "http://127.0.0.1:1", tmp_path, "--report", "ready") as listen:
        async with asyncio.timeout(15):
            assert await listen.process.wait() == 3
