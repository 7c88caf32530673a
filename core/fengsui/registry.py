"""What all plugins together declare, checked and prefixed: commands, views, subscriptions, sweeps and the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import MetaData

from fengsui.events import Event
from fengsui.hooks import About, Command, Erasure, Provider, Screen, Subscription, Sweep, Verb, View

NAME = re.compile(r"^[a-z][a-z0-9_]{0,40}$")


class PluginProblem(Exception):
    """A plugin broke the contract; the text says how."""


@dataclass(frozen=True)
class BoundCommand:
    plugin: str
    declaration: Command[Any]

    @property
    def name(self) -> str:
        return f"{self.plugin}.{self.declaration.name}"

    @property
    def permission(self) -> str:
        return self.declaration.permission or self.name


@dataclass(frozen=True)
class BoundView:
    plugin: str
    declaration: View[Any]

    @property
    def name(self) -> str:
        return f"{self.plugin}.{self.declaration.name}"

    @property
    def permission(self) -> str:
        return self.declaration.permission or self.name


@dataclass(frozen=True)
class BoundErasure:
    plugin: str
    declaration: Erasure


@dataclass
class Registry:
    """Declarations by their full names, or by plugin."""

    commands: dict[str, BoundCommand] = field(default_factory=dict)
    views: dict[str, BoundView] = field(default_factory=dict)
    subscriptions: dict[str, list[Subscription]] = field(default_factory=dict)
    sweeps: dict[str, list[Sweep]] = field(default_factory=dict)
    providers: dict[type[Any], tuple[str, Callable[[Any], Any]]] = field(default_factory=dict)
    each: dict[type[Any], dict[str, Callable[[Any], Any]]] = field(default_factory=dict)
    erasures: dict[str, BoundErasure] = field(default_factory=dict)
    events: dict[str, type[Event]] = field(default_factory=dict)
    screens: dict[str, list[Screen]] = field(default_factory=dict)
    verbs: dict[str, tuple[str, Verb]] = field(default_factory=dict)
    tables: dict[str, MetaData] = field(default_factory=dict)
    permissions: dict[str, str] = field(default_factory=dict)

    def drop(self, plugin: str) -> None:
        """Forgets everything that one plugin declared."""
        groups: tuple[dict[str, Any], ...] = (self.commands, self.views, self.erasures)
        for group in groups:
            for name in [name for name, bound in group.items() if bound.plugin == plugin]:
                del group[name]
        for by_plugin in (self.subscriptions, self.sweeps, self.screens, self.tables):
            by_plugin.pop(plugin, None)
        self.providers = {p: made for p, made in self.providers.items() if made[0] != plugin}
        for made_by in self.each.values():
            made_by.pop(plugin, None)
        self.verbs = {name: verb for name, verb in self.verbs.items() if verb[0] != plugin}
        self.events = {topic: cls for topic, cls in self.events.items() if not topic.startswith(f"{plugin}.")}

    def topics_of(self, plugin: str) -> frozenset[type[Event]]:
        return frozenset(cls for topic, cls in self.events.items() if topic.startswith(f"{plugin}."))


def check_about(name: str, about: object, api: int) -> About:
    """The plugin's own word about itself, if it fits the entry point and this version of the hooks."""
    if not isinstance(about, About):
        raise PluginProblem("fengsui_about must return an About")
    if about.name != name:
        raise PluginProblem(f"calls itself {about.name}, but its entry point is {name}")
    if not NAME.match(about.name) or about.name in ("core", "feed"):
        raise PluginProblem(f"the name {about.name} is not allowed: small letters, digits, _; not core or feed")
    if about.api != api:
        raise PluginProblem(f"was written for hooks version {about.api}; this is version {api}")
    return about


