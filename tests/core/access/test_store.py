"""Accounts, devices, sessions and codes, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from fengsui.access import store
from fengsui.access.door import Door
from fengsui.access.policy import Actor, Role
from fengsui.access.secrets import digest, new_code, normal_code
from fengsui.errors import Conflict, Limited, Missing, Unauthorised
from fengsui.testing import Running, running

ROLES = {
    "duty_officer": Role("duty_officer", "Duty officer", frozenset({"incidents.*"}), frozenset({"centre"})),
    "street_duty": Role("street_duty", "Street duty", frozenset(), frozenset({"duty:{area}"})),
    "team_device": Role("team_device", "Team device", frozenset({"incidents.receipt"})),
}


@pytest.fixture
async def system(database_url: str) -> AsyncIterator[Running]:
    async with running(url=database_url) as run:
        run.system.roles.update(ROLES)
        yield run


async def _token(system: Running, name: str, source: str = "10.0.0.1") -> str:
    limits = system.system.limits
    return (await system.run(lambda unit: store.open_session(unit, name, source, limits)))[0]


async def _actor(system: Running, token: str) -> Actor | None:
    key = digest(token)
    return await system.read(lambda reading: store.actor_for_token(reading, key, system.system.roles))


async def test_a_persons_labels_and_rights(system: Running) -> None:
    await system.run(
        lambda unit: store.add_user(unit, "taopu", "桃浦镇", "h", ["street_duty"], "310107103", ["site:E01"])
    )
    actor = await _actor(system, await _token(system, "taopu"))
    assert actor is not None
    assert actor.id == "user:taopu"
    assert actor.name == "桃浦镇"
    assert actor.area == "310107103"
    assert actor.labels == {
        "user:taopu", "role:street_duty", "duty:310107103", "area:310107", "area:310107103", "site:E01",
    }  # fmt: skip
    assert not actor.can("incidents.dispatch")


async def test_a_role_that_no_plugin_brings_gives_nothing(system: Running) -> None:
    await system.run(lambda unit: store.add_user(unit, "wang", "王", "h", ["gone", "duty_officer"]))
    actor = await _actor(system, await _token(system, "wang"))
    assert actor is not None
    assert actor.roles == ("duty_officer",)
    assert actor.labels == {"user:wang", "role:duty_officer", "centre"}


async def test_a_device_speaks_for_its_label_everywhere(system: Running) -> None:
    token = await system.run(
        lambda unit: store.issue_device_token(unit, "D-T06", "team:T06", ["team_device"], "310107103")
    )
    actor = await _actor(system, token)
    assert actor is not None
    assert (actor.id, actor.area) == ("device:D-T06", "")
    assert actor.labels == {"team:T06", "area:310107", "area:310107103"}
    assert actor.can("incidents.receipt", area="310114", owner="team:T06")
    assert not actor.can("incidents.receipt", owner="team:T07")


async def test_tokens_have_256_bits_and_are_stored_as_digests(system: Running) -> None:
    issue = lambda unit: store.issue_device_token(unit, "D-1", "team:T1", ["team_device"])  # noqa: E731
    first, second = await system.run(issue), await system.run(issue)
    assert first != second
    assert len(bytes.fromhex(first)) == 32
    assert await _actor(system, first)
    assert await _actor(system, second)
    (device,) = await system.read(store.list_devices)
    assert (device.id, device.tokens, device.seen_at) == ("D-1", 2, None)


async def test_revoking_ends_every_token_of_a_device(system: Running) -> None:
    token = await system.run(lambda unit: store.issue_device_token(unit, "D-1", "team:T1", ["team_device"]))
    assert await system.run(lambda unit: store.revoke_device(unit, "D-1")) == 1
    assert await _actor(system, token) is None
    assert await system.run(lambda unit: store.revoke_device(unit, "D-1")) == 0
    assert [event.subject for event in system.recorded("core.token_revoked")] == ["device:D-1"]
    with pytest.raises(Missing):
        await system.run(lambda unit: store.revoke_device(unit, "D-2"))


async def test_a_session_ends_when_idle_and_in_any_case_after_the_shift(system: Running) -> None:
    await system.run(lambda unit: store.add_user(unit, "wang", "王", "h", ["duty_officer"]))
    limits = system.system.limits
    idle, busy = await _token(system, "wang"), await _token(system, "wang")
    system.clock.advance(limits.idle - timedelta(seconds=1))
    busy_actor = await _actor(system, busy)
    assert busy_actor is not None
    await system.system.door.touch([busy_actor])  # as the feed does for a live connection
    system.clock.advance(timedelta(seconds=2))
    assert await _actor(system, idle) is None
    system.clock.advance(limits.absolute)
    assert await _actor(system, busy) is None


async def test_a_closed_session_cannot_be_touched_back_to_life(system: Running) -> None:
    await system.run(lambda unit: store.add_user(unit, "wang", "王", "h", ["duty_officer"]))
    token = await _token(system, "wang")
    actor = await _actor(system, token)
    assert actor is not None
    await system.run(lambda unit: store.close_session(unit, actor.facts["session"]))
    await system.run(lambda unit: store.touch_session(unit, actor.facts["session"], system.system.limits))
    assert await _actor(system, token) is None
    with pytest.raises(Missing):
        await system.run(lambda unit: store.close_session(unit, actor.facts["session"]))


async def test_disabling_closes_every_session_and_enabling_opens_none(system: Running) -> None:
    await system.run(lambda unit: store.add_user(unit, "wang", "王", "h", ["duty_officer"]))
    token = await _token(system, "wang")
    await system.run(lambda unit: store.disable_user(unit, "wang"))
    assert await _actor(system, token) is None
    await system.run(lambda unit: store.enable_user(unit, "wang"))
    assert await _actor(system, token) is None
    assert await _actor(system, await _token(system, "wang"))


async def test_an_account_is_added_once(system: Running) -> None:
    await system.run(lambda unit: store.add_user(unit, "wang", "王", "h", ["duty_officer"]))
    with pytest.raises(Conflict):
        await system.run(lambda unit: store.add_user(unit, "wang", "另一个", "h", ["administrator"]))
    with pytest.raises(Missing):
        await system.run(lambda unit: store.disable_user(unit, "nobody"))


async def test_a_new_password_ends_old_sessions(system: Running) -> None:
    await system.run(lambda unit: store.add_user(unit, "wang", "王", "h", ["duty_officer"]))
    token = await _token(system, "wang")
    code = await system.run(lambda unit: store.issue_code(unit, "wang", system.system.limits))
    await system.run(lambda unit: store.redeem_code(unit, code, "wang", "", "new hash"))
    assert await _actor(system, token) is None
    with pytest.raises(Unauthorised):
        await system.run(lambda unit: store.redeem_code(unit, code, "wang", "", "again"))


async def test_a_code_for_a_disabled_account_is_refused(system: Running) -> None:
    await system.run(lambda unit: store.add_user(unit, "wang", "王", "h", ["duty_officer"]))
    await system.run(lambda unit: store.disable_user(unit, "wang"))
    with pytest.raises(Conflict):
        await system.run(lambda unit: store.issue_code(unit, "wang", system.system.limits))


async def test_a_guesser_cannot_clear_his_source_by_logging_in_as_himself(system: Running) -> None:
    limits = system.system.limits
    keys = ("source:10.9.9.9",)
    for _ in range(4):
        await system.run(lambda unit: store.begin_attempt(unit, keys, limits))
        await system.run(lambda unit: store.begin_attempt(unit, (*keys, "user:me"), limits))
        await system.run(lambda unit: store.clear_attempts(unit, (*keys, "user:me"), limits))
    await system.run(lambda unit: store.begin_attempt(unit, keys, limits))
    with pytest.raises(Limited) as caught:
        await system.run(lambda unit: store.begin_attempt(unit, keys, limits))
    assert caught.value.code == "locked_out"


async def test_the_door_remembers_and_forgets(system: Running) -> None:
    token = await system.run(lambda unit: store.issue_device_token(unit, "D-1", "team:T1", ["team_device"]))
    door = Door(system.system, system.system.limits)
    ended: list[tuple[str, str]] = []
    door.on_ended.append(lambda actor, session: ended.append((actor, session)))
    actor = await door.admit(token)
    assert await door.admit(token) is actor
    await system.run(lambda unit: store.revoke_device(unit, "D-1"))
    for event in system.recorded("core.*"):
        door.heard(event)
    assert ended == [("device:D-1", "")]
    with pytest.raises(Unauthorised):
        await door.admit(token)


async def test_a_token_is_not_remembered_past_its_end(system: Running) -> None:
    await system.run(lambda unit: store.add_user(unit, "wang", "王", "h", ["duty_officer"]))
    short = replace(system.system.limits, absolute=timedelta(seconds=2))
    token = (await system.run(lambda unit: store.open_session(unit, "wang", "", short)))[0]
    door = Door(system.system, system.system.limits)
    system.clock.advance(timedelta(seconds=1.9))
    await door.admit(token)
    system.clock.advance(timedelta(seconds=0.1))
    with pytest.raises(Unauthorised):
        await door.admit(token)


async def test_without_being_told_the_door_forgets_within_seconds(system: Running) -> None:
    token = await system.run(lambda unit: store.issue_device_token(unit, "D-1", "team:T1", ["team_device"]))
    door = Door(system.system, system.system.limits)
    await door.admit(token)
    await system.run(lambda unit: store.revoke_device(unit, "D-1"))
    system.clock.advance(timedelta(seconds=5))
    with pytest.raises(Unauthorised):
        await door.admit(token)


def test_codes_are_read_however_they_were_typed() -> None:
    class Fixed:
        def new_id(self) -> str:
            return "0123456789abcdef0123456789abcdef"

    code = new_code(Fixed())
    assert code == "01234-56789-ABCDE-F0123-45678"
    for typed in (code.lower(), code.replace("-", ""), f"  {code} ", code.replace("-", " ")):
        assert normal_code(typed) == code
