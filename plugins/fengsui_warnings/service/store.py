"""Rows to values and back: the only module that reads or writes the warnings' tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, RowMapping, bindparam, insert, select, update

from fengsui.errors import Missing
from fengsui.text import N_
from fengsui_incidents.api.events import Words
from fengsui_warnings.api.board import DutyLine, ReceiptLine
from fengsui_warnings.model.notice import Notice, Says
from fengsui_warnings.tables import counters, duties, messages, notices, receipts

SAYS: TypeAdapter[Says] = TypeAdapter(Says)
WORDS: TypeAdapter[Words] = TypeAdapter(Words)


def words(value: Words) -> Any:
    return {"zh": value.zh, "en": value.en}


# -- warnings --------------------------------------------------------------------------------------------


def _notice(row: RowMapping) -> Notice:
    values = {name: value for name, value in row.items() if name != "entered_at"}
    return Notice(**values | {"says": SAYS.validate_python(row["says"]), "addresses": tuple(row["addresses"])})


def _values(notice: Notice) -> dict[str, Any]:
    says = SAYS.dump_python(notice.says, mode="json")
    return vars(notice) | {"says": says, "addresses": list(notice.addresses)}


def where(connection: Connection, condition: ColumnElement[bool], limit: int | None = None) -> list[Notice]:
    """Newest first."""
    query = select(notices).where(condition).order_by(notices.c.entered_at.desc(), notices.c.id.desc())
    rows = connection.execute(query.limit(limit) if limit is not None else query).mappings()
    return [_notice(row) for row in rows]


def find(connection: Connection, warning: str) -> Notice | None:
    return next(iter(where(connection, notices.c.id == warning)), None)


def get(connection: Connection, warning: str) -> Notice:
    found = find(connection, warning)
    if found is None:
        raise Missing(N_("There is no warning {warning}."), code="no_warning", warning=warning)
    return found


def add(connection: Connection, notice: Notice, now: datetime) -> None:
    connection.execute(insert(notices).values(entered_at=now, **_values(notice)))


def save(connection: Connection, notice: Notice) -> None:
    connection.execute(update(notices).where(notices.c.id == notice.id).values(**_values(notice)))


# -- the tick-list ---------------------------------------------------------------------------------------


def put_duties(connection: Connection, warning: str, lines: Sequence[DutyLine]) -> None:
    """Adds the lines; one of the same key stays as it is."""
    known = {line.key for line in duties_of(connection, [warning])[warning]}
    new = [
        {**vars(line), "says": words(line.says), "warning": warning, "at": at}
        for at, line in enumerate(lines, len(known))
        if line.key not in known
    ]
    if new:
        connection.execute(insert(duties), new)


def duties_of(connection: Connection, warnings: Collection[str]) -> Mapping[str, list[DutyLine]]:
    found: dict[str, list[DutyLine]] = defaultdict(list)
    query = select(duties).where(duties.c.warning.in_(warnings)).order_by(duties.c.warning, duties.c.at, duties.c.key)
    for row in connection.execute(query).mappings():
        values = {name: row[name] for name in ("key", "list", "basis", "due_at", "done_at", "done_by", "note")}
        found[row["warning"]].append(DutyLine(says=WORDS.validate_python(row["says"]), **values))
    return found


def save_duty(connection: Connection, warning: str, line: DutyLine) -> None:
    mine = (duties.c.warning == warning) & (duties.c.key == line.key)
    values = {"done_at": line.done_at, "done_by": line.done_by, "note": line.note}
    connection.execute(update(duties).where(mine).values(**values))


# -- receipts --------------------------------------------------------------------------------------------


def put_receipts(connection: Connection, warning: str, lines: Iterable[ReceiptLine]) -> None:
    known = receipts_of(connection, [warning])[warning]
    keys = {line.key for line in known}
    new = [
        {**vars(line), "who": words(line.who), "warning": warning, "at": at}
        for at, line in enumerate(lines, len(known))
        if line.key not in keys
    ]
    if new:
        connection.execute(insert(receipts), new)


def receipts_of(connection: Connection, warnings: Collection[str]) -> Mapping[str, list[ReceiptLine]]:
    found: dict[str, list[ReceiptLine]] = defaultdict(list)
    query = (
        select(receipts)
        .where(receipts.c.warning.in_(warnings))
        .order_by(receipts.c.warning, receipts.c.at, receipts.c.key)
    )
    for row in connection.execute(query).mappings():
        values = {name: row[name] for name in ("key", "due_at", "received_at", "channel", "said_by", "refused", "note")}
        found[row["warning"]].append(ReceiptLine(who=WORDS.validate_python(row["who"]), **values))
    return found


def save_receipt(connection: Connection, warning: str, line: ReceiptLine) -> None:
    mine = (receipts.c.warning == warning) & (receipts.c.key == line.key)
    values = {name: value for name, value in vars(line).items() if name not in ("key", "who")}
    connection.execute(update(receipts).where(mine).values(**values))


# -- messages and numbers --------------------------------------------------------------------------------


def message(connection: Connection, sender: str, identifier: str) -> RowMapping | None:
    mine = (messages.c.identifier == identifier) & (messages.c.sender == sender)
    return connection.execute(select(messages).where(mine)).mappings().first()


def message_of(connection: Connection, thing: str) -> RowMapping | None:
    """The message that a warning came in."""
    query = select(messages).where(messages.c.thing == thing, messages.c.becomes.in_(("warning", "update", "exercise")))
    return connection.execute(query.order_by(messages.c.at.desc(), messages.c.id.desc())).mappings().first()


def add_message(connection: Connection, **values: Any) -> None:
    connection.execute(insert(messages).values(**values))


FURTHER = (
    update(counters)
    .where(counters.c.series == bindparam("which"))
    .values(value=counters.c.value + 1)
    .returning(counters.c.value)
)


def next_number(connection: Connection, series: str) -> int:
    given = connection.execute(FURTHER, {"which": series}).scalar()
    if given is None:
        connection.execute(insert(counters).values(series=series, value=1))
        return 1
    return int(given)
