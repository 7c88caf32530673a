from __future__ import annotations

from dataclasses import dataclass

import pytest

from fengsui.errors import Fault
from fengsui.http.language import expected_of
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


@dataclass(frozen=True)
class Both:
    zh: str
    en: str


def test_what_is_known_in_both_languages_fills_a_place_in_the_readers() -> None:
    fault = Fault("tasks.wind", "There is no command {name}.", params={"name": Both("风", "wind")})
    assert str(fault) == "tasks.wind: There is no command wind."
    assert expected_of(fault, "en", ()) == "There is no command wind."
    assert "风" in expected_of(fault, "zh_CN", ("fengsui",))
