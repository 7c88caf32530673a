"""Where nothing can be read: the first administrator, a server whose disk fails, one of another version."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.tui.fixtures.console import LARGE, running, settle, text
from tests.tui.fixtures.link import FakeLink

from fengsui.errors import FengsuiError, Forbidden, Unavailable
from fengsui.events import Position
from fengsui_tui.login import LoginScreen


class Shut(FakeLink):
    """Refuses every view, or answers what this console does not know, until it is opened."""

    wrong: FengsuiError | None = None
    strange_board = False

    async def show(self, view: str, parameters: Mapping[str, Any]) -> tuple[Position, Any]:
        if self.wrong is not None:
            raise self.wrong
        position, answer = await super().show(view, parameters)
        return position, {"now": "soon"} if self.strange_board else answer


NO_RIGHT = Forbidden("This needs the permission {permission}.", permission="incidents.view")
DISK = Unavailable("The database refused.", code="storage_error")


@pytest.mark.parametrize(
    ("wrong", "state", "said"),
    [
        (NO_RIGHT, "REFUSED BY THE SERVER", "This needs the permission incidents.view."),
        (DISK, "OFFLINE", "The database refused."),
        (None, "OFFLINE", "RFC3339 encoded datetime - at `$.now`"),
    ],
    ids=["an administrator", "a failing disk", "another version"],
)
async def test_a_console_that_may_or_can_read_nothing_says_why_and_comes_back(
    tmp_path: Path, wrong: FengsuiError | None, state: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fengsui_tui.picture.RETRY_SECONDS", 0.01)
    link = Shut()
    link.wrong, link.strange_board = wrong, wrong is None
    async with running(link, tmp_path, LARGE, language="en") as (app, pilot):
        seen = text(app)
        assert (state in seen, said in seen, app.picture.board) == (True, True, None)
        assert not isinstance(app.screen, LoginScreen)
        link.wrong, link.strange_board = None, False
        await settle(pilot)
        assert "LIVE" in text(app)
        assert app.picture.board is not None
        link.wrong, link.strange_board = wrong, wrong is None
        app.picture.want()
        await settle(pilot)
        assert "LIVE" not in text(app), "what is shown may be old"
