"""What the screen of judgement lists, and what stands beside each line: reasons, histories, pages, plans."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from fengsui.text import N_
from fengsui_incidents.api.board import Quoted
from fengsui_incidents.screen.look import GRADES, LEVELS, NEAR_MISS, SHORT_COUNTS, Look, source_text
from fengsui_tui.widgets import Row, clock, fit, paragraph

if TYPE_CHECKING:
    from fengsui_incidents.api.judged import (
        ClaimRow,
        CommandRow,
        FigureHistory,
        JudgementView,
        PlanMatch,
        PlansOf,
        Ticked,
    )

FIGURES: dict[str, str] = {**{str(count): says for count, says in SHORT_COUNTS.items()}, "loss_yuan": N_("loss (yuan)")}
STATUS = {"reported": N_("reported"), "verified": N_("verified"), "withdrawn": N_("taken back")}
KINDS = {"site": N_("site plan"), "level": N_("level plan"), "general": N_("general plan"),
         "ad_hoc": N_("ad-hoc plan")}  # fmt: skip
PARTS = {"need": N_("need"), "task": N_("task"), "prohibition": N_("DO NOT")}
DUTIES = {
    "reports": N_("reports"),
    "logistics": N_("logistics"),
    "evacuation": N_("evacuation and shelter"),
    "traffic": N_("traffic control"),
    "medical": N_("medical care"),
    "public_information": N_("public information"),
    "aftermath": N_("aftermath"),
}
HOW = {"leader": "", "automatic": N_("started by itself"), "higher_plan": N_("with the level above")}
HOLDS = {True: N_("yes"), False: N_("no"), None: N_("unknown")}

Kind = Literal["grade", "near_miss", "level", "command", "special", "figure", "circumstance", "plan"]


@dataclass(frozen=True)
class Shown:
    """One line: what it is about (`name`: the figure, the circumstance, the plan), how it reads, what stands beside."""

    kind: Kind
    name: str
    says: str
    style: str
    title: str
    beside: Callable[[int], Sequence[Row]]


def shown_rows(judged: JudgementView, plans: PlansOf | None, look: Look) -> Mapping[str, Shown]:
    """Every line by its key, in the order in which it is read: the judgement, its facts, its plans."""
    found = [
        *_judgement(judged, look),
        *(_figure(one, look) for one in judged.figures),
        *(_circumstance(one, look) for one in judged.circumstances),
        *(_plan(one, look) for one in (plans.matches if plans else ())),
    ]
    return {f"{one.kind}:{one.name}": one for one in found}


def line_of(shown: Shown, cells: int, key: str) -> Row:
    return Row(((fit(shown.says, cells), shown.style),), key)


def shown_value(known: FigureHistory | None) -> str:
    if known is None:
        return "--"
    return "?" if known.value is None else str(known.value)


def claim_text(claim: ClaimRow, look: Look) -> str:
    """03:14 hospital: 3 verified (counted twice)."""
    number = "?" if claim.value is None else str(claim.value)
    when = clock(claim.said_at or claim.at, look.zone, seconds=False)
    reason = f" ({claim.reason})" if claim.reason else ""
    return (
        f"{when} {source_text(claim.source, look)}: {number} {look.t(STATUS.get(claim.status, claim.status))}{reason}"
    )


def plan_match_rows(plans: PlansOf, look: Look, cells: int) -> list[Row]:
    """Every plan with why it fits or not: what P shows below the plan itself."""
    rows = paragraph(look.t(N_("WHY THIS PLAN, and why no other")), cells, style="strong")
    for one in plans.matches:
        shown = _plan(one, look)
        reasons = "; ".join(look.speech.say(text) for text in (one.why if one.fits else one.why_not))
        rows += paragraph(f"{shown.says}: {reasons}", cells, style=shown.style, indent="     ")
    if plans.filed is not None:
        rows += paragraph(look.speech.say(plans.filed), cells, style="dim")
    return rows


# -- the judgement itself ------------------------------------------------------------------------------------


def _judgement(judged: JudgementView, look: Look) -> Iterator[Shown]:
    grade = look.t(N_("GRADE (first judgement)  {grade}"), grade=look.t(GRADES[judged.grade]))
    yield Shown("grade", "", grade, "strong", grade, _quoted(judged, ("grade",), look))
    miss = look.t(N_("LARGER NEAR MISS  {verdict}"), verdict=look.t(NEAR_MISS[judged.near_miss]))
    yield Shown("near_miss", "", miss, "warn" if judged.near_miss != "no" else "", miss,
                _quoted(judged, ("near_miss",), look))  # fmt: skip
    yield Shown("level", "", _level_text(judged, look), "good" if judged.level_confirmed else "warn",
                look.t(N_("RESPONSE LEVEL")), _quoted(judged, ("level", "urgency"), look))  # fmt: skip
    who = _commander(judged)
    command = look.t(N_("COMMAND  {who}"), who=who or look.t(N_("this centre")))
    yield Shown("command", "", command, "warn" if who else "", command, _commands(judged.commands, look))
    special = look.t(N_("SPECIAL SCALE  {scale}"), scale=_special_name(judged, look) or look.t(N_("none")))
    yield Shown("special", "", special, "", special, _scales(judged, look))


def _commander(judged: JudgementView) -> str:
    now = judged.commander
    return f"{now.org}{now.post} {now.name}" if now else ""


def _level_text(judged: JudgementView, look: Look) -> str:
    proposed = look.t(LEVELS[judged.level])
    if judged.level_confirmed is None:
        return look.t(N_("RESPONSE  {level} proposed, to be confirmed"), level=proposed)
    how = HOW.get(judged.level_how, "")
    by = " ".join(part for part in (judged.level_by, look.t(how) if how else "") if part)
    decided = look.t(N_("RESPONSE  {level} decided  {by}"), level=look.t(LEVELS[judged.level_confirmed]), by=by)
    if judged.level == judged.level_confirmed:
        return decided
    other = look.t(N_("({level} proposed)"), level=proposed)
    return f"{decided}  {other}"


def _quoted(judged: JudgementView, aspects: Sequence[str], look: Look) -> Callable[[int], Sequence[Row]]:
    reasons: list[Quoted] = [one for aspect in aspects for one in judged.why.get(aspect, ())]

    def rows(cells: int) -> Sequence[Row]:
        found: list[Row] = []
        for one in reasons:
            found += paragraph(look.speech.say(one.says), cells)
            found += paragraph(f"[{one.basis} {one.certainty}]".replace(" ]", "]"), cells, style="dim", indent="  ")
        return found or paragraph(look.t(N_("nothing speaks for it")), cells, style="dim")

    return rows


def _commands(passed: Sequence[CommandRow], look: Look) -> Callable[[int], Sequence[Row]]:
    def rows(cells: int) -> Sequence[Row]:
        found: list[Row] = []
        for one in reversed(passed):
            to = f"{one.to_org}{one.to_post} {one.to_name}"
            head = f"{clock(one.at, look.zone)}  {one.from_org} {one.from_name} -> {to}"
            found += paragraph(head, cells, style="strong")
            still = ", ".join(look.t(DUTIES[duty]) for duty in one.duties if duty in DUTIES)
            forces = look.t(N_("{count} forces: {orders}"), count=len(one.forces), orders=" ".join(one.forces) or "--")
            for text in (
                one.reason,
                one.basis,
                forces,
                look.t(N_("we go on with: {still}"), still=still) if still else "",
            ):
                found += paragraph(text, cells) if text else []
            for text in look.speech.say(one.picture).split("\n"):
                found += paragraph(text, cells, style="dim")
        return found or paragraph(look.t(N_("Command has not passed. H: hand it over.")), cells, style="dim")

    return rows


def _special_name(judged: JudgementView, look: Look) -> str:
    scale = next((one for one in judged.scales if one.key == judged.special), None)
    if scale is None:
        return ""
    names = {one.key: look.speech.say(one.name) for one in scale.facts}
    facts = ", ".join(f"{names.get(key, key)} {value}" for key, value in judged.special_facts.items())
    return f"{look.speech.say(scale.name)} ({facts})" if facts else look.speech.say(scale.name)


def _scales(judged: JudgementView, look: Look) -> Callable[[int], Sequence[Row]]:
    def rows(cells: int) -> Sequence[Row]:
        found = paragraph(look.t(N_("Enter: set one. The worse of it and of the table is the first grade.")), cells,
                          style="dim")  # fmt: skip
        for scale in judged.scales:
            found += paragraph(f"{look.speech.say(scale.name)}  [{scale.basis}]", cells)
        return found

    return rows


# -- facts and plans -----------------------------------------------------------------------------------------


def _figure(one: FigureHistory, look: Look) -> Shown:
    name = look.t(FIGURES[one.figure])
    says = f"{name}  {shown_value(one)}  {look.t(STATUS.get(one.status, one.status))}  {source_text(one.source, look)}"

    def rows(cells: int) -> Sequence[Row]:
        found: list[Row] = []
        for claim in reversed(one.claims):
            mark = "* " if claim.stands else "  "
            by = look.t(N_("entered {when} by {who}"), when=clock(claim.at, look.zone), who=claim.actor)
            style = "strong" if claim.stands else "" if claim.counts else "dim"
            found += paragraph(f"{mark}{claim_text(claim, look)}", cells, style=style, indent="  ")
            note = "" if claim.counts else look.t(N_("; lowers nothing: no reason was given"))
            found += paragraph(f"{by}{note}", cells, style="dim", indent="    ")
        return found

    verified = one.status == "verified"
    return Shown("figure", one.figure, says, "" if verified else "warn", name, rows)


def _circumstance(one: Ticked, look: Look) -> Shown:
    name = look.speech.say(one.name)
    mark = "[ ]" if not one.source or one.holds is False else "[?]" if one.holds is None else "[x]"

    def rows(cells: int) -> Sequence[Row]:
        if not one.source or one.at is None:
            return paragraph(look.t(N_("Nobody has said. Enter: tick it, with who says so.")), cells, style="dim")
        said = f"{look.t(HOLDS[one.holds])}  {one.which}  {one.source}  {look.t(STATUS.get(one.status, one.status))}"
        return [*paragraph(name, cells), *paragraph(f"{clock(one.at, look.zone)}  {said}", cells)]

    style = "warn" if one.holds else "dim"
    return Shown("circumstance", one.key, f"{mark} {name}", style, name, rows)


def _plan(one: PlanMatch, look: Look) -> Shown:
    title = look.speech.say(one.title)
    mark = "* " if one.chosen else "  "
    verdict = look.t(N_("fits")) if one.fits else look.t(N_("does not fit"))
    says = f"{mark}{look.t(KINDS[one.kind])}  {title} v{one.version}  {verdict}"

    def rows(cells: int) -> Sequence[Row]:
        found: list[Row] = []
        if one.by_hand:
            found += paragraph(look.t(N_("chosen by a person")), cells, style="good")
        for text in one.why:
            found += paragraph(f"+ {look.speech.say(text)}", cells, style="good", indent="  ")
        for text in one.why_not:
            found += paragraph(f"- {look.speech.say(text)}", cells, style="warn", indent="  ")
        found += paragraph(f"[{one.plan} v{one.version}: {one.basis}]", cells, style="dim")
        for part in one.parts:
            found += paragraph(f"{look.t(PARTS[part.kind])}: {look.speech.say(part.says)}", cells, indent="     ")
        return found

    style = "strong" if one.chosen else "" if one.fits else "dim"
    return Shown("plan", one.plan, says, style, title, rows)
