"""What a session answers to each kind of frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fengsui.access.policy import Actor
from fengsui.errors import FengsuiError, Forbidden, Limited, Unauthorised
from fengsui.events import Position
from fengsui.feed.codes import Code
from fengsui.feed.filter import parse_filter
from fengsui.feed.frames import Encoded
from fengsui.feed.limits import Bucket
from fengsui.feed.said import Hangup, bad, read, read_after, read_order
from fengsui.feed.subscription import Subscription
from fengsui.text import N_, choose_language
from fengsui.wire.frames import ACK, HELLO, OUR_ID, TOKEN, VERSION

if TYPE_CHECKING:
    from fengsui.feed.hub import Hub
    from fengsui.feed.session import Session

DEVICE = "device:"
ACKED, REACHED = ACK["sub"], ACK["seq"]


def handle(session: Session, frame: dict[str, Any], now: float) -> None:
    kind = frame["kind"]
    if session.actor is None:
        hello(session, kind, frame)
    elif kind == "ack":
        ack(session, frame)
    elif kind == "cmd":
        cmd(session, frame, now)
    elif kind == "sub":
        sub(session, frame)
    elif kind == "auth":
        read(frame, OUR_ID)
        ask(session, frame)
    elif kind == "hello":
        raise bad("hello was said already")


def hello(session: Session, kind: str, frame: dict[str, Any]) -> None:
    if kind != "hello":
        raise Hangup(Code.NO_HELLO, "the first frame is hello")
    if read(frame, HELLO["v"]) != VERSION:
        raise Hangup(Code.VERSION, f"this server speaks version {VERSION}")
    session.device = read(frame, HELLO["device"])
    read(frame, HELLO["replaces"])
    session.language = choose_language(read(frame, HELLO["lang"]) or "en")
    ask(session, frame)


def ask(session: Session, frame: dict[str, Any]) -> None:
    token = read(frame, TOKEN)
    session.asking = frame
    session.link.authenticate(token)


def welcome(
    session: Session, frame: dict[str, Any], actor: Actor | None, now: float, failure: FengsuiError | None
) -> None:
    if failure is not None:
        raise Hangup(Code.SERVER_ERROR, "the token could not be looked up")
    if actor is None:
        raise Hangup(Code.UNAUTHORISED, "the token is not known, expired or revoked")
    hub, limits = session.hub, session.hub.limits
    session.holder = holder_of(actor, session.device)
    session.actor, session.labels, session.id = actor, actor.labels, session.id or hub.ids.new()
    session.device = session.holder[1]
    session.commands = Bucket(limits.command_rate, limits.command_burst, now)
    until(session, actor)
    session.link.greeted()
    hub.enter(session, frame.get("replaces", ""))
    session.send(
        {
            "kind": "welcome",
            "session": session.id,
            "user": actor.id,
            "name": actor.name,
            "epoch": hub.epoch,
            "head": hub.seq,
            "hb_s": limits.heartbeat_s,
            "limits": {
                "frame": limits.frame,
                "frames_per_s": limits.frame_rate,
                "commands_per_s": limits.command_rate,
                "subs": limits.subscriptions,
            },
            "server_time": hub.clock.now(),
        }
    )


def holder_of(actor: Actor, device: str) -> tuple[str, str]:
    """Whose device it is that calls itself `device`; Hangup 4103 where the token belongs to another.

    People's devices name themselves; they are told apart by whose they are.
    """
    if not actor.id.startswith(DEVICE):
        return actor.id, f"{actor.id}/{device}"[:128]
    own = actor.id.removeprefix(DEVICE)
    if device not in (actor.id, own):
        raise Hangup(Code.FORBIDDEN, "this token belongs to another device")
    return actor.id, own


def until(session: Session, actor: Actor) -> None:
    session.expires = actor.ends
    session.warned = False


def renew(session: Session, frame: dict[str, Any], actor: Actor | None, failure: FengsuiError | None) -> None:
    """A fresh token on the live connection: of the same actor, perhaps with other rights."""
    number = frame["id"]
    if failure is not None:
        session.refuse(number, failure)
    elif actor is None:
        session.refuse(number, Unauthorised(N_("The token is not known, expired or revoked."), code="bad_token"))
    elif session.actor is None or actor.id != session.actor.id:
        session.refuse(number, Forbidden(N_("The token belongs to somebody else."), code="other_token"))
    else:
        session.actor = actor
        until(session, actor)
        session.hub.relabel(session, actor.labels)
        session.send({"kind": "res", "id": number, "ok": True, "result": None})


def sub(session: Session, frame: dict[str, Any]) -> None:
    number = read(frame, OUR_ID)
    try:
        narrowing, after = parse_filter(frame.get("filter")), read_after(frame)
        old = next((sub for sub in session.subs.values() if sub.name == number), None)
        if old is None and len(session.subs) >= session.hub.limits.subscriptions:
            raise Limited(N_("There are too many subscriptions on this connection."), code="too_many_subs")
    except FengsuiError as error:
        session.refuse(number, error)
        session.flush()
        return
    if old is not None:
        session.hub.end(old)
    begin(session, Subscription(session, session.next, number, narrowing), after)


def begin(session: Session, sub: Subscription, after: Position | None) -> None:
    hub = session.hub
    lost = after is not None and (after.epoch != hub.epoch or after.seq > hub.seq)
    start = hub.seq if after is None or lost else after.seq
    if after is not None and after.epoch != hub.epoch and hub.began is not None:
        start = hub.began  # whatever was recorded in this epoch is new to a client that comes from another
    session.next += 1
    session.subs[sub.number] = sub
    sub.see(session.labels)
    sub.scanned = sub.told = start
    session.send({"kind": "sub_ok", "id": sub.name, "sub": sub.number, "epoch": hub.epoch, "seq": start})
    if lost and after is not None:
        sub.told = after.seq
        session.gap(sub, start, "epoch")
    elif after is not None:
        confirm(session, sub, after.seq)
    if not session.appeared:
        hub.appear(session)
    hub.settle(sub)
    session.flush()


def confirm(session: Session, sub: Subscription, seq: int) -> None:
    """Who subscribes after `seq` has stored everything up to it: an ack that a cut or our own end swallowed."""
    if session.actor is not None:
        has_stored(session.hub, session.actor, session.device, seq, sub.wants)


def has_stored(hub: Hub, actor: Actor, device: str, seq: int, wants: Callable[[Encoded], bool]) -> None:
    """`device` has everything up to `seq` that it `wants`, though no connection of ours has counted it."""
    known = hub.facts.reached(device, hub.epoch)
    hub.facts.stored(actor, device, [event for event in hub.ring.needful(known, seq) if wants(event)])
    hub.facts.moved(device, Position(hub.epoch, max(known, seq)))


def ack(session: Session, frame: dict[str, Any]) -> None:
    sub, seq = session.subs.get(read(frame, ACKED)), read(frame, REACHED)
    if sub is None or session.actor is None:
        return  # of a subscription that was replaced meanwhile
    seq = min(seq, sub.told)
    if stored := sub.acknowledge(seq):
        session.frames.give()
        session.hub.facts.stored(session.actor, session.device, stored)
    reached = max(seq, session.hub.facts.reached(session.device, session.hub.epoch))
    session.hub.facts.moved(session.device, Position(session.hub.epoch, reached))


def cmd(session: Session, frame: dict[str, Any], now: float) -> None:
    number = read(frame, OUR_ID)
    try:
        order = read_order(frame)
        if session.commands is None or not session.commands.take(now):
            raise Limited(N_("Too many commands. Try again in a moment."), code="too_many_commands")
        if len(session.orders) >= session.hub.limits.waiting_commands:
            raise Limited(N_("Too many commands. Try again in a moment."), code="too_many_commands")
    except FengsuiError as error:
        session.refuse(number, error)
        session.flush()
        return
    session.orders.append(order)
    if len(session.orders) == 1:
        session.link.execute(order)
