"""A neighbour's team needs its district's consent: asked for by phone, the answer entered, both on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, insert, select, update

from fengsui.errors import Conflict, Missing
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.choosing import AnswerConsent, AskConsent
from fengsui_incidents.api.events import ConsentAnswered, ConsentAsked, Words
from fengsui_incidents.service.context import rules_of, span
from fengsui_incidents.service.loading import load_open
from fengsui_incidents.service.proposing import out_of_date
from fengsui_incidents.service.telling import said_by_words, tell
from fengsui_incidents.tables import consents
from fengsui_rosters.api import Team, Teams

ANSWERS = {"granted": Words("同意", "consented"), "refused": Words("不同意", "refused")}


def ask_consent(unit: Unit, payload: AskConsent) -> dict[str, Any]:
    """Records that the neighbour is asked, and for how long that may stay without an answer.

    Raises Conflict (`consent_pending`) while an earlier request waits, (`consent_needless`) for a team of our own.
    """
    incident = load_open(unit, payload.incident)
    team = _neighbour(unit, payload.team)
    last = _last(unit, incident.id, team.id)
    if last is not None and not last["answer"] and last["due_at"] is not None and unit.now < last["due_at"]:
        raise Conflict(N_("{whose} has been asked already."), code="consent_pending", whose=team.consent)
    within = span(rules_of(unit), "consent_within_s")
    due = unit.now + within if within is not None else None
    _insert(unit, incident.id, incident.exercise, team, note=payload.note, due_at=due)
    event = ConsentAsked(incident=incident.id, team=team.id, due_at=due, exercise=incident.exercise)
    says = Words(
        f"请求{team.consent}同意派出 {team.name} {payload.note}".rstrip(),
        f"{team.consent} is asked to send {team.name} {payload.note}".rstrip(),
    )
    tell(unit, incident.id, event, says)
    out_of_date(unit, incident.id)
    return {"incident": incident.id, "team": team.id, "whose": team.consent, "phone": team.phone, "due": due}


def answer_consent(unit: Unit, payload: AnswerConsent) -> dict[str, Any]:
    """What the neighbour said, also where it offered by itself before anybody asked; a later word replaces it."""
    incident = load_open(unit, payload.incident)
    team = _neighbour(unit, payload.team)
    last = _last(unit, incident.id, team.id)
    asked = last["id"] if last is not None else _insert(unit, incident.id, incident.exercise, team, "", None)
    unit.connection.execute(
        update(consents)
        .where(consents.c.id == asked)
        .values(
            answer=payload.answer, said_by=payload.said_by, channel=payload.channel, answered_at=unit.now, due_at=None
        )
    )
    event = ConsentAnswered(
        incident=incident.id,
        team=team.id,
        answer=payload.answer,
        channel=payload.channel,
        exercise=incident.exercise,
    )
    answer = ANSWERS[payload.answer]
    said = Words(f"{team.consent}{answer.zh}: {team.name}", f"{team.consent} {answer.en}: {team.name}")
    says = said_by_words(said, payload.channel, payload.said_by)
    tell(unit, incident.id, event, says)
    out_of_date(unit, incident.id)
    return {"incident": incident.id, "team": team.id, "answer": payload.answer}


def _neighbour(reading: Reading, id: str) -> Team:
    team = reading.ask(Teams).get(id)
    if team is None:
        raise Missing(N_("There is no team {team}."), code="no_team", team=id)
    if team.reach != "mutual":
        raise Conflict(N_("{team} needs nobody's consent."), code="consent_needless", team=team.name)
    return team


def _last(reading: Reading, incident: str, team: str) -> RowMapping | None:
    query = select(consents).where(consents.c.incident == incident, consents.c.team == team)
    return (
        reading.connection.execute(query.order_by(consents.c.asked_at.desc(), consents.c.id).limit(1))
        .mappings()
        .first()
    )


def _insert(unit: Unit, incident: str, exercise: str | None, team: Team, note: str, due_at: Any) -> str:
    row = {
        "id": unit.new_id(), "incident": incident, "exercise": exercise, "team": team.id, "whose": team.consent,
        "asked_at": unit.now, "asked_by": unit.actor.name or unit.actor.id, "note": note, "due_at": due_at,
        "answer": "", "said_by": "", "channel": "",
    }  # fmt: skip
    unit.connection.execute(insert(consents).values(**row))
    return str(row["id"])


def waiting(reading: Reading, running: Sequence[str]) -> Mapping[str, list[RowMapping]]:
    """Requests without an answer, by incident."""
    query = select(consents).where(consents.c.incident.in_(running), consents.c.answer == "")
    found: dict[str, list[RowMapping]] = {}
    for row in reading.connection.execute(query.order_by(consents.c.asked_at, consents.c.id)).mappings():
        found.setdefault(row["incident"], []).append(row)
    return found
