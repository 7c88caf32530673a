"""The digest chain, pure: what is hashed, in which form.

`digest = SHA256(salt + data)` and `hash = SHA256(previous hash + canonical envelope)`, where the envelope holds
the digest. Destroying salt and data (an erasure by law) leaves the chain whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson

from fengsui.storage.types import to_text

GENESIS = "0" * 64


def digest_of(salt: str, data: bytes) -> str:
    return hashlib.sha256(salt.encode() + data).hexdigest()


def canonical(row: Mapping[str, Any]) -> bytes:
    """The envelope's bytes: keys in alphabetical order, times as fixed-width UTC text, labels sorted."""
    due = row["due"]
    return orjson.dumps(
        {
            "actor": row["actor"],
            "at": to_text(row["at"]),
            "digest": row["digest"],
            "due": None if due is None else to_text(due),
            "epoch": row["epoch"],
            "exercise": row["exercise"],
            "id": row["id"],
            "labels": row["labels"],
            "need": row["need"],
            "seq": row["seq"],
            "severity": row["severity"],
            "subject": row["subject"],
            "topic": row["topic"],
        }
    )


def chained(previous: str, row: Mapping[str, Any]) -> str:
    return hashlib.sha256(previous.encode() + canonical(row)).hexdigest()
