"""Bad input over a real server: each gets its code, and nothing of it is applied.

The server stands on a clock that does not move, so that the journal's head moves only when somebody is heard.
"""

from __future__ import annotations

import asyncio
import gzip
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from tests.core.feed.serving import SUBPROTOCOL, hear, say
from tests.stories.door import JSON, Door, greeted
from tests.stories.night import WIND
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from fengsui.testing import NIGHT

pytestmark = pytest.mark.asyncio(loop_scope="module")

FORGED = "桃浦队\n99 !!  00:01 未应答 SILENT  鬼队"
MIRRORED = "桃浦\u202e队"
ESCAPED = "\x1b[2J\x1b[1;1H鬼队"


def paths(found: dict[str, Any]) -> set[str]:
    return {fault["path"] for fault in found["faults"]}


def codes(found: dict[str, Any]) -> set[str]:
    return {fault["code"] for fault in found["faults"]}


# -- fields ----------------------------------------------------------------------------------------------

FIELDS: dict[str, tuple[str, Any, set[str]]] = {
    "unknown": ("incidents.take_call", {"source": "joint_centre", "colour": "red"}, {"colour"}),
    "unknown within": ("incidents.report", {"line": "an", "wind": {**WIND, "gust": 3}}, {"wind.gust"}),
    "wrong types": (
        "incidents.take_call",
        {"source": 5, "text": {"a": 1}, "phone": ["1"], "lat": "north"},
        {"source", "text", "phone", "lat"},
    ),
    "a list for a text": ("incidents.note", {"incident": "E1122-01", "text": ["x"]}, {"text"}),
    "missing": ("incidents.dispatch", {}, {"incident", "authority"}),
    "missing, wrong and unknown at once": (
        "rosters.register_team",
        {"id": "T99", "kind": "navy", "colour": 1},
        {"name", "kind", "division", "lat", "lon", "people", "minimum", "reach", "colour"},
    ),
    "off the earth": ("incidents.take_call", {"source": "joint_centre", "lat": 91, "lon": -180.5}, {"lat", "lon"}),
    "a huge number": ("incidents.take_call", {"source": "joint_centre", "lat": 1e308, "lon": 0}, {"lat"}),
    "more people than there are": (
        "incidents.set_figure",
        {"incident": "E1122-01", "count": "dead", "value": 10**30, "source": "x"},
        {"value"},
    ),
    "a wind from nowhere": (
        "incidents.set_wind",
        {"incident": "E1122-01", "wind": {"from_degrees": 360, "speed": -1}},
        {"wind.from_degrees", "wind.speed"},
    ),
    "a row forged by a line break": (
        "rosters.register_team",
        {"id": "T99", "name": FORGED, "kind": "street", "division": "310107103", "lat": 31.2, "lon": 121.4,
         "people": 1, "minimum": 1, "reach": "direct"},
        {"name"},
    ),
    "a row forged by direction": (
        "incidents.report", {"line": "an", "place": MIRRORED, "lat": 31.27, "lon": 121.36}, {"place"}
    ),
    "a screen wiped by a call": ("incidents.take_call", {"source": "joint_centre", "text": ESCAPED}, {"text"}),
    "a name of one's own": ("core.add_user", {"name": "eve\r\nroot", "display": MIRRORED, "roles": []},
                            {"name", "display"}),
    "a path for an id": ("incidents.note", {"incident": "../../etc", "text": "x"}, {"incident"}),
}  # fmt: skip


@pytest.mark.parametrize("what", FIELDS)
async def test_fields(door: Door, what: str) -> None:
    command, payload, expected = FIELDS[what]
    who = "admin" if command.startswith(("rosters.", "core.")) else "officer"
    async with door.unheard():
        status, found = await door.post(command, payload, who)
        assert (status, found["code"]) == (422, "invalid"), found
        assert expected <= paths(found), found["faults"]
        assert not any(char in orjson.dumps(found).decode() for char in "\u202e\x1b")


