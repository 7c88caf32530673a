"""Verbs that plugins add, each asked alone: a plugin that cannot be imported takes nothing else with it."""

from __future__ import annotations

import difflib
from importlib.metadata import EntryPoint, entry_points

from fengsui.cli.verbs import CORE_VERBS
from fengsui.errors import Missing
from fengsui.hooks import Verb
from fengsui.text import N_

GROUP = "fengsui.plugins"
OURS = "fengsui_"
"""Asked first: nobody takes `demo` or `listen` from us."""


def plugin_verbs() -> tuple[dict[str, Verb], dict[str, str]]:
    """Verbs by name, and the plugins that could not be asked with the reason."""
    found: dict[str, Verb] = {}
    broken: dict[str, str] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda point: (not point.value.startswith(OURS), point.name)):
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
    near = difflib.get_close_matches(name, [*CORE_VERBS, *found], 1)
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
