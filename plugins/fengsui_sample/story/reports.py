"""What is reported up: the flash read out on two lines within its limit, and the final report before the closing."""

from __future__ import annotations

from datetime import datetime

from fengsui.text import N_
from fengsui_sample.story.stage import Stage, check, until

LINES = (("province_bureau", "刘工", "值班长"), ("own_government", "赵敏", "值班员"))
BODIES = ("public_security", "labour", "union", "procuratorate")


async def flashed(stage: Stage) -> None:
    """One text for both lines and for those who are notified; each receipt stops its clock."""
    await _clocks(stage, "flash")
    told = [
        await stage.officer.call("reports.flash", incident=stage.incident, to=to, name=name, post=post)
        for to, name, post in LINES
    ]
    for body in BODIES:
        await stage.officer.call("reports.flash", incident=stage.incident, to=body, name="值班员", post="值班")
    text = told[0]["text"]
    most = 120 if stage.teller.language.startswith("zh") else 240
    check("flashed", len(text) <= most and told[1]["text"] == text, f"not one short text: {told}")
    check("flashed", not any(one["late"] for one in told), f"late: {told}")
    stage.tell("flashed", N_("read out to the municipal bureau and the district government: {text}"), text=text)


async def _clocks(stage: Stage, form: str) -> list[dict[str, object]]:
    """The running clocks of a form, once the events have been heard."""

    async def running() -> list[dict[str, object]]:
        board = await stage.officer.show("reports.board", incident=stage.incident)
        cases = board["cases"]
        return [one for one in cases[0]["clocks"] if one["form"] == form and one["state"] == "open"] if cases else []

    found: list[dict[str, object]] = await until("reports", f"the clocks of {form} run", running)
    return found


async def final_sent(stage: Stage) -> None:
    """Drafted from the record, signed by the leader in his own session, sent to both lines."""
    waiting = await _clocks(stage, "final")
    drafted = await stage.officer.call("reports.draft", incident=stage.incident, kind="final")
    await stage.officer.call("reports.review", report=drafted["report"])
    await stage.leader.call("reports.sign", report=drafted["report"])
    sent = await stage.officer.call("reports.send", report=drafted["report"])
    check("final_sent", len(sent["stopped"]) >= len(waiting), f"clocks went on: {sent}")
    due = datetime.fromisoformat(str(waiting[0]["late_after"]))
    stage.tell("final_sent", N_("the final report is out, {count} clocks stopped"), count=len(sent["stopped"]),
               due=due.isoformat())  # fmt: skip
