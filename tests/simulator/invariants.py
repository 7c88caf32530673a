"""What must be true of every run, each by what it says. A break is a sentence with its moment and its things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from typing import TYPE_CHECKING

import orjson
from tests.simulator.city import AREAS
from tests.simulator.deadlines import DEADLINES
from tests.simulator.device import Device
from tests.simulator.leases import LEASES

from fengsui.events import Recorded

if TYPE_CHECKING:
    from tests.simulator.world import World

Breaks = Iterator[str]
Invariant = Callable[["World", Sequence[Recorded]], Breaks]
ON_TIME_S = 1.0
TWO_BEATS_S = 250.0
"""By a beat a client learns that there was something that is not for it."""
DONE_BY = {
    "incidents.take_call": "incidents.call_taken",
    "incidents.report": "incidents.reported",
    "incidents.broadcast": "incidents.broadcast",
}
"""Commands that record one such event each time."""
TROUBLE_SAYS = ("fengsui.feed", "fengsui.journal", "fengsui.access", "fengsui.nodes")
"""Who may log an ERROR while the disk refuses: those that wait for it."""


def breaks_of(world: World) -> list[str]:
    """Every break of every invariant, at most a few of each."""
    journal = world.watch.journal()
    found = [*world.watch.breaks, *world.told.breaks]
    for invariant in (*INVARIANTS, *DEADLINES, *LEASES):
        breaks = list(invariant(world, journal))
        found += [f"{invariant.__name__}: {one}" for one in breaks[:3]]
        if len(breaks) > 3:
            found.append(f"{invariant.__name__}: and {len(breaks) - 3} more")
    return found


def _durable(world: World) -> list[Device]:
    return [team.device for team in world.teams]


def _labels(device: Device) -> set[str]:
    """What a team's device is sent, worked out from the city alone."""
    team = device.name.removeprefix("D-")
    return {f"team:{team}", f"area:{AREAS[team][:6]}", f"area:{AREAS[team]}"}


# -- the journal ---------------------------------------------------------------------------------------------


def nothing_acknowledged_is_lost(world: World, journal: Sequence[Recorded]) -> Breaks:
    """Whoever was told that it is done finds it: the answer is kept under its key, and what it names is there."""
    kept = world.watch.answers()
    subjects = {event.subject for event in journal}
    for done in world.told.done:
        stored = kept.get((done.actor, done.key))
        if stored is None:
            yield f"{done.name} ({done.key}) was answered at {done.at:.3f} and is not there"
        elif orjson.loads(stored[1]) != done.answer:
            yield f"{done.name} ({done.key}) was answered with something else than was kept"
        for named in _named(done.answer):
            if named not in subjects:
                yield f"{done.name} ({done.key}) was answered with {named}, which nobody knows"


def _named(answer: object) -> list[str]:
    if not isinstance(answer, dict):
        return []
    orders = answer.get("orders")
    named = [order.get("order") for order in orders if isinstance(order, dict)] if isinstance(orders, list) else []
    return [str(name) for name in (answer.get("incident"), *named) if isinstance(name, str) and name]


def what_a_client_saw_stays(world: World, journal: Sequence[Recorded]) -> Breaks:
    """No client has an event that the journal does not have at that very place."""
    known = {event.seq: event.id for event in journal}
    for device in world.devices.values():
        for shown in device.seen.shown:
            if known.get(shown.seq) != shown.id:
                yield f"{device.name} was shown {shown.id} at {shown.seq}, where the journal has {known.get(shown.seq)}"


def the_chain_verifies(world: World, journal: Sequence[Recorded]) -> Breaks:
    verdict = world.watch.verdict()
    for broken in verdict.breaks:
        yield str(broken)
    if [event.seq for event in journal] != list(range(1, len(journal) + 1)):
        yield "the journal has holes"


def a_command_is_done_once(world: World, journal: Sequence[Recorded]) -> Breaks:
    """Pressed again and again with one key, it happened once: as often as there are keys with an answer."""
    given = Counter(command for command, _ in world.watch.answers().values())
    rung = {event.subject for event in journal if event.topic == "incidents.call_rung"}
    for command, topic in DONE_BY.items():
        happened = sum(1 for event in journal if event.topic == topic and _by_hand(event, rung))
        if happened != given[command]:
            yield f"{command} was answered to {given[command]} keys and happened {happened} times"


