"""What hangs on incidents, in one query for each kind of thing, however many incidents there are.

The statements are made once: making one anew takes longer than SQLite takes to answer it, and every command reads them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, bindparam, select

from fengsui.hooks import Reading
from fengsui_incidents.api.board import Task
from fengsui_incidents.api.said import Words
from fengsui_incidents.api.todo import Evidence
from fengsui_incidents.model.picture import Circumstance, Claim
from fengsui_incidents.service.stored import restore
from fengsui_incidents.tables import calls, circumstances, evidence, figures, tasks

IDS: BindParameter[Any] = bindparam("ids", expanding=True)
TASKS = select(tasks).where(tasks.c.incident.in_(IDS)).order_by(tasks.c.due, tasks.c.id)
EVIDENCE = select(evidence).where(evidence.c.incident.in_(IDS)).order_by(evidence.c.at, evidence.c.id)
CLAIMS = select(figures).where(figures.c.incident.in_(IDS)).order_by(figures.c.at, figures.c.id)
CIRCUMSTANCES = select(circumstances).where(circumstances.c.incident.in_(IDS)).order_by(circumstances.c.id)
CALLS = select(calls.c.incident, calls.c.text).where(calls.c.incident.in_(IDS)).order_by(calls.c.at, calls.c.id)


def tasks_of(reading: Reading, ids: Sequence[str]) -> Mapping[str, list[Task]]:
    grouped: dict[str, list[Task]] = defaultdict(list)
    proofs = _evidence(reading, ids)
    for row in reading.connection.execute(TASKS, {"ids": ids}).mappings():
        made = Task(
            id=row["id"],
            title=restore(Words, row["title"]),
            owner=row["owner"],
            post=restore(Words, row["post"]),
            due=row["due"],
            done_at=row["done_at"],
            result=row["result"],
            after=tuple(row["after"]),
            evidence=tuple(proofs.get((row["incident"], row["id"]), ())),
            by_hand=row["by_hand"],
            note=row["note"],
        )
        grouped[row["incident"]].append(made)
    return grouped


def _evidence(reading: Reading, ids: Sequence[str]) -> Mapping[tuple[str, str], list[Evidence]]:
    grouped: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for row in reading.connection.execute(EVIDENCE, {"ids": ids}).mappings():
        made = Evidence(at=row["at"], text=row["text"], reference=row["reference"], by=row["by"])
        grouped[row["incident"], row["task"]].append(made)
    return grouped


def claims_of(reading: Reading, ids: Sequence[str]) -> Mapping[str, list[Claim]]:
    grouped: dict[str, list[Claim]] = defaultdict(list)
    for row in reading.connection.execute(CLAIMS, {"ids": ids}).mappings():
        grouped[row["incident"]].append(
            Claim(count=row["count"], value=row["value"], source=row["source"], at=row["at"], status=row["status"],
                  reason=row["reason"])
        )  # fmt: skip
    return grouped


def circumstances_of(reading: Reading, ids: Sequence[str]) -> Mapping[str, tuple[Circumstance, ...]]:
    """What was ticked, by incident: the last word on each circumstance."""
    last: dict[str, dict[str, Circumstance]] = defaultdict(dict)
    for row in reading.connection.execute(CIRCUMSTANCES, {"ids": ids}).mappings():
        last[row["incident"]][row["key"]] = Circumstance(
            key=row["key"], holds=row["holds"], source=row["source"], at=row["at"], status=row["status"],
            which=row["which"],
        )  # fmt: skip
    return {incident: tuple(found.values()) for incident, found in last.items()}


def words_of(reading: Reading, ids: Sequence[str]) -> Mapping[str, str]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for row in reading.connection.execute(CALLS, {"ids": ids}).mappings():
        grouped[row["incident"]].append(row["text"])
    return {incident: "\n".join(texts) for incident, texts in grouped.items()}
