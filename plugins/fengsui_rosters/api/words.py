"""The names of the rosters' kinds and states, as people read them (sources; the catalogue has the Chinese)."""

from __future__ import annotations

from fengsui.text import N_
from fengsui_rosters.api.answers import FindingKind, FlagKind
from fengsui_rosters.api.supplies import ExpertStatus, MovementKind, ReserveMode
from fengsui_rosters.api.teams import Reach, Readiness, TeamKind

KIND_NAMES: dict[TeamKind, str] = {
    "national": N_("national fire and rescue"),
    "professional": N_("professional team"),
    "enterprise": N_("enterprise team"),
    "social": N_("social force"),
    "micro": N_("micro fire station"),
    "street": N_("street or town team"),
    "linked": N_("joint-action unit"),
}

REACH_NAMES: dict[Reach, str] = {
    "direct": N_("by order"),
    "agreement": N_("by order, under agreement"),
    "request_119": N_("request through 119"),
    "request_120": N_("request through 120"),
    "request": N_("request to its bureau"),
    "mutual": N_("neighbour's team, with consent"),
}

READINESS_NAMES: dict[Readiness, str] = {
    "ready": N_("ready"),
    "on_call": N_("on call"),
    "moving": N_("on the way"),
    "out": N_("out on a job"),
    "on_scene": N_("on scene"),
    "resting": N_("resting"),
    "out_of_service": N_("out of service"),
}

FINDING_NAMES: dict[FindingKind, str] = {
    "gap": N_("nobody on duty"),
    "overlap": N_("two shifts at once"),
    "no_leader": N_("no duty leader"),
    "no_officer": N_("no duty officer"),
    "no_second": N_("no second officer"),
    "short_rest": N_("too little rest between shifts"),
}

FLAG_NAMES: dict[FlagKind, str] = {
    "under_strength": N_("under strength"),
    "insurance_ended": N_("insurance has ended"),
    "certificate_ended": N_("certificate has ended"),
    "insurance_ending": N_("insurance ends soon"),
    "certificate_ending": N_("certificate ends soon"),
}

EXPERT_STATUS_NAMES: dict[ExpertStatus, str] = {
    "active": N_("appointed"),
    "suspended": N_("suspended"),
    "dismissed": N_("dismissed"),
    "retired": N_("retired"),
}

WHY_NOT_NAMES: dict[str, str] = {
    "suspended": N_("suspended"),
    "dismissed": N_("dismissed"),
    "retired": N_("retired"),
    "term_not_begun": N_("the term has not begun"),
    "term_ended": N_("the term has ended"),
    "conflict": N_("must withdraw: interested in this site"),
}

RESERVE_NAMES: dict[ReserveMode, str] = {
    "government": N_("government reserve"),
    "agreement": N_("agreement reserve"),
    "capacity": N_("production capacity"),
    "enterprise": N_("enterprise's own"),
    "social": N_("social reserve"),
}

MOVEMENT_NAMES: dict[MovementKind, str] = {
    "in": N_("received"),
    "out": N_("issued"),
    "return": N_("returned"),
    "transfer": N_("transferred"),
    "scrap": N_("scrapped"),
    "count": N_("counted"),
}
