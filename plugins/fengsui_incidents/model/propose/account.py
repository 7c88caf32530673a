"""Everybody who is left out, with the reason: of very many teams too, in one look at each.

What speaks against a team whatever it is needed for is worked out for the team; what its kit says to each need is the
same for all teams with the same kit. Who has nothing against it is seen by few comparisons, and texts are kept once.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import islice

from fengsui_incidents.api.events import Words
from fengsui_incidents.model.propose.looks import Look, is_late, look_at
from fengsui_incidents.model.propose.proposal import Choice, nearness
from fengsui_incidents.model.propose.reasons import PRECEDENCE, Reason, first_of, of_need
from fengsui_incidents.model.rules import RuleSet
from fengsui_plans.api import Need
from fengsui_rosters.api import READY, Team

AT_ONCE = 64
"""After so many teams others get their turn (about half a millisecond)."""


RANK = {code: rank for rank, code in enumerate(PRECEDENCE)}
LAST = len(PRECEDENCE)
NEARNESS = [*(nearness(code) for code in PRECEDENCE), (False, False, LAST)]


@dataclass(frozen=True)
class Account:
    """Who was left out and why, at one moment: `reasons` as (code, words), `teams` of each in order of their ids."""

    reasons: tuple[Reason, ...]
    teams: tuple[tuple[str, ...], ...]

    @property
    def counts(self) -> Mapping[str, int]:
        found: Counter[str] = Counter()
        for reason, teams in zip(self.reasons, self.teams, strict=True):
            found[reason.code] += len(teams)
        return dict(sorted(found.items()))

    @property
    def total(self) -> int:
        return sum(len(teams) for teams in self.teams)

    def text(self) -> bytes:
        """The same account is the same bytes: what `digest` is of."""
        rows = [[r.code, r.says.zh, r.says.en, teams] for r, teams in zip(self.reasons, self.teams, strict=True)]
        return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()

    @property
    def digest(self) -> str:
        return sha256(self.text()).hexdigest()

    def packed(self) -> bytes:
        return zlib.compress(self.text(), 6)

    @classmethod
    def unpacked(cls, body: bytes) -> Account:
        rows = json.loads(zlib.decompress(body))
        return cls(
            tuple(Reason(code, Words(zh, en)) for code, zh, en, _ in rows),
            tuple(tuple(teams) for _, _, _, teams in rows),
        )

    @classmethod
    def of(cls, found: Iterable[tuple[str, Reason]]) -> Account:
        grouped: dict[Reason, list[str]] = {}
        for team, reason in found:
            grouped.setdefault(reason, []).append(team)
        order = sorted(grouped, key=lambda one: (one.code, one.says.zh, one.says.en))
        return cls(tuple(order), tuple(tuple(sorted(grouped[one])) for one in order))

    def rows(self, code: str = "") -> list[tuple[str, Reason]]:
        """By team; `code` narrows it."""
        found = [
            (team, reason)
            for reason, teams in zip(self.reasons, self.teams, strict=True)
            if not code or reason.code == code
            for team in teams
        ]
        return sorted(found, key=lambda row: row[0])


def account(choice: Choice, teams: Sequence[Team], breathe: Callable[[], object] = lambda: None) -> Account:
    """The reason of each of `teams` that the choice took for nothing: the one of the need that it came nearest to.

    `breathe` is called every few teams, so that a long account keeps nobody waiting.
    """
    chosen = {one.team for cover in choice.proposal.needs for one in cover.candidates if one.chosen}
    look = _Looker(choice)
    found: list[tuple[str, Reason]] = []
    waiting = iter(teams)
    while some := list(islice(waiting, AT_ONCE)):
        found += [(team.id, look.reason(team)) for team in some if team.id not in chosen]
        breathe()
    return Account.of(found)


class _Looker:
    """Remembers what is the same for many teams."""

    def __init__(self, choice: Choice) -> None:
        scene = choice.scene
        self._scene, self._zone, self._held = scene, choice.zone_m, choice.held
        self._today: date = (
            scene.now.astimezone(scene.available.zone).date() if scene.available.zone else scene.now.date()
        )
        self._insured = _is_on(scene.rules, "insurance_required")
        key = "offline_left_out_kinds"
        self._offline_kinds = frozenset(scene.rules.value(key)) if scene.rules.has(key) else frozenset()
        self._asks = sorted({ask for need in scene.plan.needs
                             for row in (need.capabilities, need.protection) for ask in row.items()})  # fmt: skip
        """Whether a team has enough of each of these is all that its kit can say."""
        self._by_kit: dict[tuple[object, ...], list[list[Reason]]] = {}
        self._said: dict[tuple[object, ...], Reason] = {}
        self._ranks: dict[int, int] = {}
        self._alive: list[list[Reason]] = []

    def reason(self, team: Team) -> Reason:
        look = look_at(team, self._scene, self._zone, plain=self._is_plain(team))
        if look.here is not None:
            return Reason(
                "not_counted", Words("已在本警情, 未计入需要", "on this incident already, counted for no need")
            )
        of_needs = self._of_needs(look)
        against = look.against
        if not against and any(not reasons for reasons in of_needs):
            return self._could_go(look, of_needs)
        mine = min((RANK[one.code] for one in against), default=LAST)
        nearest = min(of_needs, key=lambda reasons: NEARNESS[min(mine, self._rank(reasons))])
        key = (against, id(nearest))
        if key not in self._said:
            self._said[key] = first_of([*against, *nearest])
        return self._said[key]

    def _rank(self, reasons: list[Reason]) -> int:
        """Where the weightiest of them stands among all reasons; remembered for lists that many teams share."""
        found = self._ranks.get(id(reasons))
        if found is None:
            found = self._ranks[id(reasons)] = min((RANK[one.code] for one in reasons), default=LAST)
            self._alive.append(reasons)
        return found

    def _is_plain(self, team: Team) -> bool:
        """Whether nothing that is not about distance can speak against it, seen by few comparisons."""
        return (
            team.readiness in READY
            and team.people >= team.minimum
            and team.reach != "mutual"
            and team.id not in self._scene.available.engaged
            and (team.insured_until is None or not self._insured or team.insured_until >= self._today)
            and team.kind not in self._offline_kinds
        )

    def _of_needs(self, look: Look) -> list[list[Reason]]:
        """For each need what the team's kit and certificates say against it."""
        team, scene = look.team, self._scene
        if any(held.until < self._today for held in team.certificates):
            return [self._of_need(look, need) for need in scene.plan.needs]
        held = look.held
        key = (team.kind, team.reach, *[held.get(what, 0) >= least for what, least in self._asks])
        if key not in self._by_kit:
            self._by_kit[key] = [self._of_need(look, need) for need in scene.plan.needs]
        return self._by_kit[key]

    def _of_need(self, look: Look, need: Need) -> list[Reason]:
        scene = self._scene
        return of_need(look.team, look.held, need, scene.available, scene.now)

    def _could_go(self, look: Look, of_needs: Sequence[Sequence[Reason]]) -> Reason:
        """Nothing speaks against it for one need at least: it was not needed, or stays as reserve."""
        if (held := self._held.get(look.team.id)) is not None:
            return held
        late = is_late(look, self._scene)
        needs = self._scene.plan.needs
        titles = [need.title for need, reasons in zip(needs, of_needs, strict=True) if not reasons]
        zh, en = ", ".join(one.zh for one in titles), "; ".join(one.en for one in titles)
        when = Words(f"{look.minutes}分钟", f"{look.minutes} min")
        tail = Words(", 赶不及", ", too late to count") if late else Words("", "")
        return Reason(
            "candidate", Words(f"可用未选 ({zh}) {when.zh}{tail.zh}", f"free, others chosen ({en}), {when.en}{tail.en}")
        )


def _is_on(rules: RuleSet, key: str) -> bool:
    return rules.has(key) and bool(rules.value(key))
