"""The core's verbs: a line of text and a module each, imported only when the verb is used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from fengsui.text import N_

if TYPE_CHECKING:
    from fengsui.hooks import Verb

CORE_VERBS: dict[str, tuple[str, str]] = {
    "init": (N_("make the data folder and print the administrator's one-time code"), "fengsui.cli.init"),
    "serve": (N_("run the server until it is stopped"), "fengsui.cli.serve"),
    "console": (N_("open the console on a running server"), "fengsui.cli.console"),
    "doctor": (N_("check this installation"), "fengsui.cli.doctor"),
    "user": (N_("add, list or disable accounts; new one-time codes"), "fengsui.cli.user"),
    "token": (N_("issue, list or revoke devices' tokens"), "fengsui.cli.token"),
    "call": (N_("run a command of any plugin"), "fengsui.cli.call"),
    "show": (N_("show a view of any plugin"), "fengsui.cli.show"),
    "feed": (N_("check a feed against its protocol, or describe it"), "fengsui.cli.feed"),
    "plugins": (N_("list, check or release plugins, or begin a new one"), "fengsui.cli.plugins"),
    "backup": (N_("copy the database, verified, also while the server runs"), "fengsui.cli.backup"),
    "restore": (N_("put a backup in the place of the database"), "fengsui.cli.restore"),
    "audit": (N_("verify the journal"), "fengsui.cli.audit"),
}


def core_verb(name: str) -> Verb | None:
    """The verb with its module loaded, or None for a name that the core does not have."""
    if name not in CORE_VERBS:
        return None
    summary, module = CORE_VERBS[name]
    loaded = import_module(module)
    from fengsui.hooks import Verb

    return Verb(name=name, summary=summary, arguments=loaded.arguments, run=loaded.run)
