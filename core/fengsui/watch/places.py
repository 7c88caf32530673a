"""Where plugins' code lies, told without importing any of it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import EntryPoint
from importlib.util import find_spec
from pathlib import Path


def places_of(points: Iterable[EntryPoint]) -> dict[str, Path]:
    """Where each plugin's code lies, a folder or a file, without importing it; the first of a name counts."""
    found: dict[str, Path] = {}
    for point in points:
        package, *inner = point.module.split(".")
        with suppress(ImportError, ValueError):
            spec = find_spec(package)
            places = [] if spec is None else spec.submodule_search_locations or [spec.origin or ""]
            for place in places:
                folder = Path(place).joinpath(*inner)
                found.setdefault(point.name, folder if folder.exists() or not inner else folder.with_suffix(".py"))
    return found
