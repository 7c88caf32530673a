"""fengsui backup [FILE]: a verified copy of the database, also while the server runs; encrypted if a key is given."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fengsui.cli.failures import UsageFault
from fengsui.cli.output import write_json, write_line
from fengsui.cli.place import existing_data_folder, settings_of
from fengsui.cli.seals import opening_arguments, seal_of
from fengsui.text import N_, translate

if TYPE_CHECKING:
    from fengsui.storage.backup import Copy, Seal


def arguments(parser: ArgumentParser) -> None:
    language = parser.get_default("language")
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help=translate(N_("where to (a new file in the data folder's backups/ otherwise)"), language),
    )
    parser.add_argument("--force", action="store_true", help=translate(N_("overwrite FILE"), language))
    parser.add_argument(
        "--recipient",
        action="append",
        default=[],
        metavar="age1…",
        help=translate(N_("encrypt to this public key (the settings' backup_recipients otherwise)"), language),
    )
    parser.add_argument(
        "--check", action="store_true", help=translate(N_("make nothing: open FILE and verify it"), language)
    )
    parser.add_argument(
        "--keygen",
        type=Path,
        metavar="FILE",
        help=translate(N_("make nothing but a secret key, and print its public key"), language),
    )
    opening_arguments(parser)
    parser.add_argument("--json", action="store_true")


def run(given: Namespace) -> int:
    """0 once the copy is on disk and was found whole; 1 otherwise, and then there is no FILE."""
    if given.keygen:
        return _make_key(given)
    if given.check:
        return _look_at(given)
    from fengsui.clock import SystemClock
    from fengsui.storage.backup import back_up, database_file

    folder = existing_data_folder(given.data)
    settings = settings_of(folder)
    database = database_file(settings.url)
    recipients = given.recipient or ([] if given.passphrase_file and not given.identity else settings.backup_recipients)
    seal = seal_of(given, recipients)
    if given.identity and not seal.recipients:
        raise UsageFault(N_("--identity opens what --recipient encrypts: name the public key too."))
    sealed = seal if seal.recipients or seal.passphrase else None
    target = _target(given.file, folder, SystemClock().now(), sealed=sealed is not None)
    made = back_up(database, target, replace=given.force, seal=sealed)
    _say(given, made, _verified(sealed))
    return 0


def _verified(seal: Seal | None) -> str:
    if seal is None:
        return N_("verified")
    return N_("encrypted, verified by decrypting") if seal.opens else N_("verified, then encrypted")


def _say(given: Namespace, made: Copy, verified: str) -> None:
    if given.json:
        write_json({**plain(made), "verified": verified})
        return
    said = N_("{file}: {events} events, {verified}. Head: {epoch} {seq} {hash}")
    write_line(translate(said, given.language, **plain(made) | {"verified": translate(verified, given.language)}))


def _make_key(given: Namespace) -> int:
    from fengsui.storage.sealed import make_identity

    public = make_identity(given.keygen)
    if given.json:
        write_json({"file": str(given.keygen), "recipient": public})
    else:
        write_line(public)
    return 0


def _look_at(given: Namespace) -> int:
    """Needs no installation: whoever keeps backups and key can do it on another machine."""
    import tempfile

    from fengsui.storage.backup import Copy, check, opened

    if given.file is None:
        raise UsageFault(N_("--check needs the FILE to look at."))
    with (
        tempfile.TemporaryDirectory(prefix="fengsui-check-") as folder,
        opened(given.file, Path(folder), seal_of(given)) as clear,
    ):
        found = check(clear)
    _say(given, Copy(given.file, found.events, found.erased, found.head), N_("verified"))
    return 0


def _target(given: Path | None, folder: Path, now: datetime, *, sealed: bool) -> Path:
    """`given`, or a name with the time in it: in `given` if that is a folder, else in the data folder's own."""
    if given is not None and not given.is_dir():
        return given
    into = given or folder / "backups"
    into.mkdir(mode=0o700, exist_ok=True)
    return into / f"fengsui-{now:%Y%m%dT%H%M%SZ}.sqlite{'.age' if sealed else ''}"


def plain(made: Copy) -> dict[str, object]:
    end = made.head
    return {
        "file": str(made.file),
        "bytes": made.file.stat().st_size,
        "events": made.events,
        "erased": made.erased,
        "epoch": end.epoch,
        "seq": end.seq,
        "hash": end.hash,
    }
