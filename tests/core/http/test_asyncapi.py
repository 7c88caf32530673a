"""The feed's description is valid AsyncAPI 3.0, and what the server says and hears fits it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from jsonschema import Draft7Validator
from tests.core.http.conftest import Site

from fengsui.encode import to_plain
from fengsui.feed.codes import Code
from fengsui.feed.frames import cloud_event
from fengsui.http import build
from fengsui.testing import Running, running

SCHEMA = json.loads((Path(__file__).parents[2] / "golden" / "asyncapi-3.0.0.schema.json").read_text("utf-8"))
Json = dict[str, Any]


async def described(run: Running) -> Json:
    async with TestClient(TestServer(build(run.system))) as client:
        document: Json = await (await client.get("/api/asyncapi.json")).json()
        return document


@cache
def _validator(text: str, schema: str) -> Draft7Validator:
    document = json.loads(text)
    return Draft7Validator({**document["components"]["schemas"][schema], "components": document["components"]})


def faults(document: Json, schema: str, value: Any) -> list[str]:
    return [error.message for error in _validator(json.dumps(document), schema).iter_errors(value)]


def references(found: Any) -> set[str]:
    if isinstance(found, dict):
        own = {found["$ref"]} if isinstance(found.get("$ref"), str) else set()
        return own.union(*(references(value) for value in found.values()))
    return set().union(*(references(value) for value in found)) if isinstance(found, list) else set()


def resolve(document: Json, reference: str) -> Any:
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step.replace("~1", "/").replace("~0", "~")]
    return found


async def test_all_installed_plugins_are_described() -> None:
    async with running(None) as run:
        document = await described(run)
        registry = run.system.registry
    assert [error.message for error in Draft7Validator(SCHEMA).iter_errors(document)] == []
    for reference in references(document):
        resolve(document, reference)
    messages = document["channels"]["feed"]["messages"]
    assert {f"event.{topic}" for topic in registry.events} <= set(messages)
    assert set(document["components"]["messages"]["client.cmd"]["x-commands"]) == set(registry.commands)
    for schema in document["components"]["schemas"].values():
        Draft7Validator.check_schema(schema)


async def test_an_alerts_data_is_described_with_its_fields() -> None:
    async with running(["incidents", "rosters", "plans"]) as run:
        document = await described(run)
    data = document["components"]["schemas"]["data.incidents.ordered"]
    assert "order" in data["required"]
    assert "exercise" not in data["properties"]


async def test_every_close_code_has_its_verdict(site: Site) -> None:
    document = await described(site.running)
    codes = document["channels"]["feed"]["x-close-codes"]
    assert {str(int(code)) for code in Code} <= set(codes)
    assert {code: told["verdict"] for code, told in codes.items() if code >= "4000"} == {
        code: "stop" if code >= "4100" else "try again" for code in codes if code >= "4000"
    }


async def test_what_is_recorded_fits_what_is_described(site: Site) -> None:
    run = site.running
    await site.add("wanglei", "auditor")
    await run.settle()
    document = await described(run)
    assert run.recorded()
    for one in run.recorded():
        event = to_plain(cloud_event(one, "/310107"))
        frame = {"kind": "event", "sub": 1, "seq": one.seq, "prev": one.seq - 1, "event": event}
        assert faults(document, "server.event", frame) == []
        assert faults(document, f"data.{one.topic}", event["data"]) == []


async def test_the_same_document_without_a_server(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    from fengsui.cli import main

    assert main(["--lang", "en", "--data", str(site.running.system.settings.data), "feed", "asyncapi"]) == 0
    offline = json.loads(capsys.readouterr().out)
    assert [error.message for error in Draft7Validator(SCHEMA).iter_errors(offline)] == []
    online = await described(site.running)
    assert offline["components"]["schemas"]["client.hello"] == online["components"]["schemas"]["client.hello"]
    assert "event.incidents.ordered" in offline["components"]["messages"]
