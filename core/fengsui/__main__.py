"""`python -m fengsui` is the `fengsui` command."""

from __future__ import annotations

from fengsui.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
