"""`make bench`: every benchmark in turn, or those named. Prints ratios against a reference run beside each."""

from __future__ import annotations

import importlib
import sys

NAMES = ("startup", "journal", "growth", "feed", "dispatch", "console", "propose")


def main() -> None:
    for name in sys.argv[1:] or NAMES:
        sys.stdout.write(f"\n## {name}\n\n")
        sys.stdout.flush()
        importlib.import_module(f"tests.bench.{name}").main()


if __name__ == "__main__":
    main()
