"""fengsui feed check|asyncapi: does a server keep to the protocol of the feed, and what is the protocol."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fengsui.cli.call import full_name, payload_of
from fengsui.cli.failures import UsageFault
from fengsui.cli.output import write_json, write_line
from fengsui.cli.place import data_folder, settings_of
from fengsui.errors import Missing, Unauthorised
from fengsui.text import N_, translate

if TYPE_CHECKING:
    from fengsui.feedcheck.cases import Case
    from fengsui.feedcheck.ground import Ground
    from fengsui.feedcheck.rig import Rig
    from fengsui.feedcheck.rigfile import Started

OWN = "own"
OWN_RIG = Path(__file__).parents[1] / "feedrig" / "rig.yaml"
"""Read as anybody's: nothing here imports what it starts."""


def arguments(parser: ArgumentParser) -> None:
    """A token never stands in an option: every process on the machine could read it there."""
    language = parser.get_default("language")
    acts = parser.add_subparsers(dest="act", required=True, metavar="check|asyncapi")
    check = acts.add_parser("check", help=translate(N_("run the conformance cases against a feed"), language))

    def add(name: str, message: str, **more: object) -> None:
        check.add_argument(name, help=translate(message, language), **more)  # type: ignore[arg-type]

    add(
        "url",
        N_("the feed, e.g. ws://host:8601/feed; may be left out where the rig starts one"),
        metavar="URL",
        nargs="?",
        default="",
    )
    add(
        "--rig",
        N_("a file that says how to revoke, stop, break; own: a server made for it"),
        metavar="FILE",
    )
    add("--token-file", N_("a file that holds a token, - for standard input (or FENGSUI_TOKEN)"), metavar="FILE")
    add("--device", N_("the device that the token belongs to; not for a person's"), default="", metavar="ID")
    add(
        "--other-token-file",
        N_("a file with a token of somebody else: of the centre for a device's, a device's for a person's"),
        metavar="FILE",
    )
    add("--other-device", N_("the device that the other token belongs to"), default="", metavar="ID")
    add(
        "--traffic",
        N_("a command that may be given again and again and makes an event for this token"),
        nargs="+",
        metavar=("PLUGIN.COMMAND", "key=value"),
    )
    add("--only", N_("the cases whose ids fit, e.g. 'sub.*'"), action="append", default=[], metavar="ID")
    add("--quick", N_("without the cases that wait for time-outs"), action="store_true")
    check.add_argument("--json", action="store_true")
    described = acts.add_parser("asyncapi", help=translate(N_("print the feed's AsyncAPI 3 description"), language))
    described.add_argument("--json", action="store_true", help=translate(N_("it always is JSON"), language))


def run(given: Namespace) -> int:
    return {"check": _check, "asyncapi": _asyncapi}[given.act](given)


def _asyncapi(given: Namespace) -> int:
    """What a server on this data folder would answer; needs neither server nor database."""
    from fengsui.app import System
    from fengsui.http.asyncapi import describe_feed

    system = System(settings_of(data_folder(given.data)))
    system.load()
    write_json(describe_feed(system, given.language))
    return 0


def _check(given: Namespace) -> int:
    """1 where a case failed, 3 where no feed answers."""
    import asyncio

    try:
        return asyncio.run(_rigged(given, _chosen(given)))
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


def _end_on_signals() -> None:
    """SIGTERM and a terminal that goes away end it as Ctrl-C does: nothing of the rig's may stay behind."""
    import asyncio
    import signal
    import threading

    mine = asyncio.current_task()
    if mine is None or threading.current_thread() is not threading.main_thread():
        return
    for ends in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(ends) is signal.SIG_DFL:
            asyncio.get_running_loop().add_signal_handler(ends, mine.cancel)


async def _rigged(given: Namespace, cases: list[Case]) -> int:
    """The rig's folder and server are gone when it returns, however that is."""
    from tempfile import TemporaryDirectory

    from fengsui.feedcheck.rig import started

    url = _feed_url(given.url) if given.url else ""
    if url and given.rig == OWN:
        raise UsageFault(N_("--rig own makes a server of its own: leave the URL out."))
    _end_on_signals()
    with TemporaryDirectory(prefix="fengsui-rig-") as work:
        rig = _rig(given.rig, Path(work)) if given.rig else None
        async with started(rig, url) as facts:
            return await _checked(given, _ground(given, rig, facts), cases)


def _rig(name: str, work: Path) -> Rig:
    from fengsui.feedcheck.rig import Rig
    from fengsui.feedcheck.rigfile import read_rig

    file = OWN_RIG if name == OWN else Path(name)
    return Rig(read_rig(file), file.absolute().parent, work)


def _ground(given: Namespace, rig: Rig | None, facts: Started) -> Ground:
    """What the command line names goes before what the rig's start said; a token's device goes with the token."""
    from fengsui.feedcheck.ground import Ground, Traffic

    if not (url := given.url or facts.url):
        raise UsageFault(N_("Name the feed, such as ws://127.0.0.1:8601/feed, or a --rig that starts one."))
    traffic = Traffic(facts.traffic.command, facts.traffic.args) if facts.traffic else None
    if given.traffic:
        traffic = Traffic(full_name(given.traffic[0]), payload_of(given.traffic[1:]))
    mine, device = facts.token, given.device or facts.device
    if given.token_file or not mine:
        mine, device = _token(given), given.device
    other, other_device = facts.other_token, given.other_device or facts.other_device
    if given.other_token_file:
        other, other_device = _token_in(given.other_token_file), given.other_device
    return Ground(_feed_url(url), mine, device, other, traffic, other_device=other_device, rig=rig, slow_s=facts.slow_s)


def _feed_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("ws", "wss") or not parts.hostname or parts.query or parts.username:
        raise UsageFault(N_("{url} is not the address of a feed, such as ws://127.0.0.1:8601/feed."), url=url)
    return url


def _token(given: Namespace) -> str:
    found = _token_in(given.token_file) if given.token_file else os.environ.get("FENGSUI_TOKEN", "").strip()
    if not found:
        raise Unauthorised(N_("There is no token: give --token-file FILE or set FENGSUI_TOKEN."), code="no_token")
    return found


def _token_in(file: str) -> str:
    if file == "-":
        return sys.stdin.readline().strip()
    try:
        return Path(file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        said = N_("The token file {file} cannot be read: {why}")
        raise Missing(said, code="no_token_file", file=file, why=str(error)) from error


def _chosen(given: Namespace) -> list[Case]:
    from fengsui.feedcheck.cases import all_cases

    wanted = given.only or ["*"]
    found = [one for one in all_cases() if any(fnmatchcase(one.id, pattern) for pattern in wanted)]
    if not found:
        raise UsageFault(N_("No case is called {ids}."), ids=", ".join(wanted))
    return [one for one in found if not (given.quick and one.slow)]


async def _checked(given: Namespace, ground: Ground, cases: list[Case]) -> int:
    from fengsui.cli.feed_report import Report
    from fengsui.feedcheck.running import check, look

    await look(ground)
    report = Report(given.language, whole=not given.only, rigged=ground.rig is not None)
    async for result in check(ground, cases):
        report.take(result)
        if not given.json:
            write_line(report.line(result))
            sys.stdout.flush()
    if given.json:
        write_json({"url": ground.url, "user": ground.welcome["user"], **report.plain()})
    else:
        report.write()
    return 1 if report.count("failed") else 0
