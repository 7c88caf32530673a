"""Verbs that plugins add, each asked alone: a plugin that cannot be imported takes nothing else with it."""

from __future__ import annotations

import argparse
import difflib
from functools import partial
from importlib.metadata import EntryPoint, entry_points

from fengsui.cli.verbs import CORE_VERBS
from fengsui.errors import Missing
from fengsui.hooks import Verb
from fengsui.text import N_, translate

GROUP = "fengsui.plugins"
OURS = "fengsui_"
"""Asked first: nobody takes `demo` or `listen` from us."""


def installed() -> list[EntryPoint]:
    """The plugins' entry points, ours first."""
    return sorted(entry_points(group=GROUP), key=lambda point: (not point.value.startswith(OURS), point.name))


def plugin_verbs() -> tuple[dict[str, Verb], dict[str, str]]:
    """Verbs by name, and the plugins that could not be asked with the reason."""
    found: dict[str, Verb] = {}
    broken: dict[str, str] = {}
    for point in installed():
        try:
            for verb in _verbs_of(point):
                found.setdefault(verb.name, verb)
        except (Exception, SystemExit) as error:
            broken[point.name] = f"{type(error).__name__}: {error}"
    return found, broken


def _verbs_of(point: EntryPoint) -> list[Verb]:
    hook = getattr(point.load(), "fengsui_verbs", None)
    if hook is None:
        return []
    verbs = list(hook())
    if wrong := [verb for verb in verbs if not isinstance(verb, Verb)]:
        raise TypeError(f"fengsui_verbs must return Verb, not {type(wrong[0]).__name__}")
    return verbs


def find_verb(name: str) -> Verb:
    """A plugin's verb; raises Missing (`no_such_verb`) with the nearest known one."""
    found, broken = plugin_verbs()
    if name in found:
        return found[name]
    if second := {verb.name.partition(" ")[2]: verb for verb in found.values() if verb.name.startswith(f"{name} ")}:
        return _joined(name, second)
    near = difflib.get_close_matches(name, [*CORE_VERBS, *(each.partition(" ")[0] for each in found)], 1)
    if near:
        raise Missing(N_("There is no verb {verb}. Did you mean {near}?"), code="no_such_verb", verb=name, near=near[0])
    if broken:
        raise Missing(
            N_("There is no verb {verb}; these plugins could not be asked: {broken}"),
            code="no_such_verb",
            verb=name,
            broken=", ".join(f"{plugin} ({why})" for plugin, why in broken.items()),
        )
    raise Missing(N_("There is no verb {verb}."), code="no_such_verb", verb=name)


def _joined(name: str, second: dict[str, Verb]) -> Verb:
    """One verb whose second word chooses among those that plugins, perhaps several, declared as `name second`."""

    def run(given: argparse.Namespace) -> int:
        return second[given.second_word].run(given)

    return Verb(
        name=name,
        summary=N_("choose with the second word"),
        arguments=partial(_second_words, second),
        run=run,
    )


def _second_words(second: dict[str, Verb], parser: argparse.ArgumentParser) -> None:
    language = parser.get_default("language")
    choices = parser.add_subparsers(dest="second_word", required=True, metavar=translate(N_("WORD"), language))
    for word, verb in sorted(second.items()):
        about = translate(verb.summary, language, "fengsui", verb.run.__module__.partition(".")[0])
        under = choices.add_parser(word, help=about, description=about, allow_abbrev=False)
        under.set_defaults(language=language)
        verb.arguments(under)
