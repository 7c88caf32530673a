"""The doctor's checks. Each looks at one thing, changes nothing, and says what to do."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from fengsui.errors import FengsuiError
from fengsui.text import N_

if TYPE_CHECKING:
    from fengsui.settings import Settings

SAFE_SQLITE = (3, 51, 3)
"""Before it, two connections that write or checkpoint at once can corrupt a WAL database."""
LOOKED_THROUGH_BYTES = 64 * 1024**2
"""What a doctor reads in a fraction of a second; every backup looks through all of it."""
LITTLE_BYTES = 1024**3
FULL_BYTES = 100 * 1024**2


@dataclass(frozen=True)
class Check:
    """One finding. `detail` is an English source whose places `params` fill."""

    name: str
    state: Literal["ok", "note", "fault"]
    detail: str
    params: dict[str, str] = field(default_factory=dict)


def all_checks(folder: Path) -> list[Check]:
    """Every finding, in the order in which one would mend them."""
    from fengsui.cli.place import settings_of

    found = list(_python())
    try:
        settings = settings_of(folder)
    except FengsuiError as error:
        return [*found, Check("settings", "fault", "{why}", {"why": str(error)})]
    found.append(Check("settings", "ok", N_("readable and right")))
    for look in (_folder, _disk, _database, _heads, _nodes, _binding, _ports, _saving, _clock, _plugins):
        try:
            found += look(folder, settings)
        except Exception as error:
            found.append(Check(look.__name__.strip("_"), "fault", "{why}", {"why": f"{type(error).__name__}: {error}"}))
    return found


def _python() -> Iterator[Check]:
    yield Check("python", "ok", "{version}", {"version": ".".join(map(str, sys.version_info[:3]))})
    version = sqlite3.sqlite_version_info
    params = {"version": sqlite3.sqlite_version}
    if version >= SAFE_SQLITE:
        yield Check("sqlite", "ok", "{version}", params)
    else:
        yield Check(
            "sqlite",
            "note",
            N_("{version} has the WAL-reset bug (mended in 3.51.3); harmless here: there is one writing connection"),
            params,
        )


def _folder(folder: Path, settings: Settings) -> Iterator[Check]:
    if not folder.is_dir():
        yield Check("data", "fault", N_("{folder} is not there: run `fengsui init`"), {"folder": str(folder)})
    elif not os.access(folder, os.W_OK | os.X_OK):
        yield Check("data", "fault", N_("{folder} cannot be written"), {"folder": str(folder)})
    elif folder.stat().st_mode & 0o007:
        yield Check("data", "note", N_("{folder} can be read by everybody: chmod 700"), {"folder": str(folder)})
    else:
        yield Check("data", "ok", "{folder}", {"folder": str(folder)})


def _disk(folder: Path, settings: Settings) -> Iterator[Check]:
    near = folder if folder.is_dir() else folder.absolute().parent
    free = shutil.disk_usage(near).free
    params = {"free": f"{free / 1024**3:.1f}"}
    state: Literal["ok", "note", "fault"] = "fault" if free < FULL_BYTES else "note" if free < LITTLE_BYTES else "ok"
    yield Check("disk", state, N_("{free} GiB free"), params)


def _database(folder: Path, settings: Settings) -> Iterator[Check]:
    if settings.database_url and not settings.database_url.startswith("sqlite"):
        yield from _reachable(settings)
        return
    file = folder / "fengsui.sqlite"
    if not file.exists():
        yield Check("database", "note", N_("not made yet: `fengsui init` or `fengsui serve` makes it"))
        return
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
        small = file.stat().st_size <= LOOKED_THROUGH_BYTES
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0] if small else "ok"
    finally:
        connection.close()
    if verdict != "ok":
        yield Check("database", "fault", N_("damaged: {why}. Restore a backup"), {"why": str(verdict)})
    elif mode != "wal":
        yield Check("database", "note", N_("journal mode {mode}; the server will set WAL"), {"mode": str(mode)})
    elif small:
        yield Check("database", "ok", N_("WAL, whole"))
    else:
        yield Check("database", "ok", N_("WAL; too large to be looked through here: `fengsui backup` does"))


def _reachable(settings: Settings) -> Iterator[Check]:
    from sqlalchemy import create_engine
    from sqlalchemy.engine import make_url

    engine = create_engine(make_url(settings.url).set(drivername="postgresql+psycopg"))
    try:
        with engine.connect() as connection:
            version = connection.exec_driver_sql("SHOW server_version").scalar_one()
        yield Check("database", "ok", "PostgreSQL {version}", {"version": str(version)})
    finally:
        engine.dispose()


def _nodes(folder: Path, settings: Settings) -> Iterator[Check]:
    """With PostgreSQL: who runs, who holds the lease, and whether words get through to a listener."""
    from sqlalchemy import inspect

    from fengsui.nodes.rows import standing
    from fengsui.storage.engine import is_sqlite, reading_engine
    from fengsui.storage.postgres import words_arrive

    if is_sqlite(settings.url):
        return
    engine = reading_engine(settings.url)
    try:
        with engine.connect() as connection:
            known = standing(connection) if inspect(connection).has_table("core_node") else []
    finally:
        engine.dispose()
    for one in known:
        params = {"version": one.version, "connections": str(one.connections), "silent": f"{one.silent:.0f}"}
        if not one.alive:
            yield Check(f"node {one.name}", "note", N_("not seen for {silent} s; its clients are not counted"), params)
        elif one.holder:
            said = N_("{version}, {connections} clients, holds the lease: sweeps and the bus run here")
            yield Check(f"node {one.name}", "ok", said, params)
        else:
            yield Check(f"node {one.name}", "ok", N_("{version}, {connections} clients"), params)
    if any(one.alive for one in known) and not any(one.alive and one.holder for one in known):
        yield Check("lease", "note", N_("no node holds it just now; one takes it within 10 s"))
    if not words_arrive(settings.url):
        yield Check(
            "wake-ups", "note", N_("NOTIFY does not reach LISTEN: no pooler in transaction mode; alerts wait up to 1 s")
        )


def _heads(folder: Path, settings: Settings) -> Iterator[Check]:
    """Whether the last signed head is in the journal, and can be followed by another."""
    if settings.heads_place is None:
        yield Check("heads", "note", N_("not signed in a second place: set heads_file or heads_syslog"))
        return
    from fengsui.journal.anchors import contradicted
    from fengsui.journal.heads import KEY_FILE, HeadsFile, read_key
    from fengsui.storage.backup import any_reading_engine

    place = settings.heads_place
    if not os.access(place if place.exists() else place.parent, os.W_OK):
        yield Check("heads", "fault", N_("{file} cannot be written: nothing is signed"), {"file": str(place)})
        return
    if not (folder / KEY_FILE).exists() or (last := HeadsFile(place, read_key(folder / KEY_FILE)).last()) is None:
        yield Check("heads", "note", N_("{file}: nothing is signed yet"), {"file": str(place)})
        return
    engine = any_reading_engine(settings.url)
    try:
        with engine.connect() as connection:
            wrong = contradicted(connection, last, settings.archive_folder)
    finally:
        engine.dispose()
    params = {"file": str(place), "seq": str(last.seq), "at": last.at}
    if wrong:
        said = N_("the journal is not what was signed at event {seq}, {at}: `fengsui audit verify`")
        yield Check("heads", "fault", said, params)
    else:
        yield Check("heads", "ok", N_("{file}: the last at event {seq}, {at}"), params)


def _binding(folder: Path, settings: Settings) -> Iterator[Check]:
    from fengsui.http.binding import check_binding, tls_context

    try:
        check_binding(settings)
        tls_context(settings)
    except FengsuiError as error:
        yield Check("network", "fault", "{why}", {"why": str(error)})
        return
    if settings.insecure_lan and settings.tls_cert is None:
        yield Check("network", "note", N_("insecure_lan is set: passwords cross the network unencrypted"))
    else:
        yield Check("network", "ok", "TLS" if settings.tls_cert else N_("this machine only"))


def _ports(folder: Path, settings: Settings) -> Iterator[Check]:
    for name, host, port in (
        ("http", settings.http_host, settings.http_port),
        ("feed", settings.feed_host, settings.feed_port),
    ):
        params = {"host": host, "port": str(port)}
        if port == 0 or _free(host, port):
            yield Check(f"port {name}", "ok", N_("{host}:{port} is free"), params)
        elif name == "http" and _ours(settings):
            yield Check(f"port {name}", "ok", N_("{host}:{port}: a Fengsui server answers"), params)
        else:
            yield Check(f"port {name}", "note", N_("{host}:{port} is in use"), params)


def _free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError:
            return False
    return True


def _ours(settings: Settings) -> bool:
    from fengsui.cli.remote import Server, address

    return Server(address(settings, "http", settings.http_host, settings.http_port)).answers()


def _saving(folder: Path, settings: Settings) -> Iterator[Check]:
    from fengsui.cli.remote import Server, address

    if settings.http_port == 0:
        return
    trouble = Server(address(settings, "http", settings.http_host, settings.http_port)).trouble()
    if trouble is not None:
        yield Check("saving", "fault", "{why}", {"why": str(trouble)})


def _clock(folder: Path, settings: Settings) -> Iterator[Check]:
    from zoneinfo import ZoneInfo

    from fengsui.clock import SystemClock

    now = SystemClock().now().astimezone(ZoneInfo(settings.centre.zone))
    params = {"now": now.strftime("%Y-%m-%d %H:%M:%S %Z")}
    newest = _newest(folder)
    if newest > now.timestamp() + 60:
        yield Check("clock", "fault", N_("{now}: earlier than files written before. Set the machine's clock"), params)
    elif settings.story_offset_s:
        yield Check("clock", "note", N_("{now}; this folder shows another time (story_offset_s)"), params)
    else:
        yield Check("clock", "ok", "{now}", params)


def _newest(folder: Path) -> float:
    if not folder.is_dir():
        return 0.0
    return max((file.stat().st_mtime for file in folder.iterdir()), default=0.0)


def _plugins(folder: Path, settings: Settings) -> Iterator[Check]:
    from fengsui.cli.plugins import load_plugins

    for plugin in load_plugins(folder):
        name = f"plugin {plugin.name}"
        if plugin.state == "loaded":
            yield Check(name, "ok", "{version}", {"version": plugin.version})
        else:
            state: Literal["note", "fault"] = "note" if plugin.state == "not_allowed" else "fault"
            yield Check(name, state, "{why}", {"why": plugin.reason})
