"""Commands and views over HTTP. Every command carries an idempotency key, so that a retry cannot do it twice."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import aiohttp
import orjson

from fengsui.client.refusals import Unreachable, refusal
from fengsui.clock import Ids
from fengsui.errors import Limited
from fengsui.events import Position
from fengsui.text import N_

TIMEOUT_S = 15.0
CONNECT_S = 5.0
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 2.0
SESSION = "/api/v1/session"
SLOWER = "rate_limited"
"""The server's word to whoever asks too often: what was asked is asked again, a guess at a password is not."""


@dataclass(frozen=True)
class Shown:
    """A view's answer and the journal's position at which it was read: subscribe after it and nothing is missing."""

    position: Position
    answer: Any


class Http:
    """One server, as one user or device.

    A connection that is lost is tried again with the same key for `patience` seconds, and so is what the server wants
    slower; who cannot connect at all is told at once (Unreachable). Refusals are raised as the server raised them.
    """

    def __init__(
        self,
        base_url: str,
        token: str | None = None,
        lang: str = "en",
        *,
        ids: Ids | None = None,
        patience: float = 5.0,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.token = token
        self.lang = lang
        self._ids = ids or Ids()
        self._patience = patience
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Http:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def login(self, user: str, password: str) -> dict[str, Any]:
        """Opens a session and uses its token from now on; the answer says who we are (`actor`)."""
        return await self._open({"user": user, "password": password})

    async def login_code(self, code: str, user: str, password: str, display: str = "") -> dict[str, Any]:
        """Sets the password of `user` with a one-time code, and opens a session."""
        return await self._open({"user": user, "password": password, "code": code, "display": display})

    async def _open(self, body: dict[str, str]) -> dict[str, Any]:
        opened: dict[str, Any] = await self._ask("POST", SESSION, json=body)
        self.token = str(opened["token"])
        return opened

    async def call(self, name: str, payload: Mapping[str, Any] | None = None, key: str | None = None) -> Any:
        """Executes the command `plugin.command`; returns its answer."""
        headers = {"Idempotency-Key": key or self._ids.new()}
        answer = await self._ask("POST", _path(name), json=dict(payload or {}), headers=headers)
        return answer.get("answer")

    async def show(self, name: str, params: Mapping[str, Any] | None = None) -> Shown:
        """Reads the view `plugin.view`; parameters that are None are left out."""
        answer = await self._ask("GET", _path(name), params=_query(params or {}))
        return Shown(Position(answer["epoch"], answer["seq"]), answer["answer"])

    async def get(self, path: str) -> Any:
        """What stands at `path` (`/api/v1/plugins`), as it is."""
        return await self._ask("GET", path)

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        json: Mapping[str, Any] | None = None,
        params: Mapping[str, str] | list[tuple[str, str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        body = None if json is None else orjson.dumps(json, option=orjson.OPT_NON_STR_KEYS)
        loop = asyncio.get_running_loop()
        ends, pause, lost = loop.time() + self._patience, FIRST_PAUSE_S, False
        while True:
            try:
                return await self._once(method, path, body, params, dict(headers or {}))
            except (aiohttp.ClientConnectorError, aiohttp.ClientConnectorDNSError) as error:
                why: Exception = error
                if not lost:
                    raise self._unreachable(error) from error
            except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, TimeoutError) as error:
                why, lost = error, True
            except Limited as error:
                why, late = error, loop.time() + pause > ends
                if error.code != SLOWER or path == SESSION or late:
                    raise
            if loop.time() + pause > ends:
                raise self._unreachable(why) from why
            await asyncio.sleep(pause * (0.5 + self._ids.fraction()))
            pause = min(LONGEST_PAUSE_S, pause * 2)

    def _unreachable(self, error: BaseException) -> Unreachable:
        if isinstance(error, aiohttp.ClientConnectorCertificateError):
            said = N_("The certificate of {url} is not trusted here ({why}).")
            why = error.certificate_error
            return Unreachable(said, code="untrusted_certificate", url=self.base_url, why=why)
        reason = str(error) or type(error).__name__
        return Unreachable(N_("No server answers at {url} ({why})."), url=self.base_url, why=reason)

    async def _once(
        self,
        method: str,
        path: str,
        body: bytes | None,
        params: Mapping[str, str] | list[tuple[str, str]] | None,
        headers: dict[str, str],
    ) -> Any:
        headers["Accept-Language"] = self.lang.replace("_", "-")
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            headers["Content-Type"] = "application/json"
        async with self._connected().request(
            method, self.base_url + path, data=body, params=params, headers=headers
        ) as response:
            return _read(response.status, await response.read())

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=TIMEOUT_S, sock_connect=CONNECT_S)
            self._session = aiohttp.ClientSession(timeout=timeout)
        return self._session


def _path(name: str) -> str:
    plugin, _, rest = name.partition(".")
    return f"/api/v1/{plugin}/{rest}"


def _query(params: Mapping[str, Any]) -> list[tuple[str, str]]:
    pairs = []
    for name, value in params.items():
        for item in value if isinstance(value, list | tuple) else [value]:
            if item is not None:
                pairs.append((name, str(item).lower() if isinstance(item, bool) else str(item)))
    return pairs


def _read(status: int, body: bytes) -> Any:
    try:
        answer = orjson.loads(body) if body else {}
    except orjson.JSONDecodeError:
        answer = {"detail": body[:200].decode(errors="replace")}
    if status >= 400:
        raise refusal(status, answer if isinstance(answer, dict) else {})
    return answer


def call_once(
    base_url: str, token: str | None, name: str, payload: Mapping[str, Any], lang: str = "en", key: str | None = None
) -> Any:
    """One command without an event loop around it: for the command line."""

    async def run() -> Any:
        async with Http(base_url, token, lang) as http:
            return await http.call(name, payload, key)

    return asyncio.run(run())


def show_once(
    base_url: str, token: str | None, name: str, params: Mapping[str, Any] | None = None, lang: str = "en"
) -> Shown:
    """One view without an event loop around it: for the command line."""

    async def run() -> Shown:
        async with Http(base_url, token, lang) as http:
            return await http.show(name, params)

    return asyncio.run(run())
