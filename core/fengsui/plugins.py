"""The plugin host: every entry point in its own `try`, every hook called alone, every failure with its reason.

pluggy checks signatures and names hooks; it isolates nothing, so we call each implementation ourselves, in a
thread with a time limit, and check, prefix and order what it returns.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, Literal

import pluggy
from pydantic import BaseModel, ValidationError

from fengsui.access.policy import Role
from fengsui.errors import Unavailable
from fengsui.hooks import API_VERSION, PROJECT, About, Hooks
from fengsui.registry import BoundCommand, BoundView, PluginProblem, Registry, check_about, take_declarations
from fengsui.roles import read_roles
from fengsui.rules import RuleRow, read_rules
from fengsui.settings import faults_of
from fengsui.storage.migrate import Schema
from fengsui.text import N_

log = logging.getLogger(__name__)

GROUP = "fengsui.plugins"
BUILTIN_PREFIX = "fengsui_"
HOOK_SECONDS = 10.0
ERRORS_BEFORE_QUARANTINE = 5
"""So many errors within a minute take a plugin off the live path."""
ERROR_WINDOW_SECONDS = 60.0
FLOODS = "floods the journal: records more events than its rate"

State = Literal["loaded", "failed", "quarantined", "not_allowed"]

__all__ = ["GROUP", "BoundCommand", "BoundView", "Plugin", "PluginHost", "Registry"]


@dataclass
class Plugin:
    """One entry point and what became of it. `reason` says why it is not loaded; `too_late` that another one bears
    its name."""

    name: str
    state: State
    module: ModuleType | None = None
    about: About | None = None
    reason: str = ""
    folder: Path | None = None
    rules: list[RuleRow] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    section: BaseModel | None = None
    errors: list[float] = field(default_factory=list)
    too_late: bool = False

    @property
    def required(self) -> set[str]:
        """What must be loaded before it; nothing, where it will not be loaded anyway."""
        return set(self.about.requires) if self.about is not None and self.state == "loaded" else set()

    @property
    def version(self) -> str:
        return self.about.version if self.about else ""

    @property
    def title(self) -> str:
        return self.about.title if self.about else self.name

    @property
    def package(self) -> str:
        return self.module.__name__ if self.module else ""

    @property
    def schema(self) -> Schema | None:
        folder = self.folder / "migrations" if self.folder else None
        return Schema(self.name, folder) if folder is not None and folder.is_dir() else None

    def fail(self, reason: str) -> None:
        self.state, self.reason = "failed", reason
        log.warning("plugin %s failed: %s", self.name, reason)

    def note_error(self, at: float, what: str) -> bool:
        """Counts an error; True when the plugin has just been quarantined for too many."""
        self.errors = [then for then in self.errors if at - then < ERROR_WINDOW_SECONDS] + [at]
        if self.state == "loaded" and len(self.errors) >= ERRORS_BEFORE_QUARANTINE:
            self.state, self.reason = "quarantined", what
            log.warning("plugin %s quarantined: %s", self.name, what)
            return True
        return False


def within(seconds: float, call: Callable[[], Any]) -> Any:
    """The call's answer, from a thread that is abandoned after `seconds` (TimeoutError)."""
    box: dict[str, Any] = {}

    def run() -> None:
        try:
            box["answer"] = call()
        except BaseException as error:
            box["error"] = error

    thread = threading.Thread(target=run, daemon=True, name="fengsui-hook")
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise TimeoutError(f"did not return within {seconds:g} s")
    if "error" in box:
        raise box["error"]
    return box["answer"]


def discover(names: Iterable[str] | None = None) -> list[EntryPoint]:
    """The entry points of all installed plugins, or of those named: ours first, so that no other takes a name, a verb
    or a Protocol from them."""
    wanted = set(names) if names is not None else None
    found = {(point.name, point.value): point for point in entry_points(group=GROUP)}
    ordered = sorted(found.values(), key=lambda point: (not is_builtin(point), point.name, point.value))
    return [point for point in ordered if wanted is None or point.name in wanted]


def is_builtin(point: EntryPoint) -> bool:
    """Whether the entry point is one of our own distribution."""
    return point.value.startswith(BUILTIN_PREFIX)


