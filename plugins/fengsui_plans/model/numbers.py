"""Registration numbers (备案编号): division, year and serial in a layout that each locality may change.

The layout is a rule's text such as `{division}-{year}-{serial:04d}`; only these three places are understood, so
a layout can neither run code nor lose the serial.
"""

from __future__ import annotations

import re

_PLACE = re.compile(r"\{(division|year|serial)(?::0([1-9])d)?\}")


def render_number(layout: str, division: str, year: int, serial: int) -> str:
    """The number; raises ValueError for a layout without year or serial, or with an unknown place."""
    _check(layout)
    values = {"division": division, "year": str(year), "serial": str(serial)}
    return _PLACE.sub(lambda match: values[match[1]].zfill(int(match[2] or 0)), layout)


def read_number(layout: str, number: str) -> tuple[str, int, int] | None:
    """Division, year and serial of a number written in `layout`; None for any other text."""
    _check(layout)
    digits = {"division": r"(?P<division>\d{6})", "year": r"(?P<year>\d{4})", "serial": r"(?P<serial>\d{1,9})"}
    pattern, last = "", 0
    for match in _PLACE.finditer(layout):
        pattern += re.escape(layout[last : match.start()]) + digits[match[1]]
        last = match.end()
    found = re.fullmatch(pattern + re.escape(layout[last:]), number, re.ASCII)
    if found is None:
        return None
    parts = found.groupdict()
    return parts.get("division", ""), int(parts["year"]), int(parts["serial"])


def _check(layout: str) -> None:
    places = [match[1] for match in _PLACE.finditer(layout)]
    plain = _PLACE.sub("", layout)
    if sorted(set(places)) != sorted(places) or not {"year", "serial"} <= set(places) or set(plain) & set("{}"):
        raise ValueError(f"a layout with {{year}} and {{serial}}, each once, not {layout!r}")
