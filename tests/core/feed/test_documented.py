"""docs/feed.md, the server's codes and the client's verdicts say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fengsui.client.verdicts import VERDICTS, verdict
from fengsui.feed.codes import Code
from fengsui.wire.frames import FROM_CLIENT, FROM_SERVER, Kind

PAGE = (Path(__file__).parents[3] / "docs" / "feed.md").read_text(encoding="utf-8")
CODES = PAGE.partition("## Close codes")[2].partition("## Limits")[0]


def _documented() -> dict[int, bool]:
    """Each code of the page and whether it says stop."""
    rows = re.findall(r"(?m)^\| ((?:\d{4}(?:, )?)+) \|.*\| (.+) \|$", CODES)
    return {int(code): "**stop**" in said for codes, said in rows for code in codes.split(", ")}


def test_page_and_client_agree_on_every_verdict() -> None:
    assert _documented() == {code: known.stop for code, known in VERDICTS.items()}


@pytest.mark.parametrize("code", list(Code))
def test_every_code_of_the_server_is_documented(code: Code) -> None:
    assert int(code) in _documented()


def test_the_range_is_the_verdict() -> None:
    for code in range(4000, 4200):
        assert verdict(code).stop == (code >= 4100)


@pytest.mark.parametrize("kind", [*FROM_CLIENT.values(), *FROM_SERVER.values()], ids=lambda kind: kind.name)
def test_every_kind_is_documented_with_its_fields(kind: Kind) -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith(f"| `{kind.name}` |")]
    told = "".join(rows)
    assert [field.name for field in kind.body.fields if not re.search(rf"\b{field.name}\b", told)] == []


@pytest.mark.parametrize("why", ["epoch", "retention", "scope"])
def test_every_reason_of_a_gap_is_documented(why: str) -> None:
    assert f"`{why}`" in PAGE
