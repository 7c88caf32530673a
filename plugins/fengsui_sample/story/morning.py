"""Next morning: filings, a drill that gives way, and the record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fengsui.errors import FengsuiError
from fengsui.text import N_
from fengsui_sample.story import papers
from fengsui_sample.story.stage import Stage, check
from fengsui_sample.story.telling import ZONE

DRILL = "EX-07"


async def filed(stage: Stage) -> None:
    """An enterprise's filing, complete, gets its registration number."""
    given = await stage.people["tonglan"].call("plans.submit_filing", **papers.COMPLETE)
    check("filed", not given["missing"], f"found incomplete: {given['missing']}")
    decided = await stage.officer.call("plans.decide_filing", filing=given["filing"], verdict="accept")
    check("filed", decided["number"].startswith("310107-2026-"), f"no registration number: {decided}")
    stage.tell("filed", N_("{filing} is filed as {number}"), filing=given["filing"], number=decided["number"])


async def returned_once(stage: Stage) -> None:
    """Another lacks papers: everything that is missing is told at once."""
    given = await stage.people["yanhu"].call("plans.submit_filing", **papers.INCOMPLETE)
    decided = await stage.officer.call("plans.decide_filing", filing=given["filing"], verdict="return")
    missing = [stage.say(line) for line in decided["missing"]]
    check("returned_once", len(missing) >= 2, f"not everything that is missing was told: {decided}")
    stage.tell(
        "returned_once",
        N_("{filing} goes back, once, with all {count} things that are missing"),
        filing=given["filing"],
        count=len(missing),
        missing=missing,
    )
    for line in missing:
        stage.teller.line(f"- {line}")


async def drill_held(stage: Stage) -> None:
    """Held because of the incident; started after it by its controller, and marked 演练 everywhere."""
    controller = stage.people["limin"]
    was = stage.held["drill"]
    check("drill_held", was["state"] == "held", f"the drill was not held: {was}")
    await controller.call("drills.resume", drill=DRILL)
    begun = await controller.call("drills.start", drill=DRILL)
    card = await controller.show("incidents.incident", incident=begun["incident"])
    check("drill_held", card["exercise"] == DRILL, "the drill's incident is not marked as one")
    rows = await stage.journal()
    unmarked = [r["topic"] for r in rows if r["subject"] in (DRILL, begun["incident"]) and r["exercise"] != DRILL]
    check("drill_held", not unmarked, f"not marked 演练: {unmarked}")
    await controller.call("drills.finish", drill=DRILL)
    stage.tell(
        "drill_held",
        N_("{drill} was held because of {incident} and started after it: {title} 演练"),
        drill=DRILL,
        incident=was["held_because"],
        title=stage.say(card["title"]),
    )


async def held_during(stage: Stage) -> None:
    """While the incident is open the drill cannot be started, not even by its controller."""
    controller = stage.people["limin"]
    try:
        await controller.call("drills.start", drill=DRILL)
        check("drill_held", False, "a drill could be started beside a real incident")
    except FengsuiError:
        pass
    stage.held = await controller.show("drills.drill", drill=DRILL)


async def verified(stage: Stage) -> None:
    """The journal's chain, from its beginning; and nothing in the server's log that nobody expected."""
    verdict = await stage.people["shenji"].show("core.verify")
    check("verified", not verdict["breaks"], f"the chain is broken: {verdict['breaks']}")
    errors = stage.server.errors()
    check("verified", not errors, f"the server logged {errors[:3]}")
    stage.tell("verified", N_("{events} events, the chain is whole"), events=verdict["events"], head=verdict["head"])


async def timeline(stage: Stage) -> None:
    """The night, line by line, as the record has it."""
    lines: list[Any] = await stage.officer.show("incidents.log", incident=stage.incident, limit=1000)
    stage.tell("timeline", N_("{incident} in {count} lines"), incident=stage.incident, count=len(lines), lines=lines)
    for line in lines:
        at = datetime.fromisoformat(line["at"]).astimezone(ZONE)
        stage.teller.line(f"{at:%H:%M:%S}  {stage.say(line['says'])}")
