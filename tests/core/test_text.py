from __future__ import annotations

import pytest

from fengsui.text import choose_language, translate


@pytest.mark.parametrize(
    ("wish", "language"),
    [("zh", "zh_CN"), ("zh-CN,zh;q=0.9", "zh_CN"), ("zh_TW.UTF-8", "zh_CN"), ("en_GB.UTF-8", "en"), ("fr", "en")],
)
def test_a_wish_becomes_one_of_our_languages(wish: str, language: str) -> None:
    assert choose_language(wish) == language


def test_places_are_filled_in_either_language() -> None:
    message = "There is no command {name}."
    assert translate(message, "en", name="x.y") == "There is no command x.y."
    assert "x.y" in translate(message, "zh_CN", name="x.y") != translate(message, "en", name="x.y")
