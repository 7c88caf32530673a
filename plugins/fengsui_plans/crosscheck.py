"""What one field of a plan says about another: ids that are unique, tasks that follow tasks that exist, levels
that rise with their numbers.

It reads plain data and not the model, so that these faults are found together with all others, in a plan that
the model refuses too. Whatever has the wrong type here is passed over: the model has said so already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from fengsui.text import N_
from fengsui_plans.capabilities import CAPABILITIES
from fengsui_plans.yaml_source import KeyPath

LEVELS = ("IV", "III", "II", "I")


@dataclass(frozen=True)
class Cross:
    """A fault at `path`; `expected` is a source message, `params` fill its places."""

    path: KeyPath
    expected: str
    code: str
    params: dict[str, object] = field(default_factory=dict)


def cross_faults(plan: dict[str, Any]) -> Iterator[Cross]:
    """Every disagreement of `plan` with itself, in no particular order."""
    for check in _CHECKS:
        yield from check(plan)


def _dicts(plan: dict[str, Any], name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    found = plan.get(name)
    for index, item in enumerate(found if isinstance(found, list) else ()):
        if isinstance(item, dict):
            yield index, item


def _texts(found: Any) -> Iterator[tuple[int, str]]:
    for index, item in enumerate(found if isinstance(found, list) else ()):
        if isinstance(item, str):
            yield index, item


def _unique(plan: dict[str, Any]) -> Iterator[Cross]:
    for name, key in (
        ("triggers", "id"),
        ("needs", "id"),
        ("notices", "id"),
        ("tasks", "id"),
        ("action_cards", "role"),
    ):
        seen: set[str] = set()
        for index, item in _dicts(plan, name):
            value = item.get(key)
            if isinstance(value, str) and value in seen:
                yield Cross((name, index, key), N_("a name used once ({name} is taken)"), "not_unique", {"name": value})
            elif isinstance(value, str):
                seen.add(value)


def _conditions(plan: dict[str, Any]) -> Iterator[Cross]:
    for index, trigger in _dicts(plan, "triggers"):
        when = trigger.get("when")
        if not isinstance(when, dict) or not isinstance(when.get("fact"), str):
            continue
        named = when.get("substance") is not None
        if when["fact"] == "tonnes" and not named:
            yield Cross(("triggers", index, "when"), N_("the substance whose tonnes count"), "no_substance")
        elif when["fact"] != "tonnes" and named:
            path = ("triggers", index, "when", "substance")
            yield Cross(path, N_("no substance (only `tonnes` has one)"), "substance_not_used")


def _rising(plan: dict[str, Any]) -> Iterator[Cross]:
    """A worse level needs a greater number of the same fact, or it would never be proposed first."""
    seen: dict[tuple[str, str], dict[int, float]] = {}
    for index, trigger in _dicts(plan, "triggers"):
        when, level = trigger.get("when"), trigger.get("level")
        if not isinstance(when, dict) or level not in LEVELS:
            continue
        least, rank = when.get("at_least"), LEVELS.index(level)
        if isinstance(least, bool) or not isinstance(least, int | float):
            continue
        others = seen.setdefault((str(when.get("fact")), str(when.get("substance"))), {})
        for other, other_least in others.items():
            if (rank - other) * (least - other_least) <= 0 and rank != other:
                path = ("triggers", index, "when", "at_least")
                yield Cross(
                    path, _RISING, "level_order", {"level": level, "other": LEVELS[other], "least": other_least}
                )
        others.setdefault(rank, least)


_RISING = N_("a number that rises with the level (level {other} begins at {least}, this is level {level})")


def _after(plan: dict[str, Any]) -> Iterator[Cross]:
    tasks = dict(_dicts(plan, "tasks"))
    follows: dict[str, list[str]] = {}
    for task in tasks.values():
        if isinstance(task.get("id"), str):
            follows.setdefault(task["id"], [name for _, name in _texts(task.get("after"))])
    circular = _in_circles(follows)
    for index, task in tasks.items():
        for place, name in _texts(task.get("after")):
            path = ("tasks", index, "after", place)
            if name not in follows:
                yield Cross(path, N_("the id of a task{near}"), "unknown_task", _near(name, follows))
            elif name in circular and task.get("id") in circular:
                yield Cross(path, N_("a task that does not wait for this one"), "circular")


def _in_circles(follows: dict[str, list[str]]) -> set[str]:
    """The names that wait for themselves, directly or not: what is left when all that can be ordered is taken out."""
    edges = {name: {before for before in befores if before in follows} for name, befores in follows.items()}
    for _ in range(2):  # from the front, then from the back
        waiting = {name: len(befores) for name, befores in edges.items()}
        turned: dict[str, set[str]] = {name: set() for name in edges}
        for name, befores in edges.items():
            for before in befores:
                turned[before].add(name)
        free = [name for name, count in waiting.items() if not count]
        while free:
            done = free.pop()
            del waiting[done]
            for name in turned[done]:
                waiting[name] -= 1
                if not waiting[name]:
                    free.append(name)
        edges = {name: turned[name] & waiting.keys() for name in waiting}
    return set(edges)


def _owners(plan: dict[str, Any]) -> Iterator[Cross]:
    roles = {card["role"] for _, card in _dicts(plan, "action_cards") if isinstance(card.get("role"), str)}
    for index, task in _dicts(plan, "tasks"):
        owner = task.get("owner")
        if isinstance(owner, str) and owner not in roles:
            yield Cross(
                ("tasks", index, "owner"), N_("the role of an action card{near}"), "unknown_post", _near(owner, roles)
            )


def _capabilities(plan: dict[str, Any]) -> Iterator[Cross]:
    known = {*CAPABILITIES, *(name for _, name in _texts(plan.get("own_capabilities")))}
    for index, need in _dicts(plan, "needs"):
        for part in ("capabilities", "protection"):
            named = need.get(part)
            for name in named if isinstance(named, dict) else ():
                if name not in known:
                    path = ("needs", index, part, name)
                    yield Cross(path, N_("a known capability, or one in own_capabilities{near}"), "unknown_capability",
                                _near(name, known))  # fmt: skip


def _approach(plan: dict[str, Any]) -> Iterator[Cross]:
    approach = plan.get("approach")
    side = approach.get("side", "any") if isinstance(approach, dict) else None
    upwind = any(need.get("upwind_only") is True for _, need in _dicts(plan, "needs"))
    if upwind and side in ("any", "designated"):
        yield Cross(("approach", "side"), N_("upwind, since a need is upwind_only"), "approach_not_upwind")


def _distances(plan: dict[str, Any]) -> Iterator[Cross]:
    distances, applies = plan.get("distances"), plan.get("applies")
    if not isinstance(distances, dict) or not isinstance(applies, dict):
        return
    name, known = distances.get("substance"), [name for _, name in _texts(applies.get("substances"))]
    if isinstance(name, str) and name not in known:
        yield Cross(("distances", "substance"), N_("a substance that the plan applies to{near}"), "unknown_substance",
                    _near(name, known))  # fmt: skip


def _applies(plan: dict[str, Any]) -> Iterator[Cross]:
    applies = plan.get("applies")
    if isinstance(applies, dict) and not any(
        applies.get(name) for name in ("substances", "kinds", "keywords", "levels")
    ):
        yield Cross(
            ("applies",), N_("at least one substance, kind, keyword or level, or the plan never fits"), "never_applies"
        )


def _notices(plan: dict[str, Any]) -> Iterator[Cross]:
    for index, notice in _dicts(plan, "notices"):
        if notice.get("kind") == "notice" and notice.get("team_reach"):
            yield Cross(
                ("notices", index, "team_reach"), N_("nothing: only a request reaches teams"), "reach_of_notice"
            )


def _escalation(plan: dict[str, Any]) -> Iterator[Cross]:
    escalation = plan.get("escalation")
    if not isinstance(escalation, dict):
        return
    displayed, accepted = escalation.get("displayed_within_s"), escalation.get("accepted_within_s")
    if isinstance(displayed, int) and isinstance(accepted, int) and accepted < displayed:
        path = ("escalation", "accepted_within_s")
        expected = N_("at least displayed_within_s ({seconds})")
        yield Cross(path, expected, "answer_before_reading", {"seconds": displayed})
    yield from _repeated(escalation.get("on_silence"), ("escalation", "on_silence"))
    steps = {name for _, name in _texts(escalation.get("on_silence"))}
    after, overdue = escalation.get("after_s"), escalation.get("overdue")
    for name in after if isinstance(after, dict) and steps else ():
        if name not in steps:
            yield Cross(("escalation", "after_s", name), N_("a step of on_silence"), "unused_step")
    for name, steps_of in overdue.items() if isinstance(overdue, dict) else ():
        yield from _repeated(steps_of, ("escalation", "overdue", name))
    yield from _repeated(escalation.get("channels"), ("escalation", "channels"))
    yield from _enough(plan, escalation)


def _repeated(found: Any, path: KeyPath) -> Iterator[Cross]:
    seen: set[str] = set()
    for place, name in _texts(found):
        if name in seen:
            yield Cross((*path, place), N_("each step once"), "repeated_step")
        seen.add(name)


def _enough(plan: dict[str, Any], escalation: dict[str, Any]) -> Iterator[Cross]:
    """N of M within T: names used once, needs that are there, a number that the plan can reach, a group where one
    is asked."""
    counts = {need["id"]: need.get("count", 1) for _, need in _dicts(plan, "needs") if isinstance(need.get("id"), str)}
    seen: set[str] = set()
    for index, row in _dicts(escalation, "enough"):
        path: KeyPath = ("escalation", "enough", index)
        name = row.get("id")
        if isinstance(name, str) and name in seen:
            yield Cross((*path, "id"), N_("a name used once ({name} is taken)"), "not_unique", {"name": name})
        elif isinstance(name, str):
            seen.add(name)
        needs = [need for _, need in _texts(row.get("needs"))]
        for place, need in _texts(row.get("needs")):
            if need not in counts:
                yield Cross((*path, "needs", place), N_("the id of a need{near}"), "unknown_need", _near(need, counts))
        yield from _reachable(row, path, [counts[need] for need in needs or counts if need in counts])
        yield from _repeated(row.get("otherwise"), (*path, "otherwise"))
        yield from _repeated(row.get("group"), (*path, "group"))
        asks = "group" in {step for _, step in _texts(row.get("otherwise"))}
        if asks and not row.get("group"):
            yield Cross((*path, "otherwise"), N_("a group to ask (group: [T09, ...])"), "no_group")
        elif row.get("group") and not asks:
            yield Cross((*path, "group"), N_("nothing, or `group` among the steps of otherwise"), "group_not_used")


def _reachable(row: dict[str, Any], path: KeyPath, counts: list[Any]) -> Iterator[Cross]:
    wanted, most = row.get("accepted"), sum(count for count in counts if isinstance(count, int))
    if isinstance(wanted, int) and 0 < most < wanted:
        expected = N_("at most {most}, as many teams as these needs ask for")
        yield Cross((*path, "accepted"), expected, "never_enough", {"most": most})


def _near(name: str, known: Any) -> dict[str, object]:
    """The nearest known name, as a parameter that is empty where nothing is near."""
    found = get_close_matches(name, sorted(known), 1) if len(name) <= 64 else []
    return {"near": found[0] if found else ""}


_CHECKS: tuple[Callable[[dict[str, Any]], Iterator[Cross]], ...] = (
    _unique,
    _conditions,
    _rising,
    _after,
    _owners,
    _capabilities,
    _approach,
    _distances,
    _applies,
    _notices,
    _escalation,
)
