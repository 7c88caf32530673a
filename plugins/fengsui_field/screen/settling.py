"""Acts about what is said to the public, costs and requisitions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fengsui.text import N_
from fengsui_field.api.board import Printed
from fengsui_field.api.things import CostRow, Statement, Voucher
from fengsui_field.api.words import BORNE_NAMES, Part
from fengsui_field.model.money import fen
from fengsui_field.screen.asking import Act, Asker, Question
from fengsui_field.screen.typed import things_of, wrong_things, wrong_yuan
from fengsui_tui.widgets import decode

WHY = Question(name="reason", says=N_("Why?"))


def acts(item: Any) -> list[Act]:
    """What can be done with it now."""
    if isinstance(item, Statement):
        return _of_statement(item)
    if isinstance(item, CostRow):
        return [] if item.struck else [_on(N_("strike it off"), _strike, item)]
    return _of_voucher(item) if isinstance(item, Voucher) else []


def begins(part: Part) -> list[Act]:
    if part == "public":
        return [Act(N_("draft a statement"), _draft), Act(N_("who may speak"), _speakers)]
    if part == "costs":
        return [Act(N_("enter a cost"), _cost)]
    return [Act(N_("requisition property"), _issue_voucher)] if part == "vouchers" else []


def _on(says: str, run: Callable[[Asker, Any], Awaitable[None]], item: Any) -> Act:
    return Act(says, lambda asker: run(asker, item))


# -- public information ----------------------------------------------------------------------------------


async def _draft(asker: Asker) -> None:
    title = asker.t(N_("PUBLIC STATEMENT"))
    given = await asker.answer(title, [Question(name="text", says=N_("What is said?"))])
    if given:
        await asker.give("draft_statement", {"incident": asker.incident, **given}, title)


async def _speakers(asker: Asker) -> None:
    assert asker.board is not None
    now = "; ".join(f"{one.name} {one.post}".strip() for one in asker.board.speakers)
    title = asker.t(N_("WHO MAY SPEAK"))
    given = await asker.answer(title, [Question(name="who", says=N_("Name office; the next one?"), value=now)])
    if given:
        listed = [part.split(maxsplit=1) for part in given["who"].replace("\uff1b", ";").split(";") if part.strip()]
        speakers = [{"name": words[0], "post": words[1] if len(words) > 1 else ""} for words in listed]
        await asker.give("name_speakers", {"incident": asker.incident, "speakers": speakers}, title)


def _of_statement(row: Statement) -> list[Act]:
    if row.state == "draft":
        return [_on(N_("approve"), _approve, row), _on(N_("refuse"), _refuse, row),
                _on(N_("enter that the leader approved it by phone"), _approve_for, row)]  # fmt: skip
    return [_on(N_("it was given to the public"), _issue, row)] if row.state == "approved" else []


async def _approve(asker: Asker, row: Statement) -> None:
    says = asker.t(N_("Approve statement {number}: {text}"), number=row.number, text=row.text)
    if await asker.sure(asker.t(N_("APPROVE")), says):
        await asker.give("decide_statement", {"statement": row.id, "approved": True}, says[:80])


async def _refuse(asker: Asker, row: Statement) -> None:
    given = await asker.answer(asker.t(N_("REFUSE")), [WHY])
    if given:
        says = asker.t(N_("statement {number}"), number=row.number)
        await asker.give("decide_statement", {"statement": row.id, "approved": False, **given}, says)


async def _approve_for(asker: Asker, row: Statement) -> None:
    given = await asker.answer(asker.t(N_("APPROVE")), [Question(name="said_by", says=N_("Who says so?"))])
    if given:
        payload = {"statement": row.id, "approved": True, "channel": "phone", **given}
        await asker.give("decide_statement", payload, asker.t(N_("statement {number}"), number=row.number))


async def _issue(asker: Asker, row: Statement) -> None:
    assert asker.board is not None
    title = asker.t(N_("statement {number}"), number=row.number)
    speaker = await asker.pick(title, [(one.name, f"{one.name} {one.post}") for one in asker.board.speakers])
    given = await asker.answer(title, [Question(name="where", says=N_("Where was it said?"))]) if speaker else None
    if given:
        await asker.give("issue_statement", {"statement": row.id, "speaker": speaker, **given}, title)


# -- costs and requisitions ------------------------------------------------------------------------------


async def _cost(asker: Asker) -> None:
    bearer = await asker.pick(asker.t(N_("WHO BEARS IT?")), [(key, asker.t(says)) for key, says in BORNE_NAMES.items()])
    if bearer is None:
        return
    own = bearer == "responsible_unit"
    given = await asker.answer(asker.t(N_("ENTER A COST")), [
        Question(name="what", says=N_("What for?")),
        Question(name="yuan", says=N_("How many yuan?"), wrong=wrong_yuan),
        Question(name="order", says=N_("On which order (its number)?"), needed=False),
        Question(name="issuer", says=N_("Who ordered it?"), value=asker.console.who.name),
        Question(name="bearer", says=N_("Who bears it (name)?"), needed=bearer == "other"),
        *([] if own else [WHY]),
    ])  # fmt: skip
    if given:
        amount = fen(given.pop("yuan"))
        payload = {"incident": asker.incident, "amount": amount, "borne_by": bearer, **given}
        await asker.give("enter_cost", payload, given["what"])


async def _strike(asker: Asker, row: CostRow) -> None:
    says = asker.t(N_("strike off {what}"), what=row.what)
    given = await asker.answer(says, [WHY])
    if given and await asker.sure(asker.t(N_("STRIKE OFF")), says):
        await asker.give("strike_cost", {"cost": row.id, **given}, says)


async def _issue_voucher(asker: Asker) -> None:
    title = asker.t(N_("REQUISITION"))
    given = await asker.answer(title, [
        Question(name="things", says=N_("What? excavator 2 pcs; pump 3"), wrong=wrong_things),
        Question(name="owner", says=N_("Whose is it?")),
        Question(name="owner_contact", says=N_("How is the owner reached?"), needed=False),
        Question(name="reason", says=N_("What for?")),
        Question(name="basis", says=N_("On which legal basis?"), value=asker.t(N_("Emergency Response Law art 12"))),
    ])  # fmt: skip
    if given:
        things = things_of(given.pop("things"))
        await asker.give("issue_voucher", {"incident": asker.incident, "things": things, **given}, title)


def _of_voucher(row: Voucher) -> list[Act]:
    found = [_on(N_("the paper"), _paper, row)]
    if row.returned_at is None:
        found.append(_on(N_("it went back"), _returned, row))
    if row.compensation is None:
        found.append(_on(N_("the owner was compensated"), _compensate, row))
    return found


async def _paper(asker: Asker, row: Voucher) -> None:
    answer = await asker.view("field.voucher", {"voucher": row.id})
    if answer is not None:
        printed = decode(Printed, answer)
        first, second = (printed.zh, printed.en) if asker.speech.chinese else (printed.en, printed.zh)
        await asker.read(asker.speech.say(printed.title), f"{first}\n\n{second}")


async def _returned(asker: Asker, row: Voucher) -> None:
    given = await asker.answer(
        row.number, [Question(name="damage", says=N_("Damaged or lost (may be empty)?"), needed=False)]
    )
    if given:
        await asker.give("return_property", {"voucher": row.id, **given}, row.number)


async def _compensate(asker: Asker, row: Voucher) -> None:
    given = await asker.answer(row.number, [Question(name="yuan", says=N_("How many yuan?"), wrong=wrong_yuan)])
    if given and await asker.sure(row.number, asker.t(N_("Compensated with {amount} yuan"), amount=given["yuan"])):
        await asker.give("compensate", {"voucher": row.id, "amount": fen(given["yuan"])}, row.number)
