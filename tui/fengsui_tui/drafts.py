"""What was typed and is not saved by the server yet, on the console's own disk: nothing typed is ever lost."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

SAFE = re.compile(r"[^A-Za-z0-9_.-]")


def data_folder() -> Path:
    """Where programs keep their own data on this platform."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "fengsui"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "fengsui"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "fengsui"


def write_atomically(path: Path, text: str, *, durable: bool = True) -> None:
    """The whole new text or the whole old one, whatever happens to this program; only the user may read it.

    `durable`: also if the machine loses power; this waits for the disk.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".{path.name}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    os.replace(beside, path)


class Drafts:
    """One JSON file a draft, in a folder a user; `kind` says of what (a call, a note, an unsent command).

    Each server (`where`) has its own: what was typed for the demonstration never goes out on the real one, where the
    same number may stand for something else.
    """

    def __init__(self, folder: Path, user: str, where: str = "") -> None:
        self._folder = folder / "drafts" / SAFE.sub("_", where) / (SAFE.sub("_", user) or "_")

    def save(self, kind: str, id: str, values: Mapping[str, Any], *, durable: bool = True) -> None:
        """Not `durable` at every letter, so that typing never waits for the disk."""
        write_atomically(self._path(kind, id), json.dumps(values, ensure_ascii=False, default=str), durable=durable)

    def get(self, kind: str, id: str) -> dict[str, Any] | None:
        return _read(self._path(kind, id))

    def drop(self, kind: str, id: str) -> None:
        self._path(kind, id).unlink(missing_ok=True)

    def all(self, kind: str) -> list[dict[str, Any]]:
        """Every draft of a kind, oldest first; one that cannot be read is left where it is."""
        return list(self._found(kind))

    def _found(self, kind: str) -> Iterator[dict[str, Any]]:
        folder = self._folder / SAFE.sub("_", kind)
        if not folder.is_dir():
            return
        for path in sorted(folder.glob("*.json"), key=lambda one: (one.stat().st_mtime_ns, one.name)):
            if (values := _read(path)) is not None:
                yield values

    def _path(self, kind: str, id: str) -> Path:
        return self._folder / SAFE.sub("_", kind) / f"{SAFE.sub('_', id)}.json"


def _read(path: Path) -> dict[str, Any] | None:
    try:
        values = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return values if isinstance(values, dict) else None
