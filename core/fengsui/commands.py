"""Commands and views by name: validate, authorise, run; a repeated idempotency key gets its first answer.

The key is looked up and the answer stored inside the command's own unit: either both happened, or neither.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from pydantic import BaseModel, TypeAdapter, ValidationError
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import DataError, StatementError

from fengsui.access.policy import Actor
from fengsui.encode import to_json
from fengsui.errors import Conflict, Forbidden, Invalid, Missing
from fengsui.events import Position
from fengsui.journal.erasing import ERASED_ANSWER
from fengsui.journal.tables import answer as answers
from fengsui.registry import BoundCommand, BoundView, Registry
from fengsui.settings import faults_of
from fengsui.storage.database import Database, Scope
from fengsui.text import N_
from fengsui.unit import BoundReading, BoundUnit

# Made once: every command asks the first and runs the second.
FIRST = select(answers.c.digest, answers.c.answer).where(
    answers.c.actor == bindparam("by"), answers.c.key == bindparam("under")
)
KEEP = insert(answers)


@dataclass(frozen=True)
class Shown:
    """A view's answer and the position it was read at: subscribe after it, and nothing is missed."""

    position: Position
    answer: Any


def validated(model: type[Any], given: Mapping[str, Any], *, strict_keys: bool = True) -> Any:
    """`given` as the declared model; raises Invalid with every fault at once."""
    try:
        return TypeAdapter(model).validate_python(dict(given))
    except ValidationError as error:
        raise Invalid(N_("The input is not right."), faults=faults_of(error)) from error


class Commands:
    """Executes commands and shows views. `live(plugin)` raises where a plugin is out of service."""

    def __init__(self, registry: Registry, database: Database, live: Callable[[str], None]) -> None:
        self.registry = registry
        self.database = database
        self.live = live

    def command(self, name: str) -> BoundCommand:
        found = self.registry.commands.get(name)
        if found is None:
            self.live(name.partition(".")[0])
            raise Missing(N_("There is no command {name}."), code="no_such_command", name=name)
        return found

    def view(self, name: str) -> BoundView:
        found = self.registry.views.get(name)
        if found is None:
            self.live(name.partition(".")[0])
            raise Missing(N_("There is no view {name}."), code="no_such_view", name=name)
        return found

    async def execute(self, name: str, payload: Mapping[str, Any], actor: Actor, key: str | None = None) -> Any:
        """The command's answer, once it is on disk."""
        bound = self.command(name)
        self.live(bound.plugin)
        actor.require(bound.permission)
        given = validated(bound.declaration.payload, payload)
        if bound.declaration.area is not None:
            actor.require(bound.permission, area=bound.declaration.area(given))
        if bound.declaration.offline:
            return bound.declaration.run(None, given)
        scope = Scope(bound.plugin, actor)
        with _within_bounds():
            if key is None:
                return await self.database.run(lambda unit: bound.declaration.run(unit, given), scope)
            digest = _digest(name, payload)
            return await self.database.run(lambda unit: _once(unit, bound, given, key, digest), scope)

    async def show(self, name: str, parameters: Mapping[str, Any], actor: Actor) -> Shown:
        bound = self.view(name)
        self.live(bound.plugin)
        actor.require(bound.permission)
        given = validated(bound.declaration.parameters, parameters)

        def read(reading: BoundReading) -> Any:
            return bound.declaration.read(reading, given)

        with _within_bounds():
            position, answer = await self.database.read(read, Scope(bound.plugin, actor))
        return Shown(position, answer)


@contextmanager
def _within_bounds() -> Iterator[None]:
    """A year 9999 or a number of thirty digits is the sender's mistake, wherever it is first computed with."""
    try:
        yield
    except (OverflowError, StatementError) as error:
        if isinstance(error, StatementError) and not (
            isinstance(error, DataError) or type(error.orig) is OverflowError
        ):
            raise
        raise Invalid(N_("A value in it is out of range."), code="out_of_range") from error


def _digest(name: str, payload: Mapping[str, Any]) -> str:
    plain = {
        key: value.model_dump(mode="json") if isinstance(value, BaseModel) else value for key, value in payload.items()
    }
    return hashlib.sha256(name.encode() + orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _once(unit: BoundUnit, bound: BoundCommand, given: Any, key: str, digest: str) -> Any:
    first = unit.connection.execute(FIRST, {"by": unit.actor.id, "under": key}).first()
    if first is not None:
        if first.digest == ERASED_ANSWER:
            raise Conflict(
                N_("This was done already with the key {key}; its answer was erased by law."),
                code="answer_erased",
                key=key,
            )
        if first.digest != digest:
            raise Conflict(
                N_("The idempotency key {key} was used for something else."), code="idempotency_mismatch", key=key
            )
        if bound.declaration.secret:
            raise Conflict(
                N_("This was done already with the key {key}; its secret was shown once and is not kept."),
                code="answer_not_kept",
                key=key,
            )
        return orjson.loads(first.answer)
    answer = bound.declaration.run(unit, given)
    kept = b"null" if bound.declaration.secret else to_json(answer)
    row = {"actor": unit.actor.id, "key": key, "command": bound.name, "digest": digest, "answer": kept, "at": unit.now}
    unit.connection.execute(KEEP, row)
    return answer


def forbidden_by_default(actor: Actor, permission: str) -> bool:
    """Whether `actor` is refused `permission` (for listings of what a person may do)."""
    try:
        actor.require(permission)
    except Forbidden:
        return True
    return False
