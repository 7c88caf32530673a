"""The options of `fengsui listen`: where the centre is, whose device this is, and how it answers."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from fengsui.cli.failures import UsageFault
from fengsui.cli.place import data_folder
from fengsui.cli.remote import server_url
from fengsui.errors import Missing, Unauthorised
from fengsui.text import N_, choose_language, translate
from fengsui_incidents.api.words import UnableReason
from fengsui_incidents.listen.answers import Policy

PACKAGE = "fengsui_incidents"
REPORTS = ("moving", "arrived", "controlled", "withdrawn", "returning", "ready")
FEED_PORT = 8601
ZONE = "Asia/Shanghai"


@dataclass(frozen=True, kw_only=True)
class Options:
    """`folder` keeps position, open alerts and unsent answers; `policy` None: a person answers."""

    feed: str
    server: str
    token: str
    device: str
    folder: Path
    language: str
    zone: ZoneInfo
    as_json: bool
    bell: bool
    colour: bool
    policy: Policy | None


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options; `--data`, `--server` and `--lang` are there already. A token never stands in an option."""
    language = parser.get_default("language") or "en"

    def add(name: str, message: str, **more: object) -> None:
        parser.add_argument(name, help=translate(message, language, PACKAGE), **more)  # type: ignore[arg-type]

    add("--device", N_("this device's name, e.g. D-T06"), required=True, metavar="ID")
    add("--url", N_("the feed, e.g. ws://host:8601/feed (or FENGSUI_FEED)"), metavar="URL")
    add("--token-file", N_("a file that holds the device's token (or FENGSUI_TOKEN)"), type=Path, metavar="FILE")
    add("--json", N_("one JSON object a line instead of a screen"), action="store_true")
    add("--answer", N_("ask a person, or answer every alert so"), choices=("ask", "accept", "unable"), default="ask")
    add("--people", N_("strength that an automatic answer gives"), type=int, metavar="N")
    add("--minutes", N_("minutes that an automatic answer gives"), type=int, metavar="N")
    add("--reason", N_("why an automatic answer cannot go"), choices=get_args(UnableReason), default="on_another_job")
    add("--after", N_("seconds before an automatic answer"), type=float, default=0.0, metavar="S")
    add("--report", N_("send one fact for the open order, and end"), choices=REPORTS)
    add("--order", N_("the order that --report means, where several are open"), metavar="ID")
    add("--note", N_("a note that goes with --report"), default="", metavar="TEXT")
    add("--zone", N_("the time zone in which times are shown"), default=ZONE, metavar="ZONE")
    add("--no-bell", N_("no sound"), action="store_true")


def read(found: argparse.Namespace, environment: Mapping[str, str] = os.environ) -> Options:
    """The options as given; raises UsageFault, Missing or Unauthorised with what to do."""
    policy = None
    if found.answer != "ask":
        after = timedelta(seconds=max(0.0, found.after))
        policy = Policy(found.answer, people=found.people, minutes=found.minutes, reason=found.reason, after=after)
    server = server_url(found.server, found.data)
    return Options(
        feed=_feed(found.url or environment.get("FENGSUI_FEED", ""), server, found.data),
        server=server,
        token=_token(found.token_file, environment),
        device=found.device,
        folder=data_folder(found.data) / "listen" / _file_name(found.device),
        language=choose_language(found.lang) if found.lang else found.language,
        zone=_zone(found.zone),
        as_json=found.json,
        bell=not found.no_bell and not found.json,
        colour="NO_COLOR" not in environment and environment.get("TERM", "dumb") != "dumb",
        policy=policy,
    )


def _file_name(device: str) -> str:
    return "".join(char if char.isalnum() or char in "-_" else "_" for char in device) or "_"


def _token(file: Path | None, environment: Mapping[str, str]) -> str:
    if file is not None:
        try:
            found = file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Missing(
                N_("The token file {file} cannot be read: {why}"), code="no_token_file", file=file, why=str(error)
            ) from error
    else:
        found = environment.get("FENGSUI_TOKEN", "").strip()
    if not found:
        raise Unauthorised(
            N_("There is no device token: give --token-file FILE or set FENGSUI_TOKEN."), code="no_device_token"
        )
    return found


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UsageFault(N_("{zone} is not a time zone such as Asia/Shanghai."), zone=name) from error


def _feed(given: str, server: str, data: str | None) -> str:
    """The feed's address: as given, or on the server's host at the port of the data folder's settings."""
    if not given:
        parts = urlsplit(server)
        port = FEED_PORT
        folder = data_folder(data)
        if (folder / "fengsui.yaml").exists():
            from fengsui.settings import load

            port = load(folder).feed_port
        host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname
        return f"{'wss' if parts.scheme == 'https' else 'ws'}://{host}:{port}/feed"
    parts = urlsplit(given)
    if parts.scheme not in ("ws", "wss") or not parts.hostname or parts.query or parts.username:
        raise UsageFault(N_("{url} is not the address of a feed, such as ws://127.0.0.1:8601/feed."), url=given)
    return given
