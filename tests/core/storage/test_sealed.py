"""Encrypted backups: what went in comes out, and only for who has the key."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from fengsui.clock import Ids
from fengsui.errors import FengsuiError
from fengsui.storage.backup import Seal, back_up, check, opened
from fengsui.storage.restoring import restore
from fengsui.storage.sealed import identities_of, is_sealed, make_identity, recipients_of, seal, unseal
from fengsui.testing import NIGHT, running


@pytest.fixture
async def database(tmp_path: Path) -> Path:
    async with running([], data=tmp_path / "data") as system:
        await system.execute(
            "core.add_user",
            {"name": "secretname", "display": "某甲", "roles": ["auditor"]},
            system.actor("administrator"),
        )
    return tmp_path / "data" / "fengsui.sqlite"


def _key(folder: Path, name: str = "key") -> Seal:
    public = make_identity(folder / name)
    return Seal(tuple(recipients_of([public])), "", tuple(identities_of(folder / name)))


def test_to_a_public_key_and_back(database: Path, tmp_path: Path) -> None:
    key, file = _key(tmp_path), tmp_path / "a.age"
    made = back_up(database, file, seal=key)
    assert (is_sealed(file), b"secretname" in file.read_bytes()) == (True, False)
    assert not [left for left in database.parent.iterdir() if "a.age" in left.name]
    with opened(file, tmp_path, key) as clear:
        assert check(clear).head == made.head
        done = restore(clear, database, Ids(random.Random(3)), NIGHT, "system:cli")
    assert (done.was, clear.exists()) == (made.head, False)


def test_another_key_and_every_change_are_refused(database: Path, tmp_path: Path) -> None:
    key, other, file = _key(tmp_path), _key(tmp_path, "other"), tmp_path / "a.age"
    back_up(database, file, seal=key)
    with pytest.raises(FengsuiError) as refused, opened(file, tmp_path, other):
        raise AssertionError("it opened")
    assert refused.value.code == "backup_sealed"
    whole, chance = file.read_bytes(), random.Random(5)
    for _ in range(20):
        spoilt = bytearray(whole)
        spoilt[chance.randrange(200, len(spoilt))] ^= 1 << chance.randrange(8)
        file.write_bytes(bytes(spoilt) if chance.random() < 0.7 else whole[: chance.randrange(len(whole))])
        with pytest.raises(FengsuiError), opened(file, tmp_path, key) as clear:
            check(clear)
    assert not list(tmp_path.glob(".a.age*"))


def test_a_large_file_goes_through_as_a_stream(tmp_path: Path) -> None:
    key, plain = _key(tmp_path), tmp_path / "plain"
    plain.write_bytes(random.Random(1).randbytes(3_000_000))
    seal(plain, tmp_path / "sealed", key.recipients)
    with (tmp_path / "out").open("wb") as out:
        unseal(tmp_path / "sealed", out, key.identities)
    assert (tmp_path / "out").read_bytes() == plain.read_bytes()


def test_keys_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello\n")
    with pytest.raises(FengsuiError) as refused:
        recipients_of(["age1nonsense"])
    assert refused.value.code == "bad_recipient"
    for name, code in (("text", "bad_identity"), ("no", "no_identity")):
        with pytest.raises(FengsuiError) as refused:
            identities_of(tmp_path / name)
        assert refused.value.code == code


def test_a_secret_key_that_is_itself_encrypted(database: Path, tmp_path: Path) -> None:
    key = _key(tmp_path)
    seal(tmp_path / "key", tmp_path / "key.age", (), "word")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert [str(one) for one in identities_of(tmp_path / "key.age", "word")] == [str(one) for one in key.identities]
