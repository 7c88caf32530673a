"""fengsui console: the terminal console on a running server."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from importlib import import_module

from fengsui.cli import ask
from fengsui.cli.remote import connect, feed_url
from fengsui.cli.user import log_in
from fengsui.errors import Unavailable
from fengsui.text import N_, translate

TARGET = "fengsui_tui.opening:run"


def arguments(parser: ArgumentParser) -> None:
    language = parser.get_default("language")
    parser.add_argument("--user", default="", help=translate(N_("asked for otherwise"), language))
    parser.add_argument(
        "--code", action="store_true", help=translate(N_("set a password with a one-time code first"), language)
    )
    parser.add_argument("--feed", default=None, metavar="URL", help="ws://127.0.0.1:8601/feed")


def run(given: Namespace) -> int:
    """Asks for user and password where FENGSUI_TOKEN is not set; never without a terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Unavailable(N_("The console needs a terminal."), code="no_screen")
    server = connect(given)
    server.get("/healthz")
    token = os.environ.get("FENGSUI_TOKEN") or log_in(given, given.user or ask.line(N_("User: "), given.language))
    module, _, name = TARGET.partition(":")
    start = getattr(import_module(module), name)
    feed = feed_url(given.feed, given.data, given.server)
    return int(start(url=server.url, feed=feed, token=token, language=given.language, user=given.user) or 0)
