"""The AsyncAPI 3.0 description of the feed, from the frames' and the plugins' own declarations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from fengsui import __version__
from fengsui.client.verdicts import VERDICTS
from fengsui.events import Event
from fengsui.feed.limits import Limits
from fengsui.http.schemas import REF, Json, named, schemas_of
from fengsui.http.serving import Declared
from fengsui.registry import BoundCommand
from fengsui.text import translate
from fengsui.wire.frames import EVENT, FROM_CLIENT, FROM_SERVER, PATH, SUBPROTOCOL, Kind

CHANNEL: Json = {"$ref": "#/channels/feed"}
SAID = (
    "Journal events pushed to whoever may see them, resumed from a position, acknowledged when stored. Subprotocol "
    f"{SUBPROTOCOL}; one JSON object in each text frame; unknown fields and unknown kinds are ignored in both "
    "directions. The token stands in the first frame, hello, never in the URL. docs/feed-client.md says how to write a "
    "client, `fengsui feed check` whether a server keeps to this."
)


def describe_feed(system: Declared, language: str) -> Json:
    """The document; commands' summaries are in `language`."""
    registry = system.registry
    packages = ("fengsui", *(plugin.package for plugin in system.plugins if plugin.package))
    events = dict(sorted(registry.events.items()))
    schemas = {**_frames(FROM_CLIENT, "client"), **_frames(FROM_SERVER, "server"), **_data(events)}
    schemas["client.cmd"]["properties"]["name"]["enum"] = sorted(registry.commands)
    messages = {
        **{_id(kind, "client"): _message(kind, "client") for kind in FROM_CLIENT.values()},
        **{_id(kind, "server"): _message(kind, "server") for kind in FROM_SERVER.values() if kind is not EVENT},
        **{f"event.{topic}": _event(topic, event) for topic, event in events.items()},
    }
    commands = sorted(registry.commands.values(), key=lambda bound: bound.name)
    messages["client.cmd"]["x-commands"] = {bound.name: _command(bound, language, packages) for bound in commands}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Fengsui (烽燧) feed",
            "version": __version__,
            "description": SAID,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {"feed": _server(system)},
        "channels": {"feed": _channel(messages)},
        "operations": _operations(list(events)),
        "components": {"messages": messages, "schemas": schemas},
    }


def _id(kind: Kind, sender: str) -> str:
    return f"{sender}.{kind.name}"


def _frames(kinds: Mapping[str, Kind], sender: str) -> dict[str, Json]:
    return {_id(kind, sender): {**kind.schema(), "description": kind.said} for kind in kinds.values()}


def _message(kind: Kind, sender: str) -> Json:
    return {"name": kind.name, "summary": kind.said, "payload": {"$ref": REF.format(model=_id(kind, sender))}}


def _event(topic: str, event: type[Event]) -> Json:
    """The frame of one topic: what every event frame is, and this topic's type and data."""
    own = {field.name for field in fields(event)}
    attributes: Json = {"type": {"const": topic}}
    for name in ("severity", "need"):  # an event that decides by its values declares a field or a property
        if name not in own and isinstance(fixed := getattr(event, name, None), str):
            attributes[name] = {"const": fixed}
    attributes["data"] = {"anyOf": [{"$ref": REF.format(model=f"data.{topic}")}, {"type": "null"}]}
    narrowed = {"type": "object", "properties": {"event": {"type": "object", "properties": attributes}}}
    said = (event.__doc__ or "").partition("\n\n")[0].strip()
    return {
        "name": topic,
        "summary": " ".join(said.split()),
        "payload": {"allOf": [{"$ref": REF.format(model="server.event")}, narrowed]},
    }


def _data(events: Mapping[str, type[Event]]) -> dict[str, Json]:
    """`data.<topic>` for every event, and what these share."""
    made, shared = schemas_of((topic, "data", "serialization", event) for topic, event in events.items())
    found: dict[str, Json] = {}
    for topic in events:
        schema = made.get((topic, "data"), {"type": "object"})
        own = dict(named(schema, shared))
        properties = {name: kind for name, kind in own.get("properties", {}).items() if name != "exercise"}
        required = [name for name in own.get("required", ()) if name != "exercise"]
        found[f"data.{topic}"] = {**own, "properties": properties, "required": required}
    whole = {schema["$ref"].rpartition("/")[2] for schema in made.values() if "$ref" in schema}
    found |= {name: schema for name, schema in shared.items() if name not in whole}
    _as_draft_7(found)
    return found


def _as_draft_7(found: Any) -> None:
    """AsyncAPI's own schemas are draft 7, where a list of fixed kinds is `items`."""
    waiting = [found]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if isinstance(fixed := item.get("prefixItems"), list):
                del item["prefixItems"]
                item["items"] = fixed
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item


def _command(bound: BoundCommand, language: str, packages: tuple[str, ...]) -> Json:
    return {
        "summary": translate(bound.declaration.summary, language, *packages),
        "permission": bound.permission,
        "args": f"openapi.json#/paths/~1api~1v1~1{bound.plugin}~1{bound.declaration.name}/post/requestBody",
    }


def _server(system: Declared) -> Json:
    settings = system.settings
    return {
        "host": "{host}:{port}",
        "protocol": "wss" if settings.tls_cert else "ws",
        "pathname": PATH,
        "variables": {"host": {"default": "127.0.0.1"}, "port": {"default": str(settings.feed_port)}},
    }


def _channel(messages: Mapping[str, Json]) -> Json:
    limits = Limits()
    return {
        "address": PATH,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
        "bindings": {"ws": {"method": "GET", "bindingVersion": "0.1.0"}},
        "x-subprotocol": SUBPROTOCOL,
        "x-hello-within-s": limits.hello_s,
        "x-hello-frame": limits.hello_frame,
        "x-limits": {
            "frame": limits.frame,
            "frames_per_s": limits.frame_rate,
            "commands_per_s": limits.command_rate,
            "subs": limits.subscriptions,
        },
        "x-close-codes": {
            str(code): {"code": judged.code, "summary": judged.text, "verdict": "stop" if judged.stop else "try again"}
            for code, judged in sorted(VERDICTS.items())
        },
    }


def _operations(topics: list[str]) -> Json:
    """What the server receives with what it answers, and what it sends unasked."""

    def refs(*names: str) -> list[Json]:
        return [{"$ref": f"#/channels/feed/messages/{name}"} for name in names]

    found: Json = {}
    answers: set[str] = set()
    for kind in FROM_CLIENT.values():
        found[_id(kind, "client")] = {"action": "receive", "channel": CHANNEL, "messages": refs(_id(kind, "client"))}
        if kind.answers:
            found[_id(kind, "client")]["reply"] = {
                "channel": CHANNEL,
                "messages": refs(*(f"server.{name}" for name in kind.answers)),
            }
            answers |= set(kind.answers)
    for kind in FROM_SERVER.values():
        if kind.name not in answers and kind is not EVENT:
            found[_id(kind, "server")] = {"action": "send", "channel": CHANNEL, "messages": refs(_id(kind, "server"))}
    found["event"] = {"action": "send", "channel": CHANNEL, "messages": refs(*(f"event.{topic}" for topic in topics))}
    return found
