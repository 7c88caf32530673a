"""The life of a ticket: what may follow what, what each step needs, and by when."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.working_days import add_working_days
from fengsui_incidents.api.words import TicketKind, TicketState
from fengsui_incidents.model.rules import shipped_by_key
from fengsui_incidents.model.tickets import (
    STEPS,
    Step,
    Ticket,
    deadline,
    faults_of,
    next_steps,
    reward_of,
    working_days_of,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
FULL = {
    "owner": "刘",
    "result": "true",
    "material": "现场检查记录",
    "signed_by": "陈",
    "text": "已整改",
    "channel": "phone",
}


def ticket(state: TicketState, kind: TicketKind = "report", **more: object) -> Ticket:
    return Ticket(id="T1122-0001", state=state, kind=kind, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "to", "missing"),
    [
        ("received", "triaged", set()),
        ("triaged", "verifying", {"owner_needed"}),
        ("verifying", "verified", {"result_needed", "material_needed"}),
        ("verified", "rectifying", {"signed_by_needed"}),
        ("verified", "replied", {"text_needed", "channel_needed"}),
        ("replied", "visited", {"text_needed"}),
        ("replied", "closed", {"text_needed"}),
        ("received", "closed", {"no_such_step"}),
        ("closed", "verifying", {"no_such_step"}),
    ],
)
def test_every_step_says_all_that_it_lacks(state: TicketState, to: TicketState, missing: set[str]) -> None:
    assert {fault.code for fault in faults_of(ticket(state), Step(to=to))} == missing


@pytest.mark.parametrize("state", STEPS)
def test_every_step_that_is_offered_can_be_taken(state: TicketState) -> None:
    for anonymous in (False, True):
        for result in ("", "true", "partly", "false"):
            one = ticket(state, result=result, anonymous=anonymous)
            for to in next_steps(one):
                assert faults_of(one, Step(to=to, **FULL)) == ()


def test_what_was_not_true_is_answered_and_not_put_right() -> None:
    assert "rectifying" not in next_steps(ticket("verified", result="false"))
    assert "rectifying" in next_steps(ticket("verified", result="partly"))


def test_a_question_may_be_answered_at_once() -> None:
    assert "replied" in next_steps(ticket("triaged", "consult"))
    assert "replied" not in next_steps(ticket("triaged", "report"))


def test_nobody_is_visited_who_is_not_known() -> None:
    one = ticket("replied", anonymous=True)
    assert next_steps(one) == ("closed",)
    assert faults_of(one, Step(to="closed")) == ()


@given(st.sampled_from(sorted(STEPS)), st.booleans())
def test_every_ticket_can_come_to_an_end(state: TicketState, anonymous: bool) -> None:
    seen, edge = {state}, [state]
    while edge:
        here = edge.pop()
        for to in next_steps(ticket(here, result="true", anonymous=anonymous)):
            if to not in seen:
                seen.add(to)
                edge.append(to)
    assert {"closed", "emergency"} & seen


def test_working_days_end_with_the_day_in_the_centres_zone() -> None:
    friday = datetime(2026, 11, 20, 23, 30, tzinfo=SHANGHAI)
    due, certain = deadline(friday, 1, SHANGHAI, add_working_days)
    assert due == datetime(2026, 11, 24, tzinfo=SHANGHAI)
    assert certain
    assert not deadline(datetime(2037, 12, 30, tzinfo=SHANGHAI), 5, SHANGHAI, add_working_days)[1]


def test_the_local_days_ship_switched_off() -> None:
    row = shipped_by_key()["ticket_working_days"]
    assert (row["certainty"], row["enabled"]) == ("K-L", False)
    assert working_days_of(row["value"], "hotline_12345", "complaint") == 5
    assert working_days_of(row["value"], "street", "complaint") is None


@pytest.mark.parametrize(("fine", "yuan"), [(0, 3000), (10_000, 3000), (100_000, 15_000), (9_000_000, 300_000)])
def test_the_reward_is_a_share_within_bounds(fine: int, yuan: int) -> None:
    assert reward_of(fine, shipped_by_key()["reward"]["value"]).yuan == yuan
