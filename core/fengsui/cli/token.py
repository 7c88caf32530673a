"""fengsui token issue|list|revoke: devices of teams and agencies."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from fengsui.cli.output import write_json, write_line, write_table
from fengsui.cli.reach import read_view, run_command
from fengsui.text import N_, translate


def arguments(parser: ArgumentParser) -> None:
    language = parser.get_default("language")
    acts = parser.add_subparsers(dest="act", required=True, metavar="issue|list|revoke")
    issue = acts.add_parser("issue", help=translate(N_("issue a token; it is shown once"), language))
    issue.add_argument("--device", required=True, metavar="ID", help="D-T06 …")
    issue.add_argument("--label", required=True, help=translate(N_("what the device speaks for: team:T06 …"), language))
    issue.add_argument("--role", action="append", required=True, dest="roles", help="team_device …")
    issue.add_argument("--area", default="", help=translate(N_("division whose broadcasts it is sent"), language))
    issue.add_argument("--display", default="", help=translate(N_("the name that people read"), language))
    issue.add_argument("--json", action="store_true")
    listing = acts.add_parser("list", help=translate(N_("every device and its tokens"), language))
    listing.add_argument("--json", action="store_true")
    revoke = acts.add_parser("revoke", help=translate(N_("end every token of a device"), language))
    revoke.add_argument("--device", required=True, metavar="ID")


def run(given: Namespace) -> int:
    return {"issue": _issue, "list": _list, "revoke": _revoke}[given.act](given)


def _issue(given: Namespace) -> int:
    payload = {
        "device": given.device,
        "label": given.label,
        "roles": given.roles,
        "area": given.area,
        "display": given.display,
    }
    answer = run_command(given, "core.issue_token", payload)
    if given.json:
        write_json(answer)
        return 0
    # The token alone on stdout, so that `fengsui token issue … > file` keeps nothing else.
    write_line(answer["token"])
    return 0


def _list(given: Namespace) -> int:
    devices = read_view(given, "core.list_devices", {})
    if given.json:
        write_json(devices)
        return 0
    sources = (N_("device"), N_("name"), N_("speaks for"), N_("roles"), N_("area"), N_("tokens"), N_("last seen"))
    write_table(
        [translate(text, given.language) for text in sources],
        [[d["id"], d["display"], d["label"], d["roles"], d["area"], d["tokens"], d["seen_at"]] for d in devices],
    )
    return 0


def _revoke(given: Namespace) -> int:
    answer = run_command(given, "core.revoke_token", {"device": given.device})
    write_line(
        translate(
            N_("{count} tokens of {device} have ended."), given.language, count=answer["count"], device=given.device
        )
    )
    return 0
