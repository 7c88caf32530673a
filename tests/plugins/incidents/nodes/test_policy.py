"""The policy of silence on two real servers and a real PostgreSQL, while the holder is killed, frozen and cut off."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.plugins.incidents.nodes.faults import trouble
from tests.plugins.incidents.nodes.night import over, reached, sent_out
from tests.plugins.incidents.nodes.service import Service
from tests.plugins.incidents.nodes.site import SILENT, STEPS, opened
from tests.plugins.incidents.nodes.verdict import judged, taken_steps

QUICK = "tests.plugins.incidents.nodes.quick"


async def test_every_step_is_taken_once_whatever_happens_to_the_holder(postgres_url: str, tmp_path: Path) -> None:
    socket = f"{parse_qs(urlsplit(postgres_url).query)['host'][0]}/.s.PGSQL.5432"
    async with Service() as service, opened(tmp_path, postgres_url, socket, service, module=QUICK) as site:
        await sent_out(site, "one")
        officer = asyncio.create_task(reached(site))
        await trouble(site, ("freeze", "cut", "kill"), random.Random(1))
        await over(site, 60)
        officer.cancel()
        await asyncio.gather(officer, return_exceptions=True)
        verdict = await judged(site)
        assert verdict.faults == []
        assert verdict.late == 0, "the other node ran all the time: nothing ran out unwatched"
        found = await site.journal("incidents.ordered", "incidents.escalated")
        (order,) = [one["data"]["order"] for one in found["incidents.ordered"] if one["data"]["team"] == SILENT]
        assert tuple(taken_steps(found["incidents.escalated"])[order]) == STEPS
