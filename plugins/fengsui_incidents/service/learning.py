"""What a joined call tells its incident: counts become claims, what is new is shown until a person took note of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping, delete, insert, select, update

from fengsui.hooks import Unit
from fengsui_incidents.api.events import CallNews, FigureChanged, Words
from fengsui_incidents.api.payloads import SetFigure
from fengsui_incidents.api.words import FigureName
from fengsui_incidents.model.figures import values
from fengsui_incidents.model.line import Vocabulary, read_line
from fengsui_incidents.model.news import News, news_of
from fengsui_incidents.model.picture import ClaimStatus
from fengsui_incidents.service.assessing import add_claim, judge_again
from fengsui_incidents.service.call_rows import heard
from fengsui_incidents.service.context import gazetteer, rules_of
from fengsui_incidents.service.loading import Incident, load, read_all
from fengsui_incidents.service.numbers import next_claim
from fengsui_incidents.service.telling import figure_words, tell
from fengsui_incidents.tables import acknowledged, incidents, learned

NEWS = "news:"
"""Before the id of what was learned: the queue's item."""


def still_open(unit: Unit, incident: str | None) -> Incident | None:
    """The incident as it was before the call's new words, where it is not closed."""
    found = read_all(unit, (incidents.c.id == incident) & (incidents.c.state != "closed")) if incident else []
    return found[0] if found else None


def new_in(unit: Unit, row: Mapping[Any, Any], into: Incident, text: str) -> News:
    rules = rules_of(unit)
    read = read_line(text, gazetteer(unit), Vocabulary.of(rules))
    return news_of(text, read, heard(row).point, into.picture, rules, secret=row["secret"])  # type: ignore[arg-type]


def learn(unit: Unit, row: RowMapping, into: Incident, text: str) -> None:
    """From a word more of a call that has joined already."""
    news = new_in(unit, row, into, text)
    keep_news(unit, row["id"], into, news)
    if news.says:
        zh, en = "; ".join(one.zh for one in news.says), "; ".join(one.en for one in news.says)
        event = CallNews(incident=into.id, call=row["id"], news=news.says, exercise=into.exercise)
        tell(unit, into.id, event, Words(f"来电 {row['id']} 新情况: {zh}", f"Call {row['id']}, new: {en}"))


def keep_news(unit: Unit, call: str, into: Incident, news: News) -> None:
    """The counts become claims of the call, where the actor may act on the incident; a machine only says them."""
    named = news.figures if unit.actor.can("incidents.real") else {}
    for count, value in named.items():
        _claim(unit, call, into, count, value, "reported")
    if news.says:
        zh, en = "; ".join(one.zh for one in news.says), "; ".join(one.en for one in news.says)
        told = {"incident": into.id, "call": call, "at": unit.now, "zh": zh, "en": en}
        unit.connection.execute(insert(learned).values(id=unit.new_id(), **told))
    if named:
        _count_again(unit, into.id)


def _claim(unit: Unit, call: str, into: Incident, count: FigureName, value: int | None, status: ClaimStatus) -> None:
    reason = f"撤销并入 {call}" if status == "withdrawn" else ""
    claim = SetFigure(incident=into.id, count=count, value=value, source=source_of(call), status=status, reason=reason)
    add_claim(unit, into.id, claim, id=next_claim(unit))
    event = FigureChanged(exercise=into.exercise, **claim.model_dump())
    tell(unit, into.id, event, figure_words(count, value, status, claim.source))


def source_of(call: str) -> str:
    """Whose claim it is, what a call says."""
    return f"来电 {call}"


def unlearn(unit: Unit, call: str, out_of: Incident) -> None:
    """All that the call told the incident counts no longer: its claims are withdrawn, its news is gone."""
    mine = (learned.c.call == call) & (learned.c.incident == out_of.id)
    rows = unit.connection.execute(select(learned).where(mine)).mappings().all()
    last = {claim.count: claim for claim in out_of.picture.claims if claim.source == source_of(call)}
    standing = [claim for claim in last.values() if claim.status != "withdrawn"]
    for claim in standing:
        _claim(unit, call, out_of, claim.count, claim.value, "withdrawn")
    items = [f"{NEWS}{row['id']}" for row in rows]
    noted = (acknowledged.c.incident == out_of.id) & acknowledged.c.item.in_(items)
    unit.connection.execute(delete(acknowledged).where(noted))
    unit.connection.execute(delete(learned).where(mine))
    if standing:
        _count_again(unit, out_of.id)


def _count_again(unit: Unit, incident: str) -> None:
    used = values(load(unit, incident).picture.claims)
    unit.connection.execute(update(incidents).where(incidents.c.id == incident).values(figures=dict(used)))
    judge_again(unit, incident)
