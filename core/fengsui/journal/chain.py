"""The digest chain, pure: what is hashed, in which form.

`digest = SHA256(salt + data)` and `hash = SHA256(previous hash + canonical envelope)`, where the envelope holds
the digest. Destroying salt and data (an erasure by law) leaves the chain whole.
"""

from __future__ import annotations

import hashlib
from typing import Any

import orjson

from fengsui.storage.types import to_text

GENESIS = "0" * 64


def digest_of(salt: str, data: bytes) -> str:
    return hashlib.sha256(salt.encode() + data).hexdigest()


def canonical(row: dict[str, Any]) -> bytes:
    """The envelope's bytes: sorted keys, times as fixed-width UTC text, labels sorted."""
    envelope = {name: row[name] for name in ("seq", "epoch", "id", "topic", "subject", "actor", "severity")}
    envelope |= {name: row[name] for name in ("exercise", "need", "labels", "digest")}
    envelope["at"] = to_text(row["at"])
    envelope["due"] = to_text(row["due"]) if row["due"] is not None else None
    return orjson.dumps(envelope, option=orjson.OPT_SORT_KEYS)


def chained(previous: str, row: dict[str, Any]) -> str:
    return hashlib.sha256(previous.encode() + canonical(row)).hexdigest()
