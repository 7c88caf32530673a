"""What people do while a policy runs: three teams are sent, one goes, whoever follows is reached by phone."""

from __future__ import annotations

import asyncio

from tests.core.nodes.servers import Caller
from tests.plugins.incidents.nodes.site import AUTHORITY, GOES, LINE, SILENT, WIND, Site
from tests.plugins.incidents.nodes.verdict import TOPICS, ended

MUTE = (SILENT, "T12", "T07")
"""Who answers nothing: two who are sent, and the first who follows them."""
SENT = ((SILENT, "stop_leak"), (GOES, "water"), ("T12", "cordon"))


async def sent_out(site: Site, name: str) -> str:
    """An incident with its three orders; the one team accepts by its own device."""
    made = await site.do("incidents.report", f"report-{name}", line=LINE, wind=WIND)
    incident = str(made["incident"])
    teams = [{"team": team, "need": need, "reason": "试验"} for team, need in SENT]
    sent = await site.do(
        "incidents.dispatch", f"dispatch-{name}", incident=incident, authority=AUTHORITY, teams=teams,
        left_out_reason="试验",
    )  # fmt: skip
    order = next(one["order"] for one in sent["orders"] if one["team"] == GOES)
    async with Caller(site.tokens[f"{GOES}-a"]) as device:
        await site.do(
            "incidents.receipt", f"accepted-{name}", device, order=order, kind="accepted", people=8, minutes=9
        )
    return incident


async def reached(site: Site) -> None:
    """For ever: whoever was sent later is rung by the officer and goes, once it is settled that they were too few."""
    known: set[str] = set()
    while True:
        found = await site.journal("incidents.ordered", "incidents.too_few")
        later = [event["data"] for event in found["incidents.ordered"] if event["data"]["team"] not in (*MUTE, GOES)]
        for data in later:
            if data["order"] not in known and found["incidents.too_few"]:
                known.add(data["order"])
                await site.do("incidents.answer_for", f"for-{data['order']}", order=data["order"], kind="accepted",
                              channel="phone", said_by="值班员", post="值班室")  # fmt: skip
        await asyncio.sleep(0.3)


async def over(site: Site, seconds: float) -> None:
    """Until no order is without an end and every message is settled; what is not by then is for the verdict."""
    try:
        async with asyncio.timeout(seconds):
            while True:
                found = await site.journal(*TOPICS)
                settled = len(found["channels.tried"]) == len(found["channels.asked"])
                if settled and found["incidents.too_few"] and ended(found):
                    return
                await asyncio.sleep(0.3)
    except TimeoutError:
        return
