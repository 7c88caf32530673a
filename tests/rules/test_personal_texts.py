"""Nothing that anybody can type about a person is out of the law's reach (突发事件应对法 arts 84-85).

Every text of every plugin's events and tables is either of a kind that names nobody (`IDS`), an official act that the
record of a response keeps (`OFFICIAL_…`, art 94), or destroyed by a declared erasure. A new text that is none of these
fails here, and so does a declaration that nothing fits any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from types import ModuleType
from typing import Any, ClassVar, Literal, get_args, get_origin, get_type_hints

from sqlalchemy import JSON, Column, LargeBinary, String
from tests.rules.personal_texts import ERASED_COLUMNS, IDS, OFFICIAL_COLUMNS, OFFICIAL_EVENTS

from fengsui.events import Event
from fengsui.plugins import GROUP

PLUGINS: Mapping[str, ModuleType] = {
    entry.name: import_module(entry.value) for entry in entry_points(group=GROUP) if entry.value.startswith("fengsui_")
}


def texts_of(kind: type[Event]) -> Iterator[str]:
    """Fields that can hold free text, by their types; literals and numbers cannot."""
    hints = get_type_hints(kind)
    yield from (field.name for field in fields(kind) if field.name != "exercise" and holds_text(hints[field.name]))


def holds_text(hint: Any) -> bool:
    if hint is str or hint is Any or hint is object:
        return True
    if get_origin(hint) is Literal:
        return False
    if is_dataclass(hint):
        return any(holds_text(one) for name, one in get_type_hints(hint).items() if name not in IDS)
    return any(holds_text(one) for one in get_args(hint))


def events() -> list[tuple[str, type[Event]]]:
    found = []
    for name, module in PLUGINS.items():
        declare = getattr(module, "fengsui_events", None)
        found += [(name, kind) for kind in declare()] if declare else []
    return found


@cache
def erasures() -> Mapping[str, tuple[str, ...]]:
    """Kinds with the topics whose events each destroys."""
    found: dict[str, tuple[str, ...]] = {}
    for name, module in PLUGINS.items():
        declare = getattr(module, "fengsui_erasures", None)
        for one in declare() if declare else ():
            found[f"{name}.{one.name}"] = one.topics
    return found


def columns() -> list[tuple[str, Column[Any]]]:
    found = []
    for module in PLUGINS.values():
        declare = getattr(module, "fengsui_tables", None)
        for table in declare().tables.values() if declare else ():
            found += [(f"{table.name}.{column.name}", column) for column in table.columns]
    return found


def may_hold_words(column: Column[Any]) -> bool:
    return isinstance(column.type, String | JSON | LargeBinary)


def erased(topic: str) -> bool:
    return any(fnmatchcase(topic, wanted) for topics in erasures().values() for wanted in topics)


def test_every_text_of_an_event_is_an_id_an_official_act_or_erasable() -> None:
    open_texts = {
        f"{kind.topic}.{name}"
        for _, kind in events()
        for name in set(texts_of(kind)) - IDS - OFFICIAL_EVENTS.get(kind.topic, frozenset())
        if not erased(kind.topic)
    }
    assert open_texts == set(), "could name a person and no Erasure reaches it"


def test_a_declaration_fits_an_event_that_no_erasure_reaches() -> None:
    known = {kind.topic: set(texts_of(kind)) for _, kind in events()}
    stale = {
        f"{topic}.{name}"
        for topic, names in OFFICIAL_EVENTS.items()
        for name in names
        if name not in known.get(topic, ()) or erased(topic)
    }
    assert stale == set()


def test_every_text_of_a_table_is_an_id_an_official_act_or_erased() -> None:
    unknown = {
        name
        for name, column in columns()
        if may_hold_words(column) and column.name not in IDS | OFFICIAL_COLUMNS.get(column.table.name, frozenset())
    }
    assert unknown - set(ERASED_COLUMNS) == set(), "could name a person: erase it, or say why it stays"


def test_what_is_said_to_be_erased_is_there_and_has_its_erasure() -> None:
    there, kinds = {name for name, _ in columns()}, erasures()
    assert {name for name in ERASED_COLUMNS if name not in there} == set()
    assert {kind for kind in ERASED_COLUMNS.values() if kind not in kinds} == set()
    assert {f"{table}.{own}" for table, names in OFFICIAL_COLUMNS.items() for own in names
            if f"{table}.{own}" not in there or f"{table}.{own}" in ERASED_COLUMNS} == set()  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Forgotten(Event):
    """An event as somebody may write it tomorrow."""

    topic: ClassVar[str] = "field.forgotten"
    incident: str
    degree: Literal["dead", "serious"]
    note: str = ""
    more: tuple[Mapping[str, str], ...] = ()


def test_a_text_that_nobody_thought_of_is_found() -> None:
    """The test itself: a note about a person in a new event is not passed over."""
    assert set(texts_of(Forgotten)) - IDS == {"note", "more"}
    assert not erased(Forgotten.topic)
