"""The command line. Nothing heavy is imported before a verb needs it: `--help` and `--version` stay instant.

Exit codes: 0 done, 1 refused or faults found, 2 usage, 3 server unreachable.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from fengsui import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one verb and returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given == ["--version"]:
        sys.stdout.write(f"fengsui {__version__}\n")
        return 0
    from fengsui.cli.top import run

    return run(given)
