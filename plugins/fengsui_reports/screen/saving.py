"""A docx from the server onto this console's own disk."""

from __future__ import annotations

import base64
from pathlib import Path

from fengsui_reports.api.views import Document
from fengsui_tui.saving import save_file


def save(document: Document, folder: Path | None = None) -> Path:
    """The whole file or none; one of the same name is replaced. Raises OSError."""
    return save_file(document.name, base64.b64decode(document.content), folder)
