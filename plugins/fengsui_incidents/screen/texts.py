"""Texts made from the chosen incident: what is read to the leader and the level above, and the plan at a glance."""

from __future__ import annotations

from collections.abc import Sequence

from fengsui.text import N_
from fengsui_incidents.api.board import IncidentCard, Proposal
from fengsui_incidents.screen.look import GRADES, LEVELS, Look, figures
from fengsui_tui.widgets import Row, clock, paragraph

READ_OUT = 120
"""A phone flash has at most so many characters (users' rule: it is read aloud, with no signature)."""


def read_out(card: IncidentCard, centre: str, look: Look) -> str:
    """The flash by phone: who, when, where, what, people, what was done, what is proposed. Never a cut place."""
    people = figures(card.figures, look, gap=" ") or look.t(N_("people not known"))
    sent = sum(1 for force in card.forces if force.kind == "order")
    drill = look.t(N_("[DRILL] ")) if card.exercise else ""
    parts = [
        drill + look.t(N_("{centre} reports:"), centre=centre),
        look.t(N_("{when} {place} {what}."), when=clock(card.reported_at, look.zone, seconds=False), place=card.place,
               what=look.speech.say(card.title)),
        f"{people}.",
        look.t(N_("{count} teams sent."), count=sent),
        look.t(N_("First judgement {grade}, {level} {state}."), grade=look.t(GRADES[card.assessment.grade]),
               level=look.t(LEVELS[card.level_confirmed or card.assessment.level]),
               state=look.t(N_("confirmed") if card.level_confirmed else N_("proposed"))),
        look.t(N_("More follows.")),
    ]  # fmt: skip
    while len(" ".join(parts)) > READ_OUT and len(parts) > 3:
        parts.pop(-1)
    return " ".join(parts)


def read_out_rows(text: str, look: Look, cells: int) -> list[Row]:
    rows = paragraph(text, cells, style="strong")
    note = look.t(
        N_("{count} characters. Who took it: name, post, time of the listener. + writes it down."), count=len(text)
    )
    return [*rows, Row(()), *paragraph(note, cells, style="dim")]


def plan_rows(card: IncidentCard, proposal: Proposal | None, look: Look, cells: int) -> Sequence[Row]:
    """What the plan asks: what stays uncovered first, then needs, whom to ask and tell, and what not to do."""
    judged = card.assessment
    rows = paragraph(
        f"{look.speech.say(judged.plan_title)}  v{judged.plan_version}  {judged.plan}", cells, style="strong"
    )
    if proposal is not None:
        for text in proposal.uncovered:
            rows += paragraph(look.t(N_("GAP: {text}"), text=look.speech.say(text)), cells, style="alarm")
        for need in proposal.needs:
            says = f"{need.covered}/{need.wanted}  {look.speech.say(need.title)}: {look.speech.say(need.task)}"
            rows += paragraph(says, cells, style="bad" if need.covered < need.wanted else "", indent="     ")
        for card_text in proposal.cards:
            rows += paragraph(
                f"{look.speech.say(card_text.to)}: {look.speech.say(card_text.says)}", cells, indent="     "
            )
    for title, texts in ((N_("approach"), (judged.approach,)), (N_("meet at"), (judged.rendezvous,)),
                         (N_("DO NOT"), judged.prohibitions), (N_("to ask"), judged.questions)):  # fmt: skip
        said = [look.speech.say(text) for text in texts if look.speech.say(text)]
        rows += [row for text in said for row in paragraph(f"{look.t(title)}: {text}", cells, indent="     ")]
    for aspect, why in judged.why.items():
        for one in why:
            rows += paragraph(
                f"{aspect}: {look.speech.say(one.says)} [{one.basis} {one.certainty}]",
                cells,
                style="dim",
                indent="     ",
            )
    return rows
