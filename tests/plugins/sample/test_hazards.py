"""S, R and the level of every site, recomputed by the plans plugin's own model and rules (GB 18218-2018)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

import fengsui_plans
from fengsui_plans.model.hazard import Critical, Grading, Hazard, Held, assess_hazard
from fengsui_sample import cells
from fengsui_sample.files import Files, Row

CENT = Decimal("0.01")


def rules() -> dict[str, Any]:
    text = (Path(fengsui_plans.__file__).parent / "rules.yaml").read_text("utf-8")
    return {row["key"]: row for row in yaml.safe_load(text)}


def hazard(row: Row, known: dict[str, Any]) -> Hazard:
    def pairs(key: str) -> list[tuple[int, Decimal]]:
        return [(int(first), Decimal(second)) for first, second in known[key]["value"]]

    grading = Grading(
        edition=known["hazard_edition"]["value"],
        identified_from=Decimal(known["hazard_identified_from"]["value"]),
        alpha=pairs("hazard_alpha"),
        levels=pairs("hazard_levels"),
    )
    critical = {
        key.removeprefix("hazard_"): Critical(
            Decimal(rule["value"]["q"]), Decimal(rule["value"]["beta"]), rule["value"]["table"], rule["basis"]
        )
        for key, rule in known.items()
        if isinstance(rule["value"], dict) and "q" in rule["value"]
    }
    held = [
        Held(item["key"], item["name"], Decimal(str(item["tonnes"]))) for item in cells.substances(row["substances"])
    ]
    return assess_hazard(held, int(row["people_500m"]), critical, grading)


def test_s_r_and_level_are_what_the_files_say() -> None:
    known = rules()
    for row in Files().table("enterprises"):
        found = hazard(row, known)
        assert found.s.quantize(CENT) == Decimal(row["s"] or "0"), row["id"]
        assert str(found.level or "") == row["hazard_level"], row["id"]
        assert (str(found.r.quantize(CENT)) if found.r is not None else "") == row["r"], row["id"]


def test_only_the_cold_store_is_a_major_hazard() -> None:
    levels = {row["id"]: row["hazard_level"] for row in Files().table("enterprises") if row["hazard_level"]}
    assert levels == {"E01": "4"}


def test_what_the_standard_does_not_name_is_meant() -> None:
    known = rules()
    unlisted = {key for row in Files().table("enterprises") for key in hazard(row, known).unlisted}
    assert unlisted == {
        "sodium_hypochlorite",
        "mixed_reagents",
        "wood_dust",
        "aluminium_dust",
        "aluminium_magnesium_dust",
    }
