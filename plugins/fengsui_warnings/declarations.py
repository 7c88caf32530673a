"""What the plugin declares to the host."""

from __future__ import annotations

from fengsui.hooks import About
from fengsui.text import N_

ABOUT = About(name="warnings", version="0.1.0", title=N_("Warnings"), requires=("incidents",))
