"""03:12: the call, the incident, what the system proposes, and who is sent."""

from __future__ import annotations

from typing import Any

from fengsui.text import N_
from fengsui_sample.story import cast
from fengsui_sample.story.stage import Stage, check, until
from fengsui_sample.story.telling import StepFailed

FIRST_WORD = "氨"
THE_CALL = "区应急联动中心: 桐澜冷链二号库氨泄漏, 中毒2人, 失联2人, 大约40人有危险; 119已派桃浦站两车"
TYPED = "tlll 2hk an zd2 sx40 sl2 hzl"
WIND = {"from_degrees": 45, "speed": 2.1, "source": "桃浦气象站(演示)"}
TICKET = {
    "source": "hotline_12345",
    "number": "12345-20261122-0118",
    "phone": "021-00012345",
    "text": "真光路有很大的氨味, 刺鼻",
    "lat": 31.2700,
    "lon": 121.3640,
}
AUTHORITY = "值班规程4.2 先行调派"
LEFT_OUT = {
    "T10": "resting",
    "T37": "certificate_expired",
    "T08": "insurance_ended",
    "T11": "no_protection",
    "T05": "out",
    "T23": "under_strength",
    "T27": "offline",
    "T41": "needs_consent",
}
"""Teams of the sample city that must be left out, each with the reason that must be given."""


async def called(stage: Stage) -> None:
    """The call is a record of its own, saved from its first word."""
    officer = stage.officer
    taken = await officer.call("incidents.take_call", source="joint_centre", phone="021-00000110", text=FIRST_WORD)
    stage.call = taken["call"]
    waiting = await officer.show("incidents.calls")
    check("called", any(row["id"] == stage.call for row in waiting), "the call is not saved from its first word")
    await officer.call("incidents.note_call", call=stage.call, text=THE_CALL)
    stage.tell("called", N_("{call}: {text}"), call=stage.call, text=THE_CALL)


async def reported(stage: Stage) -> None:
    """The call becomes an incident from one typed line."""
    made = await stage.officer.call("incidents.report", call=stage.call, line=TYPED, wind=WIND)
    stage.incident = made["incident"]
    card = await stage.card()
    check("reported", card["figures"]["missing"] == 2, f"figures read wrongly: {card['figures']}")
    stage.tell(
        "reported",
        N_("{incident} {title}, {place}; read from: {typed}"),
        incident=stage.incident,
        title=stage.say(card["title"]),
        place=card["place"],
        typed=TYPED,
        figures=card["figures"],
    )


async def merged(stage: Stage) -> None:
    """A 12345 ticket about a smell nearby is proposed for merging; a person merges it."""
    officer = stage.officer
    ticket = await officer.call("incidents.take_call", **TICKET)
    again = await officer.call("incidents.take_call", **TICKET)
    check("merged", again["call"] == ticket["call"], "the same ticket, sent twice, became two calls")

    async def proposed() -> Any:
        rows = await officer.show("incidents.calls")
        return next((r for r in rows if r["id"] == ticket["call"] and r["similar_to"] == stage.incident), None)

    row = await until("merged", "the proposal to merge the ticket", proposed, seconds=5)
    joined = await officer.call(
        "incidents.merge_call", call=ticket["call"], incident=stage.incident, reason=stage.say(row["why"])
    )
    stage.tell(
        "merged",
        N_("{call} joins {incident}, alike {similarity}: {why}"),
        call=ticket["call"],
        incident=stage.incident,
        similarity=round(row["similarity"], 2),
        why=stage.say(row["why"]),
        calls=joined["calls"],
    )


async def assessed(stage: Stage) -> None:
    """Urgency, grade, near miss, level, plan, the plant's card, the approach: proposed, each with its reason."""
    card = await stage.card()
    found = card["assessment"]
    expected = {"urgency": "A", "grade": "general", "near_miss": "to_verify", "level": "IV", "plan": "ammonia-release"}
    wrong = {name: found[name] for name, value in expected.items() if found[name] != value}
    check("assessed", not wrong, f"judged otherwise: {wrong}")
    site = card["site"]
    check("assessed", site is not None and site["id"] == "E01", "the plant's card is missing")
    check("assessed", found["sensitive"], "the care home downwind is missing")
    check("assessed", found["prohibitions"], "no prohibitions")

    def first_words(aspect: str) -> str:
        return stage.say(found["why"][aspect][0]["says"])

    stage.tell(
        "assessed",
        N_("urgency {urgency}; {judged}; {risk}; response {level}; plan {plan}"),
        **{name: found[name] for name in expected},
        judged=first_words("grade"),
        risk=first_words("near_miss"),
        triggers=[stage.say(quoted["says"]) for quoted in found["why"].get("level", [])],
        rule=[quoted["basis"] for quoted in found["why"].get("grade", [])],
        approach=stage.say(found["approach"]),
        prohibitions=[stage.say(words) for words in found["prohibitions"]],
        sensitive=[stage.say(words) for words in found["sensitive"]],
        site={name: site[name] for name in ("name", "duty_phone", "substances", "people_500m", "hazard")},
    )
    for aspect, reasons in found["why"].items():
        for quoted in reasons:
            stage.teller.line(f"{aspect}: {stage.say(quoted['says'])} ({quoted['basis']})")
    stage.teller.line(
        f"{site['name']}  {site['duty_phone']}  {' '.join(site['substances'])}  {site['people_500m']}/500m"
    )
    stage.teller.line(stage.say(found["approach"]))


