"""kill -9 before every statement of every migration; `--cycles` is the distance between two kills."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile

from tests.chaos.figures import Effort, row


def run(effort: Effort) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.core.storage.migrating", folder, str(effort.cycles or 1)]
        done = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    faults = done["faults"]
    figures = (
        f"{done['kills']} kills, {done['statements']} statements, {done['migrations']} migrations, empty and filled: "
        f"{len(faults)} faults {faults[:3] or ''}"
    )
    return row("kill_migration", "the next start ends with the same tables", figures, held=not faults)
