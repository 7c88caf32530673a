"""Acts about people: command post, tasks, entry control, casualties; relief is `relieving`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fengsui.text import N_
from fengsui_field.api.board import CasualtyRow, EntryRow, FieldBoard, Group, Post, ReliefRow
from fengsui_field.api.words import DEGREE_NAMES, DEGREES, SEX_NAMES, Part
from fengsui_field.screen import relieving
from fengsui_field.screen.asking import Act, Asker, Question
from fengsui_field.screen.typed import air_of, names_of, wrong_age, wrong_air, wrong_minutes
from fengsui_incidents.api.board import Task

WHY = Question(name="reason", says=N_("Why?"))


def acts(item: Any) -> list[Act]:
    """What can be done with it now."""
    if isinstance(item, Post):
        return [] if item.closed_at else [_on(N_("another commander"), _commander, item),
                                          _on(N_("close the command post"), _close_post, item)]  # fmt: skip
    if isinstance(item, Group):
        return [_on(N_("leader, members and teams"), _group, item)]
    if isinstance(item, Task):
        proof = _on(N_("add evidence"), _evidence, item)
        return [proof] if item.done_at else [_on(N_("give it to somebody else"), _assign, item), proof]
    if isinstance(item, EntryRow):
        return _of_entry(item)
    if isinstance(item, ReliefRow):
        return relieving.acts(item)
    if isinstance(item, CasualtyRow) and not item.struck:
        return [_on(N_("degree"), _degree, item), _on(N_("name, hospital"), _person, item),
                _on(N_("strike it off"), _strike, item)]  # fmt: skip
    return []


def begins(part: Part, board: FieldBoard) -> list[Act]:
    """What can begin in a part."""
    if part == "post":
        open_now = any(post.closed_at is None for post in board.posts)
        return [Act(N_("set up a group"), _new_group)] if open_now else [Act(N_("open a command post"), _open_post)]
    if part == "tasks":
        return [Act(N_("give a task"), _new_task)]
    if part == "entry":
        return [Act(N_("people go in"), _go_in)]
    return [Act(N_("add a person"), _new_casualty)] if part == "casualties" else []


def _on(says: str, run: Callable[[Asker, Any], Awaitable[None]], item: Any) -> Act:
    return Act(says, lambda asker: run(asker, item))


# -- command post and tasks ------------------------------------------------------------------------------

COMMANDER = (
    Question(name="commander", says=N_("Who commands (name)?")),
    Question(name="post", says=N_("In which office?"), needed=False),
    Question(name="phone", says=N_("Phone?"), needed=False),
)


async def _open_post(asker: Asker) -> None:
    given = await asker.answer(asker.t(N_("COMMAND POST")), [Question(name="place", says=N_("Where?")), *COMMANDER])
    if given:
        says = asker.t(N_("command post at {place}, commander {name}"), place=given["place"], name=given["commander"])
        await asker.give("open_post", {"incident": asker.incident, **given}, says)


async def _commander(asker: Asker, post: Post) -> None:
    title = asker.t(N_("ANOTHER COMMANDER than {name}"), name=post.commander.name)
    given = await asker.answer(title, [*COMMANDER, WHY])
    if given:
        says = asker.t(N_("{name} takes command"), name=given["commander"])
        await asker.give("change_commander", {"incident": asker.incident, **given}, says)


async def _close_post(asker: Asker, post: Post) -> None:
    title = asker.t(N_("CLOSE THE COMMAND POST"))
    given = await asker.answer(title, [WHY])
    says = asker.t(N_("Close the command post at {place}"), place=post.place)
    if given and await asker.sure(title, says):
        await asker.give("close_post", {"incident": asker.incident, **given}, says)


async def _new_group(asker: Asker) -> None:
    assert asker.board is not None
    options = [(group.key, asker.speech.say(group.title)) for group in asker.board.groups_usual]
    key = await asker.pick(asker.t(N_("WHICH GROUP?")), options)
    group = next((group for group in asker.board.groups_usual if group.key == key), None)
    if group is not None:
        await _group(asker, group)


async def _group(asker: Asker, group: Group) -> None:
    title = asker.speech.say(group.title)
    given = await asker.answer(title, [
        Question(name="leader", says=N_("Leader?"), value=group.leader, needed=False),
        Question(name="phone", says=N_("Phone?"), value=group.phone, needed=False),
        Question(name="members", says=N_("Members, separated by blanks?"), value=" ".join(group.members), needed=False),
        Question(name="teams", says=N_("Which teams? T06 T12"), value=" ".join(group.teams), needed=False),
    ])  # fmt: skip
    if given:
        payload = {**given, "members": given["members"].split(), "teams": given["teams"].upper().split()}
        await asker.give("set_group", {"incident": asker.incident, "group": group.key, **payload}, title)


async def _new_task(asker: Asker) -> None:
    given = await asker.answer(asker.t(N_("GIVE A TASK")), [
        Question(name="title", says=N_("What is to be done?")),
        Question(name="owner", says=N_("By whom?")),
        Question(name="within", says=N_("Within how many minutes?"), value="15", wrong=wrong_minutes),
    ])  # fmt: skip
    if given:
        payload = {"title": given["title"], "owner": given["owner"], "within_minutes": int(given["within"])}
        await asker.give("incidents.add_task", {"incident": asker.incident, **payload}, given["title"])


async def _assign(asker: Asker, task: Task) -> None:
    title = asker.speech.say(task.title)
    wants = [Question(name="owner", says=N_("By whom?")), Question(name="reason", says=N_("Why?"), needed=False)]
    given = await asker.answer(title, wants)
    if given:
        await asker.give("incidents.assign_task", {"incident": asker.incident, "task": task.id, **given}, title)


async def _evidence(asker: Asker, task: Task) -> None:
    title = asker.speech.say(task.title)
    given = await asker.answer(title, [
        Question(name="text", says=N_("What proves it?"), needed=False),
        Question(name="reference", says=N_("Where does it lie (photo, recording, form)?"), needed=False),
    ])  # fmt: skip
    if given:
        await asker.give("incidents.add_evidence", {"incident": asker.incident, "task": task.id, **given}, title)


# -- entry control ---------------------------------------------------------------------------------------

OTHERS = "-"


def _withdrawn(asker: Asker, team: str) -> str:
    """What is asked of a team that an evacuation has turned back. What is a fact can be entered all the same."""
    card = asker.console.picture.cards.get(asker.incident)
    force = next((one for one in (card.forces if card else ()) if one.team == team and one.open), None)
    if force is None or not (force.evacuating or force.state == "withdrawn"):
        return ""
    says = N_("{team} was told to withdraw (EVACUATE) and goes in again only by a change. Do they go in all the same?")
    return asker.t(says, team=force.name)


async def _go_in(asker: Asker) -> None:
    """Team, names, air, where: four questions, and they are in."""
    assert asker.board is not None
    title = asker.t(N_("PEOPLE GO IN"))
    teams = [*asker.board.teams, (OTHERS, asker.t(N_("others, of no team")))]
    team = await asker.pick(title, teams)
    if team is None or ((says := _withdrawn(asker, team)) and not await asker.sure(title, says)):
        return
    wants = [Question(name="who", says=N_("Who are they?"))] if team == OTHERS else []
    given = await asker.answer(title, [
        *wants,
        Question(name="names", says=N_("Names, separated by blanks? With his own pressure: Wang:280")),
        Question(name="air", says=N_("Air at entry: 300 (bar), or 40m (minutes)?"), wrong=wrong_air),
        Question(name="where", says=N_("Where to?"), needed=False),
    ])  # fmt: skip
    if given is None:
        return
    people = names_of(given["names"])
    payload = {"incident": asker.incident, "people": people, "where": given["where"], **air_of(given["air"])}
    payload |= {"who": given["who"]} if team == OTHERS else {"team": team}
    await asker.give("go_in", payload, asker.t(N_("{count} people go in"), count=len(people)))


def _of_entry(entry: EntryRow) -> list[Act]:
    if entry.due is None:
        return []
    found = [_on(N_("all are out"), _all_out, entry), _on(N_("one is out"), _one_out, entry)]
    if entry.turning_at is None:
        found.insert(0, _on(N_("they are on the way out"), _turning, entry))
    return [*found, _on(N_("CALL THEM BACK NOW"), _recall, entry)]


async def _turning(asker: Asker, entry: EntryRow) -> None:
    await asker.give("turning", {"entry": entry.id}, asker.t(N_("{name}: on the way out"), name=entry.name))


async def _all_out(asker: Asker, entry: EntryRow) -> None:
    says = asker.t(N_("All are out, counted by name: {names}"), names=" ".join(entry.inside))
    if await asker.sure(entry.name, says):
        await asker.give("come_out", {"entry": entry.id}, says)


async def _one_out(asker: Asker, entry: EntryRow) -> None:
    name = await asker.pick(entry.name, [(name, name) for name in entry.inside])
    if name is not None:
        await asker.give("come_out", {"entry": entry.id, "names": [name]}, asker.t(N_("{name} is out"), name=name))


async def _recall(asker: Asker, entry: EntryRow) -> None:
    says = asker.t(N_("Call back {name}: {count} inside"), name=entry.name, count=len(entry.inside))
    if await asker.sure(asker.t(N_("CALL THEM BACK NOW")), says):
        await asker.give("recall", {"entry": entry.id}, says)


# -- casualties ------------------------------------------------------------------------------------------


async def _which_degree(asker: Asker) -> str | None:
    return await asker.pick(asker.t(N_("WHICH DEGREE?")), [(one, asker.t(DEGREE_NAMES[one])) for one in DEGREES])


async def _new_casualty(asker: Asker) -> None:
    degree = await _which_degree(asker)
    sex = (
        await asker.pick(asker.t(N_("SEX?")), [(key, asker.t(says)) for key, says in SEX_NAMES.items()])
        if degree
        else None
    )
    if degree is None or sex is None:
        return
    given = await asker.answer(asker.t(N_("ADD A PERSON")), [
        Question(name="name", says=N_("Name (may be empty)?"), needed=False),
        Question(name="age", says=N_("Age (may be empty)?"), needed=False, wrong=wrong_age),
        Question(name="hospital", says=N_("In which hospital?"), needed=False),
        Question(name="found_where", says=N_("Found where?"), needed=False),
        Question(name="source", says=N_("Who says so?")),
    ])  # fmt: skip
    if given:
        age = given.pop("age")
        payload: dict[str, Any] = {"incident": asker.incident, "degree": degree, "sex": sex, **given}
        payload |= {"age": int(age)} if age else {}
        await asker.give("add_casualty", payload, asker.t(N_("casualty list: one more")))


async def _change(asker: Asker, row: CasualtyRow, payload: dict[str, Any]) -> None:
    says = asker.t(N_("casualty list, no. {number}"), number=row.number)
    await asker.give("change_casualty", {"casualty": row.id, "if_version": row.version, **payload}, says)


async def _degree(asker: Asker, row: CasualtyRow) -> None:
    degree = await _which_degree(asker)
    given = await asker.answer(asker.t(N_("no. {number}"), number=row.number), [WHY]) if degree else None
    if given:
        await _change(asker, row, {"degree": degree, **given})


async def _person(asker: Asker, row: CasualtyRow) -> None:
    given = await asker.answer(asker.t(N_("no. {number}"), number=row.number), [
        Question(name="name", says=N_("Name (may be empty)?"), value=row.name, needed=False),
        Question(name="hospital", says=N_("In which hospital?"), value=row.hospital, needed=False),
        Question(name="source", says=N_("Who says so?"), value=row.source),
    ])  # fmt: skip
    if given:
        await _change(asker, row, given)


async def _strike(asker: Asker, row: CasualtyRow) -> None:
    says = asker.t(N_("strike off no. {number} {name}"), number=row.number, name=row.name)
    given = await asker.answer(says, [WHY])
    if given and await asker.sure(asker.t(N_("STRIKE OFF")), says):
        await asker.give("strike_casualty", {"casualty": row.id, **given}, says)
