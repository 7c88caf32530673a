"""The description is valid OpenAPI 3.1 and says what the server does, for every plugin that is installed."""

from __future__ import annotations

from aiohttp.test_utils import TestClient, TestServer
from openapi_spec_validator import OpenAPIV31SpecValidator
from tests.core.http.conftest import Site

from fengsui.http import build
from fengsui.testing import running


async def test_all_installed_plugins_are_described() -> None:
    async with running(None) as run, TestClient(TestServer(build(run.system))) as client:
        document = await (await client.get("/api/openapi.json")).json()
        OpenAPIV31SpecValidator(document).validate()
        registry = run.system.registry
        for name, command in registry.commands.items():
            told = document["paths"][f"/api/v1/{name.replace('.', '/', 1)}"]["post"]
            assert told["x-permission"] == command.permission
            assert told["requestBody"]["content"]["application/json"]["schema"]
        for name in registry.views:
            assert "get" in document["paths"][f"/api/v1/{name.replace('.', '/', 1)}"]


async def test_parameters_come_from_the_declaration(site: Site) -> None:
    document = await (await site.get("/api/openapi.json", headers={"Accept-Language": "zh"})).json()
    echo = document["paths"]["/api/v1/ping/echo"]["get"]
    assert {(p["name"], p["in"], p["required"]) for p in echo["parameters"]} == {
        ("text", "query", False),
        ("often", "query", False),
        ("among", "query", False),
    }
    answer = document["paths"]["/api/v1/core/add_user"]["post"]["responses"]["200"]
    schema = answer["content"]["application/json"]["schema"]["properties"]["answer"]
    assert document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]["required"] == ["user", "code"]


async def test_a_type_without_schema_leaves_its_place_open(site: Site) -> None:
    class Odd:
        pass

    from fengsui.hooks import View
    from fengsui.registry import BoundView

    odd = View(name="odd", summary="Odd", read=lambda r, g: None, parameters=dict, answer=Odd)
    site.running.system.registry.views["ping.odd"] = BoundView("ping", odd)
    document = await (await site.get("/api/openapi.json")).json()
    schema = document["paths"]["/api/v1/ping/odd"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema["properties"]["answer"] == {}
