"""The plans in force: shipped ones, an agency's own over them, broken ones left out and said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from fengsui.access.policy import Actor
from fengsui.testing import running
from fengsui_plans.api import Library
from fengsui_plans.library import read_plans, shipped_folder
from fengsui_plans.schema import plan_schema, schema_text
from fengsui_plans.yaml_source import read_source

AMMONIA = (shipped_folder() / "ammonia-release.yaml").read_text("utf-8")


def test_the_schema_file_is_fresh() -> None:
    assert (shipped_folder() / "plan.schema.json").read_text("utf-8") == schema_text(), "run `make schema`"


def test_the_schema_is_one_and_the_plans_fit_it() -> None:
    Draft202012Validator.check_schema(plan_schema())
    validator = Draft202012Validator(plan_schema())
    for path in sorted(shipped_folder().glob("*.yaml")):
        assert not list(validator.iter_errors(read_source(path).data)), path.name
    assert list(validator.iter_errors({"id": "x"}))


def test_the_three_plans_are_there() -> None:
    plans, left_out = read_plans()
    assert [held.plan.id for held in plans] == ["ammonia-release", "dust-explosion", "high-rise-fire"]
    assert left_out == []


def test_ammonia_is_what_the_night_needs() -> None:
    plan = next(held.plan for held in read_plans()[0] if held.plan.id == "ammonia-release")
    assert [(need.id, need.count, need.by) for need in plan.needs] == [
        ("stop_leak", 1, "any"),
        ("water", 1, "any"),
        ("medical", 2, "request"),
        ("monitoring", 1, "request"),
        ("cordon", 2, "any"),
    ]
    assert plan.needs[0].protection == {"suit_a": 2}
    assert plan.needs[4].upwind_only
    assert plan.post("duty_officer") is not None
    assert plan.post("nobody") is None


def test_metal_dust_gets_no_water() -> None:
    plan = next(held.plan for held in read_plans()[0] if held.plan.id == "dust-explosion")
    assert "水" in plan.prohibitions[0].zh


async def test_an_agencys_plan_stands_in_and_a_broken_one_takes_nothing_away(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(AMMONIA.replace("version: 1", "version: 7"), "utf-8")
    (tmp_path / "site.yaml").write_text(
        AMMONIA.replace("id: ammonia-release", "id: ammonia-e01").replace("urgency: A", "site: E01\nurgency: A"),
        "utf-8",
    )
    (tmp_path / "broken.yaml").write_text("id: [", "utf-8")
    (tmp_path / "notes.txt").write_text("not a plan", "utf-8")
    async with running(["plans"], settings={"plugins": {"plans": {"folder": str(tmp_path)}}}) as system:
        plans = await system.read(lambda reading: reading.ask(Library).all())
        assert [(plan.id, plan.version) for plan in plans][:2] == [("ammonia-e01", 1), ("ammonia-release", 7)]
        view = await system.show("plans.library", {}, system.actor("duty_officer"))
        assert len(view.plans) == 4
        assert [line.split("broken.yaml:")[1].split(" ")[0] for line in view.left_out] == ["2:1:"]
        (tmp_path / "ours.yaml").write_text(AMMONIA.replace("version: 1", "version: 81"), "utf-8")
        changed = await system.read(lambda reading: reading.ask(Library).get("ammonia-release"))
        assert changed is not None
        assert changed.version == 81


async def test_an_escalation_for_demonstrations_stands_in_for_every_plans() -> None:
    quick = {"displayed_within_s": 2, "accepted_within_s": 3, "on_silence": ["next_team"]}
    async with running(["plans"], settings={"plugins": {"plans": {"escalation": quick}}}) as system:
        plans = await system.read(lambda reading: reading.ask(Library).all())
        assert {plan.escalation.accepted_within_s for plan in plans} == {3}
        shown = await system.show("plans.plan", {"plan": "high-rise-fire"}, system.actor("team_device"))
        assert shown["escalation"]["displayed_within_s"] == 2


def fengsui(*arguments: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"FENGSUI_LANG": language, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", "import sys; from fengsui.cli import main; sys.exit(main())", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False, encoding="utf-8")


def test_the_verb_checks_files_and_says_every_fault(tmp_path: Path) -> None:
    good, bad, none = shipped_folder() / "dust-explosion.yaml", tmp_path / "bad.yaml", tmp_path / "none.yaml"
    bad.write_text(AMMONIA.replace("urgency: A", "urgancy: A"), "utf-8")
    done = fengsui("plans", "check", str(good), str(bad), str(none), str(tmp_path))
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"{bad}:2:1: urgency: this key, which is required",
        f"{bad}:8:1: urgancy: a known key (did you mean urgency?)",
        f"{none}:1:1: a file that exists",
        f"{tmp_path}:1:1: a file, not a directory",
    ]
    assert fengsui("plans", "check", str(good)).returncode == 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_verb_speaks_json(tmp_path: Path, language: str) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("", "utf-8")
    done = fengsui("plans", "check", "--json", str(bad), language=language)
    assert done.returncode == 1
    (fault,) = json.loads(done.stdout)["faults"]
    assert (fault["line"], fault["column"], fault["code"]) == (1, 1, "empty")
    assert fault["expected"] == {"en": "a plan, not an empty file", "zh": "预案, 而不是空文件"}[language]


def test_the_verb_lists_and_describes() -> None:
    listed = json.loads(fengsui("plans", "list", "--json").stdout)
    assert [plan["id"] for plan in listed["plans"]] == ["ammonia-release", "dust-explosion", "high-rise-fire"]
    assert json.loads(fengsui("plans", "schema").stdout) == plan_schema()


def test_the_check_loads_no_database_and_no_server() -> None:
    code = (
        "import sys; from fengsui_plans.verb import VERB; import argparse; p = argparse.ArgumentParser();"
        f"VERB.arguments(p); VERB.run(p.parse_args(['check', {str(shipped_folder() / 'ammonia-release.yaml')!r}]));"
        "heavy = {'sqlalchemy', 'aiohttp', 'textual', 'alembic', 'websockets'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_package_itself_imports_nothing_heavy() -> None:
    code = "import sys, fengsui_plans; assert not {'pydantic', 'yaml', 'sqlalchemy'} & set(sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


async def test_what_a_plan_leaves_out_of_its_policy_is_the_centres_rule(tmp_path: Path) -> None:
    text = (shipped_folder() / "ammonia-release.yaml").read_text("utf-8")
    begins = text.index("escalation:")
    ends = text.index("\n\n", begins)
    (tmp_path / "own.yaml").write_text(text[:begins] + "escalation: {accepted_within_s: 90}" + text[ends:], "utf-8")
    folder = {"plugins": {"plans": {"folder": str(tmp_path)}}}
    rule = {"on_silence": ["channel", "leader", "above"], "overdue": {"ready": ["leader"]}, "displayed_within_s": 40,
            "accepted_within_s": 60, "withdrawn_within_s": 30, "after_s": {"above": 90}, "channels": ["voice"],
            "enough": [{"id": "two", "accepted": 2, "within_s": 600}]}  # fmt: skip
    async with running(["plans"], settings=folder) as system:
        keeper = Actor(id="system:tests", permissions=frozenset({"*"}))
        set_rule = {"plugin": "plans", "key": "escalation", "basis": "值班规程", "certainty": "design",
                    "effective_from": "2026-01-02"}  # fmt: skip
        await system.execute("core.set_rule", {**set_rule, "value": rule}, keeper)
        policy = await system.read(lambda reading: reading.ask(Library).get("ammonia-release"))
        assert policy is not None
        assert (policy.escalation.accepted_within_s, policy.escalation.displayed_within_s) == (90, 40)
        assert policy.escalation.on_silence == ("channel", "leader", "above")
        assert policy.escalation.overdue == {"ready": ("leader",)}
        await system.execute("core.set_rule", {**set_rule, "value": {**rule, "on_silence": ["shout"]}}, keeper)
        again = await system.read(lambda reading: reading.ask(Library).get("ammonia-release"))
        assert again is not None, "a rule that is no policy keeps no plan away"
        assert again.escalation.on_silence == ("remind", "next_team", "leader")
