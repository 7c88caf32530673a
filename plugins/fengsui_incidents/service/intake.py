"""From what was typed and said to the values of an incident: the line is read, what is given beside it wins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fengsui.errors import Fault, Invalid
from fengsui.hooks import Reading
from fengsui.text import N_
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.payloads import Report, Wind
from fengsui_incidents.api.words import Count
from fengsui_incidents.model.line import ReadLine, Vocabulary, read_line, title_of
from fengsui_incidents.model.picture import Claim, Picture, WindReading
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.service.context import faults_of_point, faults_of_time, gazetteer
from fengsui_plans.api import Library, Site, Sites


@dataclass(frozen=True, kw_only=True)
class Understood:
    """What is known when an incident begins."""

    title: Words
    line: str
    place: str
    division: str
    lat: float | None
    lon: float | None
    site: Site | None
    substance: str
    kind: str
    figures: Mapping[Count, int | None]
    ongoing: bool | None
    wind: Wind | None
    occurred_at: datetime | None
    plan: str
    read: ReadLine


def understand(reading: Reading, payload: Report, rules: RuleSet, said: str = "") -> Understood:
    """Raises Invalid with every fault at once. `said` is the call's own text, read where no line was typed."""
    vocabulary = Vocabulary.of(rules)
    names = gazetteer(reading)
    read = read_line(payload.line or said, names, vocabulary)
    _refuse(reading, payload, rules)
    site = reading.ask(Sites).get(payload.site or read.site) if payload.site or read.site else None
    lat, lon = _point(payload, read, site)
    division = payload.division or (site.division if site else "") or (read.entry.division if read.entry else "")
    if not division and lat is not None and lon is not None:
        street = names.nearest_street(lat, lon)
        division = street.division if street else ""
    substance, kind = payload.substance or read.substance, payload.kind or read.kind
    return Understood(
        title=title_of(substance, kind, vocabulary),
        line=payload.line,
        place=payload.place or read.place.zh or (site.name if site else ""),
        division=division,
        lat=lat,
        lon=lon,
        site=site,
        substance=substance,
        kind=kind,
        figures={**read.figures, **payload.figures},
        ongoing=payload.ongoing if payload.ongoing is not None else read.ongoing,
        wind=payload.wind,
        occurred_at=payload.occurred_at,
        plan=payload.plan or "",
        read=read,
    )


def _refuse(reading: Reading, payload: Report, rules: RuleSet) -> None:
    faults = faults_of_time("occurred_at", payload.occurred_at, rules, reading.now)
    faults += faults_of_point(reading, rules, payload.lat, payload.lon)
    if payload.site and reading.ask(Sites).get(payload.site) is None:
        faults.append(Fault("site", N_("the id of a known site"), "no_site"))
    if payload.plan and reading.ask(Library).get(payload.plan) is None:
        faults.append(Fault("plan", N_("the id of a digital plan in force"), "no_plan"))
    if faults:
        raise Invalid(N_("The report cannot be taken as it is."), code="invalid", faults=faults)


def _point(payload: Report, read: ReadLine, site: Site | None) -> tuple[float | None, float | None]:
    if payload.lat is not None:
        return payload.lat, payload.lon
    if site is not None:
        return site.lat, site.lon
    return (read.entry.lat, read.entry.lon) if read.entry else (None, None)


def picture_of(
    known: Understood, *, id: str, now: datetime, source: str, said: str = "", exercise: str | None
) -> Picture:
    """The incident as it would be, or is about to be, saved."""
    wind = known.wind
    return Picture(
        id=id,
        reported_at=now,
        title=known.title,
        place=Words(known.place, known.place),
        division=known.division,
        kind=known.kind,
        substance=known.substance,
        ongoing=known.ongoing,
        words="\n".join(text for text in (known.line, said) if text),
        lat=known.lat,
        lon=known.lon,
        site=known.site,
        claims=tuple(Claim(count=count, value=value, source=source, at=now) for count, value in known.figures.items()),
        wind=WindReading(from_degrees=wind.from_degrees, speed=wind.speed, at=now, source=wind.source)
        if wind
        else None,
        exercise=exercise,
    )
