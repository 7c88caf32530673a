"""fengsui user add|list|login|disable|enable|code|unlock: people's accounts."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from fengsui.cli import ask
from fengsui.cli.output import write_json, write_line, write_table
from fengsui.cli.place import existing_data_folder, in_folder
from fengsui.cli.reach import read_view, run_command
from fengsui.cli.remote import connect
from fengsui.text import N_, translate

if TYPE_CHECKING:
    from fengsui.app import System


def arguments(parser: ArgumentParser) -> None:
    language = parser.get_default("language")
    acts = parser.add_subparsers(dest="act", required=True, metavar="add|list|login|disable|enable|code|unlock")
    add = acts.add_parser("add", help=translate(N_("add an account and print its one-time code"), language))
    add.add_argument("name", help=translate(N_("small letters, digits, . _ -"), language))
    add.add_argument("--display", default="", help=translate(N_("the name that people read"), language))
    add.add_argument("--role", action="append", required=True, dest="roles", help="duty_officer …")
    add.add_argument("--area", default="", help=translate(N_("division code; empty: the whole centre"), language))
    add.add_argument("--label", action="append", default=[], dest="labels", help="duty:310107103 …")
    add.add_argument(
        "--password-stdin",
        action="store_true",
        help=translate(N_("set the password now, read as one line from standard input"), language),
    )
    listing = acts.add_parser("list", help=translate(N_("every account"), language))
    listing.add_argument("--json", action="store_true")
    login = acts.add_parser(
        "login", help=translate(N_("print the token of a new session, for FENGSUI_TOKEN"), language)
    )
    login.add_argument("name")
    login.add_argument(
        "--code", action="store_true", help=translate(N_("set a password with a one-time code"), language)
    )
    login.add_argument(
        "--password-stdin",
        action="store_true",
        help=translate(N_("read the password (with --code: the code, then the password) line by line"), language),
    )
    for act, summary in (
        ("disable", N_("end an account's rights and its sessions at once")),
        ("enable", N_("give a disabled account back")),
        ("unlock", N_("end the lock after failed logins")),
        ("code", N_("print a one-time code with which the user sets a new password")),
    ):
        one = acts.add_parser(act, help=translate(summary, language))
        one.add_argument("name")


def run(given: Namespace) -> int:
    return {"add": _add, "list": _list, "login": _login, "code": _code}.get(given.act, _change)(given)


def _add(given: Namespace) -> int:
    password = ask.password(given.language, twice=False, from_stdin=True) if given.password_stdin else ""
    payload = {
        "name": given.name,
        "display": given.display or given.name,
        "roles": given.roles,
        "area": given.area,
        "labels": given.labels,
    }
    answer = run_command(given, "core.add_user", payload)
    if not given.password_stdin:
        return _show_code(given, answer)
    _redeem(given, answer["code"], password)
    write_line(translate(N_("The user {user} was added; the password is set."), given.language, user=given.name))
    return 0


def _redeem(given: Namespace, code: str, password: str) -> None:
    """Sets the password with the code that was just made; the session that this opens is closed again."""
    server = connect(given)
    if server.answers():
        server.log_in(given.name, password, code)
        return

    async def work(system: System) -> None:
        opened = await system.door.redeem(code, given.name, "", password, "local")
        await system.door.log_out(opened.actor)

    in_folder(existing_data_folder(given.data), work)


def _login(given: Namespace) -> int:
    write_line(log_in(given, given.name))
    return 0


def log_in(given: Namespace, name: str) -> str:
    """The token of a new session on the running server; `given.code` asks for a one-time code first."""
    server = connect(given)
    server.get("/healthz")
    piped = bool(getattr(given, "password_stdin", False))
    code = ""
    if given.code:
        code = sys.stdin.readline().strip() if piped else ask.line(N_("One-time code: "), given.language)
    return server.log_in(name, ask.password(given.language, twice=given.code, from_stdin=piped), code)


def _code(given: Namespace) -> int:
    return _show_code(given, run_command(given, "core.issue_code", {"name": given.name}))


def _show_code(given: Namespace, answer: dict[str, Any]) -> int:
    write_line(
        translate(
            N_("One-time code of {user}, valid for 24 hours: {code}"),
            given.language,
            user=answer["user"],
            code=answer["code"],
        )
    )
    write_line(translate(N_("It is shown only once. With it the user sets a password in the console."), given.language))
    return 0


def _change(given: Namespace) -> int:
    run_command(given, f"core.{given.act}_user", {"name": given.name})
    done = {
        "disable": N_("{user} is disabled; all sessions have ended."),
        "enable": N_("{user} may log in again."),
        "unlock": N_("{user} may try again at once."),
    }
    write_line(translate(done[given.act], given.language, user=given.name))
    return 0


def _list(given: Namespace) -> int:
    users = read_view(given, "core.list_users", {})
    if given.json:
        write_json(users)
        return 0
    titles = [
        translate(text, given.language) for text in (N_("user"), N_("name"), N_("roles"), N_("area"), N_("state"))
    ]
    write_table(titles, [[u["name"], u["display"], u["roles"], u["area"], _state(u, given.language)] for u in users])
    return 0


def _state(user: dict[str, Any], language: str) -> str:
    if user["disabled_at"]:
        return translate(N_("disabled"), language)
    return translate(N_("active") if user["has_password"] else N_("waits for a password"), language)
