"""Every role against every command and view: what no role grants is refused, before anything is validated or read."""

from __future__ import annotations

from fengsui.access.policy import Actor
from fengsui.errors import FengsuiError, Forbidden
from fengsui.registry import BoundCommand, BoundView
from fengsui.testing import Running, running


async def _refused(system: Running, name: str, actor: Actor, view: bool) -> bool:
    try:
        if view:
            await system.system.show(name, {"unheard_of": "1"}, actor)
        else:
            await system.system.execute(name, {"unheard_of": "1"}, actor)
    except Forbidden:
        return True
    except FengsuiError:
        return False
    return False


async def test_deny_by_default_for_every_role() -> None:
    async with running(None) as system:
        registry = system.system.registry
        bound: list[BoundCommand | BoundView] = [*registry.commands.values(), *registry.views.values()]
        assert bound
        for role in (*system.system.roles, ""):
            actor = system.actor(*([role] if role else []))
            for one in bound:
                may = actor.can(one.permission)
                refused = await _refused(system, one.name, actor, one.name in registry.views)
                assert refused is not may, f"{role or 'nobody'} and {one.name}"


async def test_every_permission_that_a_role_grants_exists() -> None:
    async with running(None) as system:
        registry = system.system.registry
        bound: list[BoundCommand | BoundView] = [*registry.commands.values(), *registry.views.values()]
        known = {*registry.permissions, *(one.permission for one in bound)}
        for role in system.system.roles.values():
            plain = {p.removesuffix(".any") for p in role.permissions if not p.endswith("*")}
            assert plain <= known, f"{role.name}: {sorted(plain - known)}"


async def test_nobody_holds_administration_and_the_audit() -> None:
    async with running(None) as system:
        roles = system.system.roles
        held = roles["administrator"].permissions
        assert not {"core.journal", "core.verify"} & held
        assert not any(permission.startswith(("core.add", "core.issue")) for permission in roles["auditor"].permissions)
