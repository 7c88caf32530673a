"""Why a team is not to be sent: every reason, the weightiest first, in words that can be defended afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fengsui_incidents.api.events import Words
from fengsui_incidents.api.words import OrderKind
from fengsui_incidents.model.names import capability
from fengsui_incidents.model.propose.given import Available
from fengsui_incidents.model.rules import RuleSet
from fengsui_plans.api import Need
from fengsui_rosters.api import READY, Reach, Readiness, Team

PRECEDENCE = (
    "withdraw_first", "unable", "declined", "replaced", "resting", "out", "out_of_service", "insurance_ended",
    "certificate_expired", "under_strength", "no_protection", "lacks_capability", "not_meant", "consent_refused",
    "needs_consent", "consent_asked", "offline", "far",
)  # fmt: skip
"""The reason that is named first where several hold."""

UNFIT = frozenset({"no_protection", "lacks_capability", "not_meant"})
"""Reasons that say that a team was never thought of for the need."""

KINDS: Mapping[Reach, OrderKind] = {
    "direct": "order",
    "agreement": "order",
    "request_119": "request",
    "request_120": "request",
    "request": "request",
    "mutual": "order",
}
BUSY: Mapping[Readiness, tuple[str, Words]] = {
    "resting": ("resting", Words("休整", "resting")),
    "out": ("out", Words("在警", "out")),
    "moving": ("out", Words("出动途中", "on its way elsewhere")),
    "on_scene": ("out", Words("在其他现场", "on another scene")),
    "out_of_service": ("out_of_service", Words("停用", "out of service")),
}


@dataclass(frozen=True)
class Reason:
    code: str
    says: Words


def kind_of(team: Team, need: Need) -> OrderKind:
    """How this authority reaches the team for the need: by order, or by asking; a notice where the need says so."""
    return "notice" if need.by == "notice" else KINDS[team.reach]


def of_team(team: Team, available: Available, rules: RuleSet, now: datetime) -> list[Reason]:
    """What speaks against the team whatever it is needed for."""
    zone = available.zone or UTC
    found: list[Reason] = []
    mine = available.engaged.get(team.id)
    if mine and mine.answered == "unable":
        found.append(Reason("unable", Words("已答复不能出动", "answered that it cannot go")))
    if mine and mine.answered == "declined":
        found.append(Reason("declined", Words("已谢绝", "has declined")))
    if mine and mine.answered == "replaced":
        found.append(Reason("replaced", Words("未应答, 已换队", "did not answer; another team was sent")))
    if team.readiness not in READY:
        found.append(_busy(team, available, now))
    if team.insured_until is not None and rules.has("insurance_required") and rules.value("insurance_required"):
        ended = team.insured_until
        if ended < now.astimezone(zone).date():
            found.append(Reason("insurance_ended", Words(f"保险 {ended} 到期", f"insurance ended {ended}")))
    if team.people < team.minimum:
        says = Words(f"缺员 {team.people}/{team.minimum} 人", f"under strength, {team.people} of {team.minimum}")
        found.append(Reason("under_strength", says))
    if team.reach == "mutual" and team.id not in available.consented:
        found.append(_consent(team, available))
    if _left_out_offline(team, available, rules):
        found.append(Reason("offline", offline_words(team, available, now)))
    return found


def of_need(team: Team, held: Mapping[str, int], need: Need, available: Available, now: datetime) -> list[Reason]:
    """What speaks against the team for this need; `held` is what it can do here."""
    found: list[Reason] = []
    wanted = {**need.capabilities, **need.protection}
    today = now.astimezone(available.zone or UTC).date()
    for certificate in team.certificates:
        if certificate.until < today and any(key in wanted for key in certificate.capabilities):
            says = Words(
                f"{certificate.name} {certificate.until} 到期", f"{certificate.name} expired {certificate.until}"
            )
            found.append(Reason("certificate_expired", says))
    if bare := lacking(held, need.protection):
        found.append(Reason("no_protection", _list("无防护", "no protection", bare)))
    if short := [key for key in lacking(held, need.capabilities) if key not in bare]:
        found.append(Reason("lacks_capability", _list("能力不符, 缺", "lacks", short)))
    if not is_meant(team, need):
        found.append(Reason("not_meant", Words("此项不由本队承担", "not asked of this kind of team")))
    return found


def first_of(reasons: Sequence[Reason]) -> Reason:
    """The weightiest code, with all reasons said, the weightiest first."""
    ranked = sorted(reasons, key=lambda reason: PRECEDENCE.index(reason.code))
    says = Words("; ".join(one.says.zh for one in ranked), "; ".join(one.says.en for one in ranked))
    return Reason(ranked[0].code, says)


def lacking(held: Mapping[str, int], wanted: Mapping[str, int]) -> list[str]:
    return [key for key, least in wanted.items() if held.get(key, 0) < least]


def by_phone_only(team: Team, available: Available) -> bool:
    """Whether nobody would see an alert: its terminal is not connected."""
    contact = available.contacts.get(team.id)
    return contact is None or not contact.online


def offline_words(team: Team, available: Available, now: datetime) -> Words:
    contact = available.contacts.get(team.id)
    if contact is None or contact.last_seen is None:
        return Words("终端未连接, 仅电话", "terminal not connected, phone only")
    minutes = max(0, int((now - contact.last_seen).total_seconds() // 60))
    return Words(f"终端离线{minutes}分钟, 仅电话", f"terminal offline {minutes} min, phone only")


def _consent(team: Team, available: Available) -> Reason:
    """Not asked yet, asked and waiting, or refused."""
    whose, other = team.consent or "邻区", team.consent or "the neighbouring district"
    asked = available.consents.get(team.id)
    if asked is None:
        return Reason("needs_consent", Words(f"需{whose}同意", f"needs the consent of {other}"))
    when = f"{asked.asked_at.astimezone(available.zone or UTC):%H:%M}"
    if asked.answer == "refused":
        return Reason("consent_refused", Words(f"{whose}不同意 ({when} 请求)", f"{other} refused (asked {when})"))
    return Reason(
        "consent_asked", Words(f"{when} 已请求{whose}同意, 待答复", f"{other} was asked {when}, no answer yet")
    )


def _left_out_offline(team: Team, available: Available, rules: RuleSet) -> bool:
    key = "offline_left_out_kinds"
    return rules.has(key) and team.kind in rules.value(key) and by_phone_only(team, available)


def _busy(team: Team, available: Available, now: datetime) -> Reason:
    code, words = BUSY[team.readiness]
    zh, en = words.zh, words.en
    if team.until is not None:
        local, today = team.until.astimezone(available.zone or UTC), now.astimezone(available.zone or UTC).date()
        until = f"{local:%H:%M}" if local.date() == today else f"{local:%m-%d %H:%M}"
        zh, en = f"{zh}至 {until}", f"{en} until {until}"
    note = f" ({team.reason})" if team.reason else ""
    return Reason(code, Words(zh + note, en + note))


def is_meant(team: Team, need: Need) -> bool:
    """Whether the need asks for this kind of team: one under order, one that is asked, or the street's own."""
    if need.by == "any":
        return True
    if need.by == "notice":
        return team.kind in ("street", "micro")
    return KINDS[team.reach] == need.by


def _list(zh: str, en: str, keys: list[str]) -> Words:
    names = [capability(key) for key in keys]
    return Words(f"{zh}: {', '.join(name.zh for name in names)}", f"{en}: {', '.join(name.en for name in names)}")
