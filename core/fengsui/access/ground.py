"""What decisions about access stand on; handlers ask for it, the kernel answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fengsui.access.limits import Limits
from fengsui.access.policy import Role


@dataclass(frozen=True)
class Ground:
    """The roles that the core and the loaded plugins brought, and the centre's limits."""

    roles: Mapping[str, Role]
    limits: Limits
