"""The plugins' screens: each entry point in its own try, so that one that fails is shown and nothing else fails."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from fengsui.hooks import Screen

GROUP = "fengsui.plugins"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A screen that a plugin offers. `failed` is the reason why it cannot be shown."""

    plugin: str
    package: str
    name: str
    title: str
    key: str = ""
    permission: str = ""
    target: str = ""
    failed: str = ""


def offers(found: Iterable[EntryPoint] | None = None) -> list[Offer]:
    """Every screen of every installed plugin, and the plugins that could not be asked, with the reason."""
    points = entry_points(group=GROUP) if found is None else found
    return [offer for point in sorted(points, key=lambda one: one.name) for offer in _of(point)]


def _of(point: EntryPoint) -> list[Offer]:
    package = point.value.partition(":")[0]
    try:
        module = point.load()
        hook = getattr(module, "fengsui_screens", None)
        screens: Sequence[object] = tuple(hook()) if hook is not None else ()
    except Exception as error:  # a stranger's code: whatever it raises is its own reason
        return [_failed(point.name, package, error)]
    wrong = [screen for screen in screens if not isinstance(screen, Screen)]
    if wrong:
        return [_failed(point.name, package, TypeError(f"fengsui_screens answered a {type(wrong[0]).__name__}"))]
    return [
        Offer(
            plugin=point.name,
            package=package,
            name=screen.name,
            title=screen.title,
            key=screen.key,
            permission=screen.permission,
            target=screen.target,
        )
        for screen in screens
        if isinstance(screen, Screen)
    ]


def _failed(plugin: str, package: str, error: BaseException) -> Offer:
    return Offer(plugin=plugin, package=package, name=plugin, title=plugin, failed=reason(error))


def reason(error: BaseException) -> str:
    """An error in one line."""
    return f"{type(error).__name__}: {error}".strip().splitlines()[0][:200]


def make(offer: Offer, *args: object) -> Any:
    """The screen itself. Raises whatever the plugin raises."""
    module, _, name = offer.target.partition(":")
    return getattr(import_module(module), name)(*args)
