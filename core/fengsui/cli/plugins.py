"""fengsui plugins list|check|new|release: what is installed, whether it loads, a new one, one that was left out."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fengsui.cli.output import write_json, write_line, write_table
from fengsui.cli.place import data_folder, existing_data_folder, local_actor, settings_of
from fengsui.errors import Missing
from fengsui.text import N_, translate

if TYPE_CHECKING:
    from fengsui.plugins import Plugin


def arguments(parser: ArgumentParser) -> None:
    language = parser.get_default("language")
    acts = parser.add_subparsers(dest="act", required=True, metavar="list|check|new|release")
    for act, summary in (
        ("list", N_("every installed plugin with its state")),
        ("check", N_("the same; exit code 1 if any failed")),
    ):
        one = acts.add_parser(act, help=translate(summary, language))
        one.add_argument("--json", action="store_true")
    release = acts.add_parser("release", help=translate(N_("let a quarantined plugin be loaded again"), language))
    release.add_argument("name")
    new = acts.add_parser("new", help=translate(N_("write a working plugin to begin with"), language))
    new.add_argument("name", help=translate(N_("small letters, digits, _"), language))
    new.add_argument("--into", default=".", metavar="DIR")


def run(given: Namespace) -> int:
    if given.act == "new":
        return _new(given)
    if given.act == "release":
        return _release(given)
    plugins = load_plugins(data_folder(given.data))
    rows = [plain(plugin, given.language) for plugin in plugins]
    if given.json:
        write_json(rows)
    else:
        sources = (N_("plugin"), N_("version"), N_("state"), N_("title"), N_("reason"))
        titles = [translate(text, given.language) for text in sources]
        write_table(titles, [[row[key] for key in ("name", "version", "state", "title", "reason")] for row in rows])
    failed = any(plugin.state == "failed" for plugin in plugins)
    return 1 if given.act == "check" and failed else 0


def load_plugins(folder: Path) -> list[Plugin]:
    """Loads every installed plugin in this process, with the settings of the data folder, without a database."""
    from fengsui.plugins import PluginHost, discover
    from fengsui.watch import marks

    settings = settings_of(folder)
    allow = settings.allow_plugins
    host = PluginHost(settings.plugins)
    allowed = (lambda point: point.name in allow) if allow is not None else (lambda _: True)
    host.load(discover(), allowed=allowed, left_out=marks.read(folder).plugins)
    return host.plugins


def plain(plugin: Plugin, language: str) -> dict[str, Any]:
    return {
        "name": plugin.name,
        "version": plugin.version,
        "title": translate(plugin.title, language, *([plugin.package] if plugin.package else [])),
        "state": plugin.state,
        "reason": plugin.reason,
    }


def _release(given: Namespace) -> int:
    """In the folder itself; a server that runs on it loads the plugin, and journals who released it, at its next start.

    Raises Missing where the plugin is not marked.
    """
    from fengsui.watch import marks

    folder = existing_data_folder(given.data)
    found = marks.read(folder)
    if not found.release(given.name, by=local_actor().id):
        raise Missing(N_("The plugin {plugin} is not left out."), code="plugin_not_quarantined", plugin=given.name)
    marks.write(folder, found)
    write_line(translate(N_("{plugin} is loaded again at the server's next start."), given.language, plugin=given.name))
    return 0


def _new(given: Namespace) -> int:
    from fengsui.cli.new_plugin import write_plugin

    folder = write_plugin(given.name, Path(given.into))
    write_line(translate(N_("{folder} is written. Next:"), given.language, folder=folder))
    write_line(f"  pip install -e {folder}")
    write_line("  fengsui plugins check")
    return 0
