"""Build hook: compiles the gettext catalogues, so that a wheel and an editable install both speak Chinese."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> None:
    """Writes `NAME.mo` beside every `NAME.po` below `root`'s three source folders.

    Only where it changes, and in one step: programs that run meanwhile read the old one or the new one.
    """
    for po in sorted(path for top in ("core", "plugins", "tui") for path in (root / top).rglob("*.po")):
        compiled = BytesIO()
        with po.open("rb") as source:
            write_mo(compiled, read_po(source, locale=po.parent.parent.name))
        target = po.with_suffix(".mo")
        if not target.exists() or target.read_bytes() != compiled.getvalue():
            beside = target.with_suffix(f".mo.{os.getpid()}")
            beside.write_bytes(compiled.getvalue())
            beside.replace(target)


class CustomBuildHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_catalogues(Path(self.root))


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent)
