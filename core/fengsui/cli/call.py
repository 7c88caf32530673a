"""fengsui call PLUGIN.COMMAND [key=value… | JSON | -]: any command of any plugin."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from fengsui.cli.failures import UNREACHABLE_CODE, UsageFault
from fengsui.cli.output import write_answer, write_json
from fengsui.cli.remote import connect
from fengsui.errors import Unavailable
from fengsui.text import N_, translate


def arguments(parser: ArgumentParser) -> None:
    language = parser.get_default("language")
    parser.add_argument("name", metavar="PLUGIN.COMMAND")
    parser.add_argument(
        "payload",
        nargs="*",
        metavar="key=value",
        help=translate(N_("values as JSON or text; or one JSON object; or - for one on standard input"), language),
    )
    parser.add_argument("--json", action="store_true")


def run(given: Namespace) -> int:
    payload = payload_of(given.payload)
    name = full_name(given.name)
    server = connect(given)
    try:
        server.alive()
        answer = server.command(name, payload)
    except Unavailable as error:
        answer = _offline(name, payload) if error.code == UNREACHABLE_CODE else NOT_OFFLINE
        if answer is NOT_OFFLINE:
            raise
    write_json(answer) if given.json else write_answer(answer)
    return 0


NOT_OFFLINE = object()


def _offline(name: str, payload: dict[str, Any]) -> Any:
    """A pure command's answer, run in this process; NOT_OFFLINE for one that needs the server."""
    from fengsui.commands import validated
    from fengsui.encode import to_plain
    from fengsui.plugins import PluginHost, discover

    plugin = name.partition(".")[0]
    host = PluginHost({})
    host.load(discover([plugin]))
    bound = host.registry.commands.get(name)
    if bound is None or not bound.declaration.offline:
        return NOT_OFFLINE
    return to_plain(bound.declaration.run(None, validated(bound.declaration.payload, payload)))


def full_name(text: str) -> str:
    """`plugin.name`; raises UsageFault."""
    plugin, dot, name = text.partition(".")
    if not (plugin and dot and name) or "/" in text:
        raise UsageFault(N_("{name} is not PLUGIN.NAME, such as core.list_users."), name=text)
    return text


def payload_of(words: list[str]) -> dict[str, Any]:
    """`key=value…`, one JSON object, or `-`: a value is JSON where it reads as JSON, else text. `a.b=1` nests."""
    if words == ["-"]:
        return _object(sys.stdin.read())
    if len(words) == 1 and words[0].lstrip().startswith("{"):
        return _object(words[0])
    made: dict[str, Any] = {}
    for word in words:
        key, sign, value = word.partition("=")
        if not sign or not key:
            raise UsageFault(N_("{word} is not key=value."), word=word)
        *path, last = key.split(".")
        place = made
        for step in path:
            place = place.setdefault(step, {})
            if not isinstance(place, dict):
                raise UsageFault(N_("{word} gives a value and parts of the same key."), word=word)
        place[last] = _value(value)
    return made


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise UsageFault(N_("This is not JSON: {why}"), why=error) from error
    if not isinstance(found, dict):
        raise UsageFault(N_("The payload must be one JSON object."))
    return found
