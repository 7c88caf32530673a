"""The proposal as rows: what stays uncovered, each need with who covers it, who is left out, whom else to tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fengsui.text import N_
from fengsui_incidents.api.board import Candidate, NeedCover, Proposal
from fengsui_incidents.screen.choosing import CARD, TEAM, Ticks, candidates
from fengsui_incidents.screen.look import Look
from fengsui_tui.widgets import Row, fit, paragraph

KINDS = {"order": N_("order"), "request": N_("request"), "notice": N_("notice")}
FEW = 6


def proposal_rows(ticks: Ticks, look: Look, cells: int, *, whole: bool) -> Sequence[Row]:
    """`whole`: everybody who was left out, not only the first few."""
    return list(_rows(ticks, look, cells - 1, whole))


def _rows(ticks: Ticks, look: Look, cells: int, whole: bool) -> Iterator[Row]:
    for text in ticks.proposal.uncovered:
        yield from paragraph(look.t(N_("GAP: {text}"), text=look.speech.say(text)), cells, style="alarm")
    if ticks.proposal.travel is not None:
        yield from paragraph(look.speech.say(ticks.proposal.travel), cells, style="dim")
    for team in ticks.proposal.withdraw_first:
        says = look.t(N_("WITHDRAW FIRST: {name} {why}"), name=team.name, why=look.speech.say(team.says))
        yield from paragraph(says, cells, style="bad")
    for need in ticks.proposal.needs:
        yield _need(need, look)
        for one in need.candidates:
            if one.chosen or ticks.teams.get(one.team) == need.need:
                yield _candidate(one, ticks, look, cells)
        for added in ticks.added(need.need):
            yield _added(added, need, ticks)
    yield from _cards(ticks, look, cells)
    yield from _left_out(ticks, look, cells, whole)


def _need(need: NeedCover, look: Look) -> Row:
    short = need.covered < need.wanted
    count = look.t(N_("wants {wanted} has {covered}"), wanted=need.wanted, covered=need.covered)
    lack = look.t(N_("  SHORT OF {count}"), count=need.wanted - need.covered) if short else ""
    title, task = look.speech.say(need.title), look.speech.say(need.task)
    what = f"{title}: " if task == title else f"{title} ({task}): "
    wear = f"  {look.speech.say(need.wear)}" if need.wear is not None else ""
    return Row(((what, "head"), (count, ""), (lack, "alarm"), (wear, "dim")))


def _candidate(one: Candidate, ticks: Ticks, look: Look, cells: int) -> Row:
    ticked = ticks.teams.get(one.team) == one.need
    box = "[x]" if ticked else "[ ]"
    if one.already_moving:
        box = " ->"
    far = look.t(N_("{minutes} min {people} people"), minutes=one.minutes, people=one.people)
    why = ticks.reasons.get(one.team) or look.speech.say(one.says)
    name = fit(one.name, max(10, min(24, cells // 3)))
    style = "" if ticked else "dim"
    tail = look.t(N_(" already moving")) if one.already_moving else ""
    spans = (
        (f"{box} ", "good" if ticked else "dim"),
        (f"{name} ", style),
        (f"{fit(far, 15)} ", style),
        (f"{why}{tail}", style),
    )
    return Row(spans, f"{TEAM}{one.need}:{one.team}")


def _added(team: str, need: NeedCover, ticks: Ticks) -> Row:
    says = f"{ticks.name(team)}  {ticks.reasons.get(team, '')}".rstrip()
    return Row((("[x] ", "good"), (says, "")), f"{TEAM}{need.need}:{team}")


def _cards(ticks: Ticks, look: Look, cells: int) -> Iterator[Row]:
    if ticks.proposal.cards:
        yield Row(((look.t(N_("REQUESTS AND NOTICES")), "head"),))
    for card in ticks.proposal.cards:
        ticked = card.id in ticks.cards
        sent = look.t(N_(" sent already")) if card.id in ticks.sent else ""
        says = f"{look.speech.say(card.to)} ({look.t(KINDS[card.kind])}){sent}: {look.speech.say(card.says)}"
        spans = (
            ("[x] " if ticked else " -> " if sent else "[ ] ", "good" if ticked else "dim"),
            (fit(says, cells - 4), "" if ticked else "dim"),
        )
        yield Row(spans, f"{CARD}{card.id}")


def _left_out(ticks: Ticks, look: Look, cells: int, whole: bool) -> Iterator[Row]:
    left = left_out(ticks)
    if not left:
        return
    shown = left if whole and ticks.proposal.in_full else left[:FEW]
    every = len(left)
    if not ticks.proposal.in_full:
        every = ticks.proposal.considered - sum(1 for one in candidates(ticks.proposal) if one.chosen)
    yield Row(((look.t(N_("LEFT OUT, why ({shown} of {all})   W all"), shown=len(shown), all=every), "head"),))
    for one in shown:
        yield _candidate(one, ticks, look, cells)


def left_out(ticks: Ticks) -> list[Candidate]:
    """Everybody who is neither proposed nor ticked, the nearest first, each once."""
    found: dict[str, Candidate] = {}
    for need in ticks.proposal.needs:
        for one in need.candidates:
            if not one.chosen and one.team not in ticks.teams:
                found.setdefault(one.team, one)
    return sorted(found.values(), key=lambda one: (one.minutes, one.team))


def summary(ticks: Ticks, proposal: Proposal, look: Look) -> str:
    """What F5 is about to send, by name."""
    asked = [look.speech.say(card.to) for card in proposal.cards if card.id in ticks.cards]
    teams = ", ".join(ticks.names()) or look.t(N_("no team"))
    text = look.t(N_("{count} teams: {names}"), count=len(ticks.teams), names=teams)
    if asked:
        text += look.t(N_("; {count} requests and notices: {names}"), count=len(asked), names=", ".join(asked))
    return text
