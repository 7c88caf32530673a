"""The OpenAPI 3.1 description, generated from the declarations that also do the validating."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from fengsui import __version__
from fengsui.http.fallback import described
from fengsui.http.fallback.parameters import Asked, Counted, Stored
from fengsui.http.problem import CONTENT_TYPE
from fengsui.http.schemas import REF, Json, Key, Wanted, named, schemas_of
from fengsui.http.serving import Declared
from fengsui.http.sessions import Login, SessionAnswer, WhoAmI
from fengsui.registry import BoundCommand, BoundView
from fengsui.text import N_, translate

PROBLEM: Json = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "retry", "faults"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened, in the language of Accept-Language."},
        "code": {"type": "string", "description": "Stable; see docs/operations.md."},
        "retry": {"type": "boolean", "description": "Whether the same request may succeed later."},
        "faults": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "expected", "code"],
                "properties": {name: {"type": "string"} for name in ("path", "expected", "code")},
            },
        },
    },
}

PLUGINS: Json = {
    "type": "object",
    "properties": {
        "plugins": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("name", "version", "title", "state", "reason")},
            },
        }
    },
}

KEY_PARAMETER: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A repeated key gets its first answer; with another payload it is refused.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 100},
}


def describe_http(system: Declared, language: str) -> Json:
    """The document; summaries are in `language`."""
    registry = system.registry
    packages = ("fengsui", *(plugin.package for plugin in system.plugins if plugin.package))
    schemas, components = schemas_of(_wanted(registry.commands.values(), registry.views.values()))
    paths = _fixed(schemas, components)
    for command in sorted(registry.commands.values(), key=lambda bound: bound.name):
        said = translate(command.declaration.summary, language, *packages)
        paths.setdefault(_path(command), {})["post"] = _command(command, schemas, said)
    for view in sorted(registry.views.values(), key=lambda bound: bound.name):
        said = translate(view.declaration.summary, language, *packages)
        paths.setdefault(_path(view), {})["get"] = _view(view, schemas, components, said)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Fengsui (烽燧)", "version": __version__, "license": {"name": "Apache-2.0"}},
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": {**components, "Problem": PROBLEM},
        },
    }


def _path(bound: BoundCommand | BoundView) -> str:
    return f"/api/v1/{bound.plugin}/{bound.declaration.name}"


def _wanted(commands: Iterable[BoundCommand], views: Iterable[BoundView]) -> Iterator[Wanted]:
    """Every payload, parameter and answer type."""
    yield "session", "payload", "validation", Login
    yield "session", "answer", "serialization", SessionAnswer
    yield "session", "who", "serialization", WhoAmI
    yield "feed", "parameters", "validation", Asked
    yield "feed", "payload", "validation", Stored
    yield "feed", "answer", "serialization", Counted
    for command in commands:
        yield command.name, "payload", "validation", command.declaration.payload
        yield command.name, "answer", "serialization", command.declaration.answer
    for view in views:
        yield view.name, "parameters", "validation", view.declaration.parameters
        yield view.name, "view", "serialization", view.declaration.answer


def _responses(status: str, schema: Json | None, said: str) -> Json:
    answer: Json = {"description": said}
    if schema is not None:
        answer["content"] = {"application/json": {"schema": schema}}
    problem = {"schema": {"$ref": REF.format(model="Problem")}}
    return {status: answer, "default": {"description": "A problem", "content": {CONTENT_TYPE: problem}}}


def _body(schema: Json) -> Json:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _command(bound: BoundCommand, schemas: Mapping[Key, Json], said: str) -> Json:
    answer = {
        "type": "object",
        "required": ["answer"],
        "properties": {"answer": schemas.get((bound.name, "answer"), {})},
    }
    return {
        "operationId": bound.name,
        "tags": [bound.plugin],
        "summary": said,
        "x-permission": bound.permission,
        "parameters": [KEY_PARAMETER],
        "requestBody": _body(schemas.get((bound.name, "payload"), {"type": "object"})),
        "responses": _responses("200", answer, said),
    }


def _view(bound: BoundView, schemas: Mapping[Key, Json], components: Mapping[str, Json], said: str) -> Json:
    answer = {
        "type": "object",
        "required": ["epoch", "seq", "answer"],
        "properties": {
            "epoch": {"type": "string"},
            "seq": {"type": "integer", "description": "The position of the answer: subscribe after it."},
            "answer": schemas.get((bound.name, "view"), {}),
        },
    }
    return {
        "operationId": f"view.{bound.name}",
        "tags": [bound.plugin],
        "summary": said,
        "x-permission": bound.permission,
        "parameters": _query(schemas.get((bound.name, "parameters"), {}), components),
        "responses": _responses("200", answer, said),
    }


def _query(schema: Json, components: Mapping[str, Json]) -> list[Json]:
    """An object schema's properties as query parameters."""
    found = named(schema, components)
    required = set(found.get("required", ()))
    return [
        {"name": name, "in": "query", "required": name in required, "schema": kind}
        for name, kind in found.get("properties", {}).items()
    ]


def _fixed(schemas: Mapping[Key, Json], components: Mapping[str, Json]) -> Json:
    """The routes that no plugin declares."""
    open_to_all: Json = {"security": []}
    query = _query(schemas["feed", "parameters"], components)
    problem = _responses("200", None, "")["default"]

    def get(said: str, schema: Json | None, id: str) -> Json:
        return {"operationId": id, "tags": ["server"], "summary": said, "responses": _responses("200", schema, said)}

    return {
        "/api/v1/session": {
            "post": {
                **open_to_all,
                "operationId": "session.open",
                "tags": ["server"],
                "summary": N_("Log in"),
                "requestBody": _body(schemas["session", "payload"]),
                "responses": _responses("201", schemas["session", "answer"], "A session"),
            },
            "get": get("Who am I", schemas["session", "who"], "session.who"),
            "delete": {
                "operationId": "session.close",
                "tags": ["server"],
                "summary": "Log out",
                "responses": _responses("204", None, "Ended"),
            },
        },
        "/api/v1/plugins": {"get": get("Plugins and their states", PLUGINS, "plugins")},
        "/api/openapi.json": {"get": {**get("This description", {"type": "object"}, "openapi"), **open_to_all}},
        "/api/asyncapi.json": {"get": {**get("The feed's description", {"type": "object"}, "asyncapi"), **open_to_all}},
        "/healthz": {"get": {**get("Whether the database answers", {"type": "object"}, "health"), **open_to_all}},
        "/metrics": {"get": {**get("Figures for Prometheus", None, "metrics")}},
        **described.paths(query, schemas["feed", "payload"], schemas["feed", "answer"], problem),
    }
