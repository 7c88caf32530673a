"""Durations, percentiles and deadlines from the record's entries."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.events import Recorded
from fengsui_evaluation.api.values import Destruction, Finding
from fengsui_evaluation.model.chain import percentile, spans_of, spreads_of, steps_of
from fengsui_evaluation.model.clocks import clocks_of, counted
from fengsui_evaluation.model.destruction import due_on, is_due, needed_for
from fengsui_evaluation.model.entries import Entry, entries_of, standing
from fengsui_evaluation.model.findings import proposed
from fengsui_evaluation.model.report import clocked
from fengsui_incidents.api.events import Words

NOW = datetime(2026, 11, 21, 19, 12, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


class Record:
    """Entries as they come, numbered."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def add(self, topic: str, seconds: float, *, happened: float | None = None, due: float | None = None,
            **more: Any) -> Record:  # fmt: skip
        happened_at = at(seconds if happened is None else happened)
        due_at = at(due) if due is not None else None
        self.entries.append(Entry(seq=len(self.entries) + 1, incident="E1", topic=f"incidents.{topic}", at=at(seconds),
                                  happened_at=happened_at, due_at=due_at, **more))  # fmt: skip
        return self

    def fact(self, order: str, fact: str, seconds: float, happened: float | None = None) -> Record:
        return self.add("fact_recorded", seconds, happened=happened, order=order, team="T06", what=fact)


def night() -> Record:
    record = Record().add("reported", 0, what="reported").add("level_confirmed", 90, what="IV")
    record.add("ordered", 60, order="O1", team="T06", due=120).add("ordered", 60, order="O2", team="T07", due=120)
    record.fact("O1", "accepted", 80).fact("O1", "moving", 140).fact("O2", "unable", 150)
    return record.fact("O1", "arrived", 700, happened=640).add("controlled", 3000)


def test_the_chain_counts_by_when_it_happened() -> None:
    steps = steps_of(night().entries)
    assert steps["arrived"] == at(640)
    assert (steps["reported"], steps["ordered"], steps["judged"]) == (at(0), at(60), at(90))
    assert "ended" not in steps


def test_durations_of_the_incident_and_of_each_order() -> None:
    found = {(span.measure, span.team): span.seconds for span in spans_of(night().entries)}
    assert found == {
        ("report_to_judgement", ""): 90, ("report_to_order", ""): 60, ("report_to_first_arrival", ""): 640,
        ("report_to_control", ""): 3000, ("order_to_answer", "T06"): 20, ("answer_to_departure", "T06"): 60,
        ("order_to_arrival", "T06"): 580,
    }  # fmt: skip


def test_a_word_about_the_past_makes_no_negative_duration() -> None:
    record = Record().add("ordered", 60, order="O1", team="T06").fact("O1", "accepted", 100, happened=30)
    assert spans_of(record.entries) == ()


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([5.0], 90, 5.0), ([1.0, 2.0], 50, 1.0), (list(map(float, range(1, 11))), 90, 9.0), ([3.0, 1.0, 2.0], 50, 2.0)],
)
def test_percentiles_by_nearest_rank(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40), st.integers(1, 100))
def test_a_percentile_occurred_and_covers_its_share(values: list[float], share: int) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) * 100 >= share * len(values)


def test_one_spread_a_measure_in_the_order_of_the_chain() -> None:
    spreads = spreads_of(spans_of(night().entries))
    assert [spread.measure for spread in spreads][:2] == ["report_to_judgement", "report_to_order"]
    assert (spreads[0].count, spreads[0].median, spreads[0].ninetieth) == (1, 90, 90)
    assert clocked(640) == "10:40"


def test_deadlines_are_kept_late_missed_or_void() -> None:
    record = night()
    record.add("ordered", 200, order="O3", team="T09", due=260).add("stood_down", 230, order="O3", team="T09", due=400)
    record.add("evacuation_ordered", 800, order="O1", team="T06", due=830).fact("O1", "withdrawn", 850)
    record.add("ordered", 2990, order="O4", team="T12", due=9000)
    states = {(clock.kind, clock.ref): clock.state for clock in clocks_of(record.entries, at(4000))}
    assert states == {
        ("answer", "O1"): "kept", ("answer", "O2"): "late", ("answer", "O3"): "void", ("stand_down", "O3"): "missed",
        ("evacuation", "O1"): "late", ("answer", "O4"): "open",
    }  # fmt: skip
    assert counted(clocks_of(record.entries, at(4000)))["answer"] == (1, 2)


