"""With the rig of our own server nothing is skipped and everything is provoked; who breaks a rule fails its case."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pytest
from tests.core.feedcheck.acts import InProcess
from tests.core.feedcheck.broken import Patch, the_code_is_wrong
from tests.core.feedcheck.ground import ground

from fengsui.access.policy import Actor
from fengsui.cli import main
from fengsui.feed import talk
from fengsui.feed.codes import Code
from fengsui.feed.hub import Hub
from fengsui.feed.session import Session
from fengsui.feed.subscription import Subscription
from fengsui.feedcheck.cases import all_cases
from fengsui.feedcheck.coverage import coverage, elements
from fengsui.feedcheck.running import Result, check, look

RIGGED = {one.id for one in all_cases() if one.id.startswith(("token.", "restart."))}


async def test_with_our_own_rig_nothing_is_skipped_and_everything_is_provoked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The real server in its own process, by the command as a person gives it."""
    code = await asyncio.to_thread(main, ["feed", "check", "--rig", "own", "--json", "--lang", "en"])
    told = json.loads(capsys.readouterr().out)
    assert [case for case in told["cases"] if case["outcome"] != "passed"] == []
    assert (code, told["failed"], told["skipped"], told["rig"]) == (0, 0, 0, True)
    assert {case["id"] for case in told["cases"]} == {one.id for one in all_cases()}
    assert [one["what"] for one in told["coverage"]] == elements()
    assert [one for one in told["coverage"] if not one["provoked"]] == []


# -- servers that break one rule -----------------------------------------------------------------------------


async def run(only: Iterable[str]) -> list[Result]:
    async with ground() as (person, served):
        person.token, person.device, person.patience = "wang", "", 2.0
        person.rig = InProcess(served)
        await look(person)
        return [result async for result in check(person, [one for one in all_cases() if one.id in only])]


async def test_a_feed_that_keeps_the_rules_passes_every_case_that_needs_a_rig() -> None:
    results = await run(RIGGED)
    assert [(one.case.id, one.expected, one.came) for one in results if one.outcome != "passed"] == []
    seen = {one.what for one in coverage(results, all_cases()) if one.by}
    assert {"server notice token_expiring", "server notice draining", "server gap why=scope"} <= seen
    assert {f"close {code}" for code in (1006, 4000, 4003, 4005, 4101, 4103)} <= seen


def nobody_is_told_of_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Session.send

    def send(self: Session, body: dict[str, Any]) -> None:
        if "token_expiring" not in body:
            right(self, body)

    monkeypatch.setattr(Session, "send", send)


def tokens_do_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def until(session: Session, actor: Actor) -> None:
        session.expires = datetime.fromisoformat("2999-01-01T00:00:00+00:00")

    monkeypatch.setattr(talk, "until", until)


def a_fresh_token_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    right = talk.until

    def until(session: Session, actor: Actor) -> None:
        if session.expires is None:
            right(session, actor)

    monkeypatch.setattr(talk, "until", until)


def the_revoked_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Hub, "revoke", lambda self, name: None)


def goodbyes_are_not_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    def drain(self: Hub, spread_ms: int, only: Iterable[Session] | None = None, why: str = "") -> None:
        for session in list(self.sessions if only is None else only):
            session.close(Code.DRAINING, why)

    monkeypatch.setattr(Hub, "drain", drain)


def what_is_newly_seen_is_no_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Session.gap

    def gap(self: Session, sub: Subscription, to: int, why: str) -> None:
        if why != "scope":
            right(self, sub, to, why)

    monkeypatch.setattr(Session, "gap", gap)


BROKEN: dict[Patch, tuple[set[str], set[str]]] = {
    the_code_is_wrong(Code.SERVER_ERROR, 4101): ({"restart.fault"}, {"restart.drained", "token.revoked"}),
    the_code_is_wrong(Code.FORBIDDEN, 4000): ({"token.revoked"}, {"token.changed", "token.revoked-auth"}),
    the_code_is_wrong(Code.DRAINING, 1001): ({"restart.drained", "token.changed"}, {"token.revoked", "restart.fault"}),
    goodbyes_are_not_announced: ({"restart.drained", "token.changed"}, {"token.revoked"}),
    the_revoked_stay: ({"token.revoked"}, {"token.revoked-auth", "token.changed"}),
    what_is_newly_seen_is_no_gap: ({"token.widened"}, {"token.changed"}),
    nobody_is_told_of_the_end: ({"token.expires", "token.renewed"}, set()),
    tokens_do_not_end: ({"token.expires", "token.renewed"}, set()),
    a_fresh_token_does_not_count: ({"token.renewed"}, {"token.expires"}),
}
"""By what is broken: the cases that fail, and some beside them that do not."""


@pytest.mark.parametrize("patch", BROKEN, ids=lambda patch: patch.__qualname__)
async def test_a_server_that_breaks_one_rule_fails_its_cases(patch: Patch, monkeypatch: pytest.MonkeyPatch) -> None:
    patch(monkeypatch)
    failing, passing = BROKEN[patch]
    results = await run(failing | passing)
    assert {one.case.id for one in results if one.outcome == "failed"} == failing
    assert {one.case.id for one in results if one.outcome == "passed"} == passing
