"""Keys about what was said: correct an entry (Y), the roll-call after an evacuation (T)."""

from __future__ import annotations

from collections.abc import Sequence

from textual import work

from fengsui.text import N_
from fengsui_incidents.api.board import Force
from fengsui_incidents.api.entries import FactEntry, RollCall
from fengsui_incidents.screen.acts_orders import SAID
from fengsui_incidents.screen.look import FACTS, Look
from fengsui_incidents.screen.state import BoardState
from fengsui_tui.widgets import Choice, Confirmed, Picked, Row, Told, Typed, clock, decode, fit

BY_DEVICE = ("delivered", "popped_up")
MOST = 9


class FactActs(BoardState):
    @work(group="act")
    async def action_roll_call(self) -> None:
        """T: who is out, with how many, and who is missing."""
        card = self.need_card()
        if card is None:
            return
        answer = await self.fetch("incidents.roll_call", {"incident": card.id})
        if answer is None:
            return
        roll, look = decode(RollCall, answer), self.look_now
        title = self.t(N_("ROLL-CALL  {incident}"), incident=card.id)
        await self.ask(Told(self.speech, title, lambda cells: roll_rows(roll, look, cells)))

    @work(group="act")
    async def action_correct(self) -> None:
        """Y: an entry was wrong. What holds instead is a new entry; the first stays in the record."""
        if not self.may("incidents.answer_for"):
            return
        force = self.need_order()
        if force is None:
            return
        answer = await self.fetch("incidents.facts", {"order": force.order})
        if answer is None:
            return
        entries = [one for one in decode(tuple[FactEntry, ...], answer) if _may_be_wrong(one)][::-1][:MOST]
        title = self.t(N_("CORRECT  {name}"), name=force.name)
        if not entries:
            self.tell(self.t(N_("Nobody has entered anything about {name} yet."), name=force.name), "warn")
            return
        look = self.look_now
        choices = [Choice(str(at), entry_words(one, look), one.fact.id) for at, one in enumerate(entries, 1)]
        entry = await self.ask(Picked(self.speech, title, self.t(N_("Which entry is wrong?")), choices))
        if entry is not None:
            await self._correct(force, title, next(one for one in entries if one.fact.id == entry))

    async def _correct(self, force: Force, title: str, entry: FactEntry) -> None:
        choices = [
            Choice("1", self.t(N_("it never happened")), "void"),
            Choice("2", self.t(N_("another number of people")), "people"),
            Choice("3", self.t(N_("it was another fact")), "kind"),
        ]
        how = await self.ask(Picked(self.speech, title, entry_words(entry, self.look_now), choices))
        payload: dict[str, object] = {"order": force.order, "entry": entry.fact.id}
        holds = self.t(N_("it never happened"))
        if how == "void":
            payload["void"] = True
        elif how == "people":
            wants = self.t(N_("How many people?"))
            said = await self.ask(Typed(self.speech, title, wants, wrong=lambda text: "" if _people(text) else wants))
            if said is None:
                return
            payload["people"] = int(said)
            holds = self.t(N_("{count} people "), count=int(said)).strip()
        elif how == "kind":
            facts = [Choice(key, self.t(FACTS[fact]), fact) for key, fact in SAID if fact != "unable"]  # type: ignore[index]
            fact = await self.ask(Picked(self.speech, title, self.t(N_("What was said?")), facts))
            if fact is None:
                return
            payload["kind"] = fact
            holds = self.t(FACTS[fact])  # type: ignore[index]
        else:
            return
        why = await self.ask(Typed(self.speech, title, self.t(N_("Why is the entry wrong, and who says so?"))))
        if why is None:
            return
        payload["why"] = why
        says = self.t(N_("{name}: {entry} corrected: {holds}"), name=force.name,
                      entry=entry_words(entry, self.look_now), holds=holds)  # fmt: skip
        if await self.ask(Confirmed(self.speech, title, says)):
            await self.send("incidents.correct_fact", payload, says=says)


def _people(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 5


def _may_be_wrong(entry: FactEntry) -> bool:
    return entry.state == "holds" and entry.fact.fact not in BY_DEVICE


def entry_words(entry: FactEntry, look: Look) -> str:
    """An entry in one line: what, when, how many, and whose word it is."""
    fact = entry.fact
    people = look.t(N_("{count} people "), count=fact.people).strip() if fact.people is not None else ""
    who = f"({fact.said_by})" if fact.said_by else ""
    return " ".join(part for part in (clock(fact.at, look.zone), look.t(FACTS[fact.fact]), people, who) if part)


def roll_rows(roll: RollCall, look: Look, cells: int) -> Sequence[Row]:
    """Totals first, then who has not answered, then who misses people."""
    if not roll.rows:
        return [Row(((look.t(N_(" nobody was told to withdraw")), "dim"),))]
    style = "alarm" if roll.missing or roll.open else "good"
    head = look.t(
        N_("in {went_in}  out {came_out}  MISSING {missing}  not answered {open}  without numbers {unknown}"),
        went_in=roll.went_in, came_out=roll.came_out, missing=roll.missing, open=roll.open, unknown=roll.unknown,
    )  # fmt: skip
    rows = [Row(((head, style),)), Row(())]
    for one in roll.rows:
        numbers = f"{'?' if one.went_in is None else one.went_in:>4} {'?' if one.came_out is None else one.came_out:>4}"
        if one.answered is None:
            said = look.t(N_("NOT ANSWERED  {phone}"), phone=one.phone)
            how = "alarm" if one.overdue else "bad"
        else:
            said = look.t(N_("out {when} {who}"), when=clock(one.answered, look.zone), who=one.said_by).strip()
            how = "alarm" if one.missing else "good"
        gone = look.t(N_("MISSING {count} "), count=one.missing) if one.missing else ""
        rows.append(Row(((f"{fit(one.name, 20)} {numbers}  ", ""), (f"{gone}{said}", how))))
    return rows
