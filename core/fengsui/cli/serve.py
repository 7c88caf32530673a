"""fengsui serve: run until stopped."""

from __future__ import annotations

import errno
import json
import logging
import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from fengsui.cli.output import write_line
from fengsui.cli.place import existing_data_folder
from fengsui.errors import Unavailable
from fengsui.text import N_, translate

if TYPE_CHECKING:
    from fengsui.serve import Serving
    from fengsui.settings import Settings

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def arguments(parser: ArgumentParser) -> None:
    language = parser.get_default("language")
    parser.add_argument("--http-port", type=int, help=translate(N_("0 takes a free one"), language))
    parser.add_argument("--feed-port", type=int, help=translate(N_("0 takes a free one"), language))
    parser.add_argument(
        "--only-builtin", action="store_true", help=translate(N_("safe mode: load no plugin but ours"), language)
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--log", default="INFO", choices=("DEBUG", "INFO", "WARNING", "ERROR"))


def run(given: Namespace) -> int:
    """SIGTERM and SIGINT drain: connections are told to come back, what was accepted is finished."""
    import asyncio

    from fengsui.serve import serve
    from fengsui.settings import load

    overrides = {
        name: value
        for name in ("http_port", "feed_port", "only_builtin")
        if (value := getattr(given, name)) is not None and value is not False
    }
    settings = load(existing_data_folder(given.data), **overrides)
    logging.basicConfig(level=given.log, stream=sys.stderr, format=FORMAT)
    logging.getLogger("alembic").setLevel(max(logging.WARNING, logging.getLevelName(given.log)))
    try:
        asyncio.run(serve(settings, lambda server: _say_where(given, settings, server)))
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES):
            raise
        raise Unavailable(N_("The server cannot listen: {why}"), code="port_taken", why=error) from error
    return 0


def _say_where(given: Namespace, settings: Settings, server: Serving) -> None:
    """Once everything answers: the two addresses, on one line (one object with --json)."""
    secure = "s" if settings.tls_cert else ""
    http = f"http{secure}://{settings.http_host}:{server.http_port}"
    feed = f"ws{secure}://{settings.feed_host}:{server.feed_port}/feed"
    if given.json:
        write_line(json.dumps({"http": http, "feed": feed}))
    else:
        said = N_("HTTP {http}   feed {feed}   (Ctrl-C or SIGTERM stops)")
        write_line(translate(said, given.language, http=http, feed=feed))
    sys.stdout.flush()
