"""Counts of people and what is still going on, as they are typed (`sl2`, `sx?`, `hzl`) or said (失联2人, 2 missing)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fengsui_incidents.api.events import Words
from fengsui_incidents.api.words import Count
from fengsui_incidents.model.figures import SHORT

MOST_PEOPLE = 100_000
"""More than this in a typed line is a slip of the keyboard, not a count."""

CODES: Mapping[str, Count] = {
    "sw": "dead",
    "zs": "serious",
    "qs": "minor",
    "sy": "injured",
    "zd": "poisoned",
    "bk": "trapped",
    "sl": "missing",
    "sx": "at_risk",
    "wj": "endangered",
    "ss": "evacuated",
}
FIGURES: Mapping[Count, tuple[str, ...]] = {
    "dead": ("死亡", "身亡", "遇难", "亡", "dead", "killed", "deaths", "fatalities"),
    "serious": ("重伤", "seriously injured", "seriously hurt", "serious injuries"),
    "minor": ("轻伤", "轻微伤", "slightly injured", "slightly hurt", "minor injuries"),
    "injured": ("受伤", "伤员", "injured", "hurt"),
    "poisoned": ("中毒", "poisoned", "gassed"),
    "trapped": ("被困", "受困", "困", "trapped"),
    "missing": ("失联", "失踪", "下落不明", "missing", "unaccounted for"),
    "at_risk": ("涉险", "遇险", "at risk", "in danger"),
    "endangered": ("危及", "受威胁", "endangered", "threatened"),
    "evacuated": ("已疏散", "疏散", "已撤离", "转移", "evacuated"),
}
NAMES: Mapping[str, Count] = {name: count for count, names in FIGURES.items() for name in names}
NUMBERS_EN: Mapping[str, int] = {
    "no": 0, "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "unknown": -1,
}  # fmt: skip
DIGITS_ZH: Mapping[str, int] = dict(zip("零一二三四五六七八九", range(10), strict=True)) | {"两": 2, "〇": 0}

ONGOING: Mapping[str, tuple[bool, str, Words]] = {
    "hzl": (True, "release", Words("还在漏", "still leaking")),
    "hzs": (True, "fire", Words("还在烧", "still burning")),
    "yzz": (False, "", Words("已止住", "stopped")),
}
"""Typed codes: whether it goes on, the kind that this lets one conclude, and how it is read back."""

_NAME_ZH = "|".join(sorted((re.escape(name) for name in NAMES if not name.isascii()), key=len, reverse=True))
_NAME_EN = "|".join(sorted((re.escape(name) for name in NAMES if name.isascii()), key=len, reverse=True))
_NUMBER_ZH = r"[0-9]{1,6}|[零〇一二两三四五六七八九十百]{1,5}"
_ABOUT = r"(?:大约|大概|约有|约|近|可能有|可能|至少)?"

COUNTED = re.compile(
    rf"(?<![a-z0-9])(?P<code>{'|'.join(CODES)})(?P<typed>[0-9]{{1,6}}|\?)(?![a-z0-9])"
    rf"|(?P<none>没有|无)人?员?(?P<none_of>伤亡|{_NAME_ZH})"
    rf"|(?P<first_zh>{_NAME_ZH})(?:人数|人员)?{_ABOUT}(?P<after>{_NUMBER_ZH}|\?|不明|未知)(?:余|多)?[名个]?人?"
    rf"|{_ABOUT}(?P<before>{_NUMBER_ZH})(?:余|多)?(?:名|个|人)+(?:员工|工人|群众|居民)?(?P<last_zh>{_NAME_ZH})"
    rf"|(?<![a-z0-9])(?P<number_en>[0-9]{{1,6}}|{'|'.join(NUMBERS_EN)})\s+(?:people|persons?|workers?)?\s*(?:are\s+)?"
    rf"(?P<last_en>{_NAME_EN})(?![a-z])"
)
GOING_ON = re.compile(
    r"(?<![a-z0-9])(?P<code>hzl|hzs|yzz)(?![a-z0-9])"
    r"|(?P<leaks>(?:还|仍|正)(?:在)?(?:泄漏|泄露|外泄|漏)|still leaking)"
    r"|(?P<burns>(?:还|仍|正)(?:在)?(?:燃烧|烧|着火)|still burning)"
    r"|(?P<ended>已关阀|阀门已关|已止住|已堵住|已扑灭|不漏了|已停止泄漏|leak stopped|fire out)"
)


@dataclass(frozen=True)
class Said:
    """One thing understood: where it stood in the text and how it is read back."""

    at: int
    says: Words
    count: Count | None = None
    value: int | None = None
    ongoing: bool | None = None
    kind: str = ""


def figures_in(text: str) -> tuple[list[Said], str]:
    """The counts in the text, and the text without them. A count said twice stands as it was said last."""
    found: dict[Count, Said] = {}
    rest = list(text)
    for match in COUNTED.finditer(text):
        count, value = _counted(match)
        if value is not None and value > MOST_PEOPLE:
            continue
        found[count] = Said(match.start(), _read_back(count, value), count, value)
        rest[match.start() : match.end()] = " " * (match.end() - match.start())
    return list(found.values()), "".join(rest)


def ongoing_in(text: str) -> tuple[list[Said], str]:
    """Whether it still leaks or burns, in order, and the text without these words."""
    found: list[Said] = []
    rest = list(text)
    for match in GOING_ON.finditer(text):
        code = match["code"] or ("hzl" if match["leaks"] else "hzs" if match["burns"] else "yzz")
        ongoing, kind, says = ONGOING[code]
        found.append(Said(match.start(), says, ongoing=ongoing, kind=kind))
        rest[match.start() : match.end()] = " " * (match.end() - match.start())
    return found, "".join(rest)


def _counted(match: re.Match[str]) -> tuple[Count, int | None]:
    if code := match["code"]:
        return CODES[code], None if match["typed"] == "?" else int(match["typed"])
    if match["none"]:
        return NAMES.get(match["none_of"], "dead"), 0
    if name := match["first_zh"]:
        return NAMES[name], _number_zh(match["after"])
    if name := match["last_zh"]:
        return NAMES[name], _number_zh(match["before"])
    number = NUMBERS_EN.get(match["number_en"])
    return NAMES[match["last_en"]], int(match["number_en"]) if number is None else (None if number < 0 else number)


def _number_zh(written: str) -> int | None:
    """十二 is 12, 两百 200, 3 3; ? and 不明 are unknown."""
    if written.isascii() and written.isdigit():
        return int(written)
    if written in ("?", "不明", "未知"):
        return None
    total = digit = 0
    for char in written:
        if char in "十百":
            total, digit = total + (digit or 1) * (10 if char == "十" else 100), 0
        else:
            digit = digit * 10 + DIGITS_ZH[char]
    return total + digit


def _read_back(count: Count, value: int | None) -> Words:
    name = SHORT[count]
    number = "?" if value is None else str(value)
    return Words(f"{name.zh}{number}", f"{name.en} {number}")
