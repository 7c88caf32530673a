"""From an alert to what a warning says, or to what a call says, in both languages where the alert has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TypeVar, cast

from fengsui.text import translate
from fengsui_incidents.api.events import Words
from fengsui_warnings.api.board import Scope
from fengsui_warnings.model.becoming import Becoming
from fengsui_warnings.model.cap.alert import Alert, Info
from fengsui_warnings.model.cap.reading import Note
from fengsui_warnings.model.faults import PACKAGE
from fengsui_warnings.model.notice import Notice, Places, Says

T = TypeVar("T")

LONGEST = 4000
SHORT = 200


def both(message: str, params: dict[str, object] | None = None) -> Words:
    """A source message in both languages."""
    given = params or {}
    return Words(translate(message, "zh_CN", PACKAGE, **given), translate(message, "en", PACKAGE, **given))


def notice_of(alert: Alert, found: Becoming, notes: Iterable[Note], *, id: str, exercise: str | None) -> Notice:
    """A warning that another issuer has published: in force as it comes."""
    first = alert.infos[0]
    ends = [info.expires for info in alert.infos if info.expires is not None]
    begins = [moment for info in alert.infos if (moment := info.onset or info.effective) is not None]
    return Notice(
        id=id,
        state="issued",
        origin="cap",
        exercise=exercise,
        level=found.level.level if found.level is not None else None,
        scope=cast(Scope, alert.scope),
        restriction=alert.restriction[:SHORT],
        addresses=alert.addresses,
        says=_says(alert, found, first, tuple(both(note.says, note.params) for note in notes)),
        sender=alert.sender,
        identifier=alert.identifier,
        starts_at=_utc(min(begins, default=alert.sent)),
        ends_at=_utc(max(ends)) if ends else None,
        issued_at=_utc(alert.sent),
    )


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _says(alert: Alert, found: Becoming, first: Info, notes: tuple[Words, ...]) -> Says:
    areas = [area for info in alert.infos for area in info.areas]
    level = found.level
    return Says(
        event=_texts(alert, lambda info: [info.event], SHORT),
        category=first.categories[0],
        event_code=first.event_codes[0].value[:SHORT] if first.event_codes else "",
        title=_texts(alert, lambda info: [info.headline or info.event], SHORT),
        area=_texts(alert, lambda info: [area.description for area in info.areas], LONGEST),
        places=Places(
            polygons=_once(ring for area in areas for ring in area.polygons),
            circles=_once(circle for area in areas for circle in area.circles),
            geocodes=_once(code for area in areas for code in area.geocodes),
        ),
        matters=_texts(alert, lambda info: [info.description], LONGEST),
        measures=_texts(alert, lambda info: [info.instruction], LONGEST),
        issuer=_texts(alert, lambda info: [info.sender_name or alert.sender], SHORT),
        urgency=first.urgency,
        severity=first.severity,
        certainty=first.certainty,
        responses=_once(one for info in alert.infos for one in info.responses),
        web=first.web,
        contact=first.contact[:SHORT],
        level_said=both(level.says, dict(level.params)) if level is not None else Words("", ""),
        notes=notes,
    )


def _once(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))


def _texts(alert: Alert, of: Callable[[Info], list[str]], limit: int) -> Words:
    """Chinese from the Chinese blocks, English from the English ones; one that is lacking is the other's text."""
    zh = _joined(of, [info for info in alert.infos if info.language.lower().startswith("zh")], limit)
    en = _joined(of, [info for info in alert.infos if info.language.lower().startswith("en")], limit)
    anything = _joined(of, alert.infos, limit)
    return Words(zh or en or anything, en or zh or anything)


def _joined(of: Callable[[Info], list[str]], infos: Iterable[Info], limit: int) -> str:
    parts = [text for info in infos for text in of(info) if text]
    return "\n".join(dict.fromkeys(parts))[:limit]


def call_text(alert: Alert) -> str:
    """What the officer reads of an accident that a machine reports."""
    says = _texts(alert, lambda info: [info.headline or info.event], SHORT)
    where = _texts(alert, lambda info: [area.description for area in info.areas], SHORT)
    what = _texts(alert, lambda info: [info.description], 2000)
    do = _texts(alert, lambda info: [info.instruction], 1000)
    lines = [says.zh, where.zh, what.zh, do.zh, f"CAP {alert.sender} {alert.identifier}"]
    return "\n".join(dict.fromkeys(line for line in lines if line))


def point_of(alert: Alert) -> tuple[float, float] | None:
    """The centre of the first circle, else the middle of the first polygon's corners."""
    areas = [area for info in alert.infos for area in info.areas]
    for area in areas:
        if area.circles:
            return area.circles[0].center
    for area in areas:
        if area.polygons:
            corners = area.polygons[0][:-1]
            return sum(lat for lat, _ in corners) / len(corners), sum(lon for _, lon in corners) / len(corners)
    return None
