"""fengsui feed check|asyncapi: does a server keep to the protocol of the feed, and what is the protocol."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from fengsui.cli.output import write_json
from fengsui.cli.place import data_folder, settings_of
from fengsui.text import N_, translate


def arguments(parser: ArgumentParser) -> None:
    language = parser.get_default("language")
    acts = parser.add_subparsers(dest="act", required=True, metavar="asyncapi")
    described = acts.add_parser("asyncapi", help=translate(N_("print the feed's AsyncAPI 3 description"), language))
    described.add_argument("--json", action="store_true", help=translate(N_("it always is JSON"), language))


def run(given: Namespace) -> int:
    return {"asyncapi": _asyncapi}[given.act](given)


def _asyncapi(given: Namespace) -> int:
    """What a server on this data folder would answer; needs neither server nor database."""
    from fengsui.app import System
    from fengsui.http.asyncapi import describe_feed

    system = System(settings_of(data_folder(given.data)))
    system.load()
    write_json(describe_feed(system, given.language))
    return 0
