"""kill -9 of the process that writes, 1,000 times, on one file."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile

from tests.chaos.figures import Effort, row

CYCLES = 1000


def run(effort: Effort) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        words = [folder, str(effort.cycles or CYCLES), str(effort.seed)]
        command = [sys.executable, "-m", "tests.core.storage.killing", *words]
        done = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    faults = done["faults"]
    figures = (
        f"{done['cycles']} kills, {done['acknowledged']} acknowledged, {done['ms_each']} ms each, seed {effort.seed}"
    )
    wrong = f"; {len(faults)} faults: {faults[:3]}" if faults else ", 0 lost"
    return row("kill_storage", "acknowledged is on disk, chain whole", figures + wrong, held=not faults)
