"""What is raised on the way to an answer."""

from __future__ import annotations

from typing import NoReturn
from unittest.mock import Mock

from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from fengsui.http.problem import problems


async def test_who_hung_up_before_the_whole_body_was_here_is_no_fault_of_ours() -> None:
    """Nothing at ERROR in the log (held for every test): there is nobody left to tell."""

    async def reads(_request: web.Request) -> NoReturn:
        raise ConnectionResetError("Connection lost")

    gone = Mock()
    gone.is_closing.return_value = True
    answer = await problems(make_mocked_request("POST", "/api/v1/ping/ping", transport=gone), reads)
    assert answer.status == 400
