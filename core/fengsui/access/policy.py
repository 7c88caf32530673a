"""The one policy function. Deny by default: what no role grants is refused.

A role is a bundle of permissions (`incidents.dispatch`, `plans.*`) and of the feed labels that its holder may
see; roles come from the plugins' `roles.yaml` files, merged by name. An actor is a user, a team's device or the
system itself, at the moment of asking.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from fengsui.errors import Forbidden
from fengsui.text import N_


@dataclass(frozen=True)
class Role:
    """`labels` are feed labels given to every holder; `title` is shown to people (English source)."""

    name: str
    title: str
    permissions: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Actor:
    """Who asks. `id` is `user:NAME`, `device:ID` or `system:PLUGIN`; `area` the division code it is confined to.

    An empty `area` means the whole centre; `labels` say which events it may see and which things are its own.
    """

    id: str
    name: str = ""
    roles: tuple[str, ...] = ()
    permissions: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    area: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def ends(self) -> datetime | None:
        """When the token that he came with ends at the latest; None where it does not."""
        ends = self.facts.get("expires_at")
        return datetime.fromisoformat(ends) if ends else None

    def can(self, permission: str, *, area: str = "", owner: str = "") -> bool:
        return can(self, permission, area=area, owner=owner)

    def require(self, permission: str, *, area: str = "", owner: str = "") -> None:
        """Raises Forbidden where `can` says no."""
        if not self.can(permission, area=area, owner=owner):
            raise Forbidden(N_("This needs the permission {permission}."), permission=permission, code="forbidden")


def _grants(permissions: frozenset[str], permission: str) -> bool:
    plugin = permission.partition(".")[0]
    return permission in permissions or f"{plugin}.*" in permissions or "*" in permissions


def can(actor: Actor, permission: str, *, area: str = "", owner: str = "") -> bool:
    """May `actor` use `permission` on a thing in division `area`, belonging to label `owner`?

    An actor with an area may touch only what lies in it; a thing with an `owner` only if the actor holds that
    label, unless it has the permission with `.any` behind it (an officer who answers for a team).
    """
    if not _grants(actor.permissions, permission):
        return False
    if actor.area and area and not area.startswith(actor.area):
        return False
    return not owner or owner in actor.labels or _grants(actor.permissions, f"{permission}.any")


def grants(roles: Iterable[Role]) -> tuple[frozenset[str], frozenset[str]]:
    """All permissions and all labels of `roles` together."""
    chosen = list(roles)
    permissions = frozenset(p for role in chosen for p in role.permissions)
    return permissions, frozenset(label for role in chosen for label in role.labels)


def system_actor(plugin: str) -> Actor:
    """The actor of a plugin's own sweeps and subscriptions."""
    return Actor(id=f"system:{plugin}", name=plugin, permissions=frozenset({"*"}), labels=frozenset({"centre"}))
