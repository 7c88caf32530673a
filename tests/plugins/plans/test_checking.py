"""Plans checked: every fault at once with its place, whatever was done to the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui_plans.checking import check_file, check_text
from fengsui_plans.library import shipped_folder

PLANS = sorted(shipped_folder().glob("*.yaml"))
AMMONIA = (shipped_folder() / "ammonia-release.yaml").read_text("utf-8")


SILENCE = "on_silence: [remind, next_team, leader]"


def enough(changed: str, *, two: bool = False) -> str:
    """The policy with one rule of N of M within T, of which one key is another; `two`: the rule twice."""
    key, _, value = changed.partition(": ")
    good = {"id": "few", "needs": "[stop_leak]", "accepted": "1", "within_s": "600", "otherwise": "[leader]"}
    row = ", ".join(f"{name}: {said}" for name, said in {**good, key: value}.items())
    return f"{SILENCE}\n  enough:" + f"\n    - {{{row}}}" * (2 if two else 1)


def said(text: str, language: str = "en") -> list[str]:
    return [f"{fault.line}:{fault.column}: {fault.path}: {fault.say(language)}" for fault in check_text(text).faults]


def changed(old: str, new: str) -> list[tuple[str, str]]:
    """The faults of the ammonia plan with one thing changed."""
    assert old in AMMONIA
    return [(fault.path, fault.code) for fault in check_text(AMMONIA.replace(old, new, 1)).faults]


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.name)
def test_shipped_plans_are_sound(path: Path) -> None:
    checked = check_file(path)
    assert [fault.say("en") for fault in checked.faults] == []
    assert checked.plan is not None
    assert checked.plan.id == path.stem


def test_every_fault_at_once_in_the_order_of_the_file() -> None:
    text = """id: Ammonia
version: true
titel: {zh: 氨, en: x}
urgency: E
needs:
  - id: stop_leak
    capabilities: {leek: 1, suit_a: 0}
    upwind: no
tasks:
  - {id: a, title: {zh: 甲, en: a}, owner: nobody, within_minutes: 12:30, after: [b]}
