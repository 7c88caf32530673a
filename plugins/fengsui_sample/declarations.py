"""What the sample declares to the host."""

from __future__ import annotations

from fengsui.hooks import About
from fengsui.text import N_

ABOUT = About(
    name="sample",
    version="0.1.0",
    title=N_("Sample city"),
    requires=("rosters", "plans", "drills"),
)
