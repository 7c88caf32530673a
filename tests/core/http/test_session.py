"""Coming in: the first administrator, passwords, one-time codes, lockout, going out."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from aiohttp import ClientResponse
from tests.core.http.conftest import PASSWORD, Site


async def login(site: Site, user: str, password: str = PASSWORD) -> ClientResponse:
    return await site.post("/api/v1/session", {"user": user, "password": password})


async def problem(response: ClientResponse) -> dict[str, Any]:
    assert response.content_type == "application/problem+json"
    found: dict[str, Any] = await response.json()
    assert found["status"] == response.status
    return found


async def test_a_fresh_system_has_no_account(site: Site) -> None:
    for name in ("admin", "administrator", "root"):
        assert (await login(site, name, name)).status == 401


async def test_the_first_code_makes_one_administrator_once(site: Site) -> None:
    code = await site.code()
    body = {"code": code.lower().replace("-", " "), "user": "wanglei", "password": PASSWORD, "display": "王磊"}
    first = await site.post("/api/v1/session", body)
    assert first.status == 201
    found = await first.json()
    assert found["actor"]["roles"] == ["administrator"]
    assert found["actor"]["name"] == "王磊"
    again = await site.post("/api/v1/session", {**body, "user": "zhoujian"})
    assert (again.status, (await problem(again))["code"]) == (401, "bad_code")


async def test_a_code_expires(site: Site) -> None:
    code = await site.code()
    site.running.clock.advance(timedelta(hours=24, seconds=1))
    refused = await site.post("/api/v1/session", {"code": code, "user": "wanglei", "password": PASSWORD})
    assert (await problem(refused))["code"] == "bad_code"


async def test_a_printed_code_stops_when_another_is_printed(site: Site) -> None:
    old, new = await site.code(), await site.code()
    assert old != new
    refused = await site.post("/api/v1/session", {"code": old, "user": "wanglei", "password": PASSWORD})
    assert refused.status == 401


async def test_a_users_code_works_for_that_user_only(site: Site) -> None:
    given = {"name": "chenjing", "display": "陈静", "roles": ["auditor"]}
    answer = await (await site.post("/api/v1/core/add_user", given, site.administrator)).json()
    body = {"code": answer["answer"]["code"], "password": PASSWORD}
    assert (await site.post("/api/v1/session", {**body, "user": "somebody"})).status == 401
    assert (await site.post("/api/v1/session", {**body, "user": "chenjing"})).status == 201


async def test_weak_passwords_are_refused_with_every_reason(site: Site) -> None:
    refused = await site.post("/api/v1/session", {"code": await site.code(), "user": "wanglei", "password": "aaaaaaa"})
    found = await problem(refused)
    assert found["code"] == "weak_password"
    assert {fault["expected"] for fault in found["faults"]} == {"更长的口令", "没有键盘连续键, 也没有重复"}


async def test_who_am_i_and_going_out(site: Site) -> None:
    token = await site.add("wanglei", "auditor")
    assert (await (await site.get("/api/v1/session", token)).json())["id"] == "user:wanglei"
    headers = {"Authorization": f"Bearer {token}"}
    assert (await site.client.delete("/api/v1/session", headers=headers)).status == 204
    assert (await problem(await site.get("/api/v1/session", token)))["code"] == "bad_token"


async def test_a_session_ends_after_its_shift(site: Site) -> None:
    token = await site.add("wanglei", "auditor")
    for _ in range(11):
        site.running.clock.advance(timedelta(hours=1))
        assert (await site.get("/api/v1/session", token)).status == 200
    site.running.clock.advance(timedelta(hours=1, seconds=1))
    assert (await site.get("/api/v1/session", token)).status == 401


async def test_five_failures_lock_the_account_for_a_while(site: Site) -> None:
    await site.add("wanglei", "auditor")
    for _ in range(5):
        assert (await login(site, "wanglei", "wrong password here")).status == 401
    locked = await login(site, "wanglei")
    assert locked.status == 429
    assert (await problem(locked))["code"] == "locked_out"
    assert 0 < int(locked.headers["Retry-After"]) <= 31
    site.running.clock.advance(timedelta(seconds=31))
    assert (await login(site, "wanglei")).status == 201


async def test_the_wait_doubles_and_never_lasts_for_ever(site: Site) -> None:
    waits = []
    for _ in range(14):
        answer = await login(site, "nobody", "wrong password here")
        if answer.status == 429:
            waits.append(int(answer.headers["Retry-After"]))
            site.running.clock.advance(timedelta(seconds=waits[-1]))
    assert waits[:3] == [31, 61, 121]
    assert max(waits) <= 15 * 60 + 1


async def test_a_disabled_user_is_out_at_once(site: Site) -> None:
    token = await site.add("wanglei", "auditor")
    assert (await site.post("/api/v1/core/disable_user", {"name": "wanglei"}, site.administrator)).status == 200
    async with asyncio.timeout(1):
        while (await site.get("/api/v1/session", token)).status != 401:
            await site.running.settle()
    assert (await login(site, "wanglei")).status == 401


async def test_the_last_administrator_cannot_be_disabled(site: Site) -> None:
    refused = await site.post("/api/v1/core/disable_user", {"name": "root1"}, site.administrator)
    assert (refused.status, (await problem(refused))["code"]) == (409, "last_administrator")


async def test_nobody_administers_and_audits(site: Site) -> None:
    given = {"name": "both", "display": "B", "roles": ["auditor", "administrator"]}
    refused = await site.post("/api/v1/core/add_user", given, site.administrator)
    assert (await problem(refused))["code"] == "roles_conflict"


async def test_no_secret_is_stored_or_journaled(site: Site) -> None:
    headers = {"Idempotency-Key": "k1"}
    given = {"device": "D-T06", "label": "team:T06", "roles": ["auditor"], "area": "310107103"}
    first = await site.post("/api/v1/core/issue_token", given, site.administrator, headers=headers)
    token = (await first.json())["answer"]["token"]
    again = await site.post("/api/v1/core/issue_token", given, site.administrator, headers=headers)
    assert (await problem(again))["code"] == "answer_not_kept"
    await site.add("wanglei", "auditor")
    await site.running.settle()
    stored = (site.running.system.settings.data / "fengsui.sqlite").read_bytes()
    stored += (site.running.system.settings.data / "fengsui.sqlite-wal").read_bytes()
    for secret in (token, site.administrator, PASSWORD):
        assert secret.encode() not in stored


async def test_failures_are_journaled_without_what_was_typed(site: Site) -> None:
    await login(site, "wanglei", "wrong password here")
    await site.post("/api/v1/session", {"user": "lantern", "password": "x"})
    await site.running.settle()
    failed = site.running.recorded("core.login_failed")
    assert [event.data for event in failed] == [{"user": "", "source": "127.0.0.1"}] * 2
    assert set(failed[0].labels) == {"role:auditor", "role:administrator"}


async def test_behind_a_proxy_failures_count_against_the_client_it_names(site: Site) -> None:
    settings = site.running.system.settings.model_copy(update={"trusted_proxies": ("127.0.0.1", "10.0.0.2")})
    site.running.system.settings = settings
    for _ in range(5):
        body = {"user": "nobody", "password": "wrong password here"}
        forwarded = {"X-Forwarded-For": "1.1.1.1, 203.0.113.7, 10.0.0.2"}
        assert (await site.post("/api/v1/session", body, headers=forwarded)).status == 401
    assert {event.data["source"] for event in site.running.recorded("core.login_failed") if event.data} <= {
        "203.0.113.7"
    }
    refused = await site.post("/api/v1/session", {**body, "user": "other"}, headers=forwarded)
    assert (await problem(refused))["code"] == "locked_out"
    elsewhere = {"X-Forwarded-For": "203.0.113.7, 198.51.100.1"}
    assert (await site.post("/api/v1/session", {**body, "user": "other"}, headers=elsewhere)).status == 401


async def test_nobody_else_can_name_a_client(site: Site) -> None:
    await site.post("/api/v1/session", {"user": "x1", "password": "y"}, headers={"X-Forwarded-For": "203.0.113.7"})
    await site.running.settle()
    (failed,) = site.running.recorded("core.login_failed")
    assert failed.data is not None
    assert failed.data["source"] == "127.0.0.1"


async def test_metrics_are_open_on_this_machine_only(site: Site) -> None:
    assert (await site.get("/metrics")).status == 200
    settings = site.running.system.settings.model_copy(update={"trusted_proxies": ("127.0.0.1",)})
    site.running.system.settings = settings
    away = {"X-Forwarded-For": "203.0.113.7"}
    assert (await site.get("/metrics", headers=away)).status == 401
    assert (await site.get("/metrics", site.administrator, headers=away)).status == 200


async def test_guesses_at_once_are_all_counted(site: Site) -> None:
    await site.add("wanglei", "auditor")
    site.running.clock.advance(timedelta(minutes=11))
    answers = await asyncio.gather(*(login(site, "wanglei", f"wrong password {number}") for number in range(30)))
    assert sorted(answer.status for answer in answers) == [401] * 5 + [429] * 25
    assert (await login(site, "wanglei")).status == 429
