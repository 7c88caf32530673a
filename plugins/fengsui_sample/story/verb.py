"""`fengsui demo`: the sample city on a server of its own; with a terminal the console, without one the story."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from fengsui.hooks import Verb
from fengsui.text import N_, choose_language, translate


def arguments(parser: argparse.ArgumentParser) -> None:
    language = choose_language()
    parser.add_argument(
        "--headless", action="store_true", help=translate(N_("play the story and print it"), language, "fengsui_sample")
    )
    parser.add_argument(
        "--json", action="store_true", help=translate(N_("one JSON object a line"), language, "fengsui_sample")
    )
    parser.add_argument(
        "--database-url",
        default="",
        metavar="URL",
        help=translate(N_("play on this PostgreSQL database instead of embedded SQLite"), language, "fengsui_sample"),
    )


def run(given: argparse.Namespace) -> int:
    """0 when the story came out, 1 when a step failed (it says which)."""
    headless = given.headless or given.json or not (sys.stdin.isatty() and sys.stdout.isatty())
    language = choose_language(getattr(given, "language", None))
    from tempfile import TemporaryDirectory  # like asyncio below: `fengsui --help` lists this verb, and needs neither

    with TemporaryDirectory(prefix="fengsui-demo-", ignore_cleanup_errors=True) as folder:
        data = Path(folder) / "data"
        return _story(data, language, given) if headless else _console(data, language)


def _story(data: Path, language: str, given: argparse.Namespace) -> int:
    import asyncio

    from fengsui.clock import SystemClock
    from fengsui_sample.story.play import play
    from fengsui_sample.story.telling import StepFailed, Teller

    teller = Teller(SystemClock(), given.json, language)
    try:
        asyncio.run(play(data, teller, given.database_url))
    except StepFailed as failed:
        sys.stderr.write(f"{failed}\n")
        return 1
    return 0


def _console(data: Path, language: str) -> int:
    from fengsui_sample.story.desk import sit_down

    return sit_down(data, language)


def verbs() -> tuple[Verb, ...]:
    summary = N_("the sample city: the console on a server of its own, or the story without a terminal")
    return (Verb(name="demo", summary=summary, arguments=arguments, run=run),)