def take_declarations(registry: Registry, plugin: str, about: About, call: Callable[[str], Any]) -> None:
    """Calls each declaring hook of one plugin and adds what it returns; all of it, or nothing."""
    trial = Registry()
    _permissions(trial, plugin, about)
    _tables(trial, plugin, call("fengsui_tables"))
    for event in _all(call, "fengsui_events", type):
        _event(trial, plugin, event)
    for command in _all(call, "fengsui_commands", Command):
        _named(plugin, command.name, trial.commands)
        trial.commands[f"{plugin}.{command.name}"] = BoundCommand(plugin, command)
    for view in _all(call, "fengsui_views", View):
        _named(plugin, view.name, trial.views)
        trial.views[f"{plugin}.{view.name}"] = BoundView(plugin, view)
    for erasure in _all(call, "fengsui_erasures", Erasure):
        _named(plugin, erasure.name, trial.erasures)
        trial.erasures[f"{plugin}.{erasure.name}"] = BoundErasure(plugin, erasure)
    trial.subscriptions[plugin] = _all(call, "fengsui_subscriptions", Subscription)
    trial.sweeps[plugin] = _all(call, "fengsui_sweeps", Sweep)
    trial.screens[plugin] = _all(call, "fengsui_screens", Screen)
    for provider in _all(call, "fengsui_providers", Provider):
        _provider(registry, trial, plugin, provider)
    for verb in _all(call, "fengsui_verbs", Verb):
        _verb(registry, trial, plugin, verb)
    _merge(registry, trial)


def _verb(registry: Registry, trial: Registry, plugin: str, verb: Verb) -> None:
    """Two words (`rules grade`) share their first with other plugins, but not with a verb of that one word."""
    for taken, (by, _) in (registry.verbs | trial.verbs).items():
        if taken == verb.name or f"{taken} ".startswith(f"{verb.name} ") or verb.name.startswith(f"{taken} "):
            raise PluginProblem(f"the verb {verb.name} is already taken by {by}")
    trial.verbs[verb.name] = (plugin, verb)


def _provider(registry: Registry, trial: Registry, plugin: str, provider: Provider[Any]) -> None:
    protocol, name = provider.protocol, provider.protocol.__name__
    if provider.several:
        if protocol in registry.providers:
            raise PluginProblem(f"{registry.providers[protocol][0]} answers {name} alone")
        trial.each[protocol] = {plugin: provider.make}
        return
    if protocol in registry.providers:
        raise PluginProblem(f"{registry.providers[protocol][0]} already answers {name}")
    if registry.each.get(protocol):
        raise PluginProblem(f"{name} is answered by several: say so in the Provider")
    trial.providers[protocol] = (plugin, provider.make)


def _all(call: Callable[[str], Any], hook: str, kind: type[Any]) -> list[Any]:
    answer = call(hook)
    if answer is None:
        return []
    if not isinstance(answer, Iterable):
        raise PluginProblem(f"{hook} must return a list of {kind.__name__}")
    items = list(answer)
    if wrong := [item for item in items if not isinstance(item, kind)]:
        raise PluginProblem(f"{hook} must return {kind.__name__}, not {type(wrong[0]).__name__}")
    return items


def _permissions(trial: Registry, plugin: str, about: About) -> None:
    if wrong := [name for name in about.permissions if not name.startswith(f"{plugin}.")]:
        raise PluginProblem(f"permissions must begin with {plugin}.: {', '.join(wrong)}")
    trial.permissions.update(about.permissions)


def _tables(trial: Registry, plugin: str, tables: object) -> None:
    if tables is None:
        return
    if not isinstance(tables, MetaData):
        raise PluginProblem("fengsui_tables must return a MetaData")
    if wrong := [name for name in tables.tables if not name.startswith(f"{plugin}_")]:
        raise PluginProblem(f"tables must begin with {plugin}_: {', '.join(wrong)}")
    trial.tables[plugin] = tables


def _event(trial: Registry, plugin: str, event: type[Event]) -> None:
    topic = getattr(event, "topic", "")
    if not issubclass(event, Event) or not topic.startswith(f"{plugin}."):
        raise PluginProblem(f"the event {event.__name__} must have a topic beginning with {plugin}.")
    if topic in trial.events:
        raise PluginProblem(f"two events have the topic {topic}")
    trial.events[topic] = event


def _named(plugin: str, name: str, taken: dict[str, Any]) -> None:
    if not NAME.match(name):
        raise PluginProblem(f"the name {name!r} is not allowed: small letters, digits, _")
    if f"{plugin}.{name}" in taken:
        raise PluginProblem(f"declares {name} twice")


def _merge(registry: Registry, trial: Registry) -> None:
    for protocol, made_by in trial.each.items():
        made_by.update(registry.each.get(protocol, {}))
    for name, found in vars(trial).items():
        getattr(registry, name).update(found)
