"""What a part is asked for, and how it says what came of it."""

from __future__ import annotations

import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    """How long or how often, None where the part's own default counts, and where chance begins."""

    minutes: float | None = None
    cycles: int | None = None
    seed: int = 1


def row(part: str, proves: str, figures: str, *, held: bool) -> bool:
    """Prints one row of the table; returns `held`."""
    cells = [part, proves, figures, "yes" if held else "**NO**"]
    sys.stdout.write("| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |\n")
    sys.stdout.flush()
    return held
