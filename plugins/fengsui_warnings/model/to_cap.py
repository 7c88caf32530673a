"""From a warning, or an incident's public alert, to a CAP 1.2 alert. A drill's says so in status, note and headline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fengsui_incidents.api.board import IncidentCard
from fengsui_incidents.api.events import Words
from fengsui_warnings.model.cap.alert import Alert, Area, Circle, Info, Pair, Reference
from fengsui_warnings.model.levels import SHORT
from fengsui_warnings.model.notice import Notice
from fengsui_warnings.model.table import Table

LANGUAGES = ("zh-CN", "en-US")
DRILL = Words("【演练】", "[DRILL] ")
COLOUR = "severityColor"
GRADES = {"extraordinary": "Extreme", "major": "Severe", "larger": "Moderate", "general": "Minor"}


@dataclass(frozen=True, kw_only=True)
class Centre:
    """Who sends: its sender and the beginning of its identifiers, its name, its zone."""

    sender: str
    prefix: str
    name: str
    zone: ZoneInfo


def alert_of(notice: Notice, before: Notice | None, table: Table, centre: Centre, now: datetime) -> Alert:
    """As it stands now: a draft is a Draft, an issued one an Alert or the Update of the one `before`, a lifted one the
    Cancel of itself."""
    lifted = notice.state == "lifted"
    earlier = notice if lifted else before
    sent = (notice.lifted_at if lifted else notice.issued_at) or now
    return Alert(
        identifier=f"{notice.identifier}-C" if lifted else notice.identifier or f"{centre.prefix}-{notice.id}",
        sender=notice.sender or centre.sender,
        sent=_local(sent, centre),
        status=_status(notice),
        message_type="Cancel" if lifted else "Update" if before is not None else "Alert",
        scope=notice.scope,
        restriction=notice.restriction,
        addresses=notice.addresses,
        note=_note(notice.exercise) or notice.lift_reason,
        references=(_reference(earlier, centre),) if earlier is not None else (),
        infos=tuple(_info(notice, language, table, centre) for language in _spoken(notice.says.event)),
    )


def _status(notice: Notice) -> str:
    if notice.state == "draft":
        return "Draft"
    return "Exercise" if notice.exercise is not None else "Actual"


def _note(exercise: str | None) -> str:
    return f"演练 DRILL {exercise}" if exercise is not None else ""


def _reference(notice: Notice, centre: Centre) -> Reference:
    sent = notice.issued_at or notice.drafted_at
    assert sent is not None
    return Reference(sender=notice.sender, identifier=notice.identifier, sent=_local(sent, centre))


def _spoken(event: Words) -> tuple[str, ...]:
    """One block where both languages say the same: there is nothing in English."""
    return LANGUAGES if event.en and event.en != event.zh else LANGUAGES[:1]


def _local(moment: datetime, centre: Centre) -> datetime:
    return moment.astimezone(centre.zone).replace(microsecond=0)


def _in(words: Words, language: str) -> str:
    return words.zh if language == "zh-CN" else words.en


def _line(text: str) -> str:
    return " ".join(text.split())


def _info(notice: Notice, language: str, table: Table, centre: Centre) -> Info:
    says, ends = notice.says, notice.ends_at
    title = _in(says.title, language) or _in(says.event, language)
    severity = table.by_level("cap.level_severities", notice.level) if says.severity == "Unknown" else says.severity
    codes = (Pair(name="GB/T 35561", value=says.event_code),) if says.event_code else ()
    colour = (Pair(name=COLOUR, value=notice.level.upper()),) if notice.level is not None else ()
    starts = _local(notice.starts_at, centre) if notice.starts_at is not None else None
    return Info(
        language=language,
        categories=(says.category,),
        event=_line(_in(says.event, language)) or "--",
        responses=says.responses,
        urgency=says.urgency,
        severity=severity or "Unknown",
        certainty=says.certainty,
        event_codes=codes,
        effective=starts,
        onset=starts,
        expires=_local(ends, centre) if ends is not None else None,
        sender_name=_line(_in(says.issuer, language)),
        headline=_line(_in(DRILL, language) + title if notice.exercise is not None else title),
        description=_in(says.matters, language).strip(),
        instruction=_in(says.measures, language).strip(),
        web=says.web,
        contact=says.contact,
        parameters=colour,
        areas=_areas(notice, language),
    )


def _areas(notice: Notice, language: str) -> tuple[Area, ...]:
    places = notice.says.places
    text = _in(notice.says.area, language).strip()
    if not text and not places.polygons and not places.circles and not places.geocodes:
        return ()
    return (Area(description=text or "--", polygons=places.polygons, circles=places.circles,
                 geocodes=places.geocodes),)  # fmt: skip


# -- an incident's public alert --------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Public:
    """What an officer adds to an incident's own facts before the public is told."""

    instruction: Words
    radius_m: int | None = None


def alert_of_incident(card: IncidentCard, said: Public, table: Table, centre: Centre, now: datetime) -> Alert:
    words = table.mapped("cap.incident_categories")
    title = card.title.en.lower()
    category = next((found for word, found in words.items() if word in title), "Safety")
    ended = card.ended_at is not None or card.state == "closed"
    sent = _local(now, centre)
    return Alert(
        identifier=f"{centre.prefix}-{card.id}-{sent:%H%M%S}",
        sender=centre.sender,
        sent=sent,
        status="Exercise" if card.exercise is not None else "Actual",
        message_type="Alert",
        scope="Public",
        note=_note(card.exercise),
        incidents=(card.id,),
        infos=tuple(
            Info(
                language=language,
                categories=(category,),
                event=_line(_in(card.title, language)) or "--",
                responses=("AllClear",) if ended else ("Execute",),
                urgency="Past" if ended else "Immediate",
                severity=GRADES.get(card.assessment.grade, "Unknown"),
                certainty="Observed",
                onset=_local(card.reported_at, centre),
                sender_name=_line(centre.name),
                headline=_line((_in(DRILL, language) if card.exercise is not None else "")
                               + f"{_in(card.title, language)} {card.place}"),
                instruction=_in(said.instruction, language).strip(),
                areas=_of_incident(card, said, language),
            )
            for language in LANGUAGES
        ),
    )  # fmt: skip


def _of_incident(card: IncidentCard, said: Public, language: str) -> tuple[Area, ...]:
    here = card.lat is not None and card.lon is not None
    circles: tuple[Circle, ...] = ()
    if here and said.radius_m is not None:
        assert card.lat is not None
        assert card.lon is not None
        circles = (Circle(center=(card.lat, card.lon), radius=said.radius_m / 1000),)
    codes = (Pair(name="GB/T 2260", value=card.division),) if card.division else ()
    return (Area(description=_line(card.place) or "--", circles=circles, geocodes=codes),)


def colour_words(notice: Notice) -> Words:
    """暴雨橙色预警."""
    level = SHORT[notice.level] if notice.level is not None else Words("", "")
    event = notice.says.event
    return Words(f"{event.zh}{level.zh}预警", f"{level.en} warning: {event.en}".strip())
