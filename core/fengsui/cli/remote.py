"""The running server as the command line sees it: one request at a time, over the client that everybody uses."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from fengsui.cli.failures import UsageFault
from fengsui.cli.place import data_folder
from fengsui.errors import FengsuiError, Unauthorised
from fengsui.text import N_

if TYPE_CHECKING:
    from fengsui.client.http import Http
    from fengsui.settings import Settings

T = TypeVar("T")

DEFAULT_URL = "http://127.0.0.1:8600"
PLACED = ("FENGSUI_HTTP_", "FENGSUI_FEED_", "FENGSUI_TLS_")
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}


def server_url(given: str | None, data: str | None) -> str:
    """`--server`, else FENGSUI_URL, else where the data folder's settings say that its server listens."""
    if named := given or os.environ.get("FENGSUI_URL"):
        return named
    settings = _settings(data)
    return address(settings, "http", settings.http_host, settings.http_port) if settings else DEFAULT_URL


def feed_url(given: str | None, data: str | None, server: str | None = None) -> str | None:
    """`--feed`, else FENGSUI_FEED, else the settings' address unless another server was named; None: to be derived."""
    if named := given or os.environ.get("FENGSUI_FEED"):
        return named
    settings = None if server or os.environ.get("FENGSUI_URL") else _settings(data)
    return f"{address(settings, 'ws', settings.feed_host, settings.feed_port)}/feed" if settings else None


def _settings(data: str | None) -> Settings | None:
    """The data folder's settings with the environment's, where there are any here."""
    folder = data_folder(data)
    if not (folder / "fengsui.yaml").exists() and not any(name.startswith(PLACED) for name in os.environ):
        return None
    from fengsui.settings import load

    return load(folder)


def address(settings: Settings, scheme: str, host: str, port: int) -> str:
    """How a client on this machine reaches what the settings say."""
    return f"{scheme}{'s' if settings.tls_cert else ''}://{ANYWHERE.get(host, host)}:{port}"


def _reads(error: FengsuiError) -> bool:
    """Whether a server said that it can only not save at the moment: it answers everything else."""
    return error.code.startswith("storage_")


class Server:
    """A server's address with our token."""

    def __init__(self, url: str, token: str = "", language: str = "en") -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageFault(N_("{url} is not the address of a server, such as http://127.0.0.1:8600."), url=url)
        self.url = url.rstrip("/")
        self._token = token
        self._language = language

    def answers(self) -> bool:
        """Whether a Fengsui server is there; raises Unreachable (`untrusted_certificate`) if we cannot know."""
        try:
            return bool(self.get("/healthz").get("status") == "ok")
        except FengsuiError as error:
            if error.code == "untrusted_certificate":
                raise
            return _reads(error)

    def trouble(self) -> FengsuiError | None:
        """Why the server that is there cannot save anything; None where it can, or where none answers."""
        try:
            self.get("/healthz")
        except FengsuiError as error:
            return error if _reads(error) else None
        return None

    def alive(self) -> None:
        """Raises Unreachable (`server_unreachable`) where nobody answers, then Unauthorised without a token."""
        try:
            self.get("/healthz")
        except FengsuiError as error:
            if not _reads(error):
                raise
        self.need_token()

    def need_token(self) -> None:
        """Raises Unauthorised (`no_token`) without one, before anything is sent."""
        if not self._token:
            raise Unauthorised(N_("FENGSUI_TOKEN is not set."), code="no_token")

    def command(self, name: str, payload: Mapping[str, Any]) -> Any:
        return self._ask(lambda http: http.call(name, payload))

    def view(self, name: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """`{"epoch", "seq", "answer"}`."""
        shown = self._ask(lambda http: http.show(name, parameters))
        return {"epoch": shown.position.epoch, "seq": shown.position.seq, "answer": shown.answer}

    def get(self, path: str) -> dict[str, Any]:
        found = self._ask(lambda http: http.get(path), patience=0.0)
        return found if isinstance(found, dict) else {}

    def log_in(self, user: str, password: str, code: str = "") -> str:
        """The token of a new session."""
        opened = self._ask(lambda http: http.login_code(code, user, password) if code else http.login(user, password))
        return str(opened["token"])

    def _ask(self, request: Callable[[Http], Awaitable[T]], patience: float = 5.0) -> T:
        import asyncio

        from fengsui.client.http import Http

        async def asked() -> T:
            async with Http(self.url, self._token or None, self._language, patience=patience) as http:
                return await request(http)

        return asyncio.run(asked())


def connect(given: Namespace) -> Server:
    """The server that the parsed options, the environment or the data folder name, with FENGSUI_TOKEN."""
    return Server(server_url(given.server, given.data), os.environ.get("FENGSUI_TOKEN", ""), given.language)
