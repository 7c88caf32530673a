"""A person is rung about an incident by the rule's channels: the first that carries, the next where it fails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from fengsui.events import Recorded
from fengsui.hooks import Unit
from fengsui_channels.api import Draft
from fengsui_incidents.api.events import ChannelTried, Words
from fengsui_incidents.model.channels import ladder_of, next_kind
from fengsui_incidents.service.channels import KINDS, STATES, channels_of
from fengsui_incidents.service.context import rules_of
from fengsui_incidents.service.telling import same, tell
from fengsui_incidents.settings import IncidentsSettings
from fengsui_incidents.tables import incidents
from fengsui_rosters.api import Duty

WHO = {"leader": Words("带班领导", "the duty leader"), "above": Words("上级值班室", "the level above")}
FAILED = ("refused", "failed")


def phone_of(unit: Unit, who: str) -> str:
    """The leader's by the duty roster, else by the settings; the level above has its own; empty where none is known."""
    settings = unit.settings(IncidentsSettings)
    if who == "above":
        return settings.above_phone
    shift = unit.ask(Duty).at(unit.now)
    return (shift.leader_phone if shift else "") or settings.leader_phone


def ring(unit: Unit, incident: str, who: str, says: Words, *, purpose: str) -> None:
    """By the first channel that some gateway carries; nothing where none does: he is dialled by hand, as ever."""
    channels, rules, phone = channels_of(unit), rules_of(unit), phone_of(unit, who)
    if channels is None or not phone:
        return
    tries = [one for one in channels.tries([incident]).get(incident, ()) if one.purpose == purpose]
    kind = next_kind(ladder_of(rules, "channels_leader"), channels.kinds(), tries, unit.now, 0)
    if kind:
        text = says.zh if unit.centre()["language"] == "zh_CN" else says.en
        channels.send(
            Draft(
                about=incident,
                purpose=purpose,
                kind=kind,  # type: ignore[arg-type]  # of the rule's ladder, and carried by a gateway
                who=who,
                to=phone,
                text=text,
                exercise=None,
            )
        )


def tried(unit: Unit, recorded: Recorded) -> None:
    """What a gateway said of such a ring; after a failure the next channel has its turn at once."""
    data: Mapping[str, Any] = recorded.data or {}
    who = str(data.get("who"))
    incident = unit.connection.execute(select(incidents).where(incidents.c.id == str(data.get("about", "")))).first()
    if incident is None or who not in WHO:
        return
    unit.enter(None)
    event = ChannelTried(
        order="",
        incident=incident.id,
        team="",
        channel=data["kind"],
        state=data["state"],
        gateway=data["gateway"],
        who=who,
        exercise=None,
    )
    how, came, name = KINDS[data["kind"]], STATES[data["state"]], WHO[who]
    why = same(f" ({data['why']})" if data["why"] else "")
    says = Words(f"{name.zh} {how.zh}: {came.zh}{why.zh}", f"{name.en}, {how.en}: {came.en}{why.en}")
    tell(unit, incident.id, event, says)
    if data["state"] in FAILED:
        _again(unit, incident.id, who, str(data["purpose"]))


def _again(unit: Unit, incident: str, who: str, purpose: str) -> None:
    channels = channels_of(unit)
    mine = [one for one in channels.tries([incident]).get(incident, ()) if one.purpose == purpose] if channels else []
    if mine:
        ring(unit, incident, who, same(mine[-1].text), purpose=purpose)
