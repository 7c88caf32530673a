"""Before the first frame: what the HTTP request for the websocket is answered."""

from __future__ import annotations

from typing import Any

from websockets.typing import Origin

from fengsui.feedcheck.cases import case
from fengsui.feedcheck.ground import Ground
from fengsui.feedcheck.peer import opened
from fengsui.feedcheck.phrases import Phrase, Wrong, http_status, value
from fengsui.text import N_
from fengsui.wire.frames import SUBPROTOCOL


async def refused(ground: Ground, status: int, word: str = "", url: str = "", **options: Any) -> None:
    """Raises Wrong unless the handshake is refused with `status` and `word`."""
    expected = http_status(status, word)
    try:
        async with opened(url or ground.url, ground.patience, **options):
            raise Wrong(expected, http_status(101))
    except Wrong as wrong:
        came = str(wrong.came.params.get("status", ""))
        if not (came.startswith(str(status)) and word in came):
            raise Wrong(expected, wrong.came) from None


@case("handshake.subprotocol", N_("the subprotocol that is offered is chosen"))
async def subprotocol(ground: Ground) -> None:
    async with ground.connected() as peer:
        if peer.socket.subprotocol != SUBPROTOCOL:
            raise Wrong(value("subprotocol", SUBPROTOCOL), value("subprotocol", peer.socket.subprotocol))


@case("handshake.no-subprotocol", N_("without the subprotocol the handshake is refused with 400"))
async def no_subprotocol(ground: Ground) -> None:
    await refused(ground, 400, subprotocols=None)


@case("handshake.no-extension", N_("compression that is offered is declined"))
async def no_extension(ground: Ground) -> None:
    async with ground.connected(compression="deflate") as peer:
        if chosen := [extension.name for extension in peer.socket.protocol.extensions]:
            raise Wrong(Phrase(N_("no extension")), value("extensions", chosen))


@case("handshake.token-in-url", N_("a token in the URL is refused with 400 and token_in_url"))
async def token_in_url(ground: Ground) -> None:
    await refused(ground, 400, "token_in_url", f"{ground.url}?token=this-is-no-token")


@case("handshake.path", N_("another path is refused with 404"))
async def path(ground: Ground) -> None:
    await refused(ground, 404, url=f"{ground.url}-elsewhere")


@case("handshake.origin", N_("a web page of elsewhere is refused with 403"))
async def origin(ground: Ground) -> None:
    await refused(ground, 403, origin=Origin("https://elsewhere.invalid"))
