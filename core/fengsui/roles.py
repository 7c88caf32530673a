"""Roles from the plugins' `roles.yaml` files: bundles of permissions and labels, merged by name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from fengsui.access.policy import Role
from fengsui.yaml_files import read_yaml


class RoleRow(BaseModel):
    """One role of a `roles.yaml`; `title` may be given once, by any of the plugins."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = ""
    permissions: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


def read_roles(file: Path) -> list[Role]:
    """The roles of one file; raises ValidationError or YAMLError."""
    return list(_roles(file.read_text("utf-8")))


@lru_cache(maxsize=64)
def _roles(text: str) -> tuple[Role, ...]:
    """Kept, as the rules are: it is the same files at every start."""
    found = TypeAdapter(dict[str, RoleRow]).validate_python(read_yaml(text) or {})
    return tuple(
        Role(name, row.title or name, frozenset(row.permissions), frozenset(row.labels)) for name, row in found.items()
    )


def merge_roles(roles: Iterable[Role]) -> dict[str, Role]:
    """Roles of one name together: every permission, every label, the first title that says something."""
    merged: dict[str, Role] = {}
    for role in roles:
        have = merged.get(role.name)
        if have is None:
            merged[role.name] = role
            continue
        title = have.title if have.title != role.name else role.title
        merged[role.name] = Role(role.name, title, have.permissions | role.permissions, have.labels | role.labels)
    return merged
