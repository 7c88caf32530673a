"""What lies on a team's desk: open alerts, the real ones and a drill's never in one list. Pure values.

An order stays until the team is ready again or cannot go; everything else until it is answered. What is shown is
decided here once: an event that is known already is never new again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from fengsui.events import Position
from fengsui_incidents.listen import alerts
from fengsui_incidents.listen.alerts import Alert, Say

ENDS = frozenset({"unable", "declined", "ready"})
"""Facts after which the team has nothing more to do with an order."""
REMEMBERED = 1000
"""Events of which we know that they were shown."""
ANSWERS = frozenset({"accepted", "unable", "declined", "moving", "arrived", "controlled", "returning", "ready"})
ORDERED = frozenset({"order", "change", "stand_down", "evacuation"})
"""Kinds that belong to an order: what is said of them is said to it."""
CORRECTED = "incidents.fact_corrected"
LIVES = frozenset({"evacuation", "turn_back"})
"""People must come out: before every other alert, with a sound of their own."""
RANK = {"evacuation": 0, "turn_back": 0, "order": 1, "change": 1, "stand_down": 2, "drill_released": 2, "relief": 3,
        "broadcast": 3}  # fmt: skip


@dataclass(frozen=True)
class Show:
    """Put the alert on the screen; `again`: it was shown before and is still open."""

    alert: Alert
    again: bool = False


@dataclass(frozen=True)
class Send:
    """Execute a command; it is kept on disk until the centre has answered."""

    command: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Tell:
    """A line for the person."""

    says: Say


Effect = Show | Send | Tell


@dataclass(frozen=True, kw_only=True)
class Item:
    """One open alert. `event` is as it came, to be kept on disk; `facts` are those known of its order.

    `position` is the event's place in the journal, where it came over the feed.
    """

    event: Mapping[str, Any]
    alert: Alert
    arrived_at: datetime
    position: Position | None = None
    displayed: bool = False
    answered: bool = False
    facts: frozenset[str] = frozenset()

    @property
    def waits(self) -> bool:
        """Whether it rings until a person answers it."""
        return self.alert.asks and not self.answered

    @property
    def active(self) -> bool:
        """An order that the team goes on: its later facts are one key each."""
        return self.alert.kind == "order" and self.answered


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A question that is being answered: `typed` so far, `given` the answers to those before it."""

    asks: Literal["strength", "reason", "withdrawn", "wind", "ongoing", "seen"]
    item: str
    since: datetime
    typed: str = ""
    given: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Desk:
    """`drill`: which of the two lists is looked at; `nines` counts towards 999; `heard` are events shown before."""

    items: tuple[Item, ...] = ()
    drill: bool = False
    prompt: Prompt | None = None
    nines: int = 0
    heard: tuple[str, ...] = ()

    def listed(self, drill: bool) -> list[Item]:
        """One of the two lists: what waits first, worst first, then oldest."""
        mine = [item for item in self.items if item.alert.real is not drill]
        return sorted(mine, key=lambda i: (not i.waits, RANK.get(i.alert.kind, 4), i.arrived_at))

    @property
    def focus(self) -> Item | None:
        """What a key now answers: the first of the list that is looked at."""
        return next(iter(self.listed(self.drill)), None)

    def find(self, id: str) -> Item | None:
        return next((item for item in self.items if item.alert.id == id), None)

    def with_item(self, changed: Item) -> Desk:
        return replace(self, items=tuple(changed if i.alert.id == changed.alert.id else i for i in self.items))

    def without(self, ids: Iterable[str]) -> Desk:
        """Those alerts are done; a question about one of them is dropped, and a list that is empty is left."""
        gone = set(ids)
        kept = replace(self, items=tuple(item for item in self.items if item.alert.id not in gone))
        if kept.prompt is not None and kept.prompt.item in gone:
            kept = replace(kept, prompt=None)
        return kept.looking()

    def looking(self) -> Desk:
        """Looks at the list that has something, the real one where both have and nothing was chosen."""
        if self.drill and not self.listed(True):
            return replace(self, drill=False)
        if not self.drill and not self.listed(False) and self.listed(True):
            return replace(self, drill=True)
        return self

    @property
    def rings(self) -> Literal["", "drill", "real", "evacuation"]:
        """The sound that is due: the worst that waits."""
        waiting = [item.alert for item in self.items if item.waits]
        real = [alert for alert in waiting if alert.real]
        if any(alert.kind in LIVES for alert in real):
            return "evacuation"
        return "real" if real else "drill" if waiting else ""


