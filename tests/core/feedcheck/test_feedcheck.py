"""Every case passes against our own feed; a server that breaks one rule fails the cases of that rule alone."""

from __future__ import annotations

import asyncio
import io
import json
import re
from typing import Any

import pytest
from tests.core.feedcheck.broken import Patch, the_code_is_wrong
from tests.core.feedcheck.ground import Gate, ground, results

from fengsui.cli import main
from fengsui.errors import FengsuiError
from fengsui.feed import said, talk
from fengsui.feed import session as sessions
from fengsui.feed.codes import Code
from fengsui.feed.filter import Filter
from fengsui.feed.frames import Encoded
from fengsui.feed.hub import Hub
from fengsui.feed.session import Session
from fengsui.feed.subscription import Subscription
from fengsui.feedcheck.cases import all_cases
from fengsui.feedcheck.running import Result


def wrong(found: dict[str, Result]) -> dict[str, tuple[str, str]]:
    return {
        id: (result.expected.say("en"), result.came.say("en"))
        for id, result in found.items()
        if result.expected is not None and result.came is not None
    }


def skipped(found: dict[str, Result]) -> set[str]:
    return {id for id, result in found.items() if result.outcome == "skipped"}


RIGGED = {one.id for one in all_cases() if one.id.startswith(("token.", "restart."))}


async def test_our_own_feed_keeps_to_every_case_for_a_person() -> None:
    async with ground() as (person, _):
        person.token, person.device, person.other_token = "wang", "", "D-T06"
        found = await results(person, slow=False)
    assert wrong(found) == {}
    fast = {one.id for one in all_cases() if not one.slow}
    assert skipped(found) == {"hello.foreign-device", "gap.retention", "ack.delivered", "live.presence"} | RIGGED & fast


async def test_our_own_feed_keeps_to_every_case_for_a_device() -> None:
    async with ground(first=100) as (device, _):
        found = await results(device, slow=False)
    assert wrong(found) == {}
    assert skipped(found) - RIGGED == {"replaces.other-device"}


# -- servers that break one rule -----------------------------------------------------------------------------


def prev_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Encoded.frame
    monkeypatch.setattr(Encoded, "frame", lambda self, number, prev: right(self, number, prev + 1))


def acks_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talk, "ack", lambda session, frame: None)


def gaps_are_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def gap(self: Session, sub: Subscription, to: int, why: str) -> None:
        sub.told = sub.scanned = to

    monkeypatch.setattr(Session, "gap", gap)


def a_second_hello_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    right = talk.handle

    def handle(session: Session, frame: dict[str, Any], now: float) -> None:
        if session.actor is not None and frame["kind"] == "hello":
            session.asking, session.actor = frame, None
            session.link.authenticate(frame["token"])
        else:
            right(session, frame, now)

    monkeypatch.setattr(talk, "handle", handle)


def unknown_kinds_are_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    right = said.read_frame

    def read(payload: Any) -> dict[str, Any]:
        frame = right(payload)
        if frame["kind"] not in ("hello", "sub", "ack", "cmd", "auth", "hb"):
            raise said.bad("unknown kind")
        return frame

    monkeypatch.setattr(sessions, "read_frame", read)


def keys_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Gate.execute
    monkeypatch.setattr(Gate, "execute", lambda self, name, args, actor, key: right(self, name, args, actor, None))


def filters_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Filter, "passes", lambda self, event: True)


def resumes_are_from_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """`after` is read and then forgotten."""
    right = talk.begin
    monkeypatch.setattr(talk, "begin", lambda session, sub, after: right(session, sub, None))


