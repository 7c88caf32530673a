"""Acts about relief (换防): order who takes over, put it off, send the relieved team home."""

from __future__ import annotations

from fengsui.text import N_
from fengsui_field.api.board import ReliefRow
from fengsui_field.screen.asking import Act, Asker, Question
from fengsui_field.screen.typed import wrong_hours, wrong_minutes
from fengsui_incidents.api.proposal import Candidate
from fengsui_incidents.api.relieving import ReliefOffer
from fengsui_tui.widgets import decode

WHY = Question(name="reason", says=N_("Why?"))
MOST = 14


def acts(row: ReliefRow) -> list[Act]:
    """The ready proposal first: Enter and one confirmation."""
    if row.state == "there":
        return [Act(N_("order the relieved team home"), lambda asker: _release(asker, row))]
    if row.state == "due" or (row.state == "arranged" and not row.by_order):
        found = [
            Act(N_("ORDER the proposed relief"), lambda asker: _send(asker, row)),
            Act(N_("another team takes over"), lambda asker: _choose(asker, row)),
            Act(N_("somebody else sends it: only note who and when"), lambda asker: _arrange(asker, row)),
            Act(N_("put it off"), lambda asker: _postpone(asker, row)),
        ]
        return found
    return []


async def _offer(asker: Asker, row: ReliefRow) -> ReliefOffer | None:
    answer = await asker.view("field.relief_offer", {"order": row.order})
    return decode(ReliefOffer, answer) if answer is not None else None


async def _send(asker: Asker, row: ReliefRow) -> None:
    offer = await _offer(asker, row)
    if offer is None:
        return
    if not offer.candidates:
        near = "; ".join(f"{one.name}: {asker.speech.say(one.says)}" for one in offer.near)
        await asker.read(asker.t(N_("NOBODY IS FREE for {name}"), name=row.name), near or "--")
        return
    await _order(asker, row, offer, offer.candidates[0])


async def _choose(asker: Asker, row: ReliefRow) -> None:
    """Every team that could go, and those who nearly could with what speaks against them."""
    offer = await _offer(asker, row)
    if offer is None:
        return
    rows = (*offer.candidates, *offer.near)[:MOST]
    options = [(one.team, f"{one.name} {one.minutes} min  {asker.speech.say(one.says)}") for one in rows]
    team = await asker.pick(asker.t(N_("WHO TAKES OVER from {name}?"), name=row.name), options) if options else None
    one = next((one for one in rows if one.team == team), None)
    if one is not None:
        await _order(asker, row, offer, one)


async def _order(asker: Asker, row: ReliefRow, offer: ReliefOffer, one: Candidate) -> None:
    """One named confirmation, then the order is out and the other team knows."""
    title = asker.t(N_("ORDER {team} to take over from {name}"), team=one.name, name=row.name)
    payload: dict[str, object] = {"order": row.order, "by_team": one.team}
    if one.reason in ("needs_consent", "consent_asked"):
        given = await asker.answer(title, [Question(name="consent", says=N_("Who consented?"))])
        if given is None:
            return
        payload |= given
    says = asker.t(N_("{team}, {minutes} min, task {task}. Authority: {authority}. {name} is told and goes home after "
                      "the handing over."), team=one.name, minutes=one.minutes, name=row.name,
                   task=asker.speech.say(offer.task), authority=offer.authority)  # fmt: skip
    if await asker.sure(title, says):
        await asker.give("send_relief", payload, asker.t(N_("{team} is ordered to take over"), team=one.name))


async def _release(asker: Asker, row: ReliefRow) -> None:
    title = asker.t(N_("ORDER HOME {name}"), name=row.name)
    says = asker.t(N_("{team} has arrived and takes over"), team=row.by_name or row.by_team)
    if await asker.sure(title, says):
        await asker.give("release_relieved", {"order": row.order}, title)


async def _arrange(asker: Asker, row: ReliefRow) -> None:
    given = await asker.answer(asker.t(N_("RELIEF of {name}"), name=row.name), [
        Question(name="team", says=N_("Which team takes over? T09")),
        Question(name="within", says=N_("In how many minutes is it there?"), value="30", wrong=wrong_minutes),
    ])  # fmt: skip
    if given:
        team = given["team"].upper()
        payload = {"order": row.order, "by_team": team, "in_minutes": int(given["within"])}
        await asker.give("arrange_relief", payload, asker.t(N_("{team} takes over"), team=team))


async def _postpone(asker: Asker, row: ReliefRow) -> None:
    wants = [Question(name="hours", says=N_("By how many hours?"), value="1", wrong=wrong_hours), WHY]
    given = await asker.answer(asker.t(N_("RELIEF of {name}"), name=row.name), wants)
    if given:
        payload = {"order": row.order, "hours": float(given["hours"]), "reason": given["reason"]}
        await asker.give("postpone_relief", payload, asker.t(N_("{name}: relief put off"), name=row.name))
