"""A docx from the server onto this console's own disk."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from fengsui_reports.api.views import Document
from fengsui_tui.drafts import data_folder

FOLDER = "reports"


def save(document: Document, folder: Path | None = None) -> Path:
    """The whole file or none, readable by this user alone; one of the same name is replaced. Raises OSError."""
    target = (folder or data_folder()) / FOLDER / Path(document.name).name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = target.with_name(f".{target.name}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64decode(document.content))
    os.replace(beside, target)
    return target
