"""What takes long at its first use has been read before the first call is saved: a unit has two seconds."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import asyncio, sys
from fengsui.testing import running
async def start():
    async with running(plugins=["rosters", "plans", "incidents"]):
        print("pypinyin.phrases_dict" in sys.modules)
asyncio.run(start())
"""


def test_the_dictionary_is_there_before_the_first_call() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "True"
