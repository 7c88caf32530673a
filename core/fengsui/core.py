"""The core's own commands, views, events and sweeps: rules, parked events, the journal, the clock, old answers.

Registered under the plugin name `core`, through the same declarations that a plugin makes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import delete, func, insert, select

from fengsui.errors import FengsuiError, Missing
from fengsui.events import Event, Position, Recorded
from fengsui.hooks import About, Command, Sweep, View
from fengsui.journal.anchors import export
from fengsui.journal.archive import archived_rows
from fengsui.journal.events import Erased, Held, HoldReleased, Restored
from fengsui.journal.heads import HeadsFile, key_of
from fengsui.journal.reading import oldest, read_after
from fengsui.journal.syslog import send
from fengsui.journal.tables import answer, parked, position, rule
from fengsui.journal.verifying import Verdict, verify
from fengsui.nodes.deliveries import forget, recorded_before
from fengsui.nodes.rows import Standing, standing
from fengsui.setting_rules import RuleChanged, SetRule, set_rule
from fengsui.text import N_
from fengsui.unit import BoundReading, BoundUnit
from fengsui.watch import marks
from fengsui.watch.events import PluginQuarantined, PluginReleased, ServerBlocked, noted

FOLDER = Path(__file__).parent
ANSWERS_KEPT = timedelta(days=7)
DRIFT_REPORTED = timedelta(seconds=5)

ABOUT = About(
    name="core",
    version="1",
    title=N_("Core"),
    permissions={
        "core.journal": N_("Read the whole journal"),
        "core.verify": N_("Verify the journal's chain"),
        "core.nodes": N_("See the nodes of the centre"),
        "core.rules": N_("See the rules in force"),
        "core.set_rule": N_("Add a dated rule row"),
        "core.parked": N_("See events that a plugin could not handle"),
        "core.replay": N_("Hand parked events to a plugin again"),
        "core.release_plugin": N_("Let a quarantined plugin be loaded again"),
    },
)


class Given(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Nothing(Given):
    """No parameters."""


class JournalRange(Given):
    after: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=1000)] = 200


class OfPlugin(Given):
    plugin: Annotated[str, Field(max_length=64)] = ""


class Release(Given):
    plugin: Annotated[str, Field(min_length=1, max_length=64)]


class Replay(Given):
    plugin: Annotated[str, Field(min_length=1, max_length=64)]


@dataclass(frozen=True, kw_only=True)
class ClockJumped(Event):
    """The machine's wall clock was set by so many seconds; we did not follow it."""

    topic: ClassVar[str] = "core.clock_jumped"
    seconds: float


EVENTS: tuple[type[Event], ...] = (
    RuleChanged,
    ClockJumped,
    Restored,
    Erased,
    Held,
    HoldReleased,
    ServerBlocked,
    PluginQuarantined,
    PluginReleased,
)


def rules(reading: BoundReading, given: OfPlugin) -> list[dict[str, Any]]:
    query = select(rule).order_by(rule.c.plugin, rule.c.key, rule.c.effective_from, rule.c.id)
    if given.plugin:
        query = query.where(rule.c.plugin == given.plugin)
    return [dict(row) for row in reading.connection.execute(query).mappings()]


def parked_events(reading: BoundReading, given: OfPlugin) -> list[dict[str, Any]]:
    query = select(parked).order_by(parked.c.plugin, parked.c.seq)
    if given.plugin:
        query = query.where(parked.c.plugin == given.plugin)
    return [dict(row) for row in reading.connection.execute(query).mappings()]


def replay(unit: BoundUnit, given: Replay) -> dict[str, Any]:
    """How many parked events wait; the bus hands them on when this is answered."""
    waiting = select(func.count()).select_from(parked).where(parked.c.plugin == given.plugin)
    return {"plugin": given.plugin, "waiting": unit.connection.execute(waiting).scalar_one()}


def release(unit: BoundUnit, given: Release) -> dict[str, str]:
    """It is loaded at the next start; raises Missing where the plugin is not marked."""
    if given.plugin not in marks.read(unit.facilities.settings.data).plugins:
        raise Missing(N_("The plugin {plugin} is not left out."), code="plugin_not_quarantined", plugin=given.plugin)
    unit.record(PluginReleased(exercise=None, plugin=given.plugin, by=unit.actor.id))
    return {"plugin": given.plugin}


def record_notes(unit: BoundUnit, notes: Sequence[marks.Note]) -> None:
    for note in notes:
        unit.record(noted(note))


