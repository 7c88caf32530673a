from __future__ import annotations

import pytest

from fengsui_incidents.model.gazetteer import Entry, Gazetteer, in_words
from fengsui_plans.api import Site


def test_initials_numerals_parts_and_ids(gazetteer: Gazetteer) -> None:
    assert [match.entry.id for match in gazetteer.find("tlll")] == ["E01", "E02"]
    assert gazetteer.find("2hk")[0].part == "二号库"
    assert gazetteer.find("tlll2hk")[0].entry.id == gazetteer.find("tlllehk")[0].entry.id == "E01"
    assert gazetteer.find("养老院")[0].entry.id == "K15"
    assert gazetteer.find("310107103")[0].entry.name == "桃浦镇"
    assert gazetteer.find("x") == gazetteer.find("") == gazetteer.find("zzzz") == ()


def test_a_character_with_two_readings_is_found_by_both(gazetteer: Gazetteer) -> None:
    assert any(match.entry.id == "K04" for match in gazetteer.find("cfgy"))
    assert any(match.entry.id == "K04" for match in gazetteer.find("zfgy"))


def test_sites_come_before_places_and_streets(gazetteer: Gazetteer) -> None:
    kinds = [match.entry.kind for match in gazetteer.find("zg") if match.begins == 0]
    assert kinds == sorted(kinds, key=["site", "place", "street"].index)


def test_the_nearest_street_is_a_first_guess(gazetteer: Gazetteer) -> None:
    street = gazetteer.nearest_street(31.2770, 121.3560)
    assert street is not None
    assert (street.name, in_words(street).zh) == ("桃浦镇", "桃浦镇")
    assert Gazetteer.build([]).nearest_street(0, 0) is None


@pytest.mark.timeout(30)
def test_one_of_ten_thousand_names_is_found(sites: tuple[Site, ...]) -> None:
    many = [Entry(id=f"S{n}", kind="street", name=f"{sites[n % len(sites)].name}{n}号") for n in range(10_000)]
    big = Gazetteer.build(sites, (), many)
    assert big.find("tlll")[0].entry.id == "E01"
