"""From an account or a device to the Actor that the policy judges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fengsui.access.policy import Actor, Role, grants
from fengsui.events import area_label

AREA_PLACE = "{area}"
DIVISION_LENGTHS = (6, 9)


def area_labels(division: str) -> frozenset[str]:
    """Labels of a division and of those above it that broadcasts are addressed to: the district and the street."""
    return frozenset(area_label(division[:length]) for length in DIVISION_LENGTHS if len(division) >= length)


def _role_labels(labels: Iterable[str], division: str) -> frozenset[str]:
    """Roles' labels with `{area}` filled in (`duty:{area}`); such a label is left out for who has no area."""
    return frozenset(label.replace(AREA_PLACE, division) for label in labels if division or AREA_PLACE not in label)


def user_actor(
    name: str,
    display: str,
    role_names: Iterable[str],
    division: str,
    labels: Iterable[str],
    roles: Mapping[str, Role],
    facts: Mapping[str, str],
) -> Actor:
    """A person: confined to its division, seeing what its roles and division are sent. Unknown roles give nothing."""
    held = tuple(role for role in role_names if role in roles)
    permissions, granted = grants(roles[role] for role in held)
    own = {f"user:{name}", *(f"role:{role}" for role in held), *labels}
    return Actor(
        id=f"user:{name}",
        name=display,
        roles=held,
        permissions=permissions,
        labels=frozenset(own) | _role_labels(granted, division) | area_labels(division),
        area=division,
        facts=facts,
    )


def device_actor(
    device: str,
    display: str,
    label: str,
    role_names: Iterable[str],
    division: str,
    labels: Iterable[str],
    roles: Mapping[str, Role],
    facts: Mapping[str, str],
) -> Actor:
    """A team's device: it speaks for `label` alone. Its division brings broadcasts and limits no rights:

    a team may be sent to an incident in the next street.
    """
    held = tuple(role for role in role_names if role in roles)
    permissions, granted = grants(roles[role] for role in held)
    own = {*labels, *([label] if label else [])}
    return Actor(
        id=f"device:{device}",
        name=display,
        roles=held,
        permissions=permissions,
        labels=frozenset(own) | _role_labels(granted, division) | area_labels(division),
        area="",
        facts={**facts, "label": label},
    )
