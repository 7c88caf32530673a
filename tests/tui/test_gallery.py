"""The picture for the docs can be made, and fetches nothing from elsewhere."""

from __future__ import annotations

from pathlib import Path

from tests.tui.fixtures.gallery import write_svg


async def test_the_picture_of_the_board(tmp_path: Path) -> None:
    path = tmp_path / "console.svg"
    await write_svg(path)
    svg = path.read_text("utf-8")
    assert "石泉危化专业队" in svg
    assert "cdnjs" not in svg
    assert "@font-face" not in svg
