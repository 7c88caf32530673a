"""The running server as the command line sees it: one request at a time, no event loop, instant to import."""

from __future__ import annotations

import json
import os
import secrets
import ssl
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from fengsui.cli.failures import ServerUnreachable, UsageFault
from fengsui.cli.place import data_folder
from fengsui.errors import Fault, FengsuiError, Unauthorised
from fengsui.text import N_

TIMEOUT_SECONDS = 30.0
CONNECT_SECONDS = 3.0
DEFAULT_URL = "http://127.0.0.1:8600"


class Refused(FengsuiError):
    """The server said no; message, code and faults are the server's, already in the user's language."""


def server_url(given: str | None, data: str | None) -> str:
    """`--server`, else FENGSUI_URL, else where the data folder's settings say that its server listens."""
    if named := given or os.environ.get("FENGSUI_URL"):
        return named
    folder = data_folder(data)
    if not (folder / "fengsui.yaml").exists() and not any(name.startswith("FENGSUI_HTTP") for name in os.environ):
        return DEFAULT_URL
    from fengsui.settings import load

    settings = load(folder)
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.http_host, settings.http_host)
    return f"{'https' if settings.tls_cert else 'http'}://{host}:{settings.http_port}"


class Server:
    """A server's address with our token."""

    def __init__(self, url: str, token: str = "", language: str = "en") -> None:
        self.url = url.rstrip("/")
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageFault(N_("{url} is not the address of a server, such as http://127.0.0.1:8600."), url=url)
        self._parts = parts
        self._token = token
        self._language = language.replace("_", "-")

    @property
    def has_token(self) -> bool:
        return bool(self._token)

    def answers(self) -> bool:
        """Whether a Fengsui server is there."""
        try:
            return self._request("GET", "/healthz", wait=CONNECT_SECONDS).get("status") == "ok"
        except (ServerUnreachable, Refused):
            return False

    def command(self, name: str, payload: dict[str, Any]) -> Any:
        """A command's answer; a lost connection is tried once more with the same idempotency key."""
        headers = {"Idempotency-Key": secrets.token_hex(16)}
        path = f"/api/v1/{name.replace('.', '/', 1)}"
        try:
            return self._request("POST", path, payload, headers)["answer"]
        except ServerUnreachable:
            return self._request("POST", path, payload, headers)["answer"]

    def view(self, name: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """`{"epoch", "seq", "answer"}`."""
        query = f"?{urlencode(parameters, doseq=True)}" if parameters else ""
        return self._request("GET", f"/api/v1/{name.replace('.', '/', 1)}{query}")

    def get(self, path: str) -> dict[str, Any]:
        return self._request("GET", path)

    def log_in(self, body: dict[str, Any]) -> dict[str, Any]:
        return self._request("POST", "/api/v1/session", body)

    def need_token(self) -> None:
        """Raises Unauthorised (`no_token`) without one, before anything is sent."""
        if not self._token:
            raise Unauthorised(N_("FENGSUI_TOKEN is not set."), code="no_token")

    def _request(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        wait: float = TIMEOUT_SECONDS,
    ) -> dict[str, Any]:
        sent = {"Accept": "application/json", "Accept-Language": self._language, **(headers or {})}
        if self._token:
            sent["Authorization"] = f"Bearer {self._token}"
        payload = None
        if body is not None:
            payload = json.dumps(body, ensure_ascii=False).encode()
            sent["Content-Type"] = "application/json"
        connection = self._connect(wait)
        try:
            connection.request(method, self._parts.path + path, payload, sent)
            return _answer(connection.getresponse())
        except (OSError, HTTPException) as error:
            raise ServerUnreachable(
                N_("No server answers at {url}: {why}"), url=self.url, why=str(error) or type(error).__name__
            ) from error
        finally:
            connection.close()

    def _connect(self, wait: float) -> HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "https":
            return HTTPSConnection(host, port, timeout=wait, context=ssl.create_default_context())
        return HTTPConnection(host, port, timeout=wait)


def _answer(response: HTTPResponse) -> dict[str, Any]:
    text = response.read()
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        found = {}
    if not isinstance(found, dict):
        found = {}
    if response.status >= 400:
        raise _refused(response.status, found)
    return found


def _refused(status: int, found: dict[str, Any]) -> Refused:
    detail = str(found.get("detail") or f"HTTP {status}")
    faults = [
        Fault(str(fault.get("path", "")), str(fault.get("expected", "")), str(fault.get("code", "")))
        for fault in found.get("faults", [])
    ]
    return Refused("{detail}", code=str(found.get("code") or "http_error"), faults=faults, detail=detail)


def connect(given: Any) -> Server:
    """The server that the parsed options, the environment or the data folder name, with FENGSUI_TOKEN."""
    return Server(server_url(given.server, given.data), os.environ.get("FENGSUI_TOKEN", ""), given.language)
