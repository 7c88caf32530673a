"""How one console runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from fengsui_tui.drafts import data_folder

SHANGHAI = "Asia/Shanghai"


@dataclass(frozen=True, kw_only=True)
class Options:
    """`folder` keeps drafts, the keymap and, unless `sheet` says otherwise, the emergency sheet; `where` is shown."""

    folder: Path = field(default_factory=data_folder)
    sheet: Path | None = None
    language: str = "en"
    theme: str = "night"
    zone: tzinfo = field(default_factory=lambda: ZoneInfo(SHANGHAI))
    home: str = "incidents.board"
    where: str = ""
    user: str = ""
