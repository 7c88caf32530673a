"""Keys to answers: one digit where one is enough, a line where a number is wanted. Pure: what a key does is returned.

`1` going (then strength and minutes, `8 9`; Enter keeps the roster's), `2` cannot (then a reason's digit), `3` call me;
on an order that the team goes on: `4` moving `5` arrived `6` need more `7` withdrawn `8` controlled `0` returning,
then ready; `999` MAYDAY, also while a question stands. In a drill the first `9` leaves it. `d` changes between the
real list and the drill's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from fengsui_incidents.listen.alerts import Say
from fengsui_incidents.listen.asked import ASKS, LATER, REASONS, SAID
from fengsui_incidents.listen.desk import ENDS, ORDERED, Desk, Effect, Item, Prompt, Send, Show, Tell, receipt

WAIT = timedelta(seconds=15)
"""How long a question about an answer may stand; then the answer goes without it, so that none is lost."""

BACK = ("\x7f", "\b")
"""What a terminal sends for the backspace key."""

Did = tuple[Desk, list[Effect]]


@dataclass(frozen=True)
class Policy:
    """Answers by themselves, for tests and demonstrations: `answer` each alert `after` so long."""

    answer: Literal["accept", "unable"]
    people: int | None = None
    minutes: int | None = None
    reason: str = "on_another_job"
    after: timedelta = timedelta()


def press(desk: Desk, key: str, now: datetime) -> Did:
    """One key. Any key says that a person has seen the alert in front (displayed)."""
    if desk.prompt is not None:
        return _type(desk, desk.prompt, key, now)
    item = desk.focus
    if item is None:
        return desk, []
    if key == "9":
        return _nine(desk, item, now)
    desk = replace(desk, nines=0)
    if key == "d":
        other = replace(desk, drill=not desk.drill).looking()
        return other, [Show(other.focus.alert, again=True)] if other.focus is not None else []
    desk, seen = _displayed(desk, item, call_me=key == "3" and item.waits)
    if key == "r":
        return desk, [*seen, Show(item.alert, again=True)]
    item = desk.find(item.alert.id) or item
    desk, effects = _answer(desk, item, key, now) if item.waits else _later(desk, item, key, now)
    return desk, [*seen, *effects]


def _displayed(desk: Desk, item: Item, *, call_me: bool) -> Did:
    """A person has seen it: said once for each thing asked. Who wants a call says so with it, or else after it."""
    if item.alert.kind not in ORDERED or (item.displayed and not call_me):
        return desk, []
    note = {"note": "请回电 CALL ME"} if call_me else {}
    effects: list[Effect] = [receipt(item.alert, "need_more" if item.displayed else "displayed", **note)]
    if call_me:
        effects.append(Tell(Say("已请中心回电; 仍请答复 1 或 2", "the centre is asked to call; still answer 1 or 2")))
    return desk.with_item(replace(item, displayed=True)), effects


def _nine(desk: Desk, item: Item, now: datetime) -> Did:
    """In a drill the first 9 leaves it; in earnest three of them call for help."""
    if desk.drill:
        return leave(desk, item)
    if desk.nines < 2:
        return replace(desk, nines=desk.nines + 1), []
    return _mayday(desk)


def _mayday(desk: Desk) -> Did:
    order = next((i for i in desk.listed(False) if i.alert.order), None)
    desk = replace(desk, nines=0)
    return (desk, [receipt(order.alert, "mayday"), Tell(SAID["mayday"])]) if order is not None else (desk, [])


def leave(desk: Desk, item: Item) -> Did:
    """真实警情, 我退出: out of the drill with every order of it."""
    drill = item.alert.exercise
    mine = [i for i in desk.items if i.alert.exercise == drill]
    note = "真实警情, 退出演练 real call, leaving the drill"
    effects: list[Effect] = [
        receipt(i.alert, "returning", note=note)
        if i.facts & {"arrived", "controlled", "returning"}
        else receipt(i.alert, "unable", reason="on_another_job", note=note)
        for i in mine
        if i.alert.kind == "order"
    ]
    effects.append(Send("drills.leave", {"drill": drill, "reason": "真实警情 real call"}))
    effects.append(Tell(Say(f"已退出演练 {drill}", f"left the exercise {drill}")))
    return desk.without(i.alert.id for i in mine), effects


def _answer(desk: Desk, item: Item, key: str, now: datetime) -> Did:
    """The first answer to what waits."""
    kind = item.alert.kind
    if key == "1":
        if kind == "order":
            return _ask(desk, item, "strength", now)
        if kind == "evacuation":
            return _ask(desk, item, "withdrawn", now)
        return _noted(desk, item)
    if key == "2" and kind in ("order", "change"):
        return _ask(desk, item, "reason", now)
    return desk, []


def _noted(desk: Desk, item: Item) -> Did:
    """知悉: a change and a stand-down are answered to the order, a drill's notice to the drill; who must turn back says
    that they are on the way out.

    Of a broadcast and of a relief the centre knows that it was delivered; nobody has to answer for it.
    """
    kind = {"change": "accepted", "stand_down": "returning"}.get(item.alert.kind)
    if kind is not None:
        return _done(desk, item, receipt(item.alert, kind))
    if item.alert.kind == "turn_back":
        return _done(desk, item, Send("field.turning", {"entry": item.alert.entry}))
    if item.alert.kind in ("broadcast", "relief"):
        return desk.without([item.alert.id]), [Tell(SAID["displayed"])]
    return _done(desk, item, Send("drills.acknowledge", {"drill": item.alert.exercise}))


def _later(desk: Desk, item: Item, key: str, now: datetime) -> Did:
    """The facts of an order that the team goes on."""
    if not item.active:
        return desk, []
    if key == "0":
        return _fact(desk, item, "ready" if "returning" in item.facts else "returning")
    kind = LATER.get(key)
    if kind is None:
        return desk, []
    if kind == "arrived":
        return _ask(desk, item, "wind", now)
    return _ask(desk, item, "withdrawn", now) if kind == "withdrawn" else _fact(desk, item, kind)


def _fact(desk: Desk, item: Item, kind: str, **more: Any) -> Did:
    effects: list[Effect] = [receipt(item.alert, kind, **more)]
    if kind in SAID:
        effects.append(Tell(SAID[kind]))
    if kind in ENDS:
        same = [i.alert.id for i in desk.items if i.alert.order == item.alert.order]
        return desk.without(same), effects
    return desk.with_item(replace(item, facts=item.facts | {kind})), effects


def _done(desk: Desk, item: Item, send: Send) -> Did:
    """The alert is answered: an order becomes active, anything else leaves the desk."""
    kind = str(send.arguments.get("kind", "displayed"))
    known = kind == "accepted" and item.alert.kind != "order"
    effects: list[Effect] = [send, Tell(SAID["displayed" if known else kind])]
    if kind in ENDS:
        return desk.without(i.alert.id for i in desk.items if i.alert.order == item.alert.order), effects
    if item.alert.kind == "order":
        return desk.with_item(replace(item, answered=True, facts=item.facts | {kind})), effects
    for other in desk.items:
        if other.alert.kind == "order" and other.alert.order == item.alert.order:
            desk = desk.with_item(replace(other, facts=other.facts | {kind}, answered=True))
    return desk.without([item.alert.id]), effects


# -- questions about an answer ---------------------------------------------------------------------------


def _ask(desk: Desk, item: Item, asks: Any, now: datetime, given: tuple[str, ...] = ()) -> Did:
    return replace(desk, prompt=Prompt(asks=asks, item=item.alert.id, since=now, given=given)), [Tell(ASKS[asks])]


def _type(desk: Desk, prompt: Prompt, key: str, now: datetime) -> Did:
    item = desk.find(prompt.item)
    if item is None or key == "\x1b":
        return replace(desk, prompt=None), []
    if prompt.asks == "reason":
        return _reason(desk, item, key)
    if key in ("\r", "\n"):
        return _entered(replace(desk, prompt=None), item, prompt, now)
    typed = prompt.typed[:-1] if key in BACK else prompt.typed + key if key.isprintable() else prompt.typed
    if typed.endswith("999") and item.alert.real:
        return _help(desk, replace(prompt, typed=typed[:-3]), now)
    return replace(desk, prompt=replace(prompt, typed=typed[:40], since=now)), []


def _help(desk: Desk, prompt: Prompt, now: datetime) -> Did:
    """Nobody in danger ends a question first: the answer goes with what is there, and the call for help with it."""
    desk, effects = _left_standing(desk, prompt, now)
    desk, called = _mayday(desk)
    return desk, [*effects, *called]


def _reason(desk: Desk, item: Item, key: str) -> Did:
    desk = replace(desk, prompt=None)
    if key == "7":
        return _done(desk, item, receipt(item.alert, "declined"))
    if key in REASONS:
        return _done(desk, item, receipt(item.alert, "unable", reason=REASONS[key]))
    return desk, []


def numbers(typed: str) -> list[int]:
    """The whole numbers in what was typed, none absurd."""
    return [int(n) for n in re.findall(r"[0-9]{1,5}", typed)]


def _entered(desk: Desk, item: Item, prompt: Prompt, now: datetime) -> Did:
    found = numbers(prompt.typed)
    if prompt.asks == "strength":
        more = dict(zip(("people", "minutes"), found, strict=False))
        if more.get("minutes", 0) > 1440:
            more.pop("minutes")
        return _done(desk, item, receipt(item.alert, "accepted", **more))
    if prompt.asks == "withdrawn":
        people = {"people": found[0]} if found else {}
        if item.waits:
            return _done(desk, item, receipt(item.alert, "withdrawn", **people))
        return _fact(desk, item, "withdrawn", **people)
    return _arrival(desk, item, prompt, now)


def _arrival(desk: Desk, item: Item, prompt: Prompt, now: datetime) -> Did:
    """风向, 还在漏/烧吗, 看见几人: three questions, then the fact with what was answered."""
    given = (*prompt.given, prompt.typed.strip())
    following = {"wind": "ongoing", "ongoing": "seen"}.get(prompt.asks)
    if following is not None:
        return _ask(desk, item, following, now, given)
    return _fact(desk, item, "arrived", **_arrival_note(given))


def _arrival_note(given: tuple[str, ...]) -> dict[str, str]:
    said = [
        f"{name} {answer}" for name, answer in zip(("风向", "还在漏/烧", "看见人数"), given, strict=False) if answer
    ]
    return {"note": "; ".join(said)} if said else {}


# -- time passing ----------------------------------------------------------------------------------------


def tick(desk: Desk, now: datetime, policy: Policy | None = None) -> Did:
    """What time alone brings: a question left standing answers itself, and a policy answers for the person."""
    effects: list[Effect] = []
    if desk.prompt is not None and now - desk.prompt.since >= WAIT:
        desk, effects = _left_standing(desk, desk.prompt, now)
    if policy is not None:
        for item in [i for i in desk.items if i.waits and now - i.arrived_at >= policy.after]:
            desk, more = _by_policy(desk, item, policy)
            effects += more
    return desk, effects


def _left_standing(desk: Desk, prompt: Prompt, now: datetime) -> Did:
    """Going and arrived were decided by the first key: they go with what is there. Anything else is dropped."""
    desk, item = replace(desk, prompt=None), desk.find(prompt.item)
    if item is None or prompt.asks == "reason":
        return desk, []
    if prompt.asks in ("strength", "withdrawn"):
        return _entered(desk, item, prompt, now)
    return _fact(desk, item, "arrived", **_arrival_note((*prompt.given, prompt.typed.strip())))


def _by_policy(desk: Desk, item: Item, policy: Policy) -> Did:
    desk, effects = _displayed(desk, item, call_me=False)
    item = desk.find(item.alert.id) or item
    if item.alert.kind == "evacuation":
        people = {"people": policy.people} if policy.people is not None else {}
        send = receipt(item.alert, "withdrawn", **people)
    elif item.alert.kind in ("order", "change") and policy.answer == "unable":
        send = receipt(item.alert, "unable", reason=policy.reason)
    elif item.alert.kind == "order":
        given = {"people": policy.people, "minutes": policy.minutes}
        send = receipt(item.alert, "accepted", **{name: n for name, n in given.items() if n is not None})
    else:
        desk, more = _noted(desk, item)
        return desk, [*effects, *more]
    desk, more = _done(desk, item, send)
    return desk, [*effects, *more]
