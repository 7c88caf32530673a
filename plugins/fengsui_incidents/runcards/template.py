"""The table to start from: an xlsx written by hand, so that nobody needs a library to make one."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from html import escape

from fengsui_incidents.model.run_cards import letter

ROWS: Sequence[Sequence[str]] = (
    ("代码", "名称", "级别", "任务", "队数", "能力", "防护", "着装", "方式"),
    ("A-NH3", "氨泄漏 (示例)", "1", "堵漏", "1", "leak 1", "suit_a 2", "重型防化服 + 空呼", "命令"),
    ("A-NH3", "", "1", "稀释供水", "1", "water 1", "scba 4", "战斗服 + 空呼", "任意"),
    ("A-NH3", "", "2", "备份堵漏", "1", "leak 1", "suit_a 2", "重型防化服 + 空呼", "命令"),
    ("A-NH3", "", "2", "医疗", "1", "ambulance 1", "", "", "请求"),
    ("A-NH3", "", "3", "警戒疏散", "3", "cordon 1", "", "", "任意"),
    ("F-HIGH", "高层火灾 (示例)", "1", "灭火", "2", "water 2", "scba 8", "战斗服 + 空呼", "请求"),
    ("F-HIGH", "", "2", "举高", "1", "ladder 1", "", "战斗服", "请求"),
)
"""The sample city's run cards, and the form to fill in; each level adds to those below it."""

TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def as_csv(rows: Sequence[Sequence[str]] = ROWS) -> bytes:
    """UTF-8 with its mark: Excel and WPS open it in Chinese."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Sequence[Sequence[str]] = ROWS, sheet: str = "调派表") -> bytes:
    body = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{letter(at)}{number}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
            for at, cell in enumerate(cells)
            if cell
        )
        + "</row>"
        for number, cells in enumerate(rows, 1)
    )
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS.format(
            f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        ),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="{escape(sheet)}" '
        'sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": RELATIONS.format(
            f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>',
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return made.getvalue()
