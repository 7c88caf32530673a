"""The options before the verb, the overview of all verbs, and handing over to one of them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from fengsui import __version__
from fengsui.cli.output import write_line
from fengsui.cli.usage_words import speak
from fengsui.cli.verbs import CORE_VERBS, core_verb
from fengsui.text import N_, choose_language, translate

DONE, USAGE = 0, 2


def run(given: Sequence[str]) -> int:
    """Runs one verb and returns the exit code."""
    language = choose_language(_wherever(given).lang or os.environ.get("FENGSUI_LANG"))
    speak(language)
    parser = _top(language)
    found = parser.parse_args(given)
    if found.version:
        sys.stdout.write(f"fengsui {__version__}\n")
        return DONE
    if found.verb is None or found.help:
        _overview(parser, language)
        return DONE if found.help else USAGE
    return _hand_over(found, language)


def _top(language: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fengsui", add_help=False, allow_abbrev=False)
    parser.add_argument("-h", "--help", action="store_true", help=translate(N_("show this help"), language))
    parser.add_argument("--version", action="store_true", help=translate(N_("show the version"), language))
    _shared(parser, language)
    parser.add_argument("verb", nargs="?", help=argparse.SUPPRESS)
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def _shared(parser: argparse.ArgumentParser, language: str, default: object = None) -> None:
    """Options that stand before or behind the verb."""
    parser.add_argument(
        "--data",
        default=default,
        metavar=translate(N_("DIR"), language),
        help=translate(N_("the data folder (or FENGSUI_DATA; fengsui-data here otherwise)"), language),
    )
    parser.add_argument(
        "--server",
        default=default,
        metavar="URL",
        help=translate(N_("the server (or FENGSUI_URL; the data folder's settings otherwise)"), language),
    )
    parser.add_argument(
        "--lang",
        default=default,
        metavar="en|zh",
        help=translate(N_("the language (the locale's otherwise)"), language),
    )


def _wherever(given: Sequence[str]) -> argparse.Namespace:
    """The shared options, wherever on the line they stand; `rest` is what else is there, in its order."""
    parser = argparse.ArgumentParser(prog="fengsui", add_help=False, allow_abbrev=False)
    _shared(parser, "en")
    found, rest = parser.parse_known_args(given)
    found.rest = rest
    return found


def _hand_over(found: argparse.Namespace, language: str) -> int:
    from fengsui.cli.failures import UsageFault, reported

    with reported(language, as_json="--json" in found.rest) as outcome:
        verb = core_verb(found.verb)
        if verb is None:
            from fengsui.cli.plugin_verbs import find_verb

            verb = find_verb(found.verb)
        parser = argparse.ArgumentParser(
            prog=f"fengsui {verb.name}", description=translate(verb.summary, language), allow_abbrev=False
        )
        _shared(parser, language, argparse.SUPPRESS)
        behind = _wherever(found.rest)
        shared = {name: getattr(behind, name) or getattr(found, name) for name in ("data", "server", "lang")}
        if shared["lang"] and not shared["lang"].lower().startswith(("en", "zh")):
            raise UsageFault(N_("{lang} is not a language that is spoken here: en or zh."), lang=shared["lang"])
        parser.set_defaults(**shared, language=language)
        verb.arguments(parser)
        outcome.code = verb.run(parser.parse_args(behind.rest))
    return outcome.code


def _overview(parser: argparse.ArgumentParser, language: str) -> None:
    """What there is to type; plugins' verbs too, whatever state the plugins are in."""
    rows = [(name, translate(summary, language)) for name, (summary, _) in CORE_VERBS.items()]
    of_plugins, broken = _of_plugins(language)
    rows += of_plugins
    width = max(len(name) for name, _ in rows)
    lines = [translate(N_("usage: fengsui [options] VERB …     fengsui VERB --help says more"), language), ""]
    lines += [f"  {name:<{width}}  {says}" for name, says in rows]
    title = translate(N_("options:"), language)
    lines += ["", title + parser.format_help().partition(title)[2].rstrip()]
    lines += [
        translate(N_("The plugin {plugin} could not be asked for its verbs: {why}"), language, plugin=name, why=why)
        for name, why in broken.items()
    ]
    for line in "\n".join(lines).split("\n"):
        write_line(line)


def _of_plugins(language: str) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """Verbs with their summaries, and the plugins that could not be asked."""
    from fengsui.cli.known_verbs import places, remember, remembered

    if (known := remembered(language)) is not None:
        return known, {}
    from fengsui.cli.plugin_verbs import installed, plugin_verbs

    before = places()
    found, broken = plugin_verbs()
    packages = ("fengsui", *sorted({verb.run.__module__.partition(".")[0] for verb in found.values()}))
    rows = [
        (name, translate(verb.summary, language, *packages))
        for name, verb in sorted(found.items())
        if name not in CORE_VERBS
    ]
    if not broken:
        remember(language, rows, [point.value for point in installed()], before)
    return rows, broken
