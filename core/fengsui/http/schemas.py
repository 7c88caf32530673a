"""JSON Schemas of declared types, for both generated documents (OpenAPI and AsyncAPI)."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic.errors import PydanticInvalidForJsonSchema, PydanticSchemaGenerationError, PydanticUserError

log = logging.getLogger(__name__)

REF = "#/components/schemas/{model}"
Mode = Literal["validation", "serialization"]
Key = tuple[str, str]
Json = dict[str, Any]

Wanted = tuple[str, str, Mode, Any]
"""Name and role, by which the schema is asked for; how the type is used; the type, or None for nothing at all."""


def schemas_of(wanted: Iterable[Wanted]) -> tuple[dict[Key, Json], dict[str, Json]]:
    """The schema of each type by (name, role), and what they share, which stands under `components.schemas`.

    A type that has no JSON Schema is left out: its place in the document is then open.
    """
    inputs: list[tuple[Key, Mode, TypeAdapter[Any]]] = []
    for name, role, mode, kind in wanted:
        if kind is not None and (adapter := _adapter(kind, mode, name)) is not None:
            inputs.append(((name, role), mode, adapter))
    made, shared = TypeAdapter.json_schemas(inputs, ref_template=REF)
    _drop_bad_defaults([made, shared])
    return {key: schema for (key, _), schema in made.items()}, dict(shared.get("$defs", {}))


def _adapter(kind: Any, mode: Mode, name: str) -> TypeAdapter[Any] | None:
    try:
        adapter: TypeAdapter[Any] = TypeAdapter(kind)
        adapter.json_schema(mode=mode)
    except (PydanticSchemaGenerationError, PydanticInvalidForJsonSchema, PydanticUserError) as error:
        log.info("no schema for %s of %s: %s", kind, name, error)
        return None
    return adapter


def _drop_bad_defaults(found: Any) -> None:
    """A default that its own schema forbids means "not given" in Python; as a default in the document it is a lie."""
    waiting = [found]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            given = item.get("default")
            if isinstance(given, list | tuple) and len(given) < item.get("minItems", 0):
                del item["default"]
            if isinstance(given, str) and len(given) < item.get("minLength", 0):
                del item["default"]
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item


def named(schema: Mapping[str, Any], components: Mapping[str, Json]) -> Mapping[str, Any]:
    """`schema` itself, or what it refers to."""
    return components[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