def _by_hand(event: Recorded, rung: Set[str]) -> bool:
    return event.exercise is None and event.actor.startswith("user:") and event.subject not in rung


def a_refusal_leaves_nothing(world: World, _journal: Sequence[Recorded]) -> Breaks:
    kept = world.watch.answers()
    for actor, key, name, code in world.told.refused:
        if (actor, key) in kept:
            yield f"{name} ({key}) of {actor} was refused ({code}) and has an answer"


# -- the feed ------------------------------------------------------------------------------------------------


def each_is_shown_as_new_once(world: World, _journal: Sequence[Recorded]) -> Breaks:
    """Also across crashes; unless the device said that it could not keep it, and then crashed."""
    for device in _durable(world):
        counts = Counter(shown.id for shown in device.seen.shown if shown.fresh and shown.stored)
        for id, count in counts.items():
            if count > 1:
                yield f"{device.name} showed {id} as new {count} times"


def each_team_has_all_of_its_own_in_order(world: World, journal: Sequence[Recorded]) -> Breaks:
    """What the device's file took is exactly what the journal has for it, in that order."""
    for device in _durable(world):
        labels = _labels(device)
        mine = [event.seq for event in journal if not labels.isdisjoint(event.labels)]
        kept = [kept.seq for kept in device.seen.kept if kept.fresh]
        if kept == mine:
            continue
        for seq in sorted(set(mine) - set(kept))[:2]:
            yield f"{device.name} never got {seq} ({journal[seq - 1].topic})"
        for seq in [seq for seq in sorted(set(kept) - set(mine)) if seq <= len(journal)][:2]:
            yield f"{device.name} got {seq} ({journal[seq - 1].topic}), which is for {journal[seq - 1].labels}"
        if sorted(kept) == mine:
            yield f"{device.name} got its events out of order"


def a_console_sees_everything_since_its_view(world: World, journal: Sequence[Recorded]) -> Breaks:
    """In each of its lives, from the view that it read on, without a hole, in order, and once."""
    for person in (world.desk.officer, world.desk.leader, world.controller):
        seen = person.device.seen
        for start, begins in seen.begins.items():
            got = [shown.seq for shown in seen.shown if shown.start == start]
            mine = [event.seq for event in journal if "centre" in event.labels and event.seq > begins]
            due = [seq for seq in mine if got and seq <= got[-1]]
            if [seq for seq in got if seq > len(journal) or "centre" in journal[seq - 1].labels] != due:
                missing = sorted(set(due) - set(got))
                yield f"{person.device.name} (life {start}, from {begins}) missed {missing[:3]}, or had it out of order"


def nobody_sees_what_is_for_others(world: World, journal: Sequence[Recorded]) -> Breaks:
    for device in _durable(world):
        for shown in device.seen.shown:
            if shown.seq <= len(journal) and _labels(device).isdisjoint(journal[shown.seq - 1].labels):
                yield f"{device.name} was shown {shown.seq} {shown.topic}: {journal[shown.seq - 1].labels}"


def an_alert_that_was_stored_is_shown(world: World, journal: Sequence[Recorded]) -> Breaks:
    needful = {event.id for event in journal if event.need != "none"}
    for device in _durable(world):
        shown = {shown.id for shown in device.seen.shown}
        for kept in device.seen.kept:
            if kept.id in needful and kept.id not in shown:
                yield f"{device.name} stored {kept.seq} and never showed it"


