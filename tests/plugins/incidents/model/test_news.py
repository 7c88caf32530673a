"""A joined call never hides a new fact."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengsui_incidents.model.gazetteer import Gazetteer
from fengsui_incidents.model.line import Vocabulary, read_line
from fengsui_incidents.model.news import News, news_of, unsaid
from fengsui_incidents.model.picture import Picture, Point
from fengsui_incidents.model.rules import RuleSet


@pytest.fixture
def told(night: Picture, rules: RuleSet, gazetteer: Gazetteer):  # type: ignore[no-untyped-def]
    def tell(text: str, point: Point | None = None, *, secret: bool = False, known: Picture = night) -> News:
        read = read_line(text, gazetteer, Vocabulary.of(rules))
        return news_of(text, read, point, known, rules, secret=secret)

    return tell


@pytest.mark.parametrize(
    ("text", "zh"),
    [
        ("失联5人", "失联5"),
        ("死亡1人", "亡1 (原?)"),
        ("万里街道古浪苑也有", "另一地址"),
        ("粉尘爆炸了", "另说: 爆炸"),
        ("有孩子昏倒了", "说到: 昏 孩子"),
    ],
)
def test_new(told, text: str, zh: str) -> None:  # type: ignore[no-untyped-def]
    said = " / ".join(one.zh for one in told(text).says)
    assert zh in said


@pytest.mark.parametrize("text", ["", "桐澜冷链二号库氨泄漏", "失联2人", "好大的氨味", "听不清"])
def test_nothing_new(told, text: str, night: Picture) -> None:  # type: ignore[no-untyped-def]
    known = replace(night, words=f"{night.words} 桐澜冷链二号库氨泄漏 失联2人 氨味")
    assert told(text, known=known).says == ()


def test_far_from_the_incident_may_be_a_second_place(told, night: Picture) -> None:  # type: ignore[no-untyped-def]
    assert night.point is not None
    near, far = night.point, (night.point[0] + 0.01, night.point[1])
    assert told("氨", near).says == ()
    assert told("氨", far).says[0].zh.startswith("位置相距")


def test_of_a_secret_call_no_address_in_its_words_is_quoted(told) -> None:  # type: ignore[no-untyped-def]
    text = "我是王小明在某某路三号"
    assert "王小明" in " ".join(one.zh for one in told(text).says)
    assert "王小明" not in " ".join(one.zh for one in told(text, secret=True).says)


def test_going_on_again(told, night: Picture) -> None:  # type: ignore[no-untyped-def]
    assert any(one.zh == "又在继续" for one in told("hzl", known=replace(night, ongoing=False)).says)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60), count=st.integers(1, 500))
def test_a_higher_count_is_always_news(told, text: str, count: int) -> None:  # type: ignore[no-untyped-def]
    news = told(f"{text} 失联{count + 2}人")
    figure = news.figures.get("missing")
    assert figure is None or figure <= 2 or any("失联" in one.zh for one in news.says)
    assert all(one.zh and one.en for one in news.says)


@pytest.mark.parametrize(
    ("text", "known", "said", "said_of_a_machine"),
    [
        ("起火", "没有起火", "起火", "起火"),
        (" 起火 \n\n3区报警", "起火", "3区报警", "3区报警"),
        ("02:31:05 氨 41.5ppm", "02:30:05 氨 40ppm", "02:31:05 氨 41.5ppm", ""),
        ("风机已停", "1区报警 40ppm", "风机已停", "风机已停"),
        ("起火", "起火", "", ""),
    ],
)
def test_only_a_line_that_stands_there_is_known(text: str, known: str, said: str, said_of_a_machine: str) -> None:
    assert unsaid(text, known) == said
    assert unsaid(text, known, numbers=False) == said_of_a_machine
