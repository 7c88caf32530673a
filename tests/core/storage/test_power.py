"""Acknowledged is on disk: when the power goes, when a call of the disk fails, when a sync did not happen."""

from __future__ import annotations

from pathlib import Path

from tests.core.storage.power import a_sync_that_failed_before_a_restart, each_call_fails, power_cuts
from tests.core.storage.trial import bench


async def test_a_power_cut_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    with bench(tmp_path) as made:
        figures = await power_cuts(made, 200, seed=1)
    assert figures.faults == []
    assert figures.acknowledged > 1000


async def test_without_the_syncs_the_same_trial_loses_some(tmp_path: Path) -> None:
    """It can fail: SQLite's NORMAL does not wait for the disk."""
    with bench(tmp_path, "NORMAL") as made:
        figures = await power_cuts(made, 20, seed=1)
    assert figures.losing > 5


async def test_each_call_of_the_disk_may_fail_once(tmp_path: Path) -> None:
    with bench(tmp_path) as made:
        figures = await each_call_fails(made, seed=1)
    assert figures.faults == []
    assert figures.trials > 30
    assert figures.codes <= {"storage_error", "outcome_unknown", "storage_full"}


async def test_a_failed_sync_a_restart_and_a_power_cut_lose_nothing(tmp_path: Path) -> None:
    with bench(tmp_path) as made:
        figures = await a_sync_that_failed_before_a_restart(made, seed=1, rewritten=True)
    assert figures.faults == []
    assert figures.trials > 5


async def test_a_log_that_is_not_written_again_at_the_start_loses_what_is_saved_behind_the_failed_sync(
    tmp_path: Path,
) -> None:
    """The system shows the next process what never got to the disk; behind that hole nothing is recovered."""
    with bench(tmp_path) as made:
        figures = await a_sync_that_failed_before_a_restart(made, seed=1, rewritten=False)
    assert figures.losing > 0
