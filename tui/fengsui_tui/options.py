"""How one console runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

from fengsui_tui.drafts import data_folder

SHANGHAI = "Asia/Shanghai"


@dataclass(frozen=True, kw_only=True)
class Options:
    """`folder` keeps drafts, the keymap and, unless `sheet` says otherwise, the emergency sheet; `where` is shown.

    `zone` None: times are shown in the centre's own.
    """

    folder: Path = field(default_factory=data_folder)
    sheet: Path | None = None
    language: str = "en"
    theme: str = "night"
    zone: tzinfo | None = None
    home: str = "incidents.board"
    where: str = ""
    user: str = ""
