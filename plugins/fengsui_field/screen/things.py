"""Acts about supplies, experts and mutual aid."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fengsui.text import N_
from fengsui_field.api.things import AidRow, DrawRow, ExpertCall
from fengsui_field.api.words import STATE_NAMES, Part
from fengsui_field.screen.asking import Act, Asker, Question
from fengsui_field.screen.typed import wrong_count, wrong_minutes
from fengsui_rosters.api import DepotRow, ExpertRow
from fengsui_tui.widgets import decode

WHY = Question(name="reason", says=N_("Why?"))


def acts(item: Any) -> list[Act]:
    """What can be done with it now."""
    if isinstance(item, DrawRow):
        return [_on(N_("it comes back"), _give_back, item)] if item.quantity > item.returned else []
    if isinstance(item, ExpertCall):
        return _of_expert(item)
    return _of_aid(item) if isinstance(item, AidRow) else []


def begins(part: Part) -> list[Act]:
    if part == "supplies":
        return [Act(N_("draw supplies"), _draw)]
    if part == "experts":
        return [Act(N_("ask an expert"), _ask_expert)]
    return [Act(N_("ask another bureau"), _ask_aid)] if part == "aid" else []


def _on(says: str, run: Callable[[Asker, Any], Awaitable[None]], item: Any) -> Act:
    return Act(says, lambda asker: run(asker, item))


# -- supplies and experts --------------------------------------------------------------------------------


async def _draw(asker: Asker) -> None:
    answer = await asker.view("rosters.supplies", {})
    if answer is None:
        return
    there: dict[str, tuple[str, str, int]] = {}
    for row in decode(tuple[DepotRow, ...], answer):
        for one in row.stock:
            if one.flag != "expired" and one.stock.quantity:
                key = f"{row.depot.id}/{one.stock.item}"
                before = there.get(key, ("", "", 0))[2]
                there[key] = (f"{one.stock.name} ({row.depot.name})", one.stock.unit, before + one.stock.quantity)
    title = asker.t(N_("DRAW SUPPLIES"))
    key_of = await asker.pick(title, [(key, f"{name} {count}{unit}") for key, (name, unit, count) in there.items()])
    if key_of is None:
        return
    given = await asker.answer(title, [
        Question(name="quantity", says=N_("How many?"), wrong=wrong_count),
        Question(name="purpose", says=N_("What for?"), needed=False),
    ])  # fmt: skip
    if given:
        depot, _, item = key_of.partition("/")
        payload = {"depot": depot, "item": item, "quantity": int(given["quantity"]), "purpose": given["purpose"]}
        says = f"{there[key_of][0]} {given['quantity']}{there[key_of][1]}"
        await asker.give("draw", {"incident": asker.incident, **payload}, says)


async def _give_back(asker: Asker, row: DrawRow) -> None:
    rest = str(row.quantity - row.returned)
    given = await asker.answer(
        row.name, [Question(name="n", says=N_("How many come back?"), value=rest, wrong=wrong_count)]
    )
    if given:
        payload = {"draw": row.id, "quantity": int(given["n"])}
        await asker.give("give_back", payload, asker.t(N_("{name} back: {count}"), name=row.name, count=given["n"]))


async def _ask_expert(asker: Asker) -> None:
    answer = await asker.view("rosters.experts", {})
    if answer is None:
        return
    rows = decode(tuple[ExpertRow, ...], answer)
    options = [
        (row.expert.id, f"{row.expert.name} {' '.join(row.expert.specialities)} {row.expert.phone}")
        for row in rows
        if row.available
    ]
    title = asker.t(N_("ASK AN EXPERT"))
    expert = await asker.pick(title, options)
    given = await asker.answer(title, [Question(name="about", says=N_("About what?"))]) if expert else None
    if given:
        await asker.give("ask_expert", {"incident": asker.incident, "expert": expert, **given}, title)


def _of_expert(call: ExpertCall) -> list[Act]:
    if call.state in ("declined", "released"):
        return []
    states = [state for state in ("online", "on_scene", "declined", "released") if state != call.state]
    found = [Act(STATE_NAMES[state], _expert_state(call, state)) for state in states]
    return [_on(N_("take down his advice"), _advice, call), *found]


def _expert_state(call: ExpertCall, state: str) -> Callable[[Asker], Awaitable[None]]:
    async def run(asker: Asker) -> None:
        await asker.give(
            "expert_says", {"call": call.id, "state": state}, f"{call.name}: {asker.t(STATE_NAMES[state])}"
        )

    return run


async def _advice(asker: Asker, call: ExpertCall) -> None:
    given = await asker.answer(call.name, [
        Question(name="text", says=N_("What does he advise?")),
        Question(name="adopted", says=N_("What was decided on it, by whom?"), needed=False),
    ])  # fmt: skip
    if given:
        await asker.give("take_advice", {"call": call.id, **given}, call.name)


# -- mutual aid ------------------------------------------------------------------------------------------


async def _ask_aid(asker: Asker) -> None:
    given = await asker.answer(asker.t(N_("ASK ANOTHER BUREAU")), [
        Question(name="to", says=N_("Whom?")),
        Question(name="what", says=N_("For what?")),
        Question(name="phone", says=N_("Phone?"), needed=False),
    ])  # fmt: skip
    if given:
        await asker.give("ask_aid", {"incident": asker.incident, **given}, f"{given['to']}: {given['what']}")


def _of_aid(row: AidRow) -> list[Act]:
    again, back = _on(N_("ask again"), _again, row), _on(N_("take it back"), _withdraw, row)
    if row.state in ("asked", "received", "silent"):
        return [_on(N_("who took it"), _taken, row), _on(N_("they come"), _accepted, row),
                _on(N_("they refuse"), _refused, row), again, back]  # fmt: skip
    if row.state == "refused":
        return [again] if row.known else [_on(N_("taken note of"), _know, row), again]
    return [back] if row.state == "accepted" else []


async def _taken(asker: Asker, row: AidRow) -> None:
    given = await asker.answer(row.to, [Question(name="taken_by", says=N_("Who took the request?"))])
    if given:
        await asker.give("aid_taken", {"aid": row.id, **given}, row.to)


async def _accepted(asker: Asker, row: AidRow) -> None:
    given = await asker.answer(row.to, [
        Question(name="answer", says=N_("With what do they come?")),
        Question(name="within", says=N_("In how many minutes is it there?"), value="30", wrong=wrong_minutes),
        Question(name="said_by", says=N_("Who says so?")),
    ])  # fmt: skip
    if given:
        minutes = int(given.pop("within"))
        await asker.give("answer_aid", {"aid": row.id, "accepted": True, "minutes": minutes, **given}, row.to)


async def _refused(asker: Asker, row: AidRow) -> None:
    wants = [Question(name="answer", says=N_("Why?")), Question(name="said_by", says=N_("Who says so?"))]
    given = await asker.answer(row.to, wants)
    if given:
        await asker.give("answer_aid", {"aid": row.id, "accepted": False, **given}, row.to)


async def _again(asker: Asker, row: AidRow) -> None:
    await asker.give("ask_aid_again", {"aid": row.id}, asker.t(N_("{name}: asked again"), name=row.to))


async def _know(asker: Asker, row: AidRow) -> None:
    await asker.give("know_aid", {"aid": row.id}, asker.t(N_("{name}: taken note of"), name=row.to))


async def _withdraw(asker: Asker, row: AidRow) -> None:
    given = await asker.answer(row.to, [WHY])
    if given:
        await asker.give("withdraw_aid", {"aid": row.id, **given}, asker.t(N_("{name}: taken back"), name=row.to))
