from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fengsui_incidents.model.gazetteer import Gazetteer
from fengsui_incidents.model.line import ReadLine, Vocabulary, read_line, title_of
from fengsui_incidents.model.rules import RuleSet


@pytest.fixture(scope="session")
def vocabulary(rules: RuleSet) -> Vocabulary:
    return Vocabulary.of(rules)


def zh(line: ReadLine) -> str:
    return " / ".join(words.zh for words in line.read_as)


def test_the_line_of_the_night(gazetteer: Gazetteer, vocabulary: Vocabulary) -> None:
    line = read_line("tlll 2hk an zd2 sx40 sl2 hzl", gazetteer, vocabulary)
    assert (line.site, line.place.zh, line.substance, line.kind, line.ongoing) == (
        "E01", "桐澜冷链二号库", "ammonia", "release", True,
    )  # fmt: skip
    assert line.figures == {"poisoned": 2, "at_risk": 40, "missing": 2}
    assert zh(line) == "桐澜冷链 / 二号库 / 氨 / 中毒2 / 涉险40 / 失联2 / 还在漏"
    assert line.unknown == ()
    assert [entry.id for entry in line.also] == ["E02"]


@pytest.mark.parametrize(
    ("text", "site", "figures"),
    [
        ("E01 an", "E01", {}),
        ("e01", "E01", {}),
        ("wztlll", "E01", {}),
        ("tlll zn", "E02", {}),
        ("桐澜冷链二号库氨泄漏,2人中毒,2人失联,约40人涉险,还在漏", "E01", {"poisoned": 2, "missing": 2, "at_risk": 40}),
        ("桐澜真南库", "E02", {}),
        ("中毒2 失联2 涉险40 还在漏", "", {"poisoned": 2, "missing": 2, "at_risk": 40}),
        ("中毒2人失联3人", "", {"poisoned": 2, "missing": 3}),
        ("2人中毒3人失联", "", {"poisoned": 2, "missing": 3}),
        ("三人被困 十二人失联 疏散两百人", "", {"trapped": 3, "missing": 12, "evacuated": 200}),
        ("sw? zs? bk3", "", {"dead": None, "serious": None, "trapped": 3}),
        ("死亡人数不明", "", {"dead": None}),
        ("无人员伤亡 无人被困", "", {"dead": 0, "trapped": 0}),
        ("2 poisoned, 2 missing, perhaps 40 at risk", "", {"poisoned": 2, "missing": 2, "at_risk": 40}),
        ("two people trapped", "", {"trapped": 2}),
        ("sl2 sl3", "", {"missing": 3}),
        ("sl999999999 zd200000", "", {}),
        ("ＳＬ２　ｚｄ？", "", {"missing": 2, "poisoned": None}),
    ],
)
def test_places_and_figures(
    text: str, site: str, figures: dict[str, int | None], gazetteer: Gazetteer, vocabulary: Vocabulary
) -> None:
    line = read_line(text, gazetteer, vocabulary)
    assert line.figures == figures
    assert line.site == site


@pytest.mark.parametrize(
    ("text", "substance", "kind", "ongoing"),
    [
        ("lq hzl", "chlorine", "release", True),
        ("fc bz", "dust", "explosion", None),
        ("rq xl", "natural_gas", "release", None),
        ("云杉大厦高层起火", "", "high_rise_fire", None),
        ("hzs", "", "fire", True),
        ("已关阀", "", "", False),
        ("an explosion happened near the warehouse", "", "explosion", None),
        ("Ammonia leak at a cold store", "ammonia", "release", None),
        ("铝粉爆炸", "aluminium_dust", "explosion", None),
        ("dtkr bk3", "", "lift_trapped", None),
    ],
)
def test_substance_and_kind(
    text: str, substance: str, kind: str, ongoing: bool | None, gazetteer: Gazetteer, vocabulary: Vocabulary
) -> None:
    line = read_line(text, gazetteer, vocabulary)
    assert (line.substance, line.kind, line.ongoing) == (substance, kind, ongoing)


def test_a_site_named_in_full_is_not_read_as_a_substance(gazetteer: Gazetteer, vocabulary: Vocabulary) -> None:
    line = read_line("石泉天然气调压站有异味", gazetteer, vocabulary)
    assert (line.site, line.substance, line.kind) == ("E21", "", "smell")


def test_what_is_not_understood_is_shown(gazetteer: Gazetteer, vocabulary: Vocabulary) -> None:
    line = read_line("tlll qqqq an", gazetteer, vocabulary)
    assert line.unknown == ("qqqq",)
    assert read_line("真光路 异味", gazetteer, vocabulary).place.zh == "真光路"
    assert read_line("3hl 5c", gazetteer, vocabulary).place.zh == "3号楼 5层"


def test_titles(vocabulary: Vocabulary) -> None:
    assert title_of("ammonia", "release", vocabulary).zh == "氨泄漏"
    assert title_of("ammonia", "release", vocabulary).en == "Ammonia release"
    assert title_of("dust", "explosion", vocabulary).zh == "粉尘爆炸"
    assert title_of("", "lift_trapped", vocabulary).zh == "电梯困人"
    assert title_of("", "", vocabulary).zh == "情况待核实"
    assert title_of("unheard_of", "", vocabulary).zh == "unheard_of"


@settings(max_examples=200)
@given(st.text(max_size=200) | st.text(alphabet="tlhkandzsx24?？人中毒失联涉险约十百0 ,\u3000\u202e\n", max_size=80))
@example("\ud800")
@example("sl２ sl²  ㈠ ①人中毒")
def test_no_text_raises(gazetteer: Gazetteer, vocabulary: Vocabulary, text: str) -> None:
    line = read_line(text, gazetteer, vocabulary)
    assert all(value is None or 0 <= value <= 100_000 for value in line.figures.values())
    assert all(words.zh and words.en for words in line.read_as)


@pytest.mark.parametrize("piece", ["人", "一", "1", "无", "中毒", "桐澜冷链", "tlll ", "约2人", "an ", "路"])
@pytest.mark.timeout(30)
def test_a_long_text_is_read_to_its_end(piece: str, gazetteer: Gazetteer, vocabulary: Vocabulary) -> None:
    read_line(piece * (4000 // len(piece)), gazetteer, vocabulary)


@given(st.permutations(["tlll", "2hk", "an", "zd2", "sx40", "sl2", "hzl"]))
def test_the_order_of_typing_does_not_matter(gazetteer: Gazetteer, vocabulary: Vocabulary, tokens: list[str]) -> None:
    line = read_line(" ".join(tokens), gazetteer, vocabulary)
    assert (line.site, line.substance, dict(line.figures), line.unknown) == (
        "E01", "ammonia", {"poisoned": 2, "at_risk": 40, "missing": 2}, (),
    )  # fmt: skip
