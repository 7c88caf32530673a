"""The link to a real server: HTTP for views and commands, the feed for what happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from fengsui.client.feed import FeedClient, Received, State
from fengsui.client.http import Http
from fengsui.client.refusals import Refused
from fengsui.clock import Ids
from fengsui.errors import FengsuiError, Unauthorised
from fengsui.events import Position
from fengsui.text import N_
from fengsui_tui.connection import FeedItem, FeedState, Happened, Heard, Offered, Standing, Stirred, Who

FEED_PORT = 8601
WAYS = {"sse": "SSE", "poll": "POLL"}
STATES: Mapping[str, FeedState] = {
    "offline": "offline",
    "connecting": "offline",
    "syncing": "catching_up",
    "live": "live",
    "gap": "catching_up",
    "unsaved": "live",
    "failed": "refused",
}


def feed_url(url: str) -> str:
    """Where a server at `url` has its feed unless it was told otherwise."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{'wss' if parts.scheme == 'https' else 'ws'}://{host}:{FEED_PORT}/feed"


class ServerLink:
    """One server as one user. `feed` is its feed's URL; without one, the usual port of the same host."""

    def __init__(
        self, url: str, *, token: str = "", feed: str = "", language: str = "en", ids: Ids | None = None
    ) -> None:
        self.url = url
        self._ids = ids or Ids()
        # The sender repeats a command with its own key and says so; the client below need not.
        self._http = Http(url, token or None, language, ids=self._ids, patience=1.0)
        self._feed_url = feed or feed_url(url)
        self._device = f"console-{self._ids.new()[:12]}"

    async def log_in(self, user: str, password: str) -> Who:
        opened = await self._http.login(user, password)
        return _who(opened["actor"])

    async def who(self) -> Who:
        if not self._http.token:
            raise Unauthorised(N_("Nobody is logged in."), code="unauthorised")
        return _who(await self._http.get("/api/v1/session"))

    async def show(self, view: str, parameters: Mapping[str, Any]) -> tuple[Position, Any]:
        shown = await self._http.show(view, parameters)
        return shown.position, shown.answer

    async def call(self, command: str, payload: Mapping[str, Any], key: str) -> Any:
        return await self._http.call(command, payload, key)

    async def trouble(self) -> str:
        try:
            warnings = (await self._http.get("/healthz")).get("warnings", [])
        except FengsuiError as error:
            return error.code if error.code.startswith("storage_") else ""
        return str(max(warnings, key=_gravity, default=""))

    async def left_out(self) -> Sequence[str]:
        found = await self._http.get("/api/v1/plugins")
        return [str(row["name"]) for row in found["plugins"] if row["state"] == "quarantined"]

    async def offered(self) -> Sequence[Offered]:
        document = await self._http.get("/api/openapi.json")
        parts = document.get("components", {}).get("schemas", {})
        return [
            Offered(
                name=post["operationId"],
                summary=post.get("summary", ""),
                permission=post["x-permission"],
                schema=_body(post, parts),
            )
            for path in document.get("paths", {}).values()
            if (post := path.get("post")) and "x-permission" in post
        ]

    async def feed(self, after: Position) -> AsyncIterator[FeedItem]:
        items: asyncio.Queue[FeedItem | None] = asyncio.Queue()

        def standing(state: State) -> None:
            stands = STATES.get(state.condition, "offline")
            way = WAYS.get(state.way or "", "")
            items.put_nowait(Standing(state=stands, why=state.text, gap=state.condition == "gap", way=way))

        client = FeedClient(
            self._feed_url,
            self._token,
            self._device,
            lang=self._http.lang,
            ids=self._ids,
            after=after,
            on_state=standing,
            on_proof=lambda: items.put_nowait(Heard()),
            http=self.url,
            on_presence=lambda: items.put_nowait(Stirred()),
            name="fengsui-console",
        )
        async with client:
            pump = asyncio.create_task(_pump(client, items))
            try:
                while (item := await items.get()) is not None:
                    yield item
            finally:
                pump.cancel()

    async def _token(self) -> str:
        return self._http.token or ""

    async def close(self) -> None:
        await self._http.close()

    def speak(self, language: str) -> None:
        self._http.lang = language


async def _pump(client: FeedClient, items: asyncio.Queue[FeedItem | None]) -> None:
    try:
        async for received in client:
            items.put_nowait(_happened(received))
    except Refused as error:
        items.put_nowait(Standing(state="refused", why=str(error)))
    except FengsuiError as error:
        items.put_nowait(Standing(state="offline", why=str(error)))
    items.put_nowait(None)


def _happened(received: Received) -> Happened:
    event = received.event
    return Happened(
        topic=event["type"],
        subject=event.get("subject", ""),
        seq=received.position.seq,
        severity=event.get("severity", "info"),
        exercise=event.get("exercise"),
        data=event.get("data") or {},
    )


def _who(actor: Mapping[str, Any]) -> Who:
    return Who(
        id=actor["id"],
        name=actor["name"],
        roles=tuple(actor["roles"]),
        permissions=frozenset(actor["permissions"]),
    )


def _body(post: Mapping[str, Any], parts: Mapping[str, Any]) -> Mapping[str, Any]:
    """The payload's schema, with what it refers to by name put in its place (one level)."""
    schema = _resolved(post["requestBody"]["content"]["application/json"]["schema"], parts)
    properties = {name: _resolved(kind, parts) for name, kind in schema.get("properties", {}).items()}
    return {**schema, "properties": properties}


def _resolved(schema: Mapping[str, Any], parts: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" in schema:
        found: Mapping[str, Any] = parts.get(schema["$ref"].rpartition("/")[2], {})
        return found
    return schema


def _gravity(code: str) -> bool:
    """A journal that was changed is worse than a place that does not answer."""
    return code == "heads_contradicted"