class PluginHost:
    """Loads plugins and gathers what they declare into one `Registry`."""

    def __init__(self, sections: Mapping[str, Mapping[str, Any]], *, hook_seconds: float = HOOK_SECONDS) -> None:
        self.plugins: list[Plugin] = []
        self.registry = Registry()
        self._sections = sections
        self._seconds = hook_seconds
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(Hooks)

    def get(self, name: str) -> Plugin | None:
        """The plugin that bears the name; one that came too late for it is only in the list."""
        return next((plugin for plugin in self.plugins if plugin.name == name and not plugin.too_late), None)

    @property
    def loaded(self) -> list[Plugin]:
        return [plugin for plugin in self.plugins if plugin.state == "loaded"]

    def load(
        self,
        points: Sequence[EntryPoint],
        *,
        allowed: Callable[[EntryPoint], bool] = lambda _: True,
        left_out: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Loads every entry point that is allowed, then takes their declarations in order of `requires`.

        Plugins of `left_out` are quarantined with the reason given there: nothing of theirs is imported.
        """
        taken: dict[str, EntryPoint] = {}
        for point in points:
            plugin = Plugin(point.name, "loaded")
            first = taken.setdefault(point.name, point)
            self.plugins.append(plugin)
            if first is not point:
                plugin.too_late = True
                plugin.fail(f"the name {point.name} is taken by {first.value}; this one is {point.value}")
                continue
            if not allowed(point):
                plugin.state, plugin.reason = "not_allowed", "not in the list of allowed plugins"
                continue
            if point.name in left_out:
                plugin.state, plugin.reason = "quarantined", left_out[point.name]
                log.warning("plugin %s is left out until it is released: %s", plugin.name, plugin.reason)
                continue
            self._guard(plugin, partial(self._open, point, plugin))
        self.plugins = self._ordered()
        for plugin in self.loaded:
            self._guard(plugin, partial(self._declare, plugin))

    def _guard(self, plugin: Plugin, step: Callable[[], None]) -> None:
        try:
            step()
        except PluginProblem as problem:
            plugin.fail(str(problem))
        except ValidationError as error:
            places = "; ".join(f"{fault.path}: {fault.expected}" for fault in faults_of(error))
            plugin.fail(f"bad settings or rules: {places}")
        except pluggy.PluginValidationError as error:
            plugin.fail(f"wrong hook: {error}")
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            plugin.fail(f"{type(error).__name__}: {error}")

    def _open(self, point: EntryPoint, plugin: Plugin) -> None:
        module = within(self._seconds, point.load)
        self._manager.register(module, name=plugin.name)
        self._check_hook_names(plugin.name, module)
        plugin.module = module
        plugin.about = check_about(plugin.name, self.call(plugin, "fengsui_about"), API_VERSION)
        spec = find_spec(module.__name__)
        if spec is not None and spec.origin is not None:
            plugin.folder = Path(spec.origin).parent

    def _check_hook_names(self, name: str, module: ModuleType) -> None:
        known = {hook for hook in dir(Hooks) if hook.startswith("fengsui_")}
        unknown = [
            attribute for attribute in dir(module) if attribute.startswith("fengsui_") and attribute not in known
        ]
        marked = [
            hook
            for hook in unknown
            if callable(getattr(module, hook)) and not hasattr(getattr(module, hook), "__path__")
        ]
        if marked:
            raise PluginProblem(f"no such hook: {', '.join(marked)}")

    def call(self, plugin: Plugin, hook: str, **arguments: Any) -> Any:
        """One plugin's answer to one hook, or None where it does not implement it."""
        for implementation in getattr(self._manager.hook, hook).get_hookimpls():
            if implementation.plugin_name == plugin.name:
                given = [arguments[name] for name in implementation.argnames]
                return within(self._seconds, partial(implementation.function, *given))
        return None

    def _ordered(self) -> list[Plugin]:
        """Plugins after those they require, else as they were given: ours keep what they declare before others'.

        One whose requirement is not there fails with its name.
        """
        done: list[Plugin] = []
        waiting = list(self.plugins)
        while waiting:
            names = {plugin.name for plugin in done if plugin.state == "loaded"}
            ready = next((plugin for plugin in waiting if plugin.required <= names), None)
            if ready is None:
                for plugin in waiting:
                    plugin.fail(f"requires {', '.join(sorted(plugin.required - names))}, which is not loaded")
                return done + waiting
            waiting.remove(ready)
            done.append(ready)
        return done

    def _declare(self, plugin: Plugin) -> None:
        assert plugin.about is not None
        lacking = [name for name in plugin.about.requires if (p := self.get(name)) is None or p.state != "loaded"]
        if lacking:
            raise PluginProblem(f"requires {', '.join(lacking)}, which is not loaded")
        plugin.section = self._settings_of(plugin)
        if plugin.folder is not None:
            rules, roles = plugin.folder / "rules.yaml", plugin.folder / "roles.yaml"
            plugin.rules = read_rules(rules) if rules.exists() else []
            plugin.roles = read_roles(roles) if roles.exists() else []
        take_declarations(self.registry, plugin.name, plugin.about, lambda hook: self.call(plugin, hook))

    def _settings_of(self, plugin: Plugin) -> BaseModel | None:
        model = self.call(plugin, "fengsui_settings")
        given = self._sections.get(plugin.name, {})
        if model is None:
            if given:
                raise PluginProblem(f"settings were given ({', '.join(given)}), but the plugin has none")
            return None
        section: BaseModel = model.model_validate(given)
        return section

    def drop(self, plugin: Plugin, reason: str) -> None:
        """Takes a plugin and everything it declared, and whatever requires it, out of the registry."""
        plugin.fail(reason)
        self.registry.drop(plugin.name)
        for other in self.loaded:
            if other.about and plugin.name in other.about.requires:
                self.drop(other, f"requires {plugin.name}, which is not loaded")

    def flooded(self, name: str, at: float) -> None:
        """A plugin records more than its rate: an error of a stranger's, and a line in the log for one of ours."""
        plugin = self.get(name)
        if plugin is None or plugin.package.startswith(BUILTIN_PREFIX):
            log.warning("%s floods the journal, and is made to wait", name)
        else:
            plugin.note_error(at, FLOODS)

    def require_live(self, name: str) -> None:
        """Raises Unavailable where the plugin is quarantined."""
        plugin = self.get(name)
        if plugin is not None and plugin.state != "loaded":
            raise Unavailable(
                N_("The plugin {plugin} is out of service: {reason}"),
                code="plugin_unavailable",
                plugin=name,
                reason=plugin.reason,
            )
