"""The chain's form is a promise: an auditor recomputes it years later, so its bytes are written out here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from fengsui.core import ClockJumped
from fengsui.journal.chain import GENESIS, canonical, chained, digest_of
from fengsui.journal.writing import freshly

AT = datetime(2026, 11, 21, 19, 12, 0, 250, tzinfo=UTC)
SHANGHAI = timezone(timedelta(hours=8))


def _row(**changed: Any) -> dict[str, Any]:
    row = {
        "seq": 7, "epoch": "e1", "id": "0f", "topic": "core.clock_jumped", "subject": "桃浦", "at": AT,
        "actor": "system:core", "severity": "info", "exercise": None, "need": "none", "due": None,
        "labels": "centre team:T06", "digest": "d" * 64, "hash": "not hashed",
    }  # fmt: skip
    return row | changed


def test_the_envelope_is_sorted_json_with_times_of_one_width() -> None:
    assert canonical(_row()).decode() == (
        '{"actor":"system:core","at":"2026-11-21T19:12:00.000250Z","digest":"' + "d" * 64 + '","due":null,'
        '"epoch":"e1","exercise":null,"id":"0f","labels":"centre team:T06","need":"none","seq":7,"severity":"info",'
        '"subject":"桃浦","topic":"core.clock_jumped"}'
    )


def test_a_deadline_is_the_same_in_every_zone() -> None:
    local = AT.astimezone(SHANGHAI)
    assert canonical(_row(due=local, at=local)) == canonical(_row(due=AT, at=AT))
    assert b'"due":"2026-11-21T19:12:00.000250Z"' in canonical(_row(due=local))


def test_known_hashes() -> None:
    assert digest_of("5a", b'{"seconds":1}') == "0360bcf334bf64562bbce81a67370124fb014878697545a69d699477bd82bb61"
    assert chained(GENESIS, _row()) == "22d3a6894199a1a2319e88d19f64732a9af1c376da89dbfb575610a06055f73b"


def test_an_event_without_a_zone_fails_where_it_is_recorded() -> None:
    class Hasty(ClockJumped):
        def due(self) -> datetime:
            return datetime(2026, 11, 22)  # noqa: DTZ001 -- the mistake itself

    with pytest.raises(ValueError, match="zone"):
        freshly(Hasty(exercise=None, seconds=1), AT, "system:core")
