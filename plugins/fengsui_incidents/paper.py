"""`fengsui paper`: blank call forms for when the screens are dark, in the order of the intake screen.

Plain text, 80 columns, no server and no data folder needed. Print some before the night.
"""

from __future__ import annotations

import argparse
import io
import sys

from fengsui.text import N_, choose_language, translate
from fengsui_incidents.listen.alerts import Say
from fengsui_incidents.listen.cells import pad, width

PACKAGE = "fengsui_incidents"
COLUMNS = 80
MOST_SHEETS = 500
FORM_FEED = "\f"

Row = tuple[Say, tuple[Say, ...]]

WHERE: Row = (
    Say("1 在哪", "1 WHERE"),
    (
        Say("单位/路口/地铁站: ", "site, crossing, station: "),
        Say("街镇: ", "street office: "),
        Say("坐标: ", "position: "),
    ),
)
WHAT: Row = (
    Say("2 什么事", "2 WHAT"),
    (
        Say(
            "[ ]泄漏 [ ]火 [ ]爆炸 [ ]坍塌 [ ]困人 [ ]中毒 其他:",
            "[ ]leak [ ]fire [ ]explosion [ ]collapse [ ]trapped other:",
        ),
        Say("物质/数量: ", "substance, how much: "),
    ),
)
PEOPLE: Row = (
    Say("3 人 (?=未知)", "3 PEOPLE (?)"),
    (
        Say("亡____ 重伤____ 中毒____ 被困____ 失联____ ", "dead____ serious____ poisoned____ trapped____ missing____"),
        Say("涉险____ 已疏散____ 最后在哪: ", "at risk____ evacuated____ last seen: "),
    ),
)
NOW: Row = (
    Say("4 现在", "4 NOW"),
    (Say("[ ]还在漏 [ ]起火 [ ]已关阀 [ ]通风  风从: ", "[ ]leaking [ ]burning [ ]valve shut [ ]aired  wind from: "),),
)
DONE: Row = (
    Say("5 做了", "5 DONE"),
    (
        Say("[ ]119 [ ]120 [ ]110 [ ]自救 [ ]疏散  已派: ", "[ ]119 [ ]120 [ ]110 [ ]self-help [ ]evacuated  sent: "),
        Say(
            "告诉对方: [ ]向上风撤 [ ]不回去 [ ]电话畅通", "told: [ ]go upwind [ ]do not go back [ ]keep the line free"
        ),
    ),
)
WHO: Row = (
    Say("6 谁", "6 WHO"),
    (
        Say("姓名/职务/单位: ", "name, post, unit: "),
        Say("来源 110/12345/12350/街镇/值班: ", "source 110/12345/12350/street/duty: "),
    ),
)
CALLBACK: Row = (Say("7 回拨", "7 CALLBACK"), (Say("电话: ", "phone: "), Say("备用: ", "another: ")))
ORDERS = (
    Say("派给谁 WHO", "SENT TO"),
    Say("任务", "TASK"),
    Say("派出", "SENT"),
    Say("答 1/2", "ANSWER"),
    Say("到", "ARRIVED"),
)


def form(number: int, language: str) -> list[str]:
    """One blank sheet as lines of at most 80 cells."""
    title = Say(
        f"来电记录 (纸)  第 {number} 张   不要写在别处", f"CALL FORM (paper)  sheet {number}   write nowhere else"
    )
    when = Say(
        "日期____-____-____  时间____:____:____   来电号码__________________",
        "date____-____-____  time____:____:____   caller's number________________",
    )
    lines = [_rule("="), title.of(language), when.of(language), _rule("-")]
    for row in (WHERE, WHAT, PEOPLE, NOW, DONE, WHO, CALLBACK):
        lines += _row(row, language)
    lines += [_rule("-"), *_orders(language), _rule("-")]
    told = Say(
        "带班领导____________ 知悉____:____   响应级别____   授权__________________",
        "leader told____________ at____:____  level____  authority________________",
    )
    flash = Say(
        "快报(电话) 市局____:____ 接听________   区总值班室____:____ 接听________",
        "flash (phone) city____:____ taken by_______  district____:____ by________",
    )
    sign = Say(
        "记录人____________   补录时间____:____  补录人____________  见证____________",
        "recorded by__________ entered at____:____ by__________ witness__________",
    )
    lines += [told.of(language), flash.of(language), sign.of(language), _rule("=")]
    return lines


def _rule(char: str) -> str:
    return char * COLUMNS


def _row(row: Row, language: str) -> list[str]:
    """A label and its questions, each with a line to write on."""
    label, asked = row
    lines = []
    for i, question in enumerate(asked):
        begins = pad(label.of(language) if i == 0 else "", 14) + question.of(language)
        lines.append(begins + "_" * max(0, COLUMNS - width(begins)))
    return lines


def _orders(language: str) -> list[str]:
    cells = (24, 24, 10, 10, 12)
    head = "".join(pad(title.of(language), n) for title, n in zip(ORDERS, cells, strict=True)).rstrip()
    line = "".join("_" * (n - 2) + "  " for n in cells).rstrip()
    return [head, *[line] * 5]


def arguments(parser: argparse.ArgumentParser) -> None:
    language = parser.get_default("language") or "en"
    text = translate(N_("how many sheets (1 to {most})"), language, PACKAGE, most=MOST_SHEETS)

    def sheets(given: str) -> int:
        if given.isdecimal() and 1 <= int(given) <= MOST_SHEETS:
            return int(given)
        raise argparse.ArgumentTypeError(text)

    parser.add_argument("--sheets", type=sheets, default=1, metavar="N", help=text)


def run(found: argparse.Namespace) -> int:
    """Prints the sheets, a form feed between them, so that a printer starts each on a page of its own."""
    language = choose_language(found.lang) if found.lang else found.language
    pages = ["\n".join(form(number + 1, language)) + "\n" for number in range(found.sheets)]
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    sys.stdout.write(FORM_FEED.join(pages))
    return 0
