"""Encrypted files in the age format (age-encryption.org/v1), which the tools `age` and `rage` read and write too.

To a recipient's public key a file of any size is encrypted as a stream: the machine that makes backups cannot read
them. With a passphrase the library takes the whole file into memory, so that is for small installations.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from fengsui.errors import Conflict, Invalid, Missing, Unavailable
from fengsui.text import N_

HEADERS = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")
MOST_IN_MEMORY = 512 * 1024**2
CHUNK = 1 << 20


def is_sealed(file: Path) -> bool:
    """Whether the file says of itself that it is encrypted."""
    try:
        with file.open("rb") as opened:
            return opened.read(64).startswith(HEADERS)
    except OSError:
        return False


def make_identity(file: Path) -> str:
    """Writes a new secret key to `file`, readable by its owner only; returns its public key. Conflict where it is."""
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Conflict(
            N_("{file} exists and is not overwritten without --force."), code="backup_exists", file=file
        ) from error
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        opened.write(f"# public key: {identity.to_public()}\n{identity}\n")
        opened.flush()
        os.fsync(opened.fileno())
    return str(identity.to_public())


def recipients_of(keys: Sequence[str]) -> list[Any]:
    """Public keys as the library takes them; raises Invalid (`bad_recipient`)."""
    import pyrage

    found = []
    for key in keys:
        try:
            found.append(pyrage.x25519.Recipient.from_str(key.strip()))
        except pyrage.RecipientError as error:
            raise Invalid(N_("{key} is not a public key such as age1…"), code="bad_recipient", key=key) from error
    return found


def identities_of(file: Path, passphrase: str = "") -> list[Any]:
    """The secret keys in a file, which may itself be encrypted with `passphrase`. Missing, Invalid (`bad_identity`)."""
    import pyrage

    try:
        content = file.read_bytes()
    except OSError as error:
        raise Missing(
            N_("The key {file} cannot be read: {why}"), code="no_identity", file=file, why=error.strerror or error
        ) from error
    if content.startswith(HEADERS):
        with _opening(file):
            content = pyrage.passphrase.decrypt(content, passphrase)
    lines = [line for line in content.decode(errors="replace").splitlines() if line.startswith("AGE-SECRET-KEY-")]
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in lines]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise Invalid(N_("{file} holds no secret key such as AGE-SECRET-KEY-1…"), code="bad_identity", file=file)
    return found


def passphrase_of(file: Path) -> str:
    """The first line of a file. Missing (`no_identity`) where it cannot be read, Invalid where it is empty."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Missing(N_("The key {file} cannot be read: {why}"), code="no_identity", file=file, why=error) from error
    if not lines or not lines[0]:
        raise Invalid(N_("{file} is empty."), code="bad_identity", file=file)
    return lines[0]


def seal(source: Path, target: Path, recipients: Sequence[Any], passphrase: str = "") -> None:
    """Encrypts `source` into `target`, to the recipients or else with the passphrase."""
    import pyrage

    with source.open("rb") as plain, target.open("wb") as sealed:
        if recipients:
            pyrage.encrypt_io(plain, sealed, list(recipients))
            return
        if source.stat().st_size > MOST_IN_MEMORY:
            raise Unavailable(
                N_("The database is too large to be encrypted with a passphrase: use --recipient."),
                code="too_large_to_seal",
            )
        sealed.write(pyrage.passphrase.encrypt(plain.read(), passphrase))


def unseal(source: Path, target: IO[bytes], identities: Sequence[Any], passphrase: str = "") -> None:
    """Decrypts `source` into `target`. Raises Invalid (`backup_sealed`): another key, or not what was written."""
    import pyrage

    with source.open("rb") as sealed, _opening(source):
        if identities:
            pyrage.decrypt_io(sealed, target, list(identities))
        else:
            target.write(pyrage.passphrase.decrypt(sealed.read(), passphrase))


def same_inside(sealed: Path, plain: Path, identities: Sequence[Any], passphrase: str = "") -> bool:
    """Whether what comes out of `sealed` is `plain`, byte for byte."""
    digest = _Digest()
    unseal(sealed, digest, identities, passphrase)  # type: ignore[arg-type]  # it is written to and nothing else
    with plain.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest() == digest.sha256.hexdigest()


class _Digest:
    """What is written goes into a digest."""

    def __init__(self) -> None:
        self.sha256 = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.sha256.update(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""


@contextmanager
def _opening(file: Path) -> Iterator[None]:
    import pyrage

    try:
        yield
    except (pyrage.DecryptError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:  # the disk's word; the library's have no number
            raise
        raise Invalid(N_("{file} cannot be decrypted: {why}"), code="backup_sealed", file=file, why=error) from error
