"""How the response level comes about, and what is written of it: by the leader, the plan itself, a level above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select, update

from fengsui.hooks import Unit
from fengsui_incidents.api.events import LevelConfirmed, Words
from fengsui_incidents.api.scales import RESPONSES
from fengsui_incidents.api.words import Channel, Grade, ResponseLevel
from fengsui_incidents.model.assess import Judgement
from fengsui_incidents.service.level_rows import NO_CLOCK
from fengsui_incidents.service.telling import said_by_words, tell
from fengsui_incidents.tables import incidents

How = Literal["leader", "automatic", "higher_plan"]
Change = Literal["start", "same", "upgrade", "downgrade"]
HOW: dict[How, Words] = {
    "leader": Words("", ""),
    "automatic": Words(" (预案规定自动启动)", " (started by itself, as the plan says)"),
    "higher_plan": Words(" (随上级启动)", " (started with the level above)"),
}
CHANGES: dict[Change, Words] = {
    "start": Words("响应启动", "Response starts"),
    "same": Words("响应级别不变", "Response level kept"),
    "upgrade": Words("响应升级", "Response upgraded"),
    "downgrade": Words("响应降级", "Response downgraded"),
}


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A level as it was decided: by whom, why, on what, against what had been decided and what is proposed."""

    level: ResponseLevel
    by: str
    proposed: ResponseLevel
    grade: Grade
    before: ResponseLevel | None
    how: How = "leader"
    reason: str = ""
    basis: str = ""
    channel: Channel | None = None
    said_by: str = ""
    said_at: datetime | None = None

    @property
    def change(self) -> Change:
        return change_of(self.before, self.level)


def change_of(before: ResponseLevel | None, level: ResponseLevel) -> Change:
    if before is None:
        return "start"
    if before == level:
        return "same"
    return "upgrade" if RESPONSES.worse(level, before) else "downgrade"


def decide(unit: Unit, incident: str, made: Decision, exercise: str | None) -> None:
    """Saves the level, records the event and its line."""
    values = {
        "level_confirmed": made.level,
        "level_by": made.by[:100],
        "level_how": made.how,
        **NO_CLOCK,
        "level_decided_on": made.proposed,
        "grade_decided_on": made.grade,
    }
    unit.connection.execute(update(incidents).where(incidents.c.id == incident).values(**values))
    event = LevelConfirmed(
        incident=incident,
        level=made.level,
        proposed=made.proposed,
        reason=made.reason,
        answered_for=bool(made.said_by),
        channel=made.channel if made.said_by else None,
        said_by=made.said_by,
        said_at=made.said_at,
        change=made.change,
        before=made.before,
        how=made.how,
        basis=made.basis,
        exercise=exercise,
    )
    says = decided_words(made)
    tell(unit, incident, event, said_by_words(says, made.channel or "phone", made.said_by) if made.said_by else says)


def decided_words(made: Decision) -> Words:
    """响应升级 III->II (建议 II) 原因 周建国 [依据]."""
    what, how = CHANGES[made.change], HOW[made.how]
    level = f"{made.before}->{made.level}" if made.before and made.before != made.level else made.level
    tail = "".join(f" {part}" for part in (made.reason, made.by) if part)
    basis = f" [{made.basis}]" if made.basis else ""
    return Words(
        f"{what.zh} {level}{how.zh} (建议 {made.proposed}){tail}{basis}",
        f"{what.en} {level}{how.en} ({made.proposed} proposed){tail}{basis}",
    )


def start_by_plan(unit: Unit, incident: str, judged: Judgement, exercise: str | None) -> bool:
    """Where the plan starts its response by itself and its condition is met: at that level, never at a lower one than
    was decided. Says whether it did."""
    level, plan = judged.automatic, judged.plan
    if level is None or plan is None:
        return False
    before = unit.connection.execute(
        select(incidents.c.level_confirmed, incidents.c.state).where(incidents.c.id == incident)
    ).one()
    over = before.state in ("ended", "closed")
    if over or (before.level_confirmed and not RESPONSES.worse(level, before.level_confirmed)):
        return False
    quoted = judged.assessment.why.get("level", ())
    made = Decision(
        level=level,
        by=f"{plan.id} v{plan.version}",
        proposed=judged.assessment.level,
        grade=judged.assessment.grade,
        before=before.level_confirmed,
        how="automatic",
        basis=f"{quoted[0].says.zh}: {quoted[0].basis}"[:200] if quoted else "",
    )
    decide(unit, incident, made, exercise)
    return True
