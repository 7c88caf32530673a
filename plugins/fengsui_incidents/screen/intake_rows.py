"""The parts of the intake that are read: how the line was understood, what to ask, what is judged, the site's card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fengsui.text import N_
from fengsui_incidents.api.board import CallRow, Draft, SiteCard
from fengsui_incidents.api.words import ASKED_COUNTS, COUNTS, Count
from fengsui_incidents.model.line import ReadLine
from fengsui_incidents.screen.card import with_reason
from fengsui_incidents.screen.look import GRADES, LEVELS, NEAR_MISS, SHORT_COUNTS, URGENCY_STYLE, Look
from fengsui_tui.widgets import Row, Span, paragraph


def read_spans(read: ReadLine, draft: Draft | None, look: Look) -> list[Span]:
    """READ AS: ... UNKNOWN: ..., in the order typed."""
    words = read.read_as or (draft.read_as if draft is not None else ())
    unknown = read.unknown if read.read_as or draft is None else draft.unknown
    said = " / ".join(look.speech.say(word) for word in words)
    nothing = look.t(N_("none"))
    return [
        (look.t(N_(" READ AS: ")), "dim"),
        (said or "--", "good" if said else "dim"),
        (look.t(N_("   unknown: ")), "dim"),
        (" ".join(unknown) or nothing, "warn" if unknown else "dim"),
    ]


def people_text(figures: Mapping[Count, int | None], look: Look) -> str:
    """Every count that is always asked, `?` where nobody has said it yet; the others where somebody did."""
    gap = "" if look.speech.chinese else " "
    said = {
        count: "?" if figures.get(count) is None else str(figures[count])
        for count in COUNTS
        if count in ASKED_COUNTS or count in figures
    }
    return "  ".join(f"{look.t(SHORT_COUNTS[count])}{gap}[{number}]" for count, number in said.items())


def what_spans(draft: Draft | None, read: ReadLine, look: Look) -> list[Span]:
    if draft is None:
        said = " ".join(part for part in (read.substance, read.kind) if part)
        return [(said or "?", "" if said else "warn")]
    letter = draft.assessment.urgency
    return [(f"{look.speech.say(draft.title)}  ", "strong"), (look.t(N_(" urgency {letter} "), letter=letter),
             URGENCY_STYLE.get(letter, ""))]  # fmt: skip


def now_text(ongoing: bool | None, look: Look) -> str:
    said = {True: N_("[x] still going on"), False: N_("[ ] over"), None: N_("[?] is it still going on?")}
    return look.t(said[ongoing])


def judged_rows(draft: Draft | None, look: Look, cells: int) -> Sequence[Row]:
    """Still to ask, tell the caller, the same event?, the judgement, the site: what a caller waits for comes first."""
    if draft is None:
        return [Row(((look.t(N_(" nothing judged yet: type, or no server answers")), "dim"),))]
    return [
        *_ask(draft, look, cells),
        *_tell(draft, look, cells),
        *_same(draft.similar, look, cells),
        *_judged(draft, look, cells),
        *_site(draft.site, look, cells),
    ]


def _head(title: str) -> Row:
    return Row(((title, "head"),))


def _ask(draft: Draft, look: Look, cells: int) -> Iterator[Row]:
    if draft.assessment.questions:
        yield _head(look.t(N_("STILL TO ASK, most needed first")))
    for letter, text in zip("abcdef", draft.assessment.questions, strict=False):
        yield from paragraph(f" {letter} {look.speech.say(text)}", cells, indent="   ")


def _tell(draft: Draft, look: Look, cells: int) -> Iterator[Row]:
    if draft.assessment.tell_caller:
        yield _head(look.t(N_("TELL THE CALLER")))
    for text in draft.assessment.tell_caller:
        yield from paragraph(f" {look.speech.say(text)}", cells, style="strong", indent=" ")


def _same(similar: Sequence[CallRow], look: Look, cells: int) -> Iterator[Row]:
    if similar:
        yield _head(look.t(N_("THE SAME EVENT?   F8 merge")))
    for call in similar[:3]:
        like = call.similar_to or call.incident
        why = look.speech.say(call.why) if call.why is not None else ""
        yield from paragraph(
            f" {call.id} {call.text} {why} -> {like} {call.similarity:.1f}", cells, style="warn", indent=" "
        )


def _judged(draft: Draft, look: Look, cells: int) -> Iterator[Row]:
    judged = draft.assessment
    yield _head(look.t(N_("JUDGED (proposed, a person decides)")))
    says = look.t(N_("urgency {letter}"), letter=judged.urgency)
    why = "; ".join(look.speech.say(one.says) for one in judged.why.get("urgency", ())[:4])
    why = why.removeprefix(f"{judged.urgency}: ")
    yield from paragraph(f" {says}: {why}", cells, style=URGENCY_STYLE.get(judged.urgency, "") and "bad", indent="   ")
    for title, key in (
        (look.t(N_("grade (first judgement) {grade}"), grade=look.t(GRADES[judged.grade])), "grade"),
        (look.t(N_("serious near miss: {verdict}"), verdict=look.t(NEAR_MISS[judged.near_miss])), "near_miss"),
        (look.t(N_("response {level} proposed"), level=look.t(LEVELS[judged.level])), "level"),
    ):
        yield from paragraph(f" {with_reason(title, judged.why.get(key, ()), look)}", cells, indent="   ")
    for text in (judged.approach, *judged.prohibitions[:3], *judged.distances[:2], *judged.sensitive[:3]):
        if said := look.speech.say(text):
            yield from paragraph(f" {said}", cells, indent="   ")


def _site(site: SiteCard | None, look: Look, cells: int) -> Iterator[Row]:
    if site is None:
        return
    yield _head(
        look.t(N_("SITE {id} {name} (filed {number})"), id=site.id, name=site.name, number=site.plan_number or "--")
    )
    yield from paragraph(
        " "
        + look.t(N_("24 h {duty}  safety {safety}"), duty=site.duty_phone or "--", safety=site.safety_phone or "--"),
        cells,
    )
    near = look.t(N_("{count} people within 500 m"), count=site.people_500m)
    yield from paragraph(f" {' '.join(site.substances)}  {site.hazard}  {near}", cells, indent="   ")
    if site.valves:
        yield from paragraph(" " + look.t(N_("valves: {text}"), text=site.valves), cells, indent="   ")