def receipt(alert: Alert, kind: str, **more: Any) -> Send:
    return Send("incidents.receipt", {"order": alert.order, "kind": kind, **more})


def _same(item: Item, alert: Alert) -> bool:
    """Whether an alert is known already: by its event, or (read from a view) by its order and change."""
    mine = item.alert
    if mine.id == alert.id:
        return True
    by_order = mine.kind == alert.kind and mine.order == alert.order != ""
    if alert.kind in ("order", "change"):
        return by_order and mine.change == alert.change
    return by_order and item.waits and "view:" in (mine.id[:5], alert.id[:5])


def arrive(
    desk: Desk, event: Mapping[str, Any], now: datetime, position: Position | None = None
) -> tuple[Desk, list[Effect]]:
    """An event of the feed: a new alert is shown; a fact of an order is taken note of; the rest is nothing to us."""
    if event.get("type") == "incidents.fact_recorded":
        return observe(desk, event)
    if event.get("type") == CORRECTED:
        return corrected(desk, event)
    alert = alerts.read(event)
    if alert is None or alert.id in desk.heard or any(_same(item, alert) for item in desk.items):
        return desk, []
    item = Item(event=event, alert=alert, arrived_at=now, position=position)
    kept = _superseded(desk, alert) if not alert.asks else replace(desk, items=(*desk.items, item))
    kept = _superseded(kept, alert)
    if alert.real and kept.drill and alert.asks:
        kept = replace(kept, drill=False, prompt=None)
    effects: list[Effect] = [Show(alert)]
    if alert.kind in ORDERED:
        effects.append(receipt(alert, "popped_up"))
    return replace(kept, heard=(*kept.heard, alert.id)[-REMEMBERED:]).looking(), effects


def _superseded(desk: Desk, alert: Alert) -> Desk:
    """What an alert makes void: the order that is withdrawn need not be answered, a drill that is over is over."""
    if alert.kind == "stand_down":
        void = [
            i for i in desk.items if i.alert.order == alert.order and i.waits and i.alert.kind in ("order", "change")
        ]
        for item in void:
            desk = desk.with_item(replace(item, answered=True))
        return desk.without(i.alert.id for i in void if i.alert.kind == "change")
    if alert.kind in ("drill_ended", "drill_released"):
        return desk.without(
            i.alert.id
            for i in desk.items
            if i.alert.exercise == alert.exercise and i.alert.id != alert.id and not i.alert.real
        )
    return desk


def observe(desk: Desk, event: Mapping[str, Any]) -> tuple[Desk, list[Effect]]:
    """A fact that the centre recorded: our own answer come back, or one entered for us (代录)."""
    given = event.get("data")
    data: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    order, fact, change = data.get("order"), str(data.get("fact")), alerts.number(data.get("change"))
    done: list[str] = []
    effects: list[Effect] = []
    for item in [item for item in desk.items if item.alert.order and item.alert.order == order]:
        if item.waits and data.get("answered_for"):
            who = alerts.clean(data.get("said_by"))
            effects.append(Tell(Say(f"代录 {order}: {fact} ({who})", f"entered for you, {order}: {fact} ({who})")))
        desk = desk.with_item(
            replace(item, facts=item.facts | {fact}, answered=item.answered or _answers(item, fact, change))
        )
        if _is_over(desk.find(item.alert.id), fact):
            done.append(item.alert.id)
    return desk.without(done), effects


def corrected(desk: Desk, event: Mapping[str, Any]) -> tuple[Desk, list[Effect]]:
    """The centre has corrected an entry: the person is told. What the order's facts are now is read from the centre."""
    given = event.get("data")
    data: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    order, was, why = alerts.clean(data.get("order")), alerts.clean(data.get("was")), alerts.clean(data.get("why"))
    for item in [item for item in desk.items if item.alert.order and item.alert.order == order]:
        desk = desk.with_item(replace(item, facts=item.facts - {was}))
    return desk, [Tell(Say(f"更正 {order}: {was} ({why})", f"corrected, {order}: {was} ({why})"))]


def _answers(item: Item, fact: str, change: int) -> bool:
    kind = item.alert.kind
    if kind == "evacuation":
        return fact == "withdrawn"
    if kind == "stand_down":
        return fact in ("returning", "ready")
    if kind == "change":
        return fact in ENDS or (fact in ANSWERS and change == item.alert.change)
    return fact in ANSWERS


def _is_over(item: Item | None, fact: str) -> bool:
    return item is not None and (fact in ENDS if item.alert.kind == "order" else item.answered)
