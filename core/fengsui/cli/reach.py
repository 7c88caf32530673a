"""The same command or view through the running server, or in the data folder while none runs."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from fengsui.cli.place import existing_data_folder, in_folder, local_actor
from fengsui.cli.remote import connect

if TYPE_CHECKING:
    from fengsui.app import System


def run_command(given: Namespace, name: str, payload: dict[str, Any]) -> Any:
    """Over HTTP when a server answers (this needs FENGSUI_TOKEN), else in the folder, as its owner."""
    server = connect(given)
    if server.answers():
        server.need_token()
        return server.command(name, payload)

    async def work(system: System) -> Any:
        from fengsui.encode import to_plain

        return to_plain(await system.execute(name, payload, local_actor()))

    return in_folder(existing_data_folder(given.data), work)


def read_view(given: Namespace, name: str, parameters: dict[str, Any]) -> Any:
    """A view's answer, by the same two ways."""
    server = connect(given)
    if server.answers():
        server.need_token()
        return server.view(name, parameters)["answer"]

    async def work(system: System) -> Any:
        from fengsui.encode import to_plain

        return to_plain((await system.show(name, parameters, local_actor())).answer)

    return in_folder(existing_data_folder(given.data), work)
