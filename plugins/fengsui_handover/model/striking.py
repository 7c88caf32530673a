"""What a signed sheet says of a thing whose words are destroyed: that it stood there stays, what was said goes."""

from __future__ import annotations

import re
from dataclasses import replace

from fengsui_handover.api.values import Line, Sheet
from fengsui_incidents.api.events import Words


def struck(sheet: Sheet, thing: str) -> Sheet:
    """Every line that is about the thing, by its id or in its words; E1122-10 is not E1122-100."""
    named = re.compile(rf"(?<![0-9A-Za-z]){re.escape(thing)}(?![0-9A-Za-z])")
    gone = Words(f"{thing} (依法删除)", f"{thing} (erased by law)")

    def line_of(line: Line) -> Line:
        return replace(line, says=gone) if named.search(line.id) or named.search(line.says.zh) else line

    return replace(sheet, sections=tuple(replace(one, lines=tuple(map(line_of, one.lines))) for one in sheet.sections))
