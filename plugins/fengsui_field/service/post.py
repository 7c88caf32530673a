"""现场指挥部: opened, commanded by one named person, its groups, closed (708 arts 20-21)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping, insert, select, update

from fengsui.errors import Conflict, Fault, Invalid
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_field import tables as t
from fengsui_field.api.events import CommanderChanged, GroupSet, PostClosed, PostOpened
from fengsui_field.api.payloads import ChangeCommander, ClosePost, OpenPost, SetGroup
from fengsui_field.service.context import Ground, ground, next_number, refuse, rule, tell
from fengsui_incidents.api.events import Words
from fengsui_rosters.api import Teams


def open_post(unit: Unit, payload: OpenPost) -> dict[str, Any]:
    """Only one post at a time: who commands must never be in doubt."""
    at = ground(unit, payload.incident)
    if post_now(unit, at.id) is not None:
        raise Conflict(N_("This incident has a field command post already."), code="post_open")
    id = unit.new_id()
    unit.connection.execute(
        insert(t.posts).values(
            id=id, incident=at.id, exercise=at.exercise, place=payload.place, opened_at=unit.now, close_reason=""
        )
    )
    _takes_command(unit, at, id, payload.commander, payload.post, payload.phone)
    event = PostOpened(incident=at.id, post=id, place=payload.place, commander=payload.commander, exercise=at.exercise)
    says = Words(
        f"现场指挥部设立 {payload.place}, 总指挥 {payload.commander} {payload.post}".rstrip(),
        f"Field command post at {payload.place}, commander {payload.commander} {payload.post}".rstrip(),
    )
    tell(unit, at.id, event, says)
    return {"incident": at.id, "post": id}


def _takes_command(unit: Unit, at: Ground, post: str, name: str, title: str, phone: str) -> None:
    unit.connection.execute(
        insert(t.commanders).values(
            id=unit.new_id(), incident=at.id, exercise=at.exercise, in_post=post, name=name, post=title, phone=phone,
            since=unit.now, reason="", number=next_number(unit, t.commanders, at.id),
        )
    )  # fmt: skip


def post_now(reading: Reading, incident: str) -> RowMapping | None:
    query = select(t.posts).where(t.posts.c.incident == incident, t.posts.c.closed_at.is_(None))
    return reading.connection.execute(query).mappings().first()


def _post(unit: Unit, at: Ground) -> RowMapping:
    found = post_now(unit, at.id)
    if found is None:
        raise Conflict(N_("This incident has no field command post."), code="no_post")
    return found


def change_commander(unit: Unit, payload: ChangeCommander) -> dict[str, Any]:
    """总指挥 changes: the one before, the one now, and why, are a line of the record."""
    at = ground(unit, payload.incident)
    post = _post(unit, at)
    c = t.commanders.c
    mine = (c.in_post == post["id"]) & c.until.is_(None)
    was = unit.connection.execute(select(c.name).where(mine)).scalar() or ""
    if was == payload.commander:
        fault = Fault("commander", N_("somebody else than the one who commands now"), "same_commander")
        raise Invalid(N_("{name} commands already."), code="same_commander", faults=[fault], name=was)
    unit.connection.execute(update(t.commanders).where(mine).values(until=unit.now, reason=payload.reason))
    _takes_command(unit, at, post["id"], payload.commander, payload.post, payload.phone)
    event = CommanderChanged(
        incident=at.id, post=post["id"], was=was, now=payload.commander, reason=payload.reason, exercise=at.exercise
    )
    says = Words(
        f"总指挥变更: {was} -> {payload.commander} {payload.post} ({payload.reason})",
        f"Command changed: {was} -> {payload.commander} {payload.post} ({payload.reason})",
    )
    tell(unit, at.id, event, says)
    return {"incident": at.id, "commander": payload.commander}


def set_group(unit: Unit, payload: SetGroup) -> dict[str, Any]:
    """A group as it is now: leader, members and teams, in place of what was said before."""
    at = ground(unit, payload.incident)
    post = _post(unit, at)
    title = _title(unit, payload)
    known = unit.ask(Teams).some(payload.teams)
    refuse(
        N_("This group cannot be set up like this."),
        [
            Fault(f"teams.{index}", N_("a team of the roster"), "no_team")
            for index, team in enumerate(payload.teams)
            if team not in known
        ],
    )
    values: dict[str, Any] = {
        "zh": title.zh, "en": title.en, "leader": payload.leader, "phone": payload.phone,
        "members": list(payload.members), "teams": list(payload.teams),
    }  # fmt: skip
    g = t.groups.c
    mine = (g.in_post == post["id"]) & (g.key == payload.group)
    if not unit.connection.execute(update(t.groups).where(mine).values(**values)).rowcount:
        unit.connection.execute(
            insert(t.groups).values(
                id=unit.new_id(), incident=at.id, exercise=at.exercise, in_post=post["id"], key=payload.group,
                number=next_number(unit, t.groups, at.id), **values,
            )
        )  # fmt: skip
    event = GroupSet(
        incident=at.id, post=post["id"], group=payload.group, led=bool(payload.leader), members=len(payload.members),
        teams=payload.teams, exercise=at.exercise,
    )  # fmt: skip
    tell(unit, at.id, event, _group_words(title, payload))
    return {"incident": at.id, "group": payload.group}


def _group_words(title: Words, payload: SetGroup) -> Words:
    teams = " ".join(payload.teams)
    zh = f"{title.zh}: 组长{'已定' if payload.leader else '未定'}, 成员{len(payload.members)}人 {teams}".rstrip()
    led = "with its leader" if payload.leader else "no leader yet"
    return Words(zh, f"Group {title.en}: {led}, {len(payload.members)} members {teams}".rstrip())


def usual_groups(reading: Reading) -> dict[str, Words]:
    return {row["key"]: Words(row["zh"], row["en"]) for row in rule(reading, "field_groups")}


def _title(unit: Unit, payload: SetGroup) -> Words:
    usual = usual_groups(unit)
    if payload.group in usual:
        return usual[payload.group]
    if not payload.title:
        fault = Fault("title", N_("a title, for a group that is none of the usual ones"), "title_needed")
        raise Invalid(N_("This group cannot be set up like this."), code="title_needed", faults=[fault])
    return Words(payload.title, payload.title)


def close_post(unit: Unit, payload: ClosePost) -> dict[str, Any]:
    """Nobody closes the post with people inside."""
    at = ground(unit, payload.incident)
    post = _post(unit, at)
    e = t.entries.c
    query = select(e.id, e.name).where(e.incident == at.id, e.out_at.is_(None)).order_by(e.entered_at, e.id)
    inside = unit.connection.execute(query).all()
    refuse(
        N_("The command post cannot be closed yet."),
        [Fault(f"entries.{row.id}", N_("{name} out"), "still_inside", {"name": row.name}) for row in inside],
        Conflict,
    )
    unit.connection.execute(
        update(t.posts).where(t.posts.c.id == post["id"]).values(closed_at=unit.now, close_reason=payload.reason)
    )
    unit.connection.execute(
        update(t.commanders)
        .where(t.commanders.c.in_post == post["id"], t.commanders.c.until.is_(None))
        .values(until=unit.now)
    )
    event = PostClosed(incident=at.id, post=post["id"], reason=payload.reason, exercise=at.exercise)
    says = Words(f"现场指挥部撤销: {payload.reason}", f"Field command post closed: {payload.reason}")
    tell(unit, at.id, event, says)
    return {"incident": at.id, "post": post["id"]}
