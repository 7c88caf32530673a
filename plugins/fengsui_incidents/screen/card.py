"""The chosen incident: place, site card, wind, distances, prohibitions, grade and level with their rule, authority."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fengsui.text import N_
from fengsui_incidents.api.board import IncidentCard, Quoted
from fengsui_incidents.api.scales import RESPONSES
from fengsui_incidents.screen.look import GRADES, LEVELS, NEAR_MISS, Look, figures
from fengsui_tui.widgets import Row, clock, fit, paragraph


def card_title(card: IncidentCard, look: Look) -> str:
    minutes, seconds = divmod(max(0, int((look.now - card.reported_at).total_seconds())), 60)
    drill = look.t(N_("[DRILL] ")) if card.exercise else ""
    return f"{drill}{card.id} {look.speech.say(card.title)}  T+{minutes:02d}:{seconds:02d}"


def card_rows(card: IncidentCard, look: Look, cells: int) -> Sequence[Row]:
    return [
        row
        for part in (_place, _people, _site, _wind, _dangers, _judged, _authority)
        for row in part(card, look, cells)
    ]


def _place(card: IncidentCard, look: Look, cells: int) -> Iterator[Row]:
    where = f" {card.lat:.4f},{card.lon:.4f}" if card.lat is not None and card.lon is not None else ""
    place = card.place or look.t(N_("place unknown"))
    yield from paragraph(f"{place}{where}", cells, style="strong")


def _people(card: IncidentCard, look: Look, cells: int) -> Iterator[Row]:
    people = figures(card.figures, look, gap="  ") or look.t(N_("people: nothing said yet"))
    if card.loss_yuan is not None:
        loss = look.t(N_("loss {yuan} yuan"), yuan=card.loss_yuan)
        people = f"{people}  {loss}"
    yield from paragraph(people, cells, style="warn")


def _site(card: IncidentCard, look: Look, cells: int) -> Iterator[Row]:
    site = card.site
    if site is None:
        return
    near = look.t(N_("{count} people within 500 m"), count=site.people_500m)
    yield from paragraph(f"{site.name}  {' '.join(site.substances)}  {site.hazard}  {near}", cells)
    phones = look.t(N_("24 h {duty}  safety {safety}"), duty=site.duty_phone or "--", safety=site.safety_phone or "--")
    yield from paragraph(f"{phones}  {site.plan_number}".rstrip(), cells)
    if site.valves:
        yield from paragraph(look.t(N_("valves: {text}"), text=site.valves), cells)


def _wind(card: IncidentCard, look: Look, cells: int) -> Iterator[Row]:
    approach = look.speech.say(card.assessment.approach)
    if card.wind is None:
        yield from paragraph(look.t(N_("WIND unknown   W enter   {approach}"), approach=approach), cells, style="warn")
    else:
        when = clock(card.wind_at, look.zone, seconds=False)
        says = look.t(
            N_("wind {wind} at {when} -> {approach}"), wind=look.speech.say(card.wind), when=when, approach=approach
        )
        yield from paragraph(says, cells)
    meet = look.speech.say(card.assessment.rendezvous)
    if meet:
        yield from paragraph(look.t(N_("meet at {place}"), place=meet), cells)


def _dangers(card: IncidentCard, look: Look, cells: int) -> Iterator[Row]:
    judged = card.assessment
    if judged.prohibitions:
        stop = " / ".join(look.speech.say(text) for text in judged.prohibitions)
        yield from paragraph(look.t(N_("DO NOT: {stop}"), stop=stop), cells, style="bad")
    for text in (*judged.distances, *judged.sensitive):
        yield from paragraph(look.speech.say(text), cells)


def _judged(card: IncidentCard, look: Look, cells: int) -> Iterator[Row]:
    judged = card.assessment
    grade = look.t(N_("grade (first judgement) {grade}"), grade=look.t(GRADES[judged.grade]))
    yield from paragraph(with_reason(grade, judged.why.get("grade", ()), look), cells)
    if judged.near_miss != "no":
        says = look.t(N_("serious near miss: {verdict}"), verdict=look.t(NEAR_MISS[judged.near_miss]))
        yield from paragraph(with_reason(says, judged.why.get("near_miss", ()), look), cells, style="warn")
    yield from paragraph(f"{_level(card, look)}  {_basis(judged.why.get('level', ()), look)}", cells,
                         style="good" if card.level_confirmed else "warn")  # fmt: skip
    urgency = look.t(N_("urgency {letter}"), letter=judged.urgency)
    reasons = _reasons(judged.why.get("urgency", ()), look).removeprefix(f"{judged.urgency}: ")
    yield from paragraph(f"{urgency}  {reasons}", cells)
    if judged.plan:
        plan = look.t(
            N_("plan {title} v{version}   P look"),
            title=look.speech.say(judged.plan_title),
            version=judged.plan_version,
        )
        yield from paragraph(plan, cells)
    else:
        yield from paragraph(look.t(N_("NO PLAN fits")), cells, style="warn")


def _level(card: IncidentCard, look: Look) -> str:
    if card.level_confirmed is not None:
        by = f" ({card.level_by})" if card.level_by else ""
        if RESPONSES.worse(card.assessment.level, card.level_confirmed):
            higher = look.t(LEVELS[card.assessment.level])
            up = look.t(N_("upgrade to {level} proposed   L leader"), level=higher)
            by = f"{by}  {up}"
        return look.t(N_("response {level} confirmed{by}"), level=look.t(LEVELS[card.level_confirmed]), by=by)
    return look.t(
        N_("response {level} proposed, to be confirmed   L leader"), level=look.t(LEVELS[card.assessment.level])
    )


def _authority(card: IncidentCard, look: Look, cells: int) -> Iterator[Row]:
    told = look.t(N_("leader told {when}"), when=clock(card.leader_told_at, look.zone)) if card.leader_told_at else ""
    authority = look.t(N_("authority: {text}"), text=card.authority) if card.authority else ""
    if card.commander:
        yield from paragraph(look.t(N_("COMMANDED BY {who}"), who=card.commander), cells, style="alarm")
    if authority or told:
        yield from paragraph("   ".join(text for text in (authority, told) if text), cells)
    for moment, says in (
        (card.controlled_at, N_("under control {when}")),
        (card.cordon_lifted_at, N_("cordon lifted {when}")),
        (card.ended_at, N_("response ended {when}")),
    ):
        if moment is not None:
            yield from paragraph(look.t(says, when=clock(moment, look.zone)), cells, style="good")


def with_reason(says: str, why: Sequence[Quoted], look: Look) -> str:
    """The judgement with its first reason; one that says it all itself stands alone."""
    if not why:
        return says
    reason = look.speech.say(why[0].says)
    return (
        f"{reason} [{short_basis(why[0].basis, look)}]"
        if reason.casefold().startswith(says.casefold())
        else f"{says}  {_basis(why, look)}"
    )


def _basis(why: Sequence[Quoted], look: Look) -> str:
    """The first reason with where it stands."""
    return f"{look.speech.say(why[0].says)} [{short_basis(why[0].basis, look)}]" if why else ""


def short_basis(basis: str, look: Look) -> str:
    """Where a rule stands, without its key and the law's long name: `P` shows it whole."""
    _, _, named = basis.rpartition(": ")
    zh, _, en = named.partition(" / ")
    said = zh if look.speech.chinese or not en else en
    number = re.sub("《[^》]*》", "", said).strip()
    return fit(number or said, 40).rstrip()


def _reasons(why: Sequence[Quoted], look: Look) -> str:
    return "; ".join(look.speech.say(one.says) for one in why[:4])