async def proposed(stage: Stage) -> None:
    """The forces as a set, every candidate with its reason; 119's engines are entered as moving already."""
    officer = stage.officer
    moving = await officer.call(
        "incidents.force_moving", incident=stage.incident, team="T01", need="water", authority="119指挥中心已派两车"
    )
    stage.orders["T01"] = moving["order"]
    stage.proposal = proposal = await officer.call("incidents.propose", incident=stage.incident)
    given: dict[str, dict[str, str]] = {}
    for need in proposal["needs"]:
        for candidate in need["candidates"]:
            given.setdefault(candidate["team"], {}).setdefault(candidate["reason"], stage.say(candidate["says"]))
    wrong = {team: sorted(given.get(team, {})) for team, why in LEFT_OUT.items() if why not in given.get(team, {})}
    check("proposed", not wrong, f"left out for other reasons than {LEFT_OUT}: {wrong}")
    silent = [c["team"] for need in proposal["needs"] for c in need["candidates"] if not c["reason"]]
    check("proposed", not silent, f"without a reason: {silent}")
    check(
        "proposed", "T21" in {c["team"] for c in proposal["withdraw_first"]}, "T21 stands downwind and is not withdrawn"
    )
    chosen = {need["need"]: [c["team"] for c in need["candidates"] if c["chosen"]] for need in proposal["needs"]}
    uncovered = [stage.say(words) for words in proposal["uncovered"]]
    stage.tell(
        "proposed",
        N_("uncovered: {uncovered}; chosen: {chosen}; every other team left out with its reason"),
        uncovered=uncovered or ["-"],
        chosen=[f"{need} {'+'.join(teams) or '-'}" for need, teams in chosen.items()],
        reasons={team: given[team][why] for team, why in LEFT_OUT.items()},
        every_reason=given,
    )
    for need in proposal["needs"]:
        stage.teller.line(f"{stage.say(need['title'])}: {need['covered']}/{need['wanted']}")
        for candidate in need["candidates"]:
            if candidate["chosen"]:
                stage.teller.line(f"  + {candidate['name']}: {stage.say(candidate['says'])}")
    for team, why in LEFT_OUT.items():
        stage.teller.line(f"  - {team}: {given[team][why]}")


async def dispatched(stage: Stage) -> None:
    """Orders, requests and notices go out on a quoted authority."""
    wanted = [
        {"team": c["team"], "need": need["need"]}
        for need in stage.proposal["needs"]
        for c in need["candidates"]
        if c["chosen"] and not c["already_moving"]
    ]
    sent = {entry["team"] for entry in wanted}
    for team, need, reason in cast.EXTRA:
        if team not in sent:
            wanted.append({"team": team, "need": need, "reason": reason})
    cards = [card["id"] for card in stage.proposal["cards"]]
    answer = await stage.officer.call(
        "incidents.dispatch", incident=stage.incident, authority=AUTHORITY, teams=wanted, cards=cards
    )
    kinds: dict[str, int] = {}
    for order in answer["orders"]:
        kinds[order["kind"]] = kinds.get(order["kind"], 0) + 1
        if order["team"]:
            stage.orders[order["team"]] = order["order"]
    if set(kinds) != {"order", "request", "notice"}:
        raise StepFailed("dispatched", f"not of all three kinds: {kinds}")
    stage.tell(
        "dispatched",
        N_("on {authority}: {orders} orders, {requests} requests, {notices} notices"),
        authority=AUTHORITY,
        orders=kinds["order"],
        requests=kinds["request"],
        notices=kinds["notice"],
        teams=dict(stage.orders),
    )


async def leader_confirmed(stage: Stage) -> None:
    """The duty leader has the same card and confirms the level in his own session."""
    seen = await stage.leader.show("incidents.incident", incident=stage.incident)
    check("leader_confirmed", seen["leader_told_at"], "the leader was not told")
    await stage.leader.call("incidents.confirm_level", incident=stage.incident, level="IV")
    card = await stage.card()
    check("leader_confirmed", card["level_confirmed"] == "IV", "the level is not confirmed")
    stage.tell("leader_confirmed", N_("response level {level} confirmed in his own session"), level="IV")
