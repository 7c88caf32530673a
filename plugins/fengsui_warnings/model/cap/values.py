"""From the text of one element to its value, or to what was expected there."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from fengsui.printable import bad_characters
from fengsui.text import N_
from fengsui_warnings.model.cap.alert import Circle, Point, Reference
from fengsui_warnings.model.cap.words import CERTAINTIES, VERY_LIKELY

MAX_LINE = 500
MAX_TEXT = 20_000
MAX_URI = 2_000
MAX_POINTS = 5_000
MAX_RADIUS_KM = 20_100
"""Half way round the earth."""

YEARS = (1970, 2200)

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d", re.ASCII)
_NUMBER = re.compile(r"[-+]?\d{1,12}(\.\d{1,20})?", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
_TOKEN = re.compile(r"[^\s,<&]+")
_QUOTED = re.compile(r'"([^"]*)"|(\S+)')


class Wrong(Exception):
    """The value is not what it must be."""

    def __init__(self, expected: str, code: str, **params: object) -> None:
        super().__init__(code)
        self.expected, self.code, self.params = expected, code, params


Parse = Callable[[str], Any]


def one_of(*allowed: str) -> Parse:
    """The exact word; one written otherwise is told how it is written."""

    def parse(text: str) -> str:
        if text in allowed:
            return text
        near = next((word for word in allowed if word.lower() == text.lower()), "")
        if near:
            raise Wrong(N_("{near}, written exactly so, not {found}"), "not_in_list", near=near, found=text)
        raise Wrong(N_("one of {allowed}, not {found}"), "not_in_list", allowed=", ".join(allowed), found=text)

    return parse


def certainty(text: str) -> str:
    return text if text == VERY_LIKELY else str(one_of(*CERTAINTIES)(text))


def line(text: str) -> str:
    """One line: line breaks and runs of blanks, which XML editors make, count as one blank."""
    return _clean(" ".join(text.split()), MAX_LINE)


def words(text: str) -> str:
    return _clean(text.replace("\r\n", "\n").replace("\r", "\n"), MAX_TEXT, "\n\t")


def content(text: str) -> str:
    """Base64 of a resource: kept as it is, never decoded."""
    if not re.fullmatch(r"[A-Za-z0-9+/=\s]*", text):
        raise Wrong(N_("base64"), "not_base64")
    return "".join(text.split())


def _clean(text: str, limit: int, allowed: str = "") -> str:
    if bad := bad_characters(text, allowed):
        found = ", ".join(sorted(set(bad))[:5])
        raise Wrong(N_("text without control or direction characters (found {found})"), "characters", found=found)
    if len(text) > limit:
        raise Wrong(N_("at most {limit} characters, not {size}"), "too_long", limit=limit, size=len(text))
    return text


def token(text: str) -> str:
    """An identifier: no blanks, no commas, no < or & (CAP 1.2, 3.2.1)."""
    if not _TOKEN.fullmatch(text):
        raise Wrong(N_("a name without blanks, commas, < and &, not {found}"), "not_a_token", found=text)
    return _clean(text, 200)


def language(text: str) -> str:
    if not _LANGUAGE.fullmatch(text):
        raise Wrong(N_("a language such as zh-CN, not {found}"), "not_a_language", found=text)
    return text


def uri(text: str) -> str:
    if len(text) > MAX_URI or re.search(r"\s", text) or bad_characters(text):
        raise Wrong(N_("an address of at most {limit} characters without blanks"), "not_an_address", limit=MAX_URI)
    return text


def whole(text: str) -> int:
    if not re.fullmatch(r"\d{1,15}", text, re.ASCII):
        raise Wrong(N_("a whole number of bytes, not {found}"), "not_a_number", found=text)
    return int(text)


def decimal(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise Wrong(N_("a number such as 12.5, not {found}"), "not_a_number", found=text)
    return Decimal(text)


def moment(text: str) -> datetime:
    """A time with its offset; the letter Z and a time without offset are refused (CAP 1.2, 3.3.2)."""
    if not _TIME.fullmatch(text):
        if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", text, re.ASCII):
            raise Wrong(N_("an offset such as +08:00 or -00:00 in place of Z"), "zone_letter")
        if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?", text, re.ASCII):
            raise Wrong(N_("a time with its offset, such as {found}+08:00"), "no_offset", found=text)
        raise Wrong(N_("a time such as 2026-11-22T03:12:00+08:00, not {found}"), "not_a_time", found=text)
    try:
        found = datetime.fromisoformat(text)
        offset = found.utcoffset()
    except ValueError:
        found, offset = None, None
    if found is None or offset is None or abs(offset.total_seconds()) > 14 * 3600:
        raise Wrong(N_("a time that exists, not {found}"), "not_a_time", found=text)
    if not YEARS[0] <= found.year < YEARS[1]:
        raise Wrong(N_("a year from {first} to {last}"), "not_a_time", first=YEARS[0], last=YEARS[1] - 1)
    return found


def point(text: str) -> Point:
    """`latitude,longitude`."""
    parts = text.split(",")
    if len(parts) != 2 or not all(_NUMBER.fullmatch(part) for part in parts):
        raise Wrong(N_("latitude,longitude such as 31.25,121.41, not {found}"), "not_a_point", found=text)
    lat, lon = (float(part) for part in parts)
    if not -90 <= lat <= 90 or not -180 <= lon <= 180:
        expected = N_("a latitude from -90 to 90 and a longitude from -180 to 180, not {found}")
        raise Wrong(expected, "out_of_range", found=text)
    return lat, lon


def polygon(text: str) -> tuple[Point, ...]:
    """Four points or more, the last one the same as the first (CAP 1.2, 3.2.4)."""
    parts = text.split()
    if len(parts) > MAX_POINTS:
        raise Wrong(N_("at most {limit} points"), "too_many_points", limit=MAX_POINTS)
    points = tuple(point(part) for part in parts)
    if len(points) < 4:
        raise Wrong(N_("at least 4 points, not {count}"), "too_few_points", count=len(points))
    if points[0] != points[-1]:
        expected = N_("a closed ring: the last point {last} must be the first one, {first}")
        raise Wrong(expected, "not_closed", last=parts[-1], first=parts[0])
    return points


def circle(text: str) -> Circle:
    """`latitude,longitude radius`, the radius in kilometres."""
    parts = text.split()
    if len(parts) != 2 or not _NUMBER.fullmatch(parts[1]):
        raise Wrong(N_("latitude,longitude radius such as 31.25,121.41 5, not {found}"), "not_a_circle", found=text)
    radius = float(parts[1])
    if not 0 <= radius <= MAX_RADIUS_KM:
        raise Wrong(N_("a radius from 0 to {limit} km"), "out_of_range", limit=MAX_RADIUS_KM)
    return Circle(center=point(parts[0]), radius=radius)


def names(text: str) -> tuple[str, ...]:
    """Names between blanks; one with a blank in it stands in quotation marks (addresses, incidents)."""
    _clean(text, MAX_TEXT, "\n\t\r")
    return tuple(" ".join((quoted or plain).split()) for quoted, plain in _QUOTED.findall(text) if quoted or plain)


def references(text: str) -> tuple[Reference, ...]:
    """`sender,identifier,sent` each, between blanks."""
    return tuple(_reference(part) for part in text.split())


def _reference(text: str) -> Reference:
    parts = text.split(",")
    if len(parts) != 3:
        raise Wrong(N_("sender,identifier,sent for each earlier message, not {found}"), "not_a_reference", found=text)
    return Reference(sender=token(parts[0]), identifier=token(parts[1]), sent=moment(parts[2]))