def journal_range(reading: BoundReading, given: JournalRange) -> list[Recorded]:
    return read_after(reading.connection, given.after, given.limit)


def verify_journal(reading: BoundReading, given: Nothing) -> Verdict:
    return verify(reading.connection, archived_rows(reading.facilities.settings.archive_folder))


def _old_answers(reading: BoundReading) -> Sequence[bool]:
    old = select(answer.c.key).where(answer.c.at < reading.now - ANSWERS_KEPT).limit(1)
    return [True] if reading.connection.execute(old).first() else []


def _forget_answers(unit: BoundUnit, _item: bool) -> None:
    unit.connection.execute(delete(answer).where(answer.c.at < unit.now - ANSWERS_KEPT))


def _old_deliveries(reading: BoundReading) -> Sequence[int]:
    kept = oldest(reading.connection)
    return [kept] if recorded_before(reading.connection, kept) else []


def _forget_deliveries(unit: BoundUnit, kept: int) -> None:
    forget(unit.connection, kept)


def _clock_jumps(reading: BoundReading) -> Sequence[float]:
    clock = reading.facilities.clock
    drift = clock.drift() - reading.facilities.reported_drift
    return [clock.drift().total_seconds()] if abs(drift) > DRIFT_REPORTED else []


def _report_jump(unit: BoundUnit, seconds: float) -> None:
    unit.facilities.reported_drift = timedelta(seconds=seconds)
    unit.record(ClockJumped(exercise=None, seconds=round(seconds, 1)))


def _export_heads(reading: BoundReading) -> Sequence[None]:
    """Writes them here and not in a unit: a second place that hangs must not hold up the writer."""
    settings, warnings = reading.facilities.settings, reading.facilities.warnings
    if settings.heads_place is None:
        return []
    try:
        file = HeadsFile(settings.heads_place, key_of(settings.data, reading.facilities.ids))
        signed = export(reading.connection, file, reading.now, settings.archive_folder)
        if settings.heads_syslog and signed:
            send(settings.heads_syslog, signed)
            warnings.pop("syslog", None)
        warnings.pop("heads", None)
    except FengsuiError as error:
        warnings["syslog" if "place" in error.params else "heads"] = error.code
        raise
    return []


def _nothing_to_do(_unit: BoundUnit, _item: None) -> None:
    """What is exported needs no unit."""


def nodes(reading: BoundReading, given: Nothing) -> list[Standing]:
    """Nothing on SQLite, where there is this one."""
    return standing(reading.connection) if reading.connection.dialect.name == "postgresql" else []


def save_positions(unit: BoundUnit, positions: dict[str, Position]) -> None:
    """Where each device's feed has got to: shown to officers, never used for replay."""
    unit.connection.execute(delete(position).where(position.c.device.in_(list(positions))))
    rows = [{"device": d, "epoch": at.epoch, "seq": at.seq, "at": unit.now} for d, at in positions.items()]
    if rows:
        unit.connection.execute(insert(position), rows)


def commands() -> list[Command[Any]]:
    return [
        Command(name="set_rule", summary=N_("Add a dated rule row"), payload=SetRule, run=set_rule),
        Command(name="replay", summary=N_("Hand parked events to a plugin again"), payload=Replay, run=replay),
        Command(
            name="release_plugin", summary=N_("Let a quarantined plugin be loaded again"), payload=Release, run=release
        ),
    ]


def views() -> list[View[Any]]:
    return [
        View(name="rules", summary=N_("Rules with their basis"), read=rules, parameters=OfPlugin),
        View(name="parked", summary=N_("Events a plugin could not handle"), read=parked_events, parameters=OfPlugin),
        View(
            name="journal", summary=N_("The journal, forward from a seq"), read=journal_range, parameters=JournalRange
        ),
        View(name="nodes", summary=N_("Nodes of the centre, and who holds the lease"), read=nodes, parameters=Nothing),
        View(name="verify", summary=N_("Verify the journal's chain"), read=verify_journal, parameters=Nothing),
    ]


def sweeps() -> list[Sweep]:
    return [
        Sweep(name="old_answers", every=timedelta(hours=1), due=_old_answers, act=_forget_answers),
        Sweep(name="old_deliveries", every=timedelta(hours=1), due=_old_deliveries, act=_forget_deliveries),
        Sweep(name="clock", every=timedelta(seconds=5), due=_clock_jumps, act=_report_jump, everywhere=True),
        Sweep(name="heads", every=timedelta(seconds=2), due=_export_heads, act=_nothing_to_do, everywhere=True),
    ]
