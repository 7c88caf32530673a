"""A real disk that is full: defined where a small one can be mounted; `test_trouble` has the same with a page limit."""

from __future__ import annotations

import os
from pathlib import Path

from tests.core.storage import full

if os.geteuid() == 0:

    async def test_a_full_disk_is_said_is_read_and_is_got_over(tmp_path: Path) -> None:
        figures = await full.run(tmp_path)
        assert figures.faults == []
        assert figures.codes == {"storage_full"}
        assert figures.refused >= 2
        assert figures.back_after < 10
