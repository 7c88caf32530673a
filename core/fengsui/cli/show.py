"""fengsui show PLUGIN.VIEW [key=value…]: any view of any plugin."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from fengsui.cli.call import full_name
from fengsui.cli.failures import UsageFault
from fengsui.cli.output import write_answer, write_json
from fengsui.cli.remote import connect
from fengsui.text import N_, translate


def arguments(parser: ArgumentParser) -> None:
    language = parser.get_default("language")
    parser.add_argument("name", metavar="PLUGIN.VIEW")
    parser.add_argument("parameters", nargs="*", metavar="key=value")
    parser.add_argument(
        "--json", action="store_true", help=translate(N_("with the position that it was read at"), language)
    )


def run(given: Namespace) -> int:
    name, parameters = full_name(given.name), parameters_of(given.parameters)
    server = connect(given)
    server.alive()
    shown = server.view(name, parameters)
    write_json(shown) if given.json else write_answer(shown["answer"])
    return 0


def parameters_of(words: list[str]) -> dict[str, Any]:
    """Texts by name; a name given twice is a list."""
    made: dict[str, list[str]] = {}
    for word in words:
        key, sign, value = word.partition("=")
        if not sign or not key:
            raise UsageFault(N_("{word} is not key=value."), word=word)
        made.setdefault(key, []).append(value)
    return {key: values if len(values) > 1 else values[0] for key, values in made.items()}
