"""Whether it is night at the centre: by rule hours, since the sun's own times would need an almanac."""

from __future__ import annotations

from datetime import datetime, tzinfo

from fengsui_incidents.model.rules import RuleSet


def is_night(moment: datetime, zone: tzinfo, rules: RuleSet) -> bool:
    """`night_hours` may run over midnight; where no row is in force it is never night."""
    if not rules.has("night_hours"):
        return False
    begins, ends = rules.value("night_hours")["begins"], rules.value("night_hours")["ends"]
    hour = moment.astimezone(zone).hour
    return bool(begins <= hour < ends if begins <= ends else hour >= begins or hour < ends)
