"""What the officer did with the proposal: as proposed, or otherwise and why. One event has both sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fengsui.errors import Fault
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.events import Dispatched, Words
from fengsui_incidents.api.payloads import Dispatch
from fengsui_incidents.api.proposal import Proposal
from fengsui_incidents.service.loading import Incident
from fengsui_incidents.service.telling import tell


def proposed(proposal: Proposal) -> dict[str, str]:
    """Who was to be sent, and for which need."""
    return {c.team: c.need for need in proposal.needs for c in need.candidates if c.chosen and not c.already_moving}


def dropped(incident: Incident, proposal: Proposal, payload: Dispatch) -> list[str]:
    """Who was proposed and is neither sent now nor was asked before."""
    asked = {send.team for send in payload.teams} | {record.team for record in incident.records}
    return sorted(set(proposed(proposal)) - asked)


def faults_of_dropping(incident: Incident, proposal: Proposal, payload: Dispatch) -> list[Fault]:
    """A team of the proposal on record is left out with a reason; before there is one nothing is left out."""
    if incident.row["proposal"] is None or payload.left_out_reason or not payload.teams:
        return []
    names = dropped(incident, proposal, payload)
    expected = N_("why {teams}, proposed, are not sent")
    return [Fault("left_out_reason", expected, "reason_needed", {"teams": ", ".join(names)})] if names else []


def record_decision(unit: Unit, incident: Incident, proposal: Proposal, payload: Dispatch) -> None:
    """One line and one event: what was proposed, what went out, and the reason of every difference."""
    wanted = proposed(proposal)
    sent = {send.team: send.need for send in payload.teams}
    reasons = {send.team: send.reason for send in payload.teams}
    added = {team: reasons[team] for team in sent if team not in wanted}
    moved = {team: reasons[team] for team, need in sent.items() if wanted.get(team, need) != need}
    removed = dict.fromkeys(dropped(incident, proposal, payload), payload.left_out_reason) if sent else {}
    event = Dispatched(
        incident=incident.id,
        authority=payload.authority,
        proposed=wanted,
        sent=sent,
        added=added,
        moved=moved,
        removed=removed,
        cards=tuple(payload.cards),
        exercise=incident.exercise,
    )
    tell(unit, incident.id, event, _words(wanted, sent, added, moved, removed, len(payload.cards)))


def _words(
    wanted: Mapping[str, str],
    sent: Mapping[str, str],
    added: Mapping[str, str],
    moved: Mapping[str, str],
    removed: Mapping[str, str],
    cards: int,
) -> Words:
    kept = sum(wanted.get(team) == need for team, need in sent.items())
    zh = [f"派出 {len(sent)}队 {cards}项请求通报, 采纳建议 {kept}/{len(wanted)}"]
    en = [f"Sent: {len(sent)} teams, {cards} requests and notices; {kept} of {len(wanted)} as proposed"]
    for named, head_zh, head_en in (
        (added, "建议之外加派", "beyond the proposal"),
        (moved, "改任务", "another task"),
        (removed, "建议未采纳", "proposed but not sent"),
    ):
        if named:
            zh.append(f"{head_zh}: {_named(named)}")
            en.append(f"{head_en}: {_named(named)}")
    return Words("; ".join(zh), "; ".join(en))


def _named(teams: Mapping[str, str]) -> str:
    """Teams with one reason stand together."""
    by_reason: dict[str, list[str]] = {}
    for team, reason in sorted(teams.items()):
        by_reason.setdefault(reason, []).append(team)
    parts: Sequence[str] = [f"{' '.join(names)} ({reason})" if reason else " ".join(names)
                            for reason, names in by_reason.items()]  # fmt: skip
    return ", ".join(parts)
