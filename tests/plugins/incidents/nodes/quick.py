"""`fengsui` with a lease that is short, for a test that waits for it to move: `python -m …quick serve …`."""

from __future__ import annotations

import sys
from functools import partial

from tests.core.nodes.conftest import SHORT

from fengsui import app
from fengsui.cli import main

if __name__ == "__main__":
    vars(app)["LeaseTimes"] = partial(lambda: SHORT)
    sys.exit(main(sys.argv[1:]))
