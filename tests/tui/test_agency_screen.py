"""The stranger's screen, opened in the console as any of ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tui.fixtures.console import OFFERS, running, settle, text
from tests.tui.fixtures.link import FakeLink

from fengsui_tui.loading import Offer

AGENCY = Path(__file__).parents[1] / "agency"
BEDS = Offer(plugin="beds", package="agency_beds", name="beds", title="Beds", target="agency_beds.screen:Beds")


async def test_an_agencys_screen_opens_in_the_console(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(AGENCY))
    link = FakeLink()
    link.strange.add("beds.free")
    link.views["beds.free"] = [{"hospital": "K06", "free": 12}]
    async with running(link, tmp_path, language="en", offers=(*OFFERS, BEDS)) as (app, pilot):
        app.open_screen("beds.beds")
        await settle(pilot, 10)
        assert "Free hospital beds" in text(app)
        assert "K06  12" in text(app)
