"""The people of the night: who has the watch before the first call comes."""

from __future__ import annotations

from typing import Any, cast

import pytest

from fengsui.client.http import Http
from fengsui.errors import Conflict, Missing
from fengsui_sample.story.people import Person, take_the_watch


class Asked:
    """A session that answers with an error, or with nothing."""

    def __init__(self, error: Exception | None = None) -> None:
        self.called: list[str] = []
        self.error = error

    async def call(self, command: str, payload: Any) -> Any:
        self.called.append(command)
        if self.error is not None:
            raise self.error


async def test_the_officer_of_the_shift_takes_the_watch() -> None:
    http = Asked()
    await take_the_watch({"wanglei": Person("wanglei", cast(Http, http))})
    assert http.called == ["handover.take_watch"]


async def test_without_the_handover_plugin_the_night_goes_on() -> None:
    http = Asked(Missing("There is no command {name}.", code="no_such_command", name="handover.take_watch"))
    await take_the_watch({"wanglei": Person("wanglei", cast(Http, http))})


async def test_a_refusal_is_not_hidden() -> None:
    http = Asked(Conflict("held", code="watch_held"))
    with pytest.raises(Conflict):
        await take_the_watch({"wanglei": Person("wanglei", cast(Http, http))})
