"""From an alert's values to CAP 1.2, in the schema's own order. What is written is accepted by our own reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from xml.sax.saxutils import escape

from fengsui_warnings.model.cap.alert import Alert, Area, Info, Pair, Point, Resource
from fengsui_warnings.model.cap.words import CAP_1_2

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
DECIMALS = 7
"""Decimals of a degree: a centimetre."""

Line = tuple[int, str]
"""How deep, and what."""


def write_alert(alert: Alert) -> str:
    lines = [(0, f'<alert xmlns="{CAP_1_2}">'), *_head(alert)]
    for info in alert.infos:
        lines += _within("info", _info(info), 1)
    lines.append((0, "</alert>"))
    return HEAD + "\n".join("  " * depth + text for depth, text in lines) + "\n"


def stamp(moment: datetime) -> str:
    """`2026-11-22T03:12:00+08:00`; UTC is written -00:00 (CAP 1.2, 3.3.2)."""
    text = moment.replace(microsecond=0).isoformat()
    return f"{text[:-6]}-00:00" if text.endswith("+00:00") else text


def _head(alert: Alert) -> Iterator[Line]:
    yield from _texts(1, ("identifier", alert.identifier), ("sender", alert.sender), ("sent", stamp(alert.sent)),
                      ("status", alert.status), ("msgType", alert.message_type), ("source", alert.source),
                      ("scope", alert.scope), ("restriction", alert.restriction),
                      ("addresses", _names(alert.addresses)))  # fmt: skip
    yield from _texts(1, *(("code", code) for code in alert.codes), ("note", alert.note))
    earlier = " ".join(f"{one.sender},{one.identifier},{stamp(one.sent)}" for one in alert.references)
    yield from _texts(1, ("references", earlier), ("incidents", _names(alert.incidents)))


def _info(info: Info) -> Iterator[Line]:
    yield from _texts(2, ("language", info.language), *(("category", one) for one in info.categories),
                      ("event", info.event), *(("responseType", one) for one in info.responses),
                      ("urgency", info.urgency), ("severity", info.severity), ("certainty", info.certainty),
                      ("audience", info.audience))  # fmt: skip
    yield from _pairs("eventCode", info.event_codes, 2)
    times = (("effective", info.effective), ("onset", info.onset), ("expires", info.expires))
    yield from _texts(2, *((name, stamp(moment)) for name, moment in times if moment is not None))
    yield from _texts(2, ("senderName", info.sender_name), ("headline", info.headline),
                      ("description", info.description), ("instruction", info.instruction), ("web", info.web),
                      ("contact", info.contact))  # fmt: skip
    yield from _pairs("parameter", info.parameters, 2)
    for resource in info.resources:
        yield from _within("resource", _resource(resource), 2)
    for area in info.areas:
        yield from _within("area", _area(area), 2)


def _resource(resource: Resource) -> Iterator[Line]:
    size = "" if resource.size is None else str(resource.size)
    yield from _texts(3, ("resourceDesc", resource.description), ("mimeType", resource.mime_type), ("size", size),
                      ("uri", resource.uri), ("derefUri", resource.content), ("digest", resource.digest))  # fmt: skip


def _area(area: Area) -> Iterator[Line]:
    yield from _texts(3, ("areaDesc", area.description))
    yield from _texts(3, *(("polygon", " ".join(_point(point) for point in ring)) for ring in area.polygons))
    circles = (f"{_point(circle.center)} {_number(circle.radius)}" for circle in area.circles)
    yield from _texts(3, *(("circle", circle) for circle in circles))
    yield from _pairs("geocode", area.geocodes, 3)
    yield from _texts(3, ("altitude", _exact(area.altitude)), ("ceiling", _exact(area.ceiling)))


def _pairs(name: str, pairs: Iterable[Pair], depth: int) -> Iterator[Line]:
    for pair in pairs:
        inner = [(depth + 1, f"<valueName>{escape(pair.name)}</valueName>"),
                 (depth + 1, f"<value>{escape(pair.value)}</value>")]  # fmt: skip
        yield from _within(name, inner, depth)


def _within(name: str, inner: Iterable[Line], depth: int) -> list[Line]:
    return [(depth, f"<{name}>"), *inner, (depth, f"</{name}>")]


def _texts(depth: int, *texts: tuple[str, str]) -> Iterator[Line]:
    """What is empty is left out."""
    for name, text in texts:
        if text:
            yield depth, f"<{name}>{escape(text)}</{name}>"


def _names(names: Iterable[str]) -> str:
    return " ".join(f'"{name}"' if " " in name else name for name in names)


def _point(point: Point) -> str:
    return f"{_number(point[0])},{_number(point[1])}"


def _number(value: float) -> str:
    text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _exact(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"
