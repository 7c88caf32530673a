"""A call: one typed line, read while it is typed, saved from its first word, and the forces proposed beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Input

from fengsui.errors import FengsuiError
from fengsui.text import N_
from fengsui_incidents.api.board import Draft
from fengsui_incidents.api.words import SOURCE_NAMES
from fengsui_incidents.screen.call_draft import FIELDS, CallDraft
from fengsui_incidents.screen.card import card_rows, card_title
from fengsui_incidents.screen.dispatch_part import SET_BINDINGS
from fengsui_incidents.screen.intake_acts import IntakeActs
from fengsui_incidents.screen.intake_rows import judged_rows, now_text, people_text, read_spans, what_spans
from fengsui_tui.widgets import Bar, Draw, Field, Hint, Lines, Row, Span, Unreachable, decode

PAUSE_SECONDS = 0.6
"""The first pause: the call is saved."""

JUDGE_SECONDS = 0.35

LABELS = {
    "where": N_("1 WHERE"),
    "what": N_("2 WHAT"),
    "people": N_("3 PEOPLE"),
    "now": N_("4 NOW"),
    "done": N_("5 DONE"),
    "who": N_("6 WHO"),
    "phone": N_("7 CALLBACK"),
}
SAID = ("what", "people", "now")


class IntakeScreen(IntakeActs):
    HINTS: ClassVar[Sequence[Hint]] = (
        Hint(action="save_incident", key="enter", says=N_("save as an incident"), permission="incidents.report"),
        Hint(action="send_all", key="f5", says=N_("dispatch"), permission="incidents.dispatch"),
        Hint(action="log_only", key="f3", says=N_("log only"), permission="incidents.take_call"),
        Hint(action="transfer", key="f4", says=N_("transfer"), permission="incidents.take_call"),
        Hint(action="false_report", key="f7", says=N_("false report"), permission="incidents.take_call"),
        Hint(action="merge", key="f8", says=N_("merge"), permission="incidents.take_call"),
        Hint(action="source", key="f6", says=N_("who calls")),
        Hint(action="ticket", key="ctrl+g", says=N_("ticket"), permission="incidents.take_call"),
        Hint(action="secret", key="ctrl+y", says=N_("secret")),
        Hint(action="another", key="f2", says=N_("other line"), permission="incidents.take_call"),
        Hint(action="back", key="escape", says=N_("board, nothing is lost")),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *SET_BINDINGS,
        Binding("up", "place(-1)", show=False),
        Binding("down", "place(1)", show=False),
    ]
    DEFAULT_CSS = """
    IntakeScreen #head, IntakeScreen #read { height: 1; }
    IntakeScreen #line { height: 1; }
    IntakeScreen #both { height: 1fr; }
    IntakeScreen #left { width: 1fr; }
    IntakeScreen #facts { height: 7; }
    IntakeScreen #facts Horizontal { height: 1; }
    IntakeScreen .label { width: 12; height: 1; }
    IntakeScreen .said { width: 1fr; height: 1; }
    IntakeScreen #judged { height: 1fr; }
    IntakeScreen #set { border-left: ascii $primary; width: 1fr; }
    IntakeScreen.narrow #both { layout: vertical; }
    IntakeScreen.narrow #left { width: 100%; height: 10; }
    IntakeScreen.narrow #set { border-left: none; width: 100%; }
    """

    def __init__(self, call: str = "", draft: str = "") -> None:
        super().__init__()
        self._opened_with = (call, draft)
        self.judged: Draft | None = None
        self._pause: Timer | None = None
        self._judge: Timer | None = None

    def body(self) -> ComposeResult:
        yield Bar(id="head", style="head")
        yield Field(id="line")
        yield Bar(id="read", style="")
        with Horizontal(id="both"):
            with Vertical(id="left"):
                with Vertical(id="facts"):
                    for name in LABELS:
                        with Horizontal():
                            yield Lines(id=f"label-{name}", head=False, focus=False).add_class("label")
                            if name in SAID:
                                yield Lines(id=f"said-{name}", head=False, focus=False).add_class("said")
                            else:
                                yield Field(id=name)
                yield Lines(id="judged")
            yield Lines(id="set", choose=True)

    def on_mount(self) -> None:
        self._open()
        for name in ("line", *FIELDS):
            self.query_one(f"#{name}", Field).value = getattr(self.draft, name)
        super().on_mount()
        self.query_one("#head", Bar).draw(lambda _cells: [self._head()])
        self.query_one("#read", Bar).draw(lambda _cells: [read_spans(self.read, self.judged, self.look_now)])
        self.query_one("#line", Field).focus()
        self._learn()

    def _open(self) -> None:
        """Goes on with a kept draft, of this call where one is given; else begins a new one."""
        call, draft = self._opened_with
        kept = [CallDraft.of(values) for values in self.console.drafts.all("call")]
        found = next((one for one in kept if (draft and one.id == draft) or (call and one.call == call)), None)
        self.draft = found or self.begin(call)
        self.read = self.reader.read(self.draft.line)
        if self.draft.line:
            self._soon()

    @work(group="learn", exclusive=True)
    async def _learn(self) -> None:
        await self.reader.learn(self.console.show)
        self.read = self.reader.read(self.draft.line)
        self.look_all()
        if self.draft.incident:
            await self.propose(self.draft.incident)

    # -- drawing -----------------------------------------------------------------------------------------

    def look(self) -> None:
        self.query_one("#head", Bar).look()
        self.query_one("#read", Bar).look()
        look = self.look_now
        for name, label in LABELS.items():
            says = self.t(label)
            self.query_one(f"#label-{name}", Lines).draw(_only((f" {says}", "head")))
        figures = self.judged.figures if self.judged is not None else self.read.figures
        ongoing = self.judged.ongoing if self.judged is not None else self.read.ongoing
        self.query_one("#said-what", Lines).draw(_only(*what_spans(self.judged, self.read, look)))
        self.query_one("#said-people", Lines).draw(_only((people_text(figures, look), "")))
        self.query_one("#said-now", Lines).draw(_only((now_text(ongoing, look), "")))
        place = self.judged.place if self.judged is not None else self.speech.say(self.read.place)
        self.query_one("#where", Field).placeholder = place or self.t(N_("? place unknown"))
        self._look_judged()
        self.look_set()

    def _look_judged(self) -> None:
        lines, look = self.query_one("#judged", Lines), self.look_now
        card = self.console.picture.cards.get(self.draft.incident)
        if card is not None:
            lines.entitle(card_title(card, look))
            lines.draw(lambda cells: card_rows(card, look, cells))
            return
        lines.entitle(self.t(N_("WHAT IT MEANS")))
        lines.draw(lambda cells: judged_rows(self.judged, look, cells))

    def _head(self) -> list[Span]:
        draft = self.draft
        source = self.t(SOURCE_NAMES.get(draft.source, draft.source))
        title = self.t(
            N_(" NEW CALL {call}  {source}  since {since}"), call=draft.call, source=source, since=draft.started
        )
        if draft.incident:
            state = (self.t(N_("   INCIDENT {incident}"), incident=draft.incident), "good")
        elif draft.saved:
            state = (self.t(N_("   saved {when}"), when=draft.saved), "good")
        elif draft.empty:
            state = ("", "")
        else:
            state = (self.t(N_("   kept on this console, the server has not got it yet")), "alarm")
        secret = (self.t(N_("  SECRET: who calls is kept apart")), "drill") if draft.secret else ("", "")
        return [(title, "head"), state, secret, self._others()]

    def _others(self) -> Span:
        """Other lines that ring or were missed, while this one is being written down."""
        board = self.console.picture.board
        others = [row for row in board.calls if row.ring and row.id != self.draft.call] if board is not None else []
        return (self.t(N_("   {count} OTHER CALLS: F2"), count=len(others)), "alarm") if others else ("", "")

    # -- typing ------------------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        name = event.input.id or ""
        if name not in ("line", *FIELDS) or getattr(self.draft, name) == event.value:
            return
        setattr(self.draft, name, event.value)
        if name == "where":
            self.draft.site = ""
        if name == "line":
            self.read = self.reader.read(event.value)
        self.keep(durable=False)
        self._soon()
        self.look_all()

    def _soon(self) -> None:
        """At the first pause the call is saved; a little earlier it is judged."""
        for timer in (self._pause, self._judge):
            if timer is not None:
                timer.stop()
        self._pause = self.set_timer(PAUSE_SECONDS, self.save_call)
        self._judge = self.set_timer(JUDGE_SECONDS, self._assess)

    @work(group="assess", exclusive=True)
    async def _assess(self) -> None:
        if self.draft.incident or not (self.draft.line or self.draft.where):
            return
        try:
            answer = await self.console.show("incidents.assessment", self.draft.report())
        except (Unreachable, FengsuiError):
            return  # what is read on this machine stands; the truth line says that the server is away
        self.judged = decode(Draft, answer)
        self.take_proposal(self.judged.proposal)
        self.look_all()

    def action_place(self, by: int) -> None:
        """Arrows in WHERE: the other places that fit the line as well."""
        if self.focused is None or self.focused.id != "where":
            return
        others = [(entry.id, entry.name) for entry in self.read.also]
        others = [(self.read.entry.id, self.read.entry.name), *others] if self.read.entry is not None else others
        others = others or list(self.judged.also if self.judged is not None else ())
        if not others:
            return
        here = next((at for at, (id, _) in enumerate(others) if id == self.draft.site), -1)
        site, name = others[(here + by) % len(others)]
        field = self.query_one("#where", Field)
        with field.prevent(Input.Changed):
            field.value = name
        self.draft.where, self.draft.site = name, site
        self.keep()
        self._soon()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input.id == "line" or event.value:
            await self.run_action("save_incident")


def _only(*spans: Span) -> Draw:
    row = Row(tuple(spans))
    return lambda _cells: [row]
