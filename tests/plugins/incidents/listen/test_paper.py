"""The paper for a dark night: the intake's order, 80 columns, no server."""

from __future__ import annotations

import argparse
from typing import Any

import pytest

from fengsui_incidents import paper
from fengsui_incidents.listen.cells import width


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("zh_CN", ["1 在哪", "2 什么事", "3 人", "4 现在", "5 做了", "6 谁", "7 回拨"]),
        ("en", ["1 WHERE", "2 WHAT", "3 PEOPLE", "4 NOW", "5 DONE", "6 WHO", "7 CALLBACK"]),
    ],
)
def test_it_asks_in_the_order_of_the_intake_screen(language: Any, asked: Any) -> None:
    lines = paper.form(1, language)
    assert [line[: len(a)] for a in asked for line in lines if line.startswith(a)] == asked
    places = [next(i for i, line in enumerate(lines) if line.startswith(a)) for a in asked]
    assert places == sorted(places)
    assert max(map(width, lines)) == 80


def test_sheets_are_pages(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.set_defaults(language="zh_CN", lang=None)
    paper.arguments(parser)
    assert paper.run(parser.parse_args(["--sheets", "3"])) == 0
    pages = capsys.readouterr().out.split("\f")
    assert len(pages) == 3
    assert "第 3 张" in pages[2]


@pytest.mark.parametrize("sheets", ["0", "501", "x", "-1"])
def test_absurd_counts_are_refused(sheets: Any) -> None:
    parser = argparse.ArgumentParser()
    paper.arguments(parser)
    with pytest.raises(SystemExit) as refused:
        parser.parse_args(["--sheets", sheets])
    assert refused.value.code == 2
