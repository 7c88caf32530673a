"""The feed's routes in the OpenAPI description. The frames themselves are docs/feed.md's."""

from __future__ import annotations

from typing import Any

from fengsui.http.fallback.parameters import EVENT_STREAM

Json = dict[str, Any]

FRAME: Json = {
    "type": "object",
    "required": ["kind"],
    "properties": {"kind": {"type": "string"}},
    "description": "A frame of the feed, as on the websocket; the last may be `close {code, reason}`.",
}
POLLED: Json = {
    "type": "object",
    "required": ["epoch", "seq", "frames"],
    "properties": {
        "epoch": {"type": "string"},
        "seq": {"type": "integer", "description": "Ask after `epoch:seq` next."},
        "frames": {"type": "array", "items": FRAME},
    },
}
LAST: Json = {
    "name": "Last-Event-ID",
    "in": "header",
    "required": False,
    "description": "The id of the last event that was stored, `EPOCH:SEQ`; goes before `after`.",
    "schema": {"type": "string"},
}


def paths(parameters: list[Json], stored: Json, counted: Json, problem: Json) -> Json:
    """Both routes, from the schemas of what they take and answer."""
    answer = {"application/json": {"schema": POLLED}, EVENT_STREAM: {"schema": {"type": "string"}}}
    return {
        "/api/v1/feed": {
            "get": {
                "operationId": "feed.follow",
                "tags": ["feed"],
                "summary": "The feed without a websocket: server-sent events, or long poll",
                "parameters": [LAST, *parameters],
                "responses": {"200": {"description": "Frames", "content": answer}, "default": problem},
            }
        },
        "/api/v1/feed/ack": {
            "post": {
                "operationId": "feed.ack",
                "tags": ["feed"],
                "summary": "Everything up to a position is stored by this device",
                "requestBody": {"required": True, "content": {"application/json": {"schema": stored}}},
                "responses": {
                    "200": {"description": "Counted", "content": {"application/json": {"schema": counted}}},
                    "default": problem,
                },
            }
        },
    }
