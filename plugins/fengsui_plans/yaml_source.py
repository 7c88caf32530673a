"""Plan files as text: YAML read strictly, every fault found with its place, nothing executed and nothing shared.

We build our own tree from PyYAML's parser events, because each value must remember its line and column, and
because a composer recurses: a file of ten thousand brackets would end the process. Refused: aliases and
anchors (alias bombs), tags, duplicate keys, keys that are no text, nesting beyond `MAX_DEPTH`, files beyond
`MAX_BYTES`, several documents. Plain scalars follow the core schema of YAML 1.2: `no` and `12:30` are text.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from fengsui.printable import BIDI
from fengsui.text import N_
from fengsui_plans.yaml_scalars import plain_value

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32
MAX_FAULTS = 500
MAX_VALUES = 20_000

Key = str | int
KeyPath = tuple[Key, ...]

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class SourceFault:
    """One thing wrong at `line`:`column` (from 1); `expected` is a source message, `params` fill its places."""

    line: int
    column: int
    path: KeyPath
    expected: str
    code: str
    params: dict[str, object] = field(default_factory=dict)


@dataclass
class Source:
    """What was read: `data` (None where nothing could be), the place of every key and value, and the faults.

    `whole` is False where the reading had to stop: what is not in `data` may stand further down.
    """

    data: Any = None
    places: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)
    keys: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)
    faults: list[SourceFault] = field(default_factory=list)
    whole: bool = True

    def place(self, path: KeyPath, *, of_key: bool = False) -> tuple[int, int]:
        """Where `path` stands, or the nearest thing around it that stands anywhere."""
        if of_key and path in self.keys:
            return self.keys[path]
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))


def dotted(path: KeyPath) -> str:
    """`needs[0].title` for `("needs", 0, "title")`."""
    text = ""
    for key in path:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else key
    return text


def read_source(path: Path) -> Source:
    """Reads and parses the file `path`; whatever is wrong with it is a fault, never an exception."""
    try:
        if path.is_dir():
            return _refused(N_("a file, not a directory"), "directory")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return _refused(N_("a file that exists"), "no_file")
    except (OSError, ValueError):
        return _refused(N_("a file that can be read"), "unreadable")
    return parse_bytes(raw)


def parse_bytes(raw: bytes) -> Source:
    """Parses the bytes of a plan file."""
    if len(raw) > MAX_BYTES:
        return _refused(N_("a file of at most {bytes} bytes"), "too_large", bytes=MAX_BYTES)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = raw[: error.start].decode("utf-8", "replace")
        return _refused(N_("UTF-8 text"), "not_utf8", at=_position(good, len(good)))
    if not text.strip():
        return _refused(N_("a plan, not an empty file"), "empty")
    if match := _UNPRINTABLE.search(text):
        at = _position(text, match.start())
        return _refused(N_("text without control characters (found {character})"), "control_character", at=at,
                        character=f"U+{ord(match[0]):04X}")  # fmt: skip
    return parse_text(text)


def _refused(expected: str, code: str, at: tuple[int, int] = (1, 1), **params: object) -> Source:
    return Source(faults=[SourceFault(*at, (), expected, code, params)])


def _position(text: str, index: int) -> tuple[int, int]:
    before = text[:index]
    return before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1


def parse_text(text: str) -> Source:
    """Parses the text of one YAML document; what stands before a syntax error is still checked."""
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
            if builder.hopeless():
                builder.source.whole = False
                break
        builder.finish()
    except yaml.MarkedYAMLError as error:
        builder.source.whole = False
        mark = error.problem_mark or error.context_mark
        at = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        builder.fault(at, N_("valid YAML ({problem})"), "syntax", problem=error.problem or error.context or "?")
    except (yaml.YAMLError, ValueError) as error:
        builder.source.whole = False
        builder.fault((1, 1), N_("valid YAML ({problem})"), "syntax", problem=str(error).splitlines()[0][:120])
    return builder.source


@dataclass
class _Open:
    """A collection being filled; `key` is the one that waits for its value."""

    path: KeyPath
    into: dict[str, Any] | list[Any]
    key: str | None = None
    waiting: bool = False
    lost: int = 0


class _Builder:
    """Turns parser events into plain values, remembering places; depth is counted, not recursed."""

    def __init__(self) -> None:
        self.source = Source()
        self._open: list[_Open] = []
        self._skipping = 0
        self._documents = 0

    def fault(self, at: tuple[int, int], expected: str, code: str, **params: object) -> None:
        path = self._open[-1].path if self._open else ()
        self.source.faults.append(SourceFault(*at, path, expected, code, params))

    def hopeless(self) -> bool:
        """Stop reading: the parser's own work grows with the square of the depth, and nobody reads 500 faults."""
        return (
            self._skipping > MAX_DEPTH or len(self.source.faults) >= MAX_FAULTS or len(self.source.places) > MAX_VALUES
        )

    def finish(self) -> None:
        if not self._documents:
            self.fault((1, 1), N_("a plan, not an empty file"), "empty")
        if len(self.source.places) > MAX_VALUES:
            self.fault((1, 1), N_("at most {count} values"), "too_many", count=MAX_VALUES)

    def take(self, event: Any) -> None:
        at = (event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents == 2:
                self.fault(at, N_("one document in a file"), "several_documents")
        elif isinstance(event, yaml.CollectionEndEvent):
            self._leave()
        elif isinstance(event, yaml.NodeEvent) and self._documents == 1:
            self._refuse_sharing(event, at)
            self._node(event, at)

    def _refuse_sharing(self, event: Any, at: tuple[int, int]) -> None:
        if isinstance(event, yaml.AliasEvent):
            self.fault(at, N_("the value itself, not an alias (*{name})"), "alias", name=event.anchor)
            return
        if event.anchor is not None:
            self.fault(at, N_("no anchor (&{name})"), "anchor", name=event.anchor)
        if event.tag is not None:
            self.fault(at, N_("no tag ({name})"), "tag", name=event.tag)

    def _node(self, event: Any, at: tuple[int, int]) -> None:
        collection = isinstance(event, yaml.CollectionStartEvent)
        if self._skipping:
            self._skipping += collection
            return
        holder = self._open[-1] if self._open else None
        if holder is not None and isinstance(holder.into, dict) and not holder.waiting:
            self._key(holder, event, at, collection)
            return
        path = self._path(holder)
        if collection and len(self._open) >= MAX_DEPTH:
            self.fault(at, N_("at most {depth} levels of nesting"), "too_deep", depth=MAX_DEPTH)
            self._place(holder, path, None, at)
            self._skipping = 1
            return
        into: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        value = into if collection else self._scalar(event, at, path)
        self._place(holder, path, value, at)
        if collection:
            self._open.append(_Open(path, into))

    def _key(self, holder: _Open, event: Any, at: tuple[int, int], collection: bool) -> None:
        holder.waiting = True
        if collection:
            self._skipping = 1
        if collection or isinstance(event, yaml.AliasEvent):
            self.fault(at, N_("a text as key"), "key_not_text")
            holder.key = None
            return
        key = event.value
        path = (*holder.path, key)
        if not isinstance(self._plain(event), str):
            self.fault(at, N_("a text as key"), "key_not_text")
        if path in self.source.keys:
            first = self.source.keys[path][0]
            self.fault(at, N_("each key once ({key} stands in line {first} already)"), "duplicate_key",
                       key=key[:60], first=first)  # fmt: skip
            holder.key = None
            return
        self.source.keys[path] = at
        holder.key = key

    def _path(self, holder: _Open | None) -> KeyPath:
        if holder is None:
            return ()
        if isinstance(holder.into, list):
            return (*holder.path, len(holder.into))
        if holder.key is None:  # a value whose key was refused: its content is kept apart and checked for faults only
            holder.lost += 1
            return (*holder.path, f"?{holder.lost}")
        return (*holder.path, holder.key)

    def _place(self, holder: _Open | None, path: KeyPath, value: Any, at: tuple[int, int]) -> None:
        self.source.places[path] = at
        if holder is None:
            self.source.data = value
        elif isinstance(holder.into, list):
            holder.into.append(value)
        else:
            if holder.key is not None:
                holder.into[holder.key] = value
            holder.key, holder.waiting = None, False

    def _leave(self) -> None:
        if self._skipping:
            self._skipping -= 1
        elif self._open and self._documents == 1:
            self._open.pop()

    def _scalar(self, event: Any, at: tuple[int, int], path: KeyPath) -> Any:
        if isinstance(event, yaml.AliasEvent):
            return None
        value = self._plain(event)
        if isinstance(value, float) and not math.isfinite(value):
            self.source.faults.append(SourceFault(*at, path, N_("a finite number"), "not_finite"))
            return None
        if isinstance(value, str) and (found := next((char for char in value if char in BIDI), None)):
            expected = N_("text without direction characters (found {character})")
            self.source.faults.append(
                SourceFault(*at, path, expected, "direction_character", {"character": f"U+{ord(found):04X}"})
            )
        return value

    def _plain(self, event: Any) -> Any:
        """A plain scalar by the core schema of YAML 1.2; anything quoted is text."""
        text: str = event.value
        if not event.implicit[0] or event.style not in (None, ""):
            return text
        return plain_value(text)
