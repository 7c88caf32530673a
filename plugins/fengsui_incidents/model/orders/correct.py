"""An entry turns out to be wrong (更正): what may stand in its place, and what the order's facts are then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from fengsui.errors import Conflict, FengsuiError, Missing
from fengsui.text import N_
from fengsui_incidents.api.board import Fact
from fengsui_incidents.api.words import FactKind
from fengsui_incidents.model.orders.receive import Given, receive
from fengsui_incidents.model.orders.values import OrderRecord

OF_THE_DEVICE: frozenset[FactKind] = frozenset({"delivered", "popped_up"})
"""Said by the device itself: no person can know better."""


@dataclass(frozen=True, kw_only=True)
class Correction:
    """`now` is what holds instead; None: it never happened. `after` is the order with its facts as they are then."""

    was: Fact
    now: Fact | None
    after: OrderRecord


def correct(order: OrderRecord, entry: str, given: Given | None, now: datetime, *, why: str) -> Correction:
    """What stands in the place of `entry` (`given` None: nothing).

    Raises Missing for an entry that does not hold, Conflict for what a device said of itself, for what changes nothing
    and for what cannot stand where the other facts are as they are; Invalid as for any receipt.
    """
    was = next((fact for fact in order.facts if fact.id == entry), None)
    if was is None:
        raise Missing(N_("Order {order} has no such entry, or it was corrected already."), code="no_entry",
                      order=order.id)  # fmt: skip
    if was.fact in OF_THE_DEVICE:
        raise Conflict(N_("The device itself has said that; it is not corrected."), code="said_by_device")
    rest = replace(order, facts=tuple(fact for fact in order.facts if fact.id != entry))
    if given is None:
        _stands(rest)
        return Correction(was=was, now=None, after=rest)
    received = receive(rest, given, now)
    if received.fact is None:
        raise Conflict(N_("That is known of this order already."), code="fact_known")
    made = replace(received.fact, corrects=entry, why=why)
    if replace(made, id=was.id, corrects=was.corrects, why=was.why) == was:
        raise Conflict(N_("That is what the entry says already."), code="nothing_changed")
    after = replace(rest, facts=(*rest.facts, made))
    _stands(after)
    return Correction(was=was, now=made, after=after)


def _stands(order: OrderRecord) -> None:
    """Whether what is left could have been said at all: who never came has nothing under control."""
    left = [fact for fact in order.facts if fact.fact in ("controlled", "returning", "ready")]
    for fact in left:
        others = replace(order, facts=tuple(one for one in order.facts if one is not fact and one.fact != "ready"))
        try:
            receive(others, Given(fact=fact.fact, at=fact.at), fact.at)
        except FengsuiError as error:
            if error.code in ("not_arrived", "not_accepted"):
                raise Conflict(
                    N_("Then {fact} could not stand; correct that first."), code="others_stand_on_it", fact=fact.fact
                ) from None
