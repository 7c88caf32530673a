"""HTTP as the fallbacks use it: one token, one device, answers as frames, refusals as the feed's close codes."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import orjson

from fengsui.client.line import LOCAL, LOST, LineLost
from fengsui.client.refusals import refusal
from fengsui.client.verdicts import UNTRUSTED
from fengsui.errors import FengsuiError

CONNECT_S = 5.0
ANSWER_S = 15.0
FEED = "/api/v1/feed"
PROBLEM = "application/problem+json"
CODES: Mapping[int, int] = {401: 4101, 403: 4103}
"""The server's own refusals that end a connection for good, as the websocket would say them."""

Query = list[tuple[str, str]]


def lost(error: Exception) -> LineLost:
    """Why nobody answered, in words."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        why = error.certificate_error
        return LineLost(
            LOST, why.verify_message if isinstance(why, ssl.SSLCertVerificationError) else str(why), UNTRUSTED
        )
    return LineLost(LOST, str(error) or type(error).__name__)


def refused(status: int, kind: str, body: bytes) -> LineLost | FengsuiError:
    """What an answer of 400 or more means. Only a problem document is the server's word; a proxy may say anything."""
    found = problem(kind, body)
    if found is None:
        return LineLost(LOST, f"HTTP {status}")
    if status in CODES:
        return LineLost(CODES[status], str(found.get("detail", "")))
    if status in (400, 422):
        return refusal(status, found)
    return LineLost(LOST, f"HTTP {status}: {found.get('detail', '')}")


def problem(kind: str, body: bytes) -> dict[str, Any] | None:
    if kind != PROBLEM:
        return None
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


class Uplink:
    """Requests of one device. Raises LineLost, or what the server refused with."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self.token = ""
        self.lang = "en"
        local = urlsplit(base_url).hostname in LOCAL
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S)
        self._session = aiohttp.ClientSession(timeout=timeout, trust_env=not local)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Accept-Language": self.lang.replace("_", "-")}

    async def reachable(self) -> None:
        """Raises LineLost where no server of ours with fallbacks answers: without a token it says so, at no cost."""
        try:
            limit = aiohttp.ClientTimeout(total=CONNECT_S)
            async with self._session.get(self.base_url + FEED, timeout=limit) as response:
                if response.status != 401 or response.content_type != PROBLEM:
                    raise LineLost(LOST, f"HTTP {response.status}")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise lost(error) from error

    async def poll(self, query: Query, within_s: float) -> dict[str, Any]:
        """One answer to a long poll."""
        limit = aiohttp.ClientTimeout(total=within_s + ANSWER_S, sock_connect=CONNECT_S)
        headers = self._headers() | {"Accept": "application/json"}
        try:
            async with self._session.get(
                self.base_url + FEED, params=query, headers=headers, timeout=limit
            ) as response:
                body = await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise lost(error) from error
        if response.status >= 400:
            raise refused(response.status, response.content_type, body)
        try:
            answer = orjson.loads(body)
            answer["epoch"], answer["seq"], answer["frames"]
        except (orjson.JSONDecodeError, TypeError, KeyError) as error:
            raise LineLost(LOST, "an answer that is not the feed's") from error
        return answer  # type: ignore[no-any-return]

    async def stream(self, query: Query) -> aiohttp.ClientResponse:
        """A stream of server-sent events; the caller closes it."""
        headers = self._headers() | {"Accept": "text/event-stream"}
        try:
            response = await self._session.get(self.base_url + FEED, params=query, headers=headers)
            if response.status >= 400:
                async with response:
                    raise refused(response.status, response.content_type, await response.read())
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise lost(error) from error
        if response.content_type != "text/event-stream":
            response.close()
            raise LineLost(LOST, "an answer that is no stream of events")
        return response

    async def post(self, path: str, body: Mapping[str, Any], key: str = "") -> tuple[int, str, bytes]:
        """Status, kind and body of the answer, whatever it is."""
        headers = self._headers() | {"Content-Type": "application/json"}
        headers |= {"Idempotency-Key": key} if key else {}
        limit = aiohttp.ClientTimeout(total=ANSWER_S, sock_connect=CONNECT_S)
        data = orjson.dumps(dict(body), option=orjson.OPT_NON_STR_KEYS)
        try:
            async with self._session.post(self.base_url + path, data=data, headers=headers, timeout=limit) as response:
                return response.status, response.content_type, await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise lost(error) from error

    async def close(self) -> None:
        await self._session.close()
