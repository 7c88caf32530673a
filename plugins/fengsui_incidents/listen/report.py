"""`fengsui listen --report FACT`: sends one fact for the team's open order and ends.

It asks over HTTP, not the feed, so that a terminal that is listening as the same device stays connected.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from fengsui.clean import printable
from fengsui.client.http import Http
from fengsui.errors import Conflict, Missing
from fengsui.text import N_
from fengsui_incidents.listen.alerts import Say, clean
from fengsui_incidents.listen.asked import SAID
from fengsui_incidents.listen.options import Options

DONE = 0


def open_order(orders: Sequence[Mapping[str, Any]], named: str | None) -> str:
    """The order that is meant: the one named, or the only open one; a real one before a drill's.

    Raises Missing (`no_open_order`) or Conflict (`several_orders`) with their numbers.
    """
    ids = {True: [], False: []}  # type: dict[bool, list[str]]
    for order in orders:
        ids[order.get("exercise") is None].append(clean(order.get("order")))
    if named is not None:
        if named not in ids[True] + ids[False]:
            raise Missing(N_("The order {order} is not open for this team."), code="no_open_order", order=named)
        return named
    found = ids[True] or ids[False]
    if not found:
        raise Missing(N_("This team has no open order."), code="no_open_order")
    if len(found) > 1:
        raise Conflict(
            N_("Several orders are open ({orders}): name one with --order."),
            code="several_orders",
            orders=", ".join(found),
        )
    return found[0]


def send(options: Options, fact: str, named: str | None, people: int | None, note: str) -> int:
    """Sends the fact; errors are raised as FengsuiError, for the command line to tell."""
    order, answer = asyncio.run(_send(options, fact, named, people, note))
    if options.as_json:
        sys.stdout.write(json.dumps({"kind": "sent", "order": order, "fact": fact, "answer": answer}) + "\n")
    else:
        said = SAID.get(fact, Say(fact, fact)).of(options.language)
        sys.stdout.write(printable(f"{order}: {said}") + "\n")
    return DONE


async def _send(options: Options, fact: str, named: str | None, people: int | None, note: str) -> tuple[str, Any]:
    async with Http(options.server, options.token, options.language) as http:
        orders = (await http.show("incidents.my_orders")).answer
        order = open_order(orders if isinstance(orders, list) else [], named)
        given = {"people": people, "note": note or None}
        payload = {"order": order, "kind": fact} | {name: v for name, v in given.items() if v is not None}
        return order, await http.call("incidents.receipt", payload)
