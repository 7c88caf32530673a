"""What is to be sent, kept until a gateway has answered or it is too late for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import RowMapping, insert, select, update

from fengsui.errors import Conflict, Missing
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_channels.api.events import Asked, Replied, Tried
from fengsui_channels.api.gateway import Kind, Outcome
from fengsui_channels.api.sending import Draft, Try
from fengsui_channels.service.gateways import gateways
from fengsui_channels.tables import messages

NO_ANSWER = "no gateway took it in time"


class Outbox:
    """`fengsui_channels.api.Channels`."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def kinds(self) -> frozenset[Kind]:
        return frozenset(kind for gateway in gateways(self._reading) for kind in gateway.kinds)

    def send(self, draft: Draft) -> str:
        unit = cast(Unit, self._reading)
        message = unit.new_id()
        unit.connection.execute(
            insert(messages).values(
                id=message,
                about=draft.about,
                purpose=draft.purpose,
                kind=draft.kind,
                who=draft.who,
                to=draft.to[:200],
                text=draft.text,
                exercise=draft.exercise,
                asked_at=unit.now,
                state="waiting",
                gateway="",
                ref="",
                why="",
            )
        )
        unit.record(
            Asked(
                message=message,
                about=draft.about,
                purpose=draft.purpose,
                kind=draft.kind,
                who=draft.who,
                exercise=draft.exercise,
            )
        )
        return message

    def tries(self, abouts: Collection[str]) -> Mapping[str, tuple[Try, ...]]:
        if not abouts:
            return {}
        query = select(messages).where(messages.c.about.in_(sorted(abouts)))
        grouped: dict[str, list[Try]] = defaultdict(list)
        for row in self._reading.connection.execute(query.order_by(messages.c.asked_at, messages.c.id)).mappings():
            grouped[row["about"]].append(_try(row))
        return {about: tuple(found) for about, found in grouped.items()}


def _try(row: RowMapping) -> Try:
    return Try(
        id=row["id"],
        about=row["about"],
        purpose=row["purpose"],
        kind=row["kind"],
        who=row["who"],
        text=row["text"],
        asked_at=row["asked_at"],
        state=row["state"],
        gateway=row["gateway"],
        why=row["why"],
        tried_at=row["tried_at"],
    )


def valid_for(reading: Reading) -> timedelta:
    return timedelta(seconds=float(reading.rule("valid_s").value))


def waiting(reading: Reading) -> Sequence[Mapping[str, Any]]:
    """What no gateway has answered for yet and may still be sent, oldest first."""
    fresh = (messages.c.state == "waiting") & (messages.c.asked_at > reading.now - valid_for(reading))
    query = select(messages).where(fresh).order_by(messages.c.asked_at, messages.c.id)
    return [dict(row) for row in reading.connection.execute(query).mappings()]


def settle(unit: Unit, message: str, gateway: str, outcome: Outcome) -> None:
    """Keeps the answer and records it; a message that has one keeps its first."""
    mine = messages.c.id == message
    row = unit.connection.execute(select(messages).where(mine)).mappings().first()
    if row is None or row["state"] != "waiting":
        return
    said = {"gateway": gateway[:64], "ref": outcome.ref[:100], "why": outcome.why[:200]}
    unit.connection.execute(update(messages).where(mine).values(state=outcome.state, tried_at=unit.now, **said))
    unit.enter(row["exercise"])
    unit.record(
        Tried(
            message=message,
            about=row["about"],
            purpose=row["purpose"],
            kind=row["kind"],
            who=row["who"],
            exercise=row["exercise"],
            state=outcome.state,
            **said,
        )
    )


def stale(reading: Reading) -> Sequence[str]:
    """Messages that waited for too long: the centre was down, or the network is."""
    late = (messages.c.state == "waiting") & (messages.c.asked_at <= reading.now - valid_for(reading))
    query = select(messages.c.id).where(late).order_by(messages.c.asked_at, messages.c.id)
    return reading.connection.execute(query).scalars().all()


def give_up(unit: Unit, message: str) -> None:
    settle(unit, message, "", Outcome(state="failed", why=NO_ANSWER))


def reply(unit: Unit, message: str, text: str) -> dict[str, str]:
    """An answer came back by the channel; what it means is for whoever sent the message."""
    row = unit.connection.execute(select(messages).where(messages.c.id == message)).mappings().first()
    if row is None:
        raise Missing(N_("There is no message {id}."), code="no_message", id=message)
    unit.enter(row["exercise"])
    unit.record(
        Replied(
            message=message,
            about=row["about"],
            purpose=row["purpose"],
            kind=row["kind"],
            who=row["who"],
            text=text,
            exercise=row["exercise"],
        )
    )
    return {"message": message}


def messages_about(reading: Reading, about: str) -> tuple[str, ...]:
    """Raises Missing (`no_message`), or Conflict (`thing_open`) while one of them waits for its gateway."""
    states = reading.connection.execute(select(messages.c.state).where(messages.c.about == about)).scalars().all()
    if not states:
        raise Missing(N_("There is no message {id}."), code="no_message", id=about)
    if "waiting" in states:
        raise Conflict(N_("A message about {id} is on its way."), code="thing_open", id=about)
    return (about,)


def erase_about(unit: Unit, about: str) -> None:
    """That something was sent, when, by which channel and with what answer stays; to which number and what goes."""
    unit.connection.execute(update(messages).where(messages.c.about == about).values(to="", text="", why=""))


@dataclass(frozen=True, kw_only=True)
class MessageRow:
    """A message as a list shows it."""

    id: str
    about: str
    kind: Kind
    who: str
    to: str
    text: str
    exercise: str | None
    asked_at: datetime
    state: str
    gateway: str
    why: str


def last(reading: Reading, about: str, limit: int) -> list[MessageRow]:
    """The last messages, newest first; with `about`, those about one order."""
    query = select(messages).order_by(messages.c.asked_at.desc(), messages.c.id).limit(limit)
    if about:
        query = query.where(messages.c.about == about)
    names = MessageRow.__dataclass_fields__
    return [MessageRow(**{name: row[name] for name in names}) for row in reading.connection.execute(query).mappings()]
