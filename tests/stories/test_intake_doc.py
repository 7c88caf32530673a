"""The examples of docs/intake.md, sent to a real server as a stranger sends them: each is answered as it says there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.stories.door import Door

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGE = Path(__file__).parents[2] / "docs" / "intake.md"
SAID = re.compile(r"^\$ (?:WHO=(\w+)|say (\w+) '(.*)'\n(\{.*\}))$", re.MULTILINE)
CALL = re.compile(r"C\d{4}-\d{4}")
ROLES = {"www": "public_form"}


class Numbers:
    """Which call of the page is which call of this server."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def on_the_page(self, answer: dict[str, Any], wanted: dict[str, Any]) -> Any:
        for here, there in zip(CALL.findall(json.dumps(answer)), CALL.findall(json.dumps(wanted)), strict=True):
            assert self._known.setdefault(there, here) == here
        return json.loads(CALL.sub("C", json.dumps(answer)))


async def test_every_example_is_answered_as_it_says(door: Door) -> None:
    examples, who, numbers = SAID.findall(PAGE.read_text("utf-8")), "", Numbers()
    assert len(examples) > 15
    for name, command, sent, wanted in examples:
        if name:
            who = name
            given = {"device": who, "label": f"machine:{who}", "roles": [ROLES.get(who, "intake_machine")]}
            door.tokens[who] = (await door.done("core.issue_token", given, "admin"))["token"]
            continue
        _, found = await door.post(f"incidents.{command}", json.loads(sent), who)
        expected = json.loads(wanted)
        assert numbers.on_the_page(found, expected) == json.loads(CALL.sub("C", wanted)), sent


async def test_a_command_is_no_view_and_a_view_no_command(door: Door) -> None:
    status, found = await door.ask("GET", "incidents/receive")
    assert (status, found["code"]) == (405, "wrong_method")
    assert found["detail"] == "incidents.receive is a command: send it by POST."
    status, found = await door.post("incidents.calls", {})
    assert (status, found["detail"]) == (405, "incidents.calls is a view: ask for it by GET.")


async def test_a_refusal_is_in_the_language_that_is_asked_for(door: Door) -> None:
    given = {"device": "page", "label": "machine:page", "roles": ["public_form"]}
    door.tokens["page"] = (await door.done("core.issue_token", given, "admin"))["token"]
    sent = {"key": "", "source": "joint_centre", "text": "\a"}
    _, found = await door.post("incidents.receive", sent, "page", headers={"Accept-Language": "zh"})
    assert found["detail"] == "需要权限 incidents.intake_machine。"
    given = {"device": "machine", "label": "machine:one", "roles": ["intake_machine"]}
    door.tokens["machine"] = (await door.done("core.issue_token", given, "admin"))["token"]
    _, chinese = await door.post("incidents.receive", sent, "machine", headers={"Accept-Language": "zh"})
    _, english = await door.post("incidents.receive", sent, "machine")
    assert [fault["expected"] for fault in chinese["faults"]] == [
        "长度至少 1, 现为 0", "文字不得含控制字符或方向字符 (发现 U+0007)",
    ]  # fmt: skip
    assert english["faults"][1]["expected"] == "text without control or direction characters (found U+0007)"
