"""What is said: alert, short message, call card and notice, and the numbers of calls, incidents and orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fengsui_incidents.api.board import Assessment, CardProposal
from fengsui_incidents.api.events import AlertText, Words
from fengsui_incidents.model.picture import Picture
from fengsui_plans.api import DigitalPlan, Need


@dataclass(frozen=True)
class Issuer:
    """Who orders: the centre, the officer and the phone to call back."""

    centre: str
    officer: str
    phone: str


def alert_text(
    picture: Picture,
    assessment: Assessment,
    plan: DigitalPlan,
    need: Need,
    issuer: Issuer,
    *,
    rendezvous: Words | None = None,
) -> AlertText:
    """The alert for one team and its task: what, where, task, approach, rendezvous, wear, what not, people, by whom."""
    raise NotImplementedError


def order_sms(order: str, alert: AlertText, *, exercise: str | None) -> Words:
    """The order on a lock screen; the Chinese has at most 70 characters and never a cut place."""
    raise NotImplementedError


def change_sms(number: int, what: Words, *, exercise: str | None) -> Words:
    """【变更1】物质改为液氯 … 答复: 1 知悉."""
    raise NotImplementedError


def stand_down_sms(order: str, reason: Words, *, exercise: str | None) -> Words:
    """【真实】撤销出动 PT1122-01-02 误报(到场确认) 请返回 答复: 1 已返回."""
    raise NotImplementedError


def evacuation_sms(incident: str, rendezvous: Words, *, exercise: str | None) -> Words:
    """【紧急撤离】全体立即撤到上风集结点 E1122-01 答复: 1 已撤出 人数__."""
    raise NotImplementedError


def cards(picture: Picture, plan: DigitalPlan, sent: Sequence[Words] = ()) -> tuple[CardProposal, ...]:
    """The plan's requests as call cards and its notices as what to do, filled in with what is known."""
    raise NotImplementedError


def leader_says(picture: Picture, assessment: Assessment, orders: Sequence[str]) -> Words:
    """The leader's card in one line: what, where, people, the level proposed."""
    raise NotImplementedError


def call_number(day: date, serial: int) -> str:
    """C1122-0119."""
    raise NotImplementedError


def incident_number(day: date, serial: int, exercise: str | None = None) -> str:
    """E1122-01; a drill's is its exercise's own: X1122-01."""
    raise NotImplementedError


def order_number(prefix: str, incident: str, serial: int, exercise: str | None = None) -> str:
    """PT1122-01-02 for the second order of E1122-01; a drill's is EX07-02."""
    raise NotImplementedError


def order_prefix(centre: str) -> str:
    """The initials of the centre's district: 普陀区应急局 gives PT."""
    raise NotImplementedError
