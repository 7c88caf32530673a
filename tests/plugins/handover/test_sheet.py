"""The sheet: everything open stands on it once, and what must be read changes its `seen`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.errors import Conflict
from fengsui_handover.api.values import Promise, Sheet, Watch
from fengsui_handover.model.paper import text_of
from fengsui_handover.model.sheet import SECTION_OF, changed, sheet_of
from fengsui_handover.model.signing import may_sign_out, may_take_over, shift_taken
from fengsui_handover.model.striking import struck
from fengsui_incidents.api.board import IncidentRow, QueueItem
from fengsui_incidents.api.events import Words
from fengsui_rosters.api import Shift, Team

NOW = datetime(2026, 11, 22, 0, 30, tzinfo=UTC)
INCIDENT = IncidentRow(
    id="E1122-01", title=Words("氨泄漏", "Ammonia release"), place="桐澜冷链", urgency="A", state="open",
    reported_at=NOW, figures={}, orders=1, moving=1, arrived=0, silent=0, calls=1,
)  # fmt: skip
PROMISE = Promise(id="P1", incident="E1122-01", text="20分钟内回电", to="市应急局", at=NOW, by="王磊",
                  due=NOW + timedelta(minutes=20))  # fmt: skip
TEAM = Team(
    id="T15", name="真如危化队", kind="professional", division="310107", lat=31.2, lon=121.4, people=12, minimum=8,
    reach="direct", phone="", capabilities={}, readiness="resting",
)  # fmt: skip
WATCH = Watch(id="W1", began_at=NOW - timedelta(hours=12), taken_by="王磊", main="王磊", second="陈静", leader="周建国")


def item(id: str, kind: str, **more: object) -> QueueItem:
    given = {"incident": "E1122-01", "order": "", "call": "", "says": Words(id, id), "due": None, **more}
    return QueueItem(id=id, kind=kind, **given)  # type: ignore[arg-type]


def sheet(*queue: QueueItem, **more: object) -> Sheet:
    given = {"incidents": [INCIDENT], "promises": [PROMISE], "teams": [TEAM], **more}
    return sheet_of(NOW, queue=queue, **given)  # type: ignore[arg-type]


def test_every_item_stands_in_its_section_once() -> None:
    made = sheet(item("silent:1", "silent"), item("reports:flash", "other"), item("call:1", "call"),
                 item("handover:due:W1", "other"))  # fmt: skip
    where = {line.id: section.kind for section in made.sections for line in section.lines}
    assert where == {
        "incident:E1122-01": "incidents", "silent:1": "unanswered", "reports:flash": "clocks", "call:1": "calls",
        "promise:P1": "promises", "team:T15": "out_of_service",
    }  # fmt: skip


def test_what_is_destroyed_goes_from_its_own_lines_alone() -> None:
    longer, other = (replace(INCIDENT, id=id) for id in ("E1122-010", "E1122-02"))
    told = replace(item("call:1", "call"), incident="", says=Words("甄某报E1122-01的气味", "Zhen on E1122-01"))
    order = replace(item("silent:1", "silent"), incident="", says=Words("PT1122-01-02 未答", "PT1122-01-02 silent"))
    before = sheet(told, order, incidents=[INCIDENT, longer, other])
    after = struck(before, "E1122-01")
    lines = {line.id: line.says for section in after.sections for line in section.lines}
    gone = {id for id, says in lines.items() if says == Words("E1122-01 (依法删除)", "E1122-01 (erased by law)")}
    assert gone == {"incident:E1122-01", "call:1", "promise:P1"}
    assert struck(after, "E1122-02").lines("incidents")[1] == before.lines("incidents")[1], "E1122-010 stays whole"
    assert struck(before, "PT1122-01-02").lines("unanswered")[0].says.en == "PT1122-01-02 (erased by law)"


def test_what_is_kept_or_ready_does_not_stand_there() -> None:
    made = sheet(promises=[replace(PROMISE, kept_at=NOW)], teams=[replace(TEAM, readiness="ready")])
    assert (made.lines("promises"), made.lines("out_of_service")) == ((), ())


KINDS = st.sampled_from(["other", "task", "level", *SECTION_OF])


@given(st.lists(KINDS, max_size=8), st.lists(KINDS, max_size=8))
def test_nothing_is_lost_between_two_sheets(before: list[str], after: list[str]) -> None:
    was = sheet(*(item(f"{at}:{kind}", kind) for at, kind in enumerate(before)))
    now = sheet(*(item(f"{at}:{kind}", kind) for at, kind in enumerate(after)))
    added, gone = changed(was, now)
    ids = {line.id for section in was.sections for line in section.lines}
    assert (ids | {line.id for line in added}) - {line.id for line in gone} == {
        line.id for section in now.sections for line in section.lines
    }
    assert was.seen == now.seen


@pytest.mark.parametrize(
    "other",
    [
        {"incidents": []},
        {"incidents": [INCIDENT, replace(INCIDENT, id="E1122-02")]},
        {"incidents": [replace(INCIDENT, urgency="B")]},
        {"promises": []},
    ],
)
def test_another_incident_or_promise_must_be_read(other: dict[str, object]) -> None:
    assert sheet().seen != sheet(**other).seen


def test_two_people_and_both_have_read_it() -> None:
    made = sheet()
    may_take_over(first="user:a", second="user:b", seen=made.seen, now=made, added=())
    with pytest.raises(Conflict) as same:
        may_take_over(first="user:a", second="user:a", seen=made.seen, now=made, added=())
    with pytest.raises(Conflict) as unread:
        may_take_over(first="user:a", second="user:b", seen="old", now=made, added=made.lines("incidents"))
    assert (same.value.code, unread.value.code) == ("same_person", "sheet_changed")
    assert [fault.path for fault in unread.value.faults] == ["incident:E1122-01"]


def test_nothing_to_hand_over_and_nothing_twice() -> None:
    assert may_sign_out(WATCH, pending="") == WATCH
    for watch, pending, code in ((None, "", "no_watch"), (WATCH, "H1", "handover_pending")):
        with pytest.raises(Conflict) as refused:
            may_sign_out(watch, pending=pending)
        assert refused.value.code == code


def test_the_paper_says_what_is_empty_and_marks_drills() -> None:
    far = item("reports:final", "other", due=NOW + timedelta(days=30))
    made = sheet(item("silent:1", "silent", exercise="EX-07"), far)
    text = text_of(made, centre="普陀区应急局", watch=WATCH, out_by="王磊", in_by="", note="", chinese=True,
                   zone=ZoneInfo("Asia/Shanghai"))  # fmt: skip
    assert "-- 待处理来电 (0)\n   无" in text
    assert "【演练】E1122-01 silent:1" in text
    assert "\n   12-22 08:30  E1122-01 reports:final" in text, "a limit of another day has its day"
    assert "\n      08:50:00  E1122-01 答复 市应急局: 20分钟内回电 (王磊)" in text
    assert text.endswith("交班人: 王磊\n接班人: ____________\n")
    english = text_of(made, centre="Putuo", watch=None, out_by="", in_by="", note="", chinese=False, zone=UTC)
    assert "nobody has the watch" in english


@pytest.mark.parametrize(
    ("minutes", "who", "taken"),
    [(-61, "孙涛", "old"), (-60, "孙涛", "next"), (-5, "周建国", "next"), (-5, "陈静", "old"), (20, "陈静", "old")],
)
def test_before_the_hour_the_next_shift_is_taken_unless_by_one_of_the_old(minutes: int, who: str, taken: str) -> None:
    old = Shift(begins=NOW - timedelta(hours=24), ends=NOW, leader="郑卫东", main="王磊", second="陈静", id="old")
    following = Shift(
        begins=NOW, ends=NOW + timedelta(hours=24), leader="周建国", main="孙涛", second="吴倩", id="next"
    )
    given = {"ends": NOW, "early": timedelta(minutes=60), "current": old}
    found = shift_taken(NOW + timedelta(minutes=minutes), who, **given, following=following)  # type: ignore[arg-type]
    assert found is not None
    assert found.id == taken
    assert shift_taken(NOW, who, **given, following=None) is old  # type: ignore[arg-type]
    assert shift_taken(NOW, who, **{**given, "ends": None}, following=following) is old  # type: ignore[arg-type]
