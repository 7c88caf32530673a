"""fengsui serve: run until stopped."""

from __future__ import annotations

import errno
import json
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO

from fengsui.cli.place import existing_data_folder
from fengsui.errors import Unavailable
from fengsui.text import N_, translate

if TYPE_CHECKING:
    from pathlib import Path

    from fengsui.serve import Serving
    from fengsui.settings import Settings
    from fengsui.watch.vitals import Vitals, Where

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def arguments(parser: ArgumentParser) -> None:
    language = parser.get_default("language")
    parser.add_argument("--http-port", type=int, help=translate(N_("0 takes a free one"), language))
    parser.add_argument("--feed-port", type=int, help=translate(N_("0 takes a free one"), language))
    parser.add_argument(
        "--only-builtin", action="store_true", help=translate(N_("safe mode: load no plugin but ours"), language)
    )
    parser.add_argument(
        "--unwatched", action="store_true", help=translate(N_("without the parent process that restarts it"), language)
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--log", default="INFO", choices=("DEBUG", "INFO", "WARNING", "ERROR"))


def run(given: Namespace) -> int:
    """SIGTERM and SIGINT drain: connections are told to come back, what was accepted is finished.

    The server runs in a child of this process, which starts it again when it no longer turns.
    """
    import logging

    from fengsui.watch.supervisor import supervise
    from fengsui.watch.vitals import Vitals

    folder = existing_data_folder(given.data)
    logging.basicConfig(level=given.log, stream=sys.stderr, format=FORMAT)
    logging.getLogger("alembic").setLevel(max(logging.WARNING, logging.getLevelName(given.log)))
    if given.unwatched:
        return _serve(given, folder, Vitals(), None)
    return supervise(folder, lambda vitals, where: _serve(given, folder, vitals, where))


def _serve(given: Namespace, folder: Path, vitals: Vitals, where: Where | None) -> int:
    import asyncio

    from fengsui.serve import serve
    from fengsui.settings import load

    overrides = {
        name: value
        for name in ("http_port", "feed_port", "only_builtin")
        if (value := getattr(given, name)) is not None and value is not False
    }
    if where is not None:
        overrides |= {"http_port": where.http_port, "feed_port": where.feed_port}
    settings = load(folder, **overrides)
    try:
        with _only_ours() as said:
            asyncio.run(serve(settings, lambda server: _say_where(given, settings, server, said), vitals))
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES):
            raise
        raise Unavailable(N_("The server cannot listen: {why}"), code="port_taken", why=error) from error
    return 0


@contextmanager
def _only_ours() -> Iterator[TextIO]:
    """What was stdout, for the one line that we say there; what anybody else prints meanwhile goes to stderr."""
    sys.stdout.flush()
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as said:
        os.dup2(2, 1)
        try:
            yield said
        finally:
            os.dup2(said.fileno(), 1)


def _say_where(given: Namespace, settings: Settings, server: Serving, said: TextIO) -> None:
    """Once everything answers: the two addresses, on one line (one object with --json)."""
    secure = "s" if settings.tls_cert else ""
    http = f"http{secure}://{settings.http_host}:{server.http_port}"
    feed = f"ws{secure}://{settings.feed_host}:{server.feed_port}/feed"
    if given.json:
        line = json.dumps({"http": http, "feed": feed})
    else:
        text = N_("HTTP {http}   feed {feed}   (Ctrl-C or SIGTERM stops)")
        line = translate(text, given.language, http=http, feed=feed)
    with suppress(OSError):  # nobody reads any more: no reason not to serve
        said.write(f"{line}\n")
        said.flush()
