"""What a CAP message becomes: a warning, a call, news of an earlier one, a receipt, or nothing, each with its reason.

A drill's message becomes what the real one would, inside its exercise and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from fengsui.text import N_, translate
from fengsui_warnings.model.cap.alert import Alert, Info
from fengsui_warnings.model.faults import PACKAGE
from fengsui_warnings.model.levels import Read, level_of
from fengsui_warnings.model.table import Table

Kind = Literal["warning", "call"]
Becomes = Literal["warning", "call", "update", "cancel", "ack", "error", "nothing", "exercise"]

MESSAGES: dict[str, Becomes] = {"Update": "update", "Cancel": "cancel", "Ack": "ack", "Error": "error"}
NOTHING = {
    "Test": N_("status Test: technical testing only"),
    "Draft": N_("status Draft: not actionable in its current form"),
    "System": N_("status System: for functions of alert networks only"),
}
REASONS = {
    "update": N_("msgType Update: it takes the place of {references}"),
    "cancel": N_("msgType Cancel: it lifts {references}"),
    "ack": N_("msgType Ack: they have received {references}"),
    "error": N_("msgType Error: they refuse {references}"),
}


@dataclass(frozen=True, kw_only=True)
class Becoming:
    """`inner`: what a drill's message becomes inside its exercise. `kind`: the kind of thing that it speaks of."""

    becomes: Becomes
    inner: Becomes | None = None
    kind: Kind | None = None
    why: str
    params: dict[str, object] = field(default_factory=dict)
    level: Read | None = None

    @property
    def act(self) -> Becomes:
        """What it does, in a drill or not."""
        return self.inner or self.becomes

    def say(self, language: str) -> str:
        text = translate(self.why, language, PACKAGE)
        return text.format(**self.params) if self.params else text


def becoming(alert: Alert, table: Table) -> Becoming:
    if alert.status in NOTHING:
        return Becoming(becomes="nothing", why=NOTHING[alert.status])
    plain = _actual(alert, table)
    if alert.status != "Exercise" or plain.becomes == "nothing":
        return plain
    return Becoming(becomes="exercise", inner=plain.becomes, kind=plain.kind, why=plain.why, params=plain.params,
                    level=plain.level)  # fmt: skip


def _actual(alert: Alert, table: Table) -> Becoming:
    kind, why, params = _kind(alert, table)
    level = level_of(alert, table) if kind == "warning" else None
    if alert.message_type in MESSAGES:
        becomes = MESSAGES[alert.message_type]
        named = ", ".join(one.identifier for one in alert.references)
        if becomes != "update" or kind is not None:
            return Becoming(becomes=becomes, kind=kind, why=REASONS[becomes], params={"references": named}, level=level)
    if kind is None:
        return Becoming(becomes="nothing", why=N_("it has no <info>: it says nothing of what happens"))
    return Becoming(becomes=kind, kind=kind, why=why, params=params, level=level)


def _kind(alert: Alert, table: Table) -> tuple[Kind | None, str, dict[str, object]]:
    """A natural hazard is a warning, by its event code or its category; anything else that is urgent is a call."""
    if not alert.infos:
        return None, "", {}
    for info in alert.infos:
        if (coded := _coded(info, table)) is not None:
            return coded
    categories = list(dict.fromkeys(one for info in alert.infos for one in info.categories))
    natural = [one for one in categories if one in table.listed("cap.warning_categories")]
    if natural:
        return "warning", N_("category {category} is a warning, not an incident"), {"category": natural[0]}
    urgencies = table.listed("cap.call_urgencies")
    urgent = next((info.urgency for info in alert.infos if info.urgency in urgencies), "")
    params: dict[str, object] = {"category": ", ".join(categories), "urgency": urgent or alert.infos[0].urgency}
    if urgent:
        return "call", N_("category {category} with urgency {urgency} is a call"), params
    return "warning", N_("category {category} with urgency {urgency} is not happening yet: a warning"), params


def _coded(info: Info, table: Table) -> tuple[Kind, str, dict[str, object]] | None:
    """GB/T 35561: two digits and a letter, such as 11B03 (暴雨)."""
    kinds = table.mapped("cap.event_codes")
    for pair in info.event_codes:
        value = pair.value.strip()
        if len(value) < 3 or not value[2].isalpha() or value[:2] not in kinds:
            continue
        kind: Kind = "warning" if kinds[value[:2]] == "warning" else "call"
        if kind == "call" and info.urgency not in table.listed("cap.call_urgencies"):
            kind = "warning"
        return kind, N_("event code {code} and urgency {urgency}"), {"code": value, "urgency": info.urgency}
    return None
