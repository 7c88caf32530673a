"""What a run has covered: derived from the declarations, observed in what passed, explained where it is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from fengsui.client.verdicts import VERDICTS
from fengsui.feed.codes import Code
from fengsui.feedcheck import coverage as covering
from fengsui.feedcheck.cases import Case, all_cases
from fengsui.feedcheck.coverage import coverage, elements, heard, said
from fengsui.feedcheck.ground import Ground
from fengsui.feedcheck.phrases import skip
from fengsui.feedcheck.running import Outcome, Result
from fengsui.wire.codes import LOST, MET, SENT
from fengsui.wire.frames import FROM_CLIENT, FROM_SERVER


def test_the_declared_codes_are_those_of_server_and_client() -> None:
    library = {1002}  # said by websockets itself
    assert SENT.keys() == {*map(int, Code)} | library
    assert VERDICTS.keys() == {*SENT, *MET, LOST}


def test_every_frame_and_close_code_has_a_case() -> None:
    """A code or kind that is added to the declaration fails here until a case says that it provokes it."""
    proven = {what for one in all_cases() for what in one.proves}
    assert set(elements()) - proven == set()
    assert proven - set(elements()) == set()


def test_elements_are_every_kind_with_its_variants_and_every_code() -> None:
    found = elements()
    assert len(found) == len(set(found))
    assert {f"client {name}" for name in FROM_CLIENT} <= set(found)
    assert {f"server {name}" for name in FROM_SERVER} <= set(found)
    assert [what for what in found if what.startswith("server gap ")] == [
        "server gap why=retention",
        "server gap why=epoch",
        "server gap why=scope",
    ]
    assert {what for what in found if what.startswith("server notice ")} == {
        "server notice draining",
        "server notice slow",
        "server notice token_expiring",
        "server notice presence",
    }
    assert {"server res ok=true", "server res ok=false", "close 1006", "close 4003"} <= set(found)


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        ({"kind": "sub", "id": 1, "after": "now"}, {"client sub"}),
        ({"kind": "sub", "after": "now"}, set()),
        ({"kind": "ack", "sub": 1, "seq": -1}, set()),
        ({"kind": "telemetry"}, set()),
        ({"kind": 7}, set()),
    ],
)
def test_of_the_client_counts_what_is_said_rightly(frame: Mapping[str, Any], expected: set[str]) -> None:
    assert said(frame) == expected


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        ({"kind": "res", "id": 1, "ok": False}, {"server res", "server res ok=false"}),
        ({"kind": "gap", "why": "scope"}, {"server gap", "server gap why=scope"}),
        ({"kind": "notice", "slow": {}}, {"server notice", "server notice slow"}),
        ({"kind": "notice", "news": {}}, {"server notice"}),
        ({"kind": "live"}, {"server live"}),
        ({"kind": "unknown"}, set()),
    ],
)
def test_of_the_server_each_variant_counts(frame: Mapping[str, Any], expected: set[str]) -> None:
    assert heard(frame) == expected


async def _nothing(ground: Ground) -> None:
    pass


def result(case: Case, outcome: Outcome, *seen: str) -> Result:
    why = skip("needs {what}", what="more").why if outcome == "skipped" else None
    return Result(case, outcome, frozenset(seen), why=why)


FAULT = Case("restart.fault", "", _nothing, proves=("close 4003",))


def why(*results: Result, cases: tuple[Case, ...] = (FAULT,)) -> str:
    found = next(one for one in coverage(results, cases) if one.what == "close 4003")
    assert (found.by == ()) == (found.why is not None)
    return found.why.say("en") if found.why else f"by {', '.join(found.by)}"


def test_what_was_seen_in_a_case_that_passed_is_provoked() -> None:
    other = Case("frame.other", "", _nothing)
    assert why(result(other, "passed", "close 4003"), result(FAULT, "skipped")) == "by frame.other"


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("failed", "restart.fault failed"),
        ("skipped", "restart.fault: needs more"),
        ("passed", "did not come, though restart.fault passed"),
    ],
)
def test_what_was_not_provoked_says_why(outcome: Outcome, expected: str) -> None:
    assert why(result(FAULT, outcome, *(["close 4003"] if outcome == "failed" else []))) == expected


def test_what_was_left_out_or_has_no_case_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert why() == "restart.fault was left out"
    assert why(cases=()) == "no case asks for it"
    monkeypatch.setattr(covering, "SENT", {**SENT, 4006: "new"})
    new = next(one for one in coverage([], all_cases()) if one.what == "close 4006")
    assert new.why is not None
    assert new.why.text == "no case asks for it"