def the_old_connection_is_dropped_too_early(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Hub.enter

    def enter(self: Hub, session: Session, replaces: str) -> None:
        right(self, session, replaces)
        old, session.replacing = session.replacing, None
        self.drop(old, Code.DRAINING, "replaced")

    monkeypatch.setattr(Hub, "enter", enter)


def welcome_lacks_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Session.send

    def send(self: Session, body: dict[str, Any]) -> None:
        limits = {name: most for name, most in body.get("limits", {}).items() if name != "subs"}
        right(self, {**body, "limits": limits} if body["kind"] == "welcome" else body)

    monkeypatch.setattr(Session, "send", send)


FORWARD = {"sub.same-id", "position.chain", "ack.taken", "gap.retention"}
NARROWED = {"filter.topic", "filter.beginning", "filter.severity", "filter.label", "position.bookmark"}
BROKEN: dict[Patch, set[str]] = {
    prev_is_wrong: {*FORWARD, "gap.epoch", "cmd.key", "live.event", "live.read-again", "live.cut", "live.two",
                    "live.old-number"},
    acks_are_not_read: {"ack.no-seq", "ack.no-sub", "ack.seq-text", "ack.seq-negative", "ack.sub-flag"},
    gaps_are_not_said: {"gap.epoch", "gap.ahead"},
    a_second_hello_is_answered: {"hello.twice"},
    the_code_is_wrong(Code.NO_HELLO, 4100): {"hello.first", "hello.unknown-first"},
    the_code_is_wrong(Code.REPLACED, 4000): {"replaces.nothing", "replaces.another"},
    the_code_is_wrong(Code.RATE, 1008): {"limit.frames"},
    unknown_kinds_are_errors: {"frame.unknown-kind", "frame.largest", "hello.unknown-first"},
    keys_are_not_kept: {"cmd.key"},
    filters_are_ignored: NARROWED,
    resumes_are_from_the_end: {*FORWARD, "gap.epoch", "gap.ahead", "position.bookmark", "filter.label", "cmd.key",
                               "live.read-again", "live.cut"},
    the_old_connection_is_dropped_too_early: {"replaces.own"},
}  # fmt: skip


@pytest.mark.parametrize("patch", BROKEN, ids=lambda patch: patch.__qualname__)
async def test_a_server_that_breaks_one_rule_fails_its_cases(patch: Patch, monkeypatch: pytest.MonkeyPatch) -> None:
    patch(monkeypatch)
    async with ground() as (person, _):
        person.token, person.device, person.other_token, person.patience = "wang", "", "D-T06", 2.0
        busy = any(one.busy for one in all_cases() if one.id in BROKEN[patch])
        found = await results(person, slow=False, busy=busy)
    assert set(wrong(found)) == BROKEN[patch]


async def test_a_welcome_that_lacks_a_field_lets_nothing_be_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    welcome_lacks_a_limit(monkeypatch)
    async with ground() as (person, _):
        with pytest.raises(FengsuiError) as raised:
            await results(person)
    assert raised.value.code == "feed_not_entered"
    assert "field limits" in str(raised.value.params["expected"])


# -- the command ---------------------------------------------------------------------------------------------


async def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = await asyncio.to_thread(main, ["feed", "check", *words])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("wang\n"))


@pytest.mark.usefixtures("token")
async def test_the_command_says_each_case_on_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    async with ground() as (person, _):
        code, out, _ = await run(capsys, person.url, "--token-file", "-", "--only", "frame.*", "--lang", "zh")
    lines = out.splitlines()
    assert code == 0
    assert lines[0].split() == ["通过", "frame.not-json", "不是", "JSON", "的帧以", "4100", "关闭"]
    assert lines[-1] == f"{len(lines) - 1} 项通过, 0 项未通过, 0 项略过"


@pytest.mark.usefixtures("token")
async def test_a_failure_says_what_was_expected_and_what_came(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    the_code_is_wrong(Code.NO_HELLO, 4100)(monkeypatch)
    async with ground() as (person, _):
        code, out, _ = await run(
            capsys, person.url, "--token-file", "-", "--quick", "--only", "hello.f*", "--json", "--lang", "en"
        )
    told = json.loads(out)
    assert (code, told["passed"], told["failed"], told["skipped"]) == (1, 0, 1, 1)
    assert told["rig"] is False
    assert [(case["id"], case.get("expected"), case.get("came")) for case in told["cases"]] == [
        ("hello.foreign-device", None, None),
        ("hello.first", "close 4104", "close 4100 the first frame is hello"),
    ]


@pytest.mark.usefixtures("token")
async def test_where_no_feed_answers_the_code_is_3(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = await run(capsys, "ws://127.0.0.1:9/feed", "--token-file", "-", "--lang", "en")
    assert (code, "[server_unreachable]" in err) == (3, True)


async def test_a_token_that_is_not_let_in_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FENGSUI_TOKEN", "nobody")
    async with ground() as (person, _):
        code, _, err = await run(capsys, person.url, "--lang", "en")
    assert code == 1
    assert "came close 4101 the token is not known, expired or revoked" in err
    assert "[feed_not_entered]" in err


def test_every_case_is_called_after_its_theme() -> None:
    cases = all_cases()
    assert len({one.id for one in cases}) == len(cases) > 80
    assert [one.id for one in cases if not re.fullmatch(r"[a-z]+\.[a-z0-9]+(-[a-z0-9]+)*", one.id)] == []