def test_tasks_the_level_and_reports_are_deadlines_too() -> None:
    record = Record().add("reported", 0, what="reported").add("reported", 0, what="verify", due=120)
    record.add("task_done", 100, what="verify", result="true").add("leader_card", 60, what="IV", due=240)
    record.entries += [
        Entry(seq=50, incident="E1", topic="reports.clocks_started", at=at(0), happened_at=at(0), order="C1",
              what="flash", to="city_bureau", due_at=at(1800)),
        Entry(seq=51, incident="E1", topic="reports.clocks_started", at=at(0), happened_at=at(0), order="C2",
              what="first", to="city_bureau", due_at=at(3600)),
        Entry(seq=52, incident="E1", topic="reports.clocks_met", at=at(1700), happened_at=at(1700), order="C1"),
    ]  # fmt: skip
    states = {clock.ref: clock.state for clock in clocks_of(record.entries, at(4000))}
    assert states == {"verify": "kept", "E1": "missed", "C1": "kept", "C2": "missed"}


@pytest.mark.parametrize(
    ("what", "after", "due", "state"),
    [
        ("clocks_met", 1700, None, "kept"),
        ("clocks_met", 1900, None, "late"),
        ("clocks_stopped", 1700, None, "void"),
        ("clocks_stopped", 1900, None, "missed"),
        ("clock_moved", 1000, 1200, "missed"),
        ("clock_overdue", 1800, None, "missed"),
    ],
)
def test_what_became_of_a_reporting_clock_is_the_reports_own_word(
    what: str, after: float, due: float | None, state: str
) -> None:
    """A notice to the police, a receipt: which report fulfils which clock is not known here, and need not be."""
    entries = [
        Entry(seq=1, incident="E1", topic="reports.clocks_started", at=at(0), happened_at=at(0), order="C1",
              what="notice", to="public_security", due_at=at(1800)),
        Entry(seq=2, incident="E1", topic=f"reports.{what}", at=at(after), happened_at=at(after), order="C1",
              due_at=at(due) if due else None),
    ]  # fmt: skip
    assert [clock.state for clock in clocks_of(entries, at(4000))] == [state]


@pytest.mark.parametrize(
    ("said", "states"),
    [
        ([("false_decided", "confirmed")], {"verify": "missed", "expert": "void"}),
        ([("false_decided", "refused")], {"verify": "missed", "expert": "missed"}),
        ([("false_decided", "confirmed"), ("reopened", "")], {"verify": "missed", "expert": "missed"}),
    ],
)
def test_a_task_is_asked_for_no_more_once_it_was_false(said: list[tuple[str, str]], states: dict[str, str]) -> None:
    record = Record().add("reported", 0, what="reported").add("reported", 0, what="verify", due=120)
    record.add("reported", 0, what="expert", due=1200)
    for topic, what in said:
        record.add(topic, 300, what=what)
    assert {clock.ref: clock.state for clock in clocks_of(record.entries, at(4000))} == states


def test_what_closing_overtakes_was_not_missed() -> None:
    record = Record().add("reported", 0, what="reported").add("reported", 0, what="late", due=9000)
    record.add("closed", 500, result="finished")
    assert [clock.state for clock in clocks_of(record.entries, at(99_999))] == ["void"]


@given(st.lists(st.tuples(st.sampled_from(["accepted", "unable", "moving", "arrived", "withdrawn"]),
                          st.floats(0, 5000)), max_size=12))  # fmt: skip
