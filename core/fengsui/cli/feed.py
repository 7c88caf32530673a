"""fengsui feed check|asyncapi: does a server keep to the protocol of the feed, and what is the protocol."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fengsui.cli.call import full_name, payload_of
from fengsui.cli.failures import UsageFault
from fengsui.cli.output import width, write_json, write_line
from fengsui.cli.place import data_folder, settings_of
from fengsui.errors import Missing, Unauthorised
from fengsui.text import N_, translate

if TYPE_CHECKING:
    from fengsui.feedcheck.cases import Case
    from fengsui.feedcheck.ground import Ground
    from fengsui.feedcheck.running import Result

OUTCOMES = {"passed": N_("passed"), "failed": N_("FAILED"), "skipped": N_("skipped")}


def arguments(parser: ArgumentParser) -> None:
    """A token never stands in an option: every process on the machine could read it there."""
    language = parser.get_default("language")
    acts = parser.add_subparsers(dest="act", required=True, metavar="check|asyncapi")
    check = acts.add_parser("check", help=translate(N_("run the conformance cases against a feed"), language))

    def add(name: str, message: str, **more: object) -> None:
        check.add_argument(name, help=translate(message, language), **more)  # type: ignore[arg-type]

    add("url", N_("the feed, e.g. ws://host:8601/feed"), metavar="URL")
    add("--token-file", N_("a file that holds a token, - for standard input (or FENGSUI_TOKEN)"), metavar="FILE")
    add("--device", N_("the device that the token belongs to; not for a person's"), default="", metavar="ID")
    add("--other-token-file", N_("a file with a token of somebody else, of the centre"), metavar="FILE")
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

    from fengsui.feedcheck.ground import Ground, Traffic

    traffic = Traffic(full_name(given.traffic[0]), payload_of(given.traffic[1:])) if given.traffic else None
    other = _token_in(given.other_token_file) if given.other_token_file else ""
    ground = Ground(_feed_url(given.url), _token(given), given.device, other, traffic)
    return asyncio.run(_checked(given, ground, _chosen(given)))


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
    from fengsui.feedcheck.running import check, look

    await look(ground)
    results = []
    async for result in check(ground, cases):
        results.append(result)
        if not given.json:
            write_line(_line(result, given.language))
            sys.stdout.flush()
    counts = {outcome: sum(result.outcome == outcome for result in results) for outcome in OUTCOMES}
    if given.json:
        cases_said = [_plain(result, given.language) for result in results]
        write_json({"url": ground.url, "user": ground.welcome["user"], **counts, "cases": cases_said})
    else:
        write_line(translate(N_("{passed} passed, {failed} failed, {skipped} skipped"), given.language, **counts))
    return 1 if counts["failed"] else 0


def _line(result: Result, language: str) -> str:
    outcome = translate(OUTCOMES[result.outcome], language)
    said = f"{outcome}{' ' * (8 - width(outcome))}  {result.case.id:<26}  {translate(result.case.said, language)}"
    if why := _why(result, language):
        said += f"  [{why}]"
    return said


def _why(result: Result, language: str) -> str:
    if result.expected is not None and result.came is not None:
        expected, came = result.expected.say(language), result.came.say(language)
        return translate(N_("expected {expected}, came {came}"), language, expected=expected, came=came)
    return result.why.say(language) if result.why is not None else ""


def _plain(result: Result, language: str) -> dict[str, Any]:
    parts = {"expected": result.expected, "came": result.came, "why": result.why}
    return {
        "id": result.case.id,
        "said": translate(result.case.said, language),
        "outcome": result.outcome,
        **{name: phrase.say(language) for name, phrase in parts.items() if phrase is not None},
    }