def delivered_means_stored(world: World, journal: Sequence[Recorded]) -> Breaks:
    """Said once for each, only of what the device's file had taken before, and of everything that it took."""
    told = Counter[tuple[str, str]]()
    for event in journal:
        if event.topic != "feed.delivered" or event.data is None:
            continue
        device, of = world.devices.get(event.data["device"]), event.data["of"]
        told[event.data["label"], of] += 1
        at = world.watch.committed_at(event.seq)
        if device and at is not None and not any(kept.id == of and kept.at <= at for kept in device.seen.kept):
            yield f"{device.name} was said to have stored {of} at {at:.3f}, and had not"
        if event.data["of_seq"] <= len(journal) and event.exercise != journal[event.data["of_seq"] - 1].exercise:
            yield f"the delivery {event.seq} is of another exercise than what was delivered"
    yield from (f"{of} was delivered to {label} {count} times" for (label, of), count in told.items() if count > 1)
    needful = {event.id for event in journal if event.need != "none"}
    for team in world.teams:
        for kept in team.device.seen.kept:
            if kept.id in needful and (f"team:{team.team}", kept.id) not in told:
                yield f"{team.device.name} stored {kept.seq} at {kept.at:.3f}, and nobody was told"


def everybody_is_live_again(world: World, journal: Sequence[Recorded]) -> Breaks:
    """Once nothing goes wrong any more, all are connected and know everything; nobody was told of a gap."""
    known = world.watch.upto(world.loop.now - TWO_BEATS_S)
    for device in world.devices.values():
        yield from device.seen.breaks
        if any(state == "gap" for _, state in device.seen.states):
            yield f"{device.name} was told of a gap, and nothing was ever lost"
        client = device.client
        if client is None or client.state.condition != "live":
            yield f"{device.name} is {client.state.condition if client else 'off'} in the end"
        elif client.position is None or not known <= client.position.seq <= len(journal):
            yield f"{device.name} is at {client.position} in the end, the journal at {len(journal)}"


# -- the centre ----------------------------------------------------------------------------------------------


def a_drill_is_never_the_real_thing(world: World, journal: Sequence[Recorded]) -> Breaks:
    """Every event of an incident and of its orders is of the one exercise, or real, from the first to the last."""
    of: dict[str, str | None] = {}
    for event in journal:
        data = event.data or {}
        if not event.topic.startswith("incidents."):
            continue
        for name in sorted({event.subject, str(data.get("incident") or ""), str(data.get("order") or "")} - {""}):
            if of.setdefault(name, event.exercise) != event.exercise:
                yield f"{event.topic} ({event.seq}) on {name} is {event.exercise}, and was {of[name]} before"


def time_is_what_it_is(world: World, journal: Sequence[Recorded]) -> Breaks:
    """However the wall clock is set: what is recorded bears the true time."""
    for event in journal:
        at = world.watch.committed_at(event.seq)
        if at is None or event.seq <= world.watch.begins:
            continue
        off = (event.at - world.wall.true(at)).total_seconds()
        if not -ON_TIME_S <= off <= 0.001:
            yield f"{event.topic} ({event.seq}) was recorded at {at:.3f} and says {event.at}: off by {off:.3f} s"


def no_unexpected_error_is_logged(world: World, _journal: Sequence[Recorded]) -> Breaks:
    troubles = [(begun - 0.5, ended + 5.0) for begun, ended in world.watch.troubles()]
    for at, name, message in world.watch.errors:
        waits = name.startswith(TROUBLE_SAYS) and any(begun <= at <= ended for begun, ended in troubles)
        if not waits:
            yield f"at {at:.3f} {name} said: {message}"


def our_plugins_are_in_service(world: World, _journal: Sequence[Recorded]) -> Breaks:
    for plugin in [plugin for centre in world.centres for plugin in centre.system.plugins]:
        if plugin.name != "moody" and plugin.state != "loaded":
            yield f"{plugin.name} is {plugin.state}: {plugin.reason}"


INVARIANTS: Sequence[Invariant] = (
    nothing_acknowledged_is_lost, what_a_client_saw_stays, the_chain_verifies, a_command_is_done_once,
    a_refusal_leaves_nothing, each_is_shown_as_new_once, each_team_has_all_of_its_own_in_order,
    a_console_sees_everything_since_its_view, nobody_sees_what_is_for_others, an_alert_that_was_stored_is_shown,
    delivered_means_stored, everybody_is_live_again, a_drill_is_never_the_real_thing, time_is_what_it_is,
    no_unexpected_error_is_logged, our_plugins_are_in_service,
)  # fmt: skip
