"""Report, show, watch: each a few lines over one table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import delete, func, insert, select, update

from agency_beds.events import BedsReported, BedsStale
from agency_beds.pager import PAGER
from agency_beds.tables import hospital
from fengsui.clean import Line
from fengsui.errors import Forbidden
from fengsui.events import Recorded
from fengsui.hooks import Command, Erasure, Host, Provider, Reading, Subscription, Sweep, Unit, View
from fengsui_channels.api import Gateway


class Settings(BaseModel):
    """`start` holds free beds known before anybody reports: hospital -> number."""

    model_config = ConfigDict(extra="forbid")
    start: dict[str, int] = {}


class Report(BaseModel):
    model_config = ConfigDict(extra="forbid")
    hospital: Line
    free: int = Field(ge=0, le=5000)


class Nothing(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FreeBeds(Protocol):
    """What another plugin may ask: how many beds are free in all."""

    def total(self) -> int: ...


class _FreeBeds:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def total(self) -> int:
        return int(self._reading.connection.execute(select(func.coalesce(func.sum(hospital.c.free), 0))).scalar_one())


def report(unit: Unit, given: Report) -> dict[str, Any]:
    """A hospital speaks for itself; the centre for all of them."""
    if "centre" not in unit.actor.labels and f"hospital:{given.hospital}" not in unit.actor.labels:
        raise Forbidden("This is another hospital.", code="another_hospital")
    values = {"free": given.free, "reported_at": unit.now, "stale": False, "asked_by": ""}
    mine = hospital.c.hospital == given.hospital
    if unit.connection.execute(update(hospital).where(mine).values(**values)).rowcount == 0:
        unit.connection.execute(insert(hospital).values(hospital=given.hospital, **values))
    unit.record(BedsReported(exercise=None, hospital=given.hospital, free=given.free))
    return {"hospital": given.hospital, "total": unit.ask(FreeBeds).total()}


def free(reading: Reading, _given: Nothing) -> list[dict[str, Any]]:
    return [dict(row) for row in reading.connection.execute(select(hospital).order_by(hospital.c.hospital)).mappings()]


def ask_again(unit: Unit, recorded: Recorded) -> None:
    """A new incident: every figure is asked for afresh."""
    unit.connection.execute(update(hospital).values(asked_by=recorded.subject))


def _stale(reading: Reading) -> list[str]:
    before = reading.now - timedelta(minutes=reading.rule("stale_after_minutes").value)
    late = (hospital.c.reported_at < before) & ~hospital.c.stale
    return list(reading.connection.execute(select(hospital.c.hospital).where(late)).scalars())


def _mark_stale(unit: Unit, name: str) -> None:
    unit.connection.execute(update(hospital).where(hospital.c.hospital == name).values(stale=True))
    unit.record(BedsStale(exercise=None, hospital=name))


@asynccontextmanager
async def lifespan(host: Host) -> AsyncIterator[None]:
    """Enters what the settings know, once."""

    def begin(unit: Unit) -> None:
        known = set(unit.connection.execute(select(hospital.c.hospital)).scalars())
        for name, count in host.settings(Settings).start.items():
            if name not in known:
                report(unit, Report(hospital=name, free=count))

    await host.run(begin)
    yield


def commands() -> list[Command[Any]]:
    return [Command(name="report", summary="Report a hospital's free beds", payload=Report, run=report)]


def views() -> list[View[Any]]:
    return [View(name="free", summary="Free beds by hospital", read=free, parameters=Nothing)]


def subscriptions() -> list[Subscription]:
    return [Subscription(topics=("incidents.reported",), handle=ask_again)]


def sweeps() -> list[Sweep]:
    return [Sweep(name="stale", every=timedelta(seconds=30), due=_stale, act=_mark_stale)]


def providers() -> list[Provider[Any]]:
    return [
        Provider(protocol=FreeBeds, make=_FreeBeds),
        Provider(protocol=Gateway, make=lambda _: PAGER, several=True),
    ]


def _forget(unit: Unit, name: str) -> None:
    unit.connection.execute(delete(hospital).where(hospital.c.hospital == name))


def erasures() -> list[Erasure]:
    """A hospital's id may be a doctor's own name: one practice, one person."""
    own = (BedsReported.topic, BedsStale.topic)
    return [Erasure(name="hospital", summary="A hospital", topics=own, subjects=lambda _, name: (name,), erase=_forget)]
