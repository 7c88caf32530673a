"""What the console's process loads: no database, no server; and the server no Textual."""

from __future__ import annotations

import subprocess
import sys

LOADED = """
import sys
{code}
print(",".join(sorted(name for name in {names!r} if name in sys.modules)))
"""


def loaded(code: str, *names: str) -> str:
    made = LOADED.format(code=code, names=names)
    return subprocess.run([sys.executable, "-c", made], capture_output=True, text=True, check=True).stdout.strip()


def test_the_console_with_all_its_screens_loads_neither_database_nor_server() -> None:
    code = """
import fengsui_tui.opening
from fengsui_tui.loading import make, offers
for offer in offers():
    assert not offer.failed, offer
    make(offer, *(["E1"] if offer.name == "dispatch" else []))
"""
    assert loaded(code, "sqlalchemy", "alembic", "aiohttp.web", "fengsui.app", "fengsui.http", "fengsui.storage") == ""


def test_naming_the_screens_loads_no_textual() -> None:
    code = """
import fengsui_incidents, fengsui_plans, fengsui_rosters, fengsui_drills
for plugin in (fengsui_incidents, fengsui_plans, fengsui_rosters, fengsui_drills):
    assert list(plugin.fengsui_screens())
"""
    assert loaded(code, "textual", "fengsui_tui") == ""
