"""The verbs of installed plugins as `fengsui --help` lists them, remembered from one call to the next.

To ask every plugin takes many times as long as Python takes to start. What they answered is kept in the user's cache
folder, beside the state of all that it came from: the folders that Python imports from, whose times change when a
distribution comes or goes, the files that name entry points, the plugins' modules that were imported to ask them, and
their catalogues. As soon as any of it is another, or the file cannot be read, the plugins are asked again. Nothing is
kept where a plugin could not be asked. Only the overview is remembered: to run a verb its plugin is asked itself.

Only a file of one's own that nobody else may write is believed: with `sudo`, the home may still be another's.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence

from fengsui import __version__

Rows = list[tuple[str, str]]
State = list[int] | None


def remembered(language: str) -> Rows | None:
    """Names and summaries in `language`; None where the plugins are to be asked."""
    import json

    try:
        with open(os.open(_file(language), os.O_RDONLY | os.O_NONBLOCK), encoding="utf-8") as file:
            if not _ours(file.fileno()):
                return None
            found = json.load(file)
        if found["by"] != _by() or any(_state(path) != state for path, state in found["from"].items()):
            return None
        return [(str(name), str(says)) for name, says in found["rows"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def places() -> dict[str, State]:
    """Where plugins are installed, as it is now. Taken before they are asked: what is installed meanwhile is seen."""
    return {one: _state(one) for folder in sys.path for one in (folder, *_entry_points(folder or "."))}


def remember(language: str, rows: Rows, values: Iterable[str], before: dict[str, State]) -> None:
    """Keeps `rows`, which the entry points of these `values` answered; a cache that cannot be written is none."""
    import json

    path = _file(language)
    kept = {"by": _by(), "from": {one: _state(one) for one in _sources(language, values)} | before, "rows": rows}
    fresh = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(kept, file)
        os.replace(fresh, path)
    except (OSError, ValueError):
        _forget(fresh)


def _forget(half: str) -> None:
    """What a full disk left of a file: none of it is to stay."""
    try:
        os.unlink(half)
    except OSError:
        return


def _ours(file: int) -> bool:
    found = os.fstat(file)
    return stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _file(language: str) -> str:
    """One for each installation and language, so that two virtual environments do not take it from each other."""
    from binascii import crc32

    folder = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(folder):
        folder = os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(folder, "fengsui", f"verbs-{crc32(os.fsencode(sys.prefix)):08x}-{language}.json")


def _by() -> list[object]:
    """Who asked, and where Python looked: another one may see other plugins."""
    return [__version__, sys.version, *sys.path]


def _state(path: str) -> State:
    """A file or folder as it is now; None for one that is not there."""
    try:
        found = os.stat(path or ".")
    except OSError:
        return None
    return [found.st_mtime_ns, found.st_size, found.st_ino]


def _sources(language: str, values: Iterable[str]) -> Iterator[str]:
    """The files that the answers came from."""
    packages = {value.partition(":")[0].partition(".")[0] for value in values}
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in packages and (file := getattr(module, "__file__", None)):
            yield file
    for package in packages:
        if file := getattr(sys.modules.get(package), "__file__", None):
            yield os.path.join(os.path.dirname(file), "locale", language, "LC_MESSAGES", f"{package}.mo")


def _entry_points(folder: str) -> Sequence[str]:
    """Where the distributions of `folder` name their entry points."""
    try:
        names = [name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info"))]
    except OSError:
        return ()
    return [os.path.join(folder, name, "entry_points.txt") for name in names]