"""
    assert said(text) == [
        "1:1: title: this key, which is required",
        "1:1: basis: this key, which is required",
        "1:1: applies: this key, which is required",
        "1:1: triggers: this key, which is required",
        "1:1: approach: this key, which is required",
        "1:5: id: a name in small letters, digits, - and _ (pattern ^[a-z][a-z0-9_-]{1,47}$)",
        "2:10: version: a whole number",
        "3:1: titel: a known key (did you mean title?)",
        "4:10: urgency: one of 'A', 'B', 'C', 'D'",
        "6:5: needs[0].title: this key, which is required",
        "6:5: needs[0].task: this key, which is required",
        "6:5: needs[0].wear: this key, which is required",
        "7:26: needs[0].capabilities.leek: a known capability, or one in own_capabilities (did you mean leak?)",
        "7:37: needs[0].capabilities.suit_a: at least 1",
        "8:5: needs[0].upwind: a known key (did you mean upwind_only?)",
        "10:10: tasks[0].id: a name in small letters, digits, - and _ (pattern ^[a-z][a-z0-9_-]{1,47}$)",
        "10:43: tasks[0].owner: the role of an action card",
        "10:67: tasks[0].within_minutes: a whole number",
        "10:82: tasks[0].after[0]: a name in small letters, digits, - and _ (pattern ^[a-z][a-z0-9_-]{1,47}$)",
        "10:82: tasks[0].after[0]: the id of a task",
    ]


def test_both_languages_say_it() -> None:
    english, chinese = (
        said(AMMONIA.replace("version: 1", "versoin: 1")),
        said(AMMONIA.replace("version: 1", "versoin: 1"), "zh_CN"),
    )
    assert english == [
        "2:1: version: this key, which is required",
        "3:1: versoin: a known key (did you mean version?)",
    ]
    assert chinese == ["2:1: version: 必填的键", "3:1: versoin: 已知的键 (是否指 version?)"]


def test_a_text_cut_at_its_comma_is_explained() -> None:
    (fault,) = check_text(AMMONIA.replace("{zh: 有人中毒, en:", "{zh: 有人, 中毒, en:")).faults
    assert fault.say("en") == "a known key; a text with a comma needs quotes"


@pytest.mark.parametrize(
    ("old", "new", "path", "code"),
    [
        ("id: t2", "id: t1", "triggers[1].id", "not_unique"),
        ("id: water\n", "id: stop_leak\n", "needs[1].id", "not_unique"),
        ("role: duty_leader", "role: duty_officer", "action_cards[1].role", "not_unique"),
        ("fact: tonnes, substance: ammonia", "fact: tonnes", "triggers[0].when", "no_substance"),
        ("{fact: dead,", "{fact: dead, substance: ammonia,", "triggers[5].when.substance", "substance_not_used"),
        ("{fact: poisoned, at_least: 3}", "{fact: poisoned, at_least: 1}", "triggers[3].when.at_least", "level_order"),
        ("after: [verify]", "after: [verfy]", "tasks[2].after[0]", "unknown_task"),
        ("owner: duty_officer", "owner: duty_oficer", "tasks[0].owner", "unknown_post"),
        ("{suit_a: 2}", "{suit_aa: 2}", "needs[0].protection.suit_aa", "unknown_capability"),
        ("side: upwind", "side: any", "approach.side", "approach_not_upwind"),
        (
            "distances: {substance: ammonia,",
            "distances: {substance: amonia,",
            "distances.substance",
            "unknown_substance",
        ),
        ("accepted_within_s: 60", "accepted_within_s: 59", "escalation.accepted_within_s", "answer_before_reading"),
        ("[remind, next_team", "[remind, remind", "escalation.on_silence[1]", "repeated_step"),
        (SILENCE, f"{SILENCE}\n  after_s: {{above: 5}}", "escalation.after_s.above", "unused_step"),
        (SILENCE, f"{SILENCE}\n  channels: [sms, sms]", "escalation.channels[1]", "repeated_step"),
        (SILENCE, f"{SILENCE}\n  overdue: {{ready: [remind, remind]}}", "escalation.overdue.ready[1]", "repeated_step"),
        (SILENCE, f"{SILENCE}\n  overdue: {{redy: [remind]}}", "escalation.overdue.redy", "not_a_choice"),
        (SILENCE, enough("needs: [stop_leek]"), "escalation.enough[0].needs[0]", "unknown_need"),
        (SILENCE, enough("accepted: 99"), "escalation.enough[0].accepted", "never_enough"),
        (SILENCE, enough("within_s: 5"), "escalation.enough[0].within_s", "too_small"),
        (SILENCE, enough("otherwise: [group]"), "escalation.enough[0].otherwise", "no_group"),
        (SILENCE, enough("group: [T09]"), "escalation.enough[0].group", "group_not_used"),
        (SILENCE, enough("otherwise: [leader, leader]"), "escalation.enough[0].otherwise[1]", "repeated_step"),
        (SILENCE, enough("id: few", two=True), "escalation.enough[1].id", "not_unique"),
        ("at_least: 0.1", "at_least: -1", "triggers[0].when.at_least", "too_small"),
        ("count: 1", "count: '1'", "needs[0].count", "not_whole"),
        ("table: '142'", "table: 142", "distances.table", "not_text"),
        ("zh: 氨泄漏,", "zh: '',", "title.zh", "too_short"),
        ("zh: 氨泄漏,", 'zh: "氨\\n泄漏",', "title.zh", "bad_characters"),
    ],
)
def test_one_thing_wrong_is_one_fault(old: str, new: str, path: str, code: str) -> None:
    assert changed(old, new) == [(path, code)]


def test_tasks_that_wait_for_each_other_are_found() -> None:
    circle = AMMONIA.replace("    within_minutes: 2\n", "    within_minutes: 2\n    after: [tell_leader]\n", 1)
    assert [(fault.path, fault.code) for fault in check_text(circle).faults] == [
        ("tasks[0].after[0]", "circular"),
        ("tasks[2].after[0]", "circular"),
    ]


def test_a_bureaus_own_capability_is_declared() -> None:
    own = AMMONIA.replace("{suit_a: 2}", "{suit_x: 2}").replace("needs:\n", "own_capabilities: [suit_x]\n\nneeds:\n", 1)
    assert check_text(own).faults == ()


def test_a_file_that_is_no_mapping() -> None:
    assert said("- a\n") == ["1:1: : a mapping of keys to values"]


LINES = AMMONIA.splitlines(keepends=True)
SCRAPS = [
    "",
    "  ",
    "a: 1",
    "- x",
    "{",
    "}",
    "[",
    "]",
    ": ",
    "'",
    '"',
    "&a",
    "*a",
    "!x",
    "|",
    "\t",
    "\x00",
    "null",
    "9e999",
    "上",
]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_mutation_crashes_the_check_or_takes_long(data: st.DataObject) -> None:
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["drop", "double", "scrap", "cut", "swap"])):
            case "drop":
                del lines[place]
            case "double":
                lines.insert(place, lines[place])
            case "scrap":
                lines.insert(place, data.draw(st.sampled_from(SCRAPS)) + "\n")
            case "cut":
                lines[place] = lines[place][: data.draw(st.integers(0, len(lines[place])))]
            case _:
                other = data.draw(st.integers(0, len(lines) - 1))
                lines[place], lines[other] = lines[other], lines[place]
    checked = check_text("".join(lines))
    assert (checked.plan is None) == bool(checked.faults)
    for fault in checked.faults:
        assert fault.line >= 1
        assert fault.say("en")
        assert fault.say("zh_CN")


@pytest.mark.timeout(30)
def test_a_very_bad_plan_comes_to_an_end() -> None:
    items = "".join(f"  - {{id: n{n}, capabilities: {{x{n}: 1}}, after: [n{n + 1}], oops: 1}}\n" for n in range(900))
    checked = check_text(f"needs:\n{items}tasks:\n{items}triggers:\n{items}")
    assert len(checked.faults) == 500
