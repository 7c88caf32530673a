"""Teams and duty on the console: who is ready, who is connected, what is wrong, and who has the watch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from textual import work

from fengsui.text import N_
from fengsui_plans.api import capability_name
from fengsui_rosters.api import DutyBoard, DutyRow, Finding, TeamRow
from fengsui_rosters.api.words import (
    FINDING_NAMES,
    FLAG_NAMES,
    KIND_NAMES,
    REACH_NAMES,
    READINESS_NAMES,
)
from fengsui_tui.widgets import Choice, Hint, Listing, Picked, Row, Typed, decode, fit, paragraph

STYLES = {"ready": "good", "on_call": "good", "moving": "warn", "out": "warn", "on_scene": "warn", "resting": "dim",
          "out_of_service": "bad"}  # fmt: skip
REST_HOURS = "8"


class TeamsScreen(Listing[TeamRow]):
    """Every team with its readiness, its connection and its flags."""

    PACKAGE = "fengsui_rosters"
    VIEW = "rosters.teams"
    TOPICS = "rosters."
    SHOWS_PRESENCE = True
    HINTS: ClassVar[Sequence[Hint]] = (
        Hint(action="readiness", key="enter", says=N_("readiness"), permission="rosters.set_readiness"),
        Hint(action="duty", key="d", says=N_("duty roster"), permission="rosters.duty"),
        Hint(action="reload", key="f6", says=N_("read again")),
        Hint(action="back", key="escape", says=N_("back")),
    )

    def decoded(self, answer: Any) -> Mapping[str, TeamRow]:
        rows = decode(tuple[TeamRow, ...], answer)
        return {row.team.id: row for row in rows}

    def headed(self) -> tuple[str, str]:
        ready = sum(1 for row in self.items.values() if row.team.readiness in ("ready", "on_call"))
        online = sum(1 for row in self.items.values() if row.online)
        says = N_("TEAMS {count}   ready {ready}   connected {online}")
        return self.t(says, count=len(self.items), ready=ready, online=online), self.t(N_("Enter: readiness"))

    def row(self, key: str, item: TeamRow, cells: int) -> Row:
        team = item.team
        state = self.t(READINESS_NAMES[team.readiness])
        line = self.t(N_("on line")) if item.online else self.t(N_("no line"))
        flags = " ".join(self.t(FLAG_NAMES[flag.kind]) for flag in item.flags)
        spans = [
            (fit(team.id, 5), "dim"),
            (fit(team.name, max(12, cells - 52)) + " ", ""),
            (fit(state, 14), STYLES[team.readiness]),
            (fit(line, 8), "" if item.online else "dim"),
            (fit(f"{team.people}/{team.minimum}", 7), "bad" if team.people < team.minimum else ""),
            (flags, "warn"),
        ]
        return Row(tuple(spans), key)

    @property
    def _language(self) -> str:
        return "zh" if self.speech.chinese else "en"

    def detail(self, item: TeamRow, cells: int) -> tuple[str, Sequence[Row]]:
        team = item.team
        texts = [
            f"{self.t(KIND_NAMES[team.kind])}   {self.t(REACH_NAMES[team.reach])}   {team.consent}".rstrip(),
            self.t(N_("phone {phone}   leader {leader}"), phone=team.phone or "--", leader=team.leader or "--"),
            self.t(
                N_("people {people}, at least {minimum}; assembles in {minutes} min"),
                people=team.people, minimum=team.minimum, minutes=team.call_minutes,
            ),
            "  ".join(f"{capability_name(key, self._language)} {count}" for key, count in team.capabilities.items()),
        ]  # fmt: skip
        if team.reason or team.until:
            until = team.until.astimezone(self.console.zone).strftime("%m-%d %H:%M") if team.until else ""
            texts.append(self.t(N_("{state}: {reason} until {until}"), state=self.t(READINESS_NAMES[team.readiness]),
                                reason=team.reason or "--", until=until or "--"))  # fmt: skip
        if item.last_seen is not None and not item.online:
            seen = item.last_seen.astimezone(self.console.zone).strftime("%m-%d %H:%M")
            texts.append(self.t(N_("last connected {when}"), when=seen))
        rows = [row for text in texts for row in paragraph(text, cells)]
        for flag in item.flags:
            says = f"{self.t(FLAG_NAMES[flag.kind])} {flag.what} {flag.until or ''}".rstrip()
            rows += paragraph(says, cells, style="warn")
        for held in team.certificates:
            rows += paragraph(f"{held.name}  {held.until}", cells, style="dim")
        if team.demo:
            rows += paragraph(self.t(N_("demonstration data")), cells, style="drill")
        return f"{team.id} {team.name}", rows

    @work(group="act")
    async def action_readiness(self) -> None:
        item = self.chosen
        if item is None or not self.may("rosters.set_readiness"):
            return
        title = f"{item.team.id} {item.team.name}"
        choices = [Choice(str(at), self.t(name), key) for at, (key, name) in enumerate(READINESS_NAMES.items(), 1)]
        readiness = await self.ask(Picked(self.speech, title, self.t(N_("Which state?")), choices))
        if readiness is None:
            return
        payload: dict[str, object] = {"team": item.team.id, "readiness": readiness}
        if readiness not in ("ready", "on_call"):
            reason = await self.ask(Typed(self.speech, title, self.t(N_("Why?"))))
            if reason is None:
                return
            payload["reason"] = reason
        if readiness == "resting":
            hours = await self.ask(
                Typed(self.speech, title, self.t(N_("For how many hours?")), value=REST_HOURS, wrong=self._hours)
            )
            if hours is None:
                return
            payload["until"] = (self.console.now() + timedelta(hours=float(hours))).isoformat()
        says = f"{title}: {self.t(READINESS_NAMES[readiness])}"  # type: ignore[index]
        if await self.send("rosters.set_readiness", payload, says=says) is not None:
            self.reload()

    def _hours(self, text: str) -> str:
        good = text.replace(".", "", 1).isdecimal() and 0 < float(text) <= 72
        return "" if good else self.t(N_("hours, such as 8"))

    def action_duty(self) -> None:
        self.console.open_screen("rosters.duty")


Shown = DutyRow | Finding


class DutyScreen(Listing[Shown]):
    """Who has the watch, the shifts ahead with who stood in, and what the roster lacks, first."""

    PACKAGE = "fengsui_rosters"
    VIEW = "rosters.duty"
    TOPICS = "rosters."
    HINTS: ClassVar[Sequence[Hint]] = (
        Hint(action="swap", key="enter", says=N_("stand in"), permission="rosters.swap_shift"),
        Hint(action="reload", key="f6", says=N_("read again")),
        Hint(action="back", key="escape", says=N_("back")),
    )

    def __init__(self) -> None:
        super().__init__()
        self._now = ""

    def decoded(self, answer: Any) -> Mapping[str, Shown]:
        board = decode(DutyBoard, answer)
        self._now = board.now.shift.id if board.now is not None else ""
        found: dict[str, Shown] = {f"finding:{at}": finding for at, finding in enumerate(board.findings)}
        return found | {f"shift:{row.shift.id}": row for row in board.shifts}

    def headed(self) -> tuple[str, str]:
        lacks = sum(1 for item in self.items.values() if isinstance(item, Finding))
        title = self.t(N_("DUTY ROSTER   {count} faults"), count=lacks) if lacks else self.t(N_("DUTY ROSTER"))
        return title, "" if self._now else self.t(N_("NOBODY ON DUTY NOW"))

    def row(self, key: str, item: Shown, cells: int) -> Row:
        if isinstance(item, Finding):
            says = f"{self._span(item.begins, item.ends)}  {self.t(FINDING_NAMES[item.kind])} {item.who}"
            return Row(((says, "bad"),), key)
        shift = item.shift
        mark = self.t(N_("now")) if shift.id == self._now else self.t(N_("holiday")) if item.holiday else ""
        people = self.t(N_("leader {leader}  officer {main}  second {second}"), leader=shift.leader or "--",
                        main=shift.main or "--", second=shift.second or "--")  # fmt: skip
        return Row(((f"{self._span(shift.begins, shift.ends)}  ", ""), (fit(mark, 8), "good"), (people, "")), key)

    def detail(self, item: Shown, cells: int) -> tuple[str, Sequence[Row]]:
        if isinstance(item, Finding):
            return self.t(FINDING_NAMES[item.kind]), paragraph(item.who, cells)
        shift = item.shift
        texts = [
            self.t(N_("leader {name} {phone}"), name=shift.leader or "--", phone=shift.leader_phone),
            self.t(N_("officer {name} {phone}"), name=shift.main or "--", phone=shift.main_phone),
            self.t(N_("second {name} {phone}"), name=shift.second or "--", phone=shift.second_phone),
        ]
        if item.holiday:
            certain = "" if item.holiday_certain else self.t(N_(" (provisional calendar)"))
            texts.append(self.t(N_("a day of rest: the daily report is due{certain}"), certain=certain))
        for swap in item.swaps:
            texts.append(
                self.t(
                    N_("{now} for {was}: {reason} ({by})"), now=swap.now, was=swap.was, reason=swap.reason, by=swap.by
                )
            )
        return self._span(shift.begins, shift.ends), [row for text in texts for row in paragraph(text, cells)]

    def _span(self, begins: Any, ends: Any) -> str:
        zone = self.console.zone
        return f"{begins.astimezone(zone):%m-%d %H:%M} - {ends.astimezone(zone):%m-%d %H:%M}"

    @work(group="act")
    async def action_swap(self) -> None:
        item = self.chosen
        if not isinstance(item, DutyRow) or not self.may("rosters.swap_shift"):
            return
        shift, title = item.shift, self._span(item.shift.begins, item.shift.ends)
        posts = {"leader": shift.leader, "main": shift.main, "second": shift.second}
        names = {"leader": N_("leader"), "main": N_("officer"), "second": N_("second")}
        choices = [
            Choice(str(at), f"{self.t(names[post])} {who or '--'}", post)
            for at, (post, who) in enumerate(posts.items(), 1)
        ]
        post = await self.ask(Picked(self.speech, title, self.t(N_("For whom does somebody stand in?")), choices))
        now = await self.ask(Typed(self.speech, title, self.t(N_("Who stands in?")))) if post else None
        reason = await self.ask(Typed(self.speech, title, self.t(N_("Why?")))) if now else None
        if post is None or now is None or reason is None:
            return
        payload = {"shift": shift.id, "post": post, "was": posts[post], "now": now, "reason": reason}
        says = self.t(N_("{now} stands in for {was}"), now=now, was=posts[post] or "--")
        if await self.send("rosters.swap_shift", payload, says=says) is not None:
            self.reload()
