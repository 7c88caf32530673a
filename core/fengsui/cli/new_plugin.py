"""The skeleton that `fengsui plugins new NAME` writes: it works before a line is changed."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from fengsui.errors import Conflict, Invalid
from fengsui.text import N_

NAME = re.compile(r"^[a-z][a-z0-9_]{0,40}$")
TAKEN = ("core", "feed")

FILES = {
    "pyproject.toml.txt": "pyproject.toml",
    "README.md.txt": "README.md",
    "init.py.txt": "{package}/__init__.py",
    "events.py.txt": "{package}/events.py",
    "tables.py.txt": "{package}/tables.py",
    "service.py.txt": "{package}/service.py",
    "roles.yaml.txt": "{package}/roles.yaml",
    "migration.py.txt": "{package}/migrations/0001_first.py",
    "test.py.txt": "tests/test_{name}.py",
}


def write_plugin(name: str, below: Path) -> Path:
    """Writes the folder `agency-NAME` in `below` and returns it; where it raises, nothing was written."""
    if not NAME.match(name) or name in TAKEN:
        raise Invalid(
            N_("The name {name} is not allowed: small letters, digits, _; not core or feed."),
            code="bad_name",
            name=name,
        )
    dashed, package = name.replace("_", "-"), f"agency_{name}"
    folder = below / f"agency-{dashed}"
    if folder.exists():
        raise Conflict(N_("{folder} is there already."), code="folder_exists", folder=folder)
    words = {"name": name, "dashed": dashed, "package": package, "title": name.replace("_", " ").capitalize()}
    for source, target in FILES.items():
        text = (files("fengsui.cli") / "skeleton" / source).read_text("utf-8")
        for word, value in words.items():
            text = text.replace(f"@{word}@", value)
        file = folder / target.format(**words)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    (folder / package / "py.typed").touch()
    return folder
