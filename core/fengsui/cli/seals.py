"""How a backup is encrypted or opened, as options say it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from fengsui.text import N_, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fengsui.storage.backup import Seal


def opening_arguments(parser: ArgumentParser) -> None:
    language = parser.get_default("language")
    parser.add_argument(
        "--identity",
        type=Path,
        metavar="FILE",
        help=translate(N_("the secret key that opens it (AGE-SECRET-KEY-1…)"), language),
    )
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help=translate(N_("its first line is the passphrase, of the backup or of the secret key"), language),
    )


def seal_of(given: Namespace, recipients: Sequence[str] = ()) -> Seal:
    """Raises Missing, Invalid (`bad_recipient`, `bad_identity`) for keys that are none."""
    from fengsui.storage.backup import Seal
    from fengsui.storage.sealed import identities_of, passphrase_of, recipients_of

    passphrase = passphrase_of(given.passphrase_file) if given.passphrase_file else ""
    identities = identities_of(given.identity, passphrase) if given.identity else ()
    return Seal(tuple(recipients_of(recipients)), "" if identities else passphrase, tuple(identities))