FUTURE = (NIGHT + timedelta(hours=1)).isoformat()
TIMES: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "an incident of tomorrow": (
        "incidents.report", {"line": "an", "occurred_at": FUTURE}, "occurred_at", "time_in_future"
    ),
    "an answer of tomorrow": (
        "incidents.answer_for",
        {"order": "T06", "kind": "accepted", "channel": "phone", "said_by": "队长", "said_at": FUTURE},
        "said_at",
        "time_in_future",
    ),
    "a level of tomorrow": (
        "incidents.confirm_level_for",
        {"incident": "E1122-01", "level": "IV", "said_by": "周建国", "said_at": FUTURE},
        "said_at",
        "time_in_future",
    ),
    "no time at all": (
        "incidents.report", {"line": "an", "occurred_at": "half past three"}, "occurred_at", ""
    ),
    "a rest that is over before it begins": (
        "rosters.set_readiness",
        {"team": "T12", "readiness": "resting", "until": (NIGHT - timedelta(hours=1)).isoformat()},
        "until",
        "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TIMES)
async def test_times(door: Door, what: str) -> None:
    command, payload, path, code = TIMES[what]
    given = payload | ({"order": door.orders["T06"]} if "order" in payload else {})
    async with door.unheard():
        status, found = await door.post(command, given)
        assert status == 422, found
        assert path in paths(found), found
        assert not code or code in codes(found), found


# -- bodies ----------------------------------------------------------------------------------------------

TAKE = "incidents/take_call"
BODIES: dict[str, tuple[bytes, dict[str, str], int, str]] = {
    "10 MB": (b'{"source":"joint_centre","text":"' + b"x" * 10_000_000 + b'"}', {}, 413, "too_large"),
    "10 MB packed into 10 KB": (
        gzip.compress(b'{"source":"joint_centre","text":"' + b"x" * 10_000_000 + b'"}'), {"Content-Encoding": "gzip"},
        413, "too_large",
    ),
    "invalid UTF-8": (b'{"source":"joint_centre","text":"\xff\xfe"}', {}, 400, "bad_json"),
    "half a surrogate": (b'{"source":"joint_centre","text":"\\ud800"}', {}, 400, "bad_json"),
    "NUL": (b'{"source":"joint_centre","text":"a\\u0000b"}', {}, 400, "bad_json"),
    "not JSON": (b"source=joint_centre", {}, 400, "bad_json"),
    "a list": (b"[]", {}, 400, "bad_json"),
    "nothing": (b"", {}, 400, "bad_json"),
    "not a number": (b'{"source":"joint_centre","lat":NaN}', {}, 400, "bad_json"),
    "deeper than a stack": (b'{"source":' * 100_000, {}, 400, "bad_json"),
    "another kind": (b'{"source":"joint_centre"}', {"Content-Type": "text/xml"}, 415, "wrong_content_type"),
    "longer than a call": (b'{"source":"joint_centre","text":"' + b"x" * 5000 + b'"}', {}, 422, "invalid"),
}  # fmt: skip


@pytest.mark.parametrize("what", BODIES)
async def test_bodies(door: Door, what: str) -> None:
    body, headers, status, code = BODIES[what]
    async with door.unheard():
        found = await door.ask("POST", TAKE, data=body, headers=JSON | headers)
        assert (found[0], found[1]["code"]) == (status, code), found


async def test_a_key_used_twice(door: Door) -> None:
    """The same again gets its first answer; another payload, command or text is refused; neither is heard twice."""
    note = {"incident": door.incident, "text": "记一笔"}
    key = {"Idempotency-Key": "key-1"}
    first = await door.post("incidents.note", note, headers=key)
    assert first[0] == 200
    async with door.unheard():
        assert await door.post("incidents.note", note, headers=key) == first
        for command, payload in (
            ("incidents.note", {**note, "text": "另一笔"}),
            ("incidents.control", {"incident": door.incident}),
        ):
            status, found = await door.post(command, payload, headers=key)
            assert (status, found["code"]) == (409, "idempotency_mismatch")


# -- what is not one's own -------------------------------------------------------------------------------


async def test_another_teams_order_is_as_one_that_does_not_exist(door: Door) -> None:
    """The answers differ in nothing but the number that was asked for."""
    theirs, nobodys = door.orders["T09"], "PT1122-09-99"
    said = {"kind": "accepted", "people": 8, "minutes": 9}

    async def asked(order: str) -> Any:
        return await door.ask("GET", f"incidents/order?order={order}", "T06")

    async def answered(order: str) -> Any:
        return await door.post("incidents.receipt", {"order": order, **said}, "T06")

    async with door.unheard():
        for ask in (asked, answered):
            refused, missing = await ask(theirs), await ask(nobodys)
            assert refused[0] in (403, 404)
            assert orjson.loads(orjson.dumps(refused).replace(theirs.encode(), nobodys.encode())) == [*missing]
        status, found = await door.ask("GET", f"incidents/order?order={door.orders['T06']}", "T06")
        assert (status, found["answer"]["team"]) == (200, "T06")
        status, found = await door.ask("GET", "incidents/my_orders", "T06")
        assert [order["order"] for order in found["answer"]] == [door.orders["T06"]]


async def test_a_team_sees_no_board_and_hears_no_other_team(door: Door) -> None:
    async with door.unheard():
        for view in ("board", "queue", "calls", f"incident?incident={door.incident}"):
            status, found = await door.ask("GET", f"incidents/{view}", "T06")
            assert (status, found["code"]) == (403, "forbidden")
        socket = await greeted(door, "T06")
        await say(socket, kind="sub", id=1, filter={"labels": ["team:T09", "centre"]}, after={"epoch": "", "seq": 0})
        frame = await hear(socket)
        while frame["kind"] not in ("res", "live"):
            assert frame["kind"] != "event" or frame["event"]["subject"] != door.orders["T09"]
            frame = await hear(socket)
        await socket.close()


async def test_a_token_in_a_url(door: Door) -> None:
    token = door.tokens["officer"]
    async with door.unheard():
        for name in ("token", "access_token", "Token"):
            status, found = await door.ask("GET", f"incidents/board?{name}={token}")
            assert (status, found["code"]) == (400, "token_in_url")
            assert token not in orjson.dumps(found).decode()
            with pytest.raises(InvalidStatus) as refused:
                await connect(f"{door.feed}?{name}={token}", subprotocols=[SUBPROTOCOL], proxy=None)
            assert refused.value.response.status_code == 400
            assert refused.value.response.body.startswith(b"token_in_url")


# -- files -----------------------------------------------------------------------------------------------

BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [*{old},*{old},*{old},*{old},*{old},*{old},*{old},*{old},*{old},*{old}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


async def test_a_yaml_bomb_given_to_plans_check(tmp_path: Path) -> None:
    """Refused at its first alias, quickly, with its place; a 2 MiB file is not even read."""
    bomb, large = tmp_path / "bomb.yaml", tmp_path / "large.yaml"
    bomb.write_text(BOMB)
    large.write_text("id: x\n" + "# " + "x" * 2_000_000)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "fengsui", "plans", "check", "--json", str(bomb), str(large),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(20):
        out, _ = await process.communicate()
    faults = orjson.loads(out)["faults"]
    assert process.returncode == 1
    aliases = [fault for fault in faults if fault["file"] == str(bomb) and "alias" in fault["code"]]
    assert aliases, faults
    assert aliases[0]["line"] <= 2
    assert {fault["code"] for fault in faults if fault["file"] == str(large)} == {"too_large"}
