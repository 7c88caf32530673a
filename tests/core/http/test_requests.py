"""Whatever comes in gets an answer with its code; nothing is half-applied and nothing of the inside leaves."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aiohttp import ClientResponse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.core.http.conftest import Site

from fengsui.errors import FengsuiError
from fengsui.http.incoming import decoded

PING = "/api/v1/ping/ping"
JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def pinging(site: Site) -> str:
    return await site.add("pingu", "pinger")


async def code_of(response: ClientResponse) -> tuple[int, str]:
    assert response.content_type == "application/problem+json"
    found = await response.json()
    assert set(found) == {"type", "title", "status", "detail", "code", "retry", "faults"}
    assert found["status"] == response.status
    assert response.headers["Server"] == "fengsui"
    return response.status, found["code"]


async def test_a_command_and_a_view(site: Site, pinging: str) -> None:
    answer = await site.post(PING, {"text": "烽燧"}, pinging)
    assert (answer.status, await answer.json()) == (200, {"answer": {"text": "烽燧"}})
    shown = await site.get("/api/v1/ping/echo", pinging, params=[("often", "3"), ("among", "a"), ("among", "b")])
    found = await shown.json()
    assert found["answer"] == {"text": "", "often": 3, "among": ["a", "b"]}
    assert found["seq"] == (await site.running.system.head()).seq
    assert found["epoch"]


BODIES: list[tuple[bytes, str, int, str]] = [
    (b'{"text": "\xff\xfe"}', "application/json", 400, "bad_json"),
    (b'{"text": "\\ud800"}', "application/json", 400, "bad_json"),
    (b"not json", "application/json", 400, "bad_json"),
    (b"", "application/json", 400, "bad_json"),
    (b"[]", "application/json", 400, "bad_json"),
    (b'"text"', "application/json", 400, "bad_json"),
    (b'{"text": NaN}', "application/json", 400, "bad_json"),
    (b'{"text": "a\\u0000b"}', "application/json", 400, "bad_json"),
    (b'{"a":' * 2000 + b"1" + b"}" * 2000, "application/json", 400, "bad_json"),
    (b'{"text": "x"}', "text/plain", 415, "wrong_content_type"),
    (b"text=x", "application/x-www-form-urlencoded", 415, "wrong_content_type"),
    (b'{"text": 5}', "application/json", 422, "invalid"),
    (b'{"times": 1}', "application/json", 422, "invalid"),
    (b'{"text": "x", "more": 1}', "application/json", 422, "invalid"),
    (b'{"text": "x", "times": 1e999}', "application/json", 400, "bad_json"),
    (b'{"text": "x", "times": 1.5}', "application/json", 422, "invalid"),
    (b'{"text": "' + b"x" * (1024 * 1024) + b'"}', "application/json", 413, "too_large"),
    (b"x" * (10 * 1024 * 1024), "application/json", 413, "too_large"),
]


@pytest.mark.parametrize(("body", "kind", "status", "code"), BODIES, ids=range(len(BODIES)))
async def test_bad_bodies(site: Site, pinging: str, body: bytes, kind: str, status: int, code: str) -> None:
    answer = await site.post(PING, token=pinging, data=body, headers={"Content-Type": kind})
    assert await code_of(answer) == (status, code)
    await site.running.settle()
    assert not site.running.recorded("ping.*")


async def test_a_large_body_in_chunks_is_refused_too(site: Site, pinging: str) -> None:
    async def chunks() -> Any:
        for _ in range(20):
            yield b"x" * 100_000

    answer = await site.post(PING, token=pinging, data=chunks(), headers=JSON)
    assert await code_of(answer) == (413, "too_large")


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_an_object_or_refused(body: bytes) -> None:
    try:
        found: object = decoded(body)
    except FengsuiError as error:
        found = error.code
    assert isinstance(found, dict) or found == "bad_json"


@given(
    st.dictionaries(st.text(max_size=5), st.text(max_size=5) | st.lists(st.text(max_size=3), max_size=3), max_size=4)
)
def test_an_object_is_read_as_it_is_unless_it_holds_nul(value: dict[str, Any]) -> None:
    body = json.dumps(value).encode()
    try:
        assert decoded(body) == value
    except FengsuiError:
        assert b"\\u0000" in body


async def test_every_fault_with_its_path_in_both_languages(site: Site, pinging: str) -> None:
    wrong = {"times": "many", "more": 1}
    english = await (await site.post(PING, wrong, pinging, headers={"Accept-Language": "en"})).json()
    assert {fault["path"] for fault in english["faults"]} == {"text", "times", "more"}
    chinese = await (await site.post(PING, wrong, pinging, headers={"Accept-Language": "zh-CN,zh;q=0.9"})).json()
    assert english["detail"] == "The input is not right."
    said = {fault["path"]: fault["expected"] for fault in chinese["faults"]}
    assert chinese["title"] == "输入有误"
    assert said["text"] == "必填"
    assert said["more"] == "不允许有这一项"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/", 404, "no_such_route"),
        ("GET", "/api/v1/nothing", 404, "no_such_route"),
        ("GET", "/api/v1/ping/ping/more", 404, "no_such_route"),
        ("POST", "/api/v1/ping/pong", 404, "no_such_command"),
        ("GET", "/api/v1/ping/pong", 404, "no_such_view"),
        ("GET", "/api/v1/ping/ping", 405, "wrong_method"),
        ("POST", "/api/v1/ping/echo", 405, "wrong_method"),
        ("PUT", "/api/v1/ping/ping", 405, "wrong_method"),
        ("POST", "/healthz", 405, "wrong_method"),
        ("GET", "/api/v1/ping/echo?nonsense=1", 422, "invalid"),
        ("GET", "/api/v1/ping/echo?often=many", 422, "invalid"),
        ("GET", "/api/v1/ping/echo?often=1&often=2", 422, "invalid"),
        ("GET", "/api/v1/ping/echo?token=abc", 400, "token_in_url"),
        ("GET", "/api/v1/ping/echo?Access_Token=abc", 400, "token_in_url"),
        ("GET", "/api/v1/ping/..%2f..%2fetc", 404, "no_such_view"),
        ("GET", "/api/v1/ping/%00", 404, "no_such_view"),
    ],
)
async def test_bad_requests(site: Site, pinging: str, method: str, path: str, status: int, code: str) -> None:
    headers = {"Authorization": f"Bearer {pinging}"}
    body: dict[str, Any] = {"json": {}} if method == "POST" else {}
    assert await code_of(await site.client.request(method, path, headers=headers, **body)) == (status, code)


@pytest.mark.parametrize(
    ("method", "path", "taken"),
    [
        ("GET", "/api/v1/ping/ping", "POST"),
        ("POST", "/api/v1/ping/echo", "GET"),
        ("PUT", "/api/v1/ping/ping", "GET, POST"),
    ],
)
async def test_a_wrong_method_says_which_are_taken(
    site: Site, pinging: str, method: str, path: str, taken: str
) -> None:
    answer = await site.client.request(method, path, headers={"Authorization": f"Bearer {pinging}"}, json={})
    assert (answer.status, answer.headers["Allow"]) == (405, taken)


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer " + "0" * 64, "Bearer x", "Bearer \u00e9" * 3]
)
async def test_without_a_good_token_nothing_opens(site: Site, authorization: str) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    for method, path in (("POST", PING), ("GET", "/api/v1/ping/echo"), ("GET", "/api/v1/plugins")):
        body: dict[str, Any] = {"json": {"text": "x"}} if method == "POST" else {}
        answer = await site.client.request(method, path, headers=headers, **body)
        assert (await code_of(answer))[0] == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


async def test_no_permission_is_forbidden(site: Site) -> None:
    token = await site.add("nosy", "auditor")
    assert await code_of(await site.post(PING, {"text": "x"}, token)) == (403, "forbidden")
    assert await code_of(await site.get("/api/v1/ping/echo", token)) == (403, "forbidden")


@pytest.mark.parametrize("key", ["k" * 101, "", "a\tb", "钥匙"])
async def test_bad_idempotency_keys(site: Site, pinging: str, key: str) -> None:
    answer = await site.post(PING, {"text": "x"}, pinging, headers={"Idempotency-Key": key})
    assert await code_of(answer) == (400, "bad_idempotency_key")


async def test_a_key_is_answered_once_and_never_for_another_payload(site: Site, pinging: str) -> None:
    headers = {"Idempotency-Key": "k1"}
    for _ in range(3):
        assert (await site.post(PING, {"text": "x"}, pinging, headers=headers)).status == 200
    other = await site.post(PING, {"text": "y"}, pinging, headers=headers)
    assert await code_of(other) == (409, "idempotency_mismatch")
    await site.running.settle()
    assert len(site.running.recorded("ping.*")) == 1


@pytest.mark.expects_errors
async def test_what_we_did_not_foresee_stays_inside(site: Site, pinging: str, caplog: pytest.LogCaptureFixture) -> None:
    answer = await site.post(PING, {"text": "boom"}, pinging)
    text = await answer.text()
    assert await code_of(answer) == (500, "internal")
    assert "boom" not in text
    assert "Traceback" not in text
    (record,) = [record for record in caplog.records if record.name == "fengsui.http.problem"]
    assert json.loads(text)["detail"].split()[-1].strip(".。") in record.getMessage()


async def test_a_page_elsewhere_cannot_use_us(site: Site, pinging: str) -> None:
    headers = {"Origin": "https://evil.example"}
    assert await code_of(await site.post(PING, {"text": "x"}, pinging, headers=headers)) == (403, "foreign_origin")
    own = {"Origin": f"http://{site.client.host}:{site.client.port}"}
    assert (await site.post(PING, {"text": "x"}, pinging, headers=own)).status == 200


async def test_a_flood_is_slowed_for_its_own_session_only(site: Site, pinging: str) -> None:
    other = await site.add("second", "pinger")
    statuses = [(await site.post(PING, {"text": "x"}, pinging)).status for _ in range(80)]
    assert statuses[:40] == [200] * 40
    refused = await site.post(PING, {"text": "x"}, pinging)
    if refused.status == 429:
        assert await code_of(refused) == (429, "rate_limited")
        assert int(refused.headers["Retry-After"]) >= 1
    assert 429 in statuses
    assert (await site.post(PING, {"text": "x"}, other)).status == 200


async def test_health_metrics_plugins(site: Site, pinging: str) -> None:
    assert (await (await site.get("/healthz")).json())["status"] == "ok"
    text = await (await site.get("/metrics")).text()
    assert 'fengsui_http_requests_total{method="POST",route="/api/v1/session",status="201"}' in text
    assert "fengsui_journal_head " in text
    found = await (await site.get("/api/v1/plugins", pinging)).json()
    assert found["plugins"] == [{"name": "ping", "version": "1", "title": "ping", "state": "loaded", "reason": ""}]


async def test_no_client_can_invent_a_metric_label(site: Site) -> None:
    await site.get("/made/up/by/a/client")
    await site.client.request("BREW", "/healthz")
    text = await (await site.get("/metrics")).text()
    assert "made" not in text
    assert "BREW" not in text