def test_every_order_has_exactly_one_verdict(facts: list[tuple[str, float]]) -> None:
    record = Record().add("reported", 0, what="reported").add("ordered", 60, order="O1", team="T06", due=120)
    for fact, seconds in facts:
        record.fact("O1", fact, 60 + seconds)
    (clock,) = [one for one in clocks_of(record.entries, at(10_000)) if one.kind == "answer"]
    answers = [60 + seconds for fact, seconds in facts if fact != "withdrawn"]
    expected = "missed" if not answers else "kept" if min(answers) <= 120 else "late"
    assert clock.state == expected


def test_findings_name_what_they_rest_on_and_keep_their_ids() -> None:
    entries = night().entries
    found = proposed("E1", clocks_of(entries, at(4000)), None, entries)
    assert {one.basis for one in found} == {"clock answer O2", "incidents.fact_recorded T06"}
    assert [one.id for one in found] == [one.id for one in proposed("E1", clocks_of(entries, at(4000)), None, entries)]
    assert all(one.state == "proposed" and one.text.zh and one.text.en for one in found)


def recorded(topic: str, data: dict[str, object] | None, subject: str = "O1") -> Recorded:
    return Recorded(epoch="e", seq=7, id="i", topic=topic, subject=subject, at=at(10), actor="user:x", severity="info",
                    exercise=None, need="none", due=None, labels=("centre",), data=data)  # fmt: skip


def test_of_an_event_only_times_and_ids_are_kept() -> None:
    said = {"order": "O1", "incident": "E1", "team": "T06", "fact": "moving", "said_by": "刘敏", "note": "secret",
            "answered_for": True, "said_at": at(5).isoformat()}  # fmt: skip
    (entry,) = entries_of(recorded("incidents.fact_recorded", dict(said)))
    assert (entry.happened_at, entry.at, entry.what, entry.result) == (at(5), at(10), "moving", "answered_for")
    assert "刘敏" not in repr(entry)
    assert "secret" not in repr(entry)
    assert entries_of(recorded("incidents.fact_recorded", None)) == ()
    assert entries_of(recorded("incidents.noted", {"incident": "E1", "text": "x"})) == ()


def test_a_fact_that_was_corrected_counts_as_it_was_corrected() -> None:
    record = night()
    record.add("fact_corrected", 900, happened=640, order="O1", team="T06", what="arrived", result="wrong")
    record.add("fact_corrected", 900, happened=500, order="O1", team="T06", what="arrived", result="corrected")
    assert steps_of(standing(record.entries))["arrived"] == at(500)
    record.add("fact_corrected", 950, happened=500, order="O1", team="T06", what="arrived", result="wrong")
    assert "arrived" not in steps_of(standing(record.entries))


def test_what_was_reopened_has_not_ended() -> None:
    record = night().add("response_ended", 4000).add("closed", 4100, result="finished").add("reopened", 5000)
    assert not steps_of(standing(record.entries)).keys() & {"controlled", "ended", "closed"}
    assert steps_of(standing(record.add("closed", 9000, result="finished").entries))["closed"] == at(9000)


def test_a_false_report_that_runs_again_owes_its_tasks_again() -> None:
    record = Record().add("reported", 0, what="reported").add("reported", 0, what="verify", due=500)
    record.add("false_decided", 100, what="confirmed", result="mistaken")
    assert [clock.state for clock in clocks_of(standing(record.entries), at(999))] == ["void"]
    record.add("reopened", 200)
    assert [clock.state for clock in clocks_of(standing(record.entries), at(999))] == ["missed"]


def test_the_day_of_destruction_and_what_stands_against_it() -> None:
    closed = datetime(2026, 11, 21, 17, tzinfo=UTC)
    assert due_on(closed, 180, ZoneInfo("Asia/Shanghai")) == date(2027, 5, 21)
    one = Destruction(incident="E1", closed_at=closed, due=date(2027, 5, 21))
    assert not is_due(one, date(2027, 5, 20))
    assert is_due(one, date(2027, 5, 21))
    assert not is_due(Destruction(incident="E1", closed_at=closed, due=one.due, held="court"), date(2028, 1, 1))
    open_one = Finding(id="F1", incident="E1", text=Words("x", "x"), basis="", state="open")
    assert needed_for([open_one]) == ("F1",)
