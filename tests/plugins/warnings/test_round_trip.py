"""What we write, our own reader accepts, and reads as the same alert."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.plugins.warnings.alerts import alerts

from fengsui_warnings.model.becoming import becoming
from fengsui_warnings.model.cap.alert import Alert
from fengsui_warnings.model.cap.writing import stamp, write_alert
from fengsui_warnings.model.message import read_message
from fengsui_warnings.model.table import shipped


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(alerts())
def test_an_alert_comes_back_as_it_was_written(alert: Alert) -> None:
    checked = read_message(write_alert(alert).encode())
    assert checked.faults == ()
    assert checked.message is not None
    assert checked.message.alerts == (alert,)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(alerts(), st.sampled_from(["Test", "Draft", "System", "Exercise"]))
def test_only_what_is_actual_becomes_something_real(alert: Alert, status: str) -> None:
    from dataclasses import replace

    assert becoming(replace(alert, status=status), shipped()).becomes in ("nothing", "exercise")


def test_utc_is_written_as_the_standard_wants_it() -> None:
    moment = datetime(2026, 11, 21, 19, 12, tzinfo=UTC)
    assert stamp(moment) == "2026-11-21T19:12:00-00:00"
    assert stamp(moment.astimezone(timezone(timedelta(hours=8)))) == "2026-11-22T03:12:00+08:00"
