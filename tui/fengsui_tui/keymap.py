"""Keys moved by their user: `keymap.yaml` in the console's folder maps an action's name to another key."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

FILE = "keymap.yaml"


class KeymapError(Exception):
    """The file cannot be used; the text says where and why. The console starts with the usual keys."""


def load(folder: Path) -> dict[str, str]:
    """The moved keys, empty without a file. Raises KeymapError."""
    path = folder / FILE
    if not path.exists():
        return {}
    import yaml  # nearly nobody has such a file, and it takes a while

    try:
        found = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise KeymapError(f"{path}: {error}") from error
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        raise KeymapError(f"{path}: expected lines such as `new_call: f2`")
    wrong = [str(name) for name, key in found.items() if not isinstance(name, str) or not isinstance(key, str)]
    twice = [key for key in found.values() if list(found.values()).count(key) > 1]
    if wrong or twice:
        what = f"not a name and a key: {', '.join(wrong)}" if wrong else f"one key for two actions: {twice[0]}"
        raise KeymapError(f"{path}: {what}")
    return dict(found)
