"""A file from the server onto this console's own disk."""

from __future__ import annotations

import os
from pathlib import Path

from fengsui_tui.drafts import data_folder

FOLDER = "reports"


def save_file(name: str, content: bytes, folder: Path | None = None) -> Path:
    """The whole file or none, readable by this user alone; one of the same name is replaced. Raises OSError."""
    target = (folder or data_folder()) / FOLDER / Path(name).name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = target.with_name(f".{target.name}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.replace(beside, target)
    return target
