"""The first screen: the truth, one queue, incidents by urgency, and the chosen one with its forces, log and tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from fengsui.text import N_
from fengsui_incidents.api.board import Board
from fengsui_incidents.screen.acts_facts import FactActs
from fengsui_incidents.screen.acts_incident import IncidentActs
from fengsui_incidents.screen.acts_orders import OrderActs
from fengsui_incidents.screen.acts_sending import SendingActs
from fengsui_incidents.screen.card import card_rows, card_title
from fengsui_incidents.screen.forces import force_head, force_rows
from fengsui_incidents.screen.incidents import CALL, UMBRELLA, incident_rows
from fengsui_incidents.screen.queue import item_of, queue_rows
from fengsui_incidents.screen.record import log_rows, ready_rows, task_rows
from fengsui_incidents.screen.typed import Meant, interpret
from fengsui_tui.widgets import Draw, Field, Hint, Lines, Row

PANES = ("card", "forces", "log", "tasks", "ready")
"""On a small terminal one of them is shown at a time."""


class BoardScreen(OrderActs, IncidentActs, FactActs, SendingActs):
    HINTS: ClassVar[Sequence[Hint]] = (
        Hint(action="top", key="space", says=N_("top")),
        Hint(action="call", key="f2", says=N_("new call"), permission="incidents.take_call"),
        Hint(action="dispatch", key="f5", says=N_("dispatch"), permission="incidents.dispatch"),
        Hint(action="dial", key="c", says=N_("dial"), permission="incidents.record"),
        Hint(action="answer_for", key="o", says=N_("answer for"), permission="incidents.answer_for"),
        Hint(action="know", key="a", says=N_("know"), permission="incidents.record"),
        Hint(action="next_team", key="n", says=N_("next team"), permission="incidents.dispatch"),
        Hint(action="level", key="l", says=N_("leader")),
        Hint(action="verified", key="v", says=N_("verified"), permission="incidents.record"),
        Hint(action="note", key="plus", says=N_("note"), permission="incidents.record"),
        Hint(action="evacuate", key="e", says=N_("EVACUATE"), permission="incidents.evacuate", danger=True),
        Hint(action="stand_down", key="x", says=N_("stand down"), permission="incidents.dispatch", danger=True),
        Hint(action="more", key="f", says=N_("change, others"), permission="incidents.dispatch"),
        Hint(action="typed", key="slash", says=N_("command")),
        Hint(action="merge", key="m", says=N_("merge"), permission="incidents.take_call"),
        Hint(action="read_out", key="r", says=N_("read out")),
        Hint(action="plan", key="p", says=N_("plan")),
        Hint(action="wind", key="w", says=N_("wind"), permission="incidents.report"),
        Hint(action="figure", key="g", says=N_("figures"), permission="incidents.report"),
        Hint(action="roll_call", key="t", says=N_("roll-call")),
        Hint(action="correct", key="y", says=N_("correct"), permission="incidents.answer_for"),
        Hint(action="command", key="h", says=N_("hand over"), permission="incidents.hand_over", danger=True),
        Hint(action="end", key="z", says=N_("end")),
        Hint(action="umbrella", key="b", says=N_("umbrella"), permission="incidents.umbrella"),
        Hint(action="drafts", key="d", says=N_("drafts")),
        Hint(action="pane(1)", key="right_square_bracket", says=N_("next part")),
        Hint(action="pane(-1)", key="left_square_bracket", says=N_("part before")),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "around(1)", show=False, priority=True),
        Binding("shift+tab", "around(-1)", show=False, priority=True),
        Binding("escape", "back", show=False),
    ]
    DEFAULT_CSS = """
    BoardScreen #queue { height: 8; }
    BoardScreen #columns { height: 1fr; }
    BoardScreen #left, BoardScreen #right { width: 1fr; height: 1fr; }
    BoardScreen #left { width: 54%; }
    BoardScreen #right { border-left: ascii $primary; }
    BoardScreen #incidents { height: 2fr; }
    BoardScreen #forces { height: 3fr; }
    BoardScreen #ready { height: 5; }
    BoardScreen #card { height: 3fr; }
    BoardScreen #log { height: 2fr; }
    BoardScreen #tasks { height: 2fr; }
    BoardScreen #line { height: 1; }
    BoardScreen #typed { width: 1fr; }
    BoardScreen #meant { width: 2fr; height: 1; }
    BoardScreen.narrow #queue { height: 5; }
    BoardScreen.narrow #columns { layout: vertical; }
    BoardScreen.narrow #incidents { height: 4; }
    BoardScreen.narrow #left, BoardScreen.narrow #right { width: 100%; }
    BoardScreen.narrow #right { border-left: none; }
    BoardScreen.narrow #ready { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.pane = "card"

    def body(self) -> ComposeResult:
        yield Lines(id="queue", choose=True, lead=True)
        with Horizontal(id="columns"):
            with Vertical(id="left"):
                yield Lines(id="incidents", choose=True)
                yield Lines(id="forces", choose=True)
                yield Lines(id="ready")
            with Vertical(id="right"):
                yield Lines(id="card")
                yield Lines(id="log", stick=True)
                yield Lines(id="tasks", choose=True)
        with Horizontal(id="line"):
            yield Field(id="typed", placeholder="/")
            yield Lines(id="meant", head=False, focus=False)

    def on_mount(self) -> None:
        self.query_one("#queue", Lines).focus()
        super().on_mount()
        self._lay_out()

    # -- drawing -----------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        super().on_resize()
        self._lay_out()

    def _lay_out(self) -> None:
        """All parts at once where there is room; on a small terminal one of the lower ones at a time."""
        if not self.is_mounted:
            return
        for name in PANES:
            self.query_one(f"#{name}").display = self.wide or name == self.pane
        self.query_one("#right").display = self.wide or self.pane not in ("forces", "ready")

    def _fit_heights(self, board: Board) -> None:
        """The queue and the card take what they need, within reason; the rest is for the others."""
        queue, card, incidents = (self.query_one(f"#{name}", Lines) for name in ("queue", "card", "incidents"))
        most = 10 if self.wide else 6
        queue.styles.height = max(4, min(len(board.queue) + 1, most))
        listed = max(2, min(len(incidents.rows) + 1, 4))
        incidents.styles.height = "2fr" if self.wide else listed
        alone = not self.wide and self.pane not in ("forces", "ready")
        self.query_one("#left").styles.height = listed if alone else "1fr"
        room = self.app.size.height - 16
        needed = len(card.rows) + 1
        card.styles.height = max(8, min(needed, room * 6 // 10)) if self.wide else "1fr"

    def look(self) -> None:
        board = self.board
        if board is None:
            self.query_one("#queue", Lines).entitle(self.t(N_("waiting for the server")))
            return
        self._keep_chosen()
        look = self.look_now
        queue = self.query_one("#queue", Lines)
        queue.entitle(
            self.t(N_("NEEDS YOU, soonest first")), self.t(N_("Space: act on the top one")) if self.wide else ""
        )
        queue.draw(lambda cells: queue_rows(board, look, cells, self.opened))
        self.note_shift(queue)
        incidents = self.query_one("#incidents", Lines)
        incidents.entitle(self.t(N_("INCIDENTS by urgency, not by grade")))
        incidents.draw(lambda cells: incident_rows(board, look, cells, two_lines=self.wide))
        ready = self.query_one("#ready", Lines)
        ready.entitle(self._tab("ready", self.t(N_("READY"))))
        ready.draw(lambda cells: ready_rows(board, look, cells))
        self.look_card()
        self._fit_heights(board)

    def look_card(self) -> None:
        card, look = self.card, self.look_now
        shown: dict[str, Draw] = {}
        titles = {"card": self.t(N_("INCIDENT")), "forces": self.t(N_("FORCES")), "log": self.t(N_("LOG")),
                  "tasks": self.t(N_("TASKS"))}  # fmt: skip
        hints = {"log": self.t(N_("+ note")), "tasks": self.t(N_("V result")), "card": "", "forces": ""}
        if card is not None:
            shown = {
                "card": lambda cells: card_rows(card, look, cells),
                "forces": lambda cells: force_rows(card.forces, look, cells - 1),
                "log": lambda cells: log_rows(card, look, cells),
                "tasks": lambda cells: task_rows(card, look, cells),
            }
            titles["card"] = card_title(card, look)
            cells = self.query_one("#forces", Lines).size.width or 80
            titles["forces"], hints["forces"] = force_head(look, cells)
        for name, title in titles.items():
            lines = self.query_one(f"#{name}", Lines)
            lines.entitle(self._tab(name, title), hints[name])
            lines.draw(shown.get(name, lambda _cells: ()))

    def _tab(self, name: str, title: str) -> str:
        """On a small terminal the title says which of the parts it is."""
        if self.wide or name == "forces":
            return title
        return f"{PANES.index(name) + 1}/{len(PANES)} {title}"

    def _keep_chosen(self) -> None:
        """The chosen incident stays chosen; the first one is, where none is or it has gone."""
        board = self.board
        open_now = [row.id for row in board.incidents] if board is not None else []
        if self.incident not in open_now:
            self.incident = self.console.picture.first = open_now[0] if open_now else ""

    def spoken(self) -> None:
        super().spoken()
        self._meant("")

    # -- choosing ----------------------------------------------------------------------------------------

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        board = self.board
        if board is None:
            return
        if event.lines.id == "queue":
            item = item_of(board, event.key)
            self.choose_incident(item.incident if item is not None else "")
            if item is not None and item.order:
                self.query_one("#forces", Lines).choose(item.order)
        elif event.lines.id == "incidents" and not event.key.startswith((CALL, UMBRELLA)):
            self.choose_incident(event.key)

    async def on_lines_opened(self, event: Lines.Opened) -> None:
        if event.lines.id == "queue":
            await self.run_action("top")
        elif event.lines.id == "incidents" and event.key.startswith(CALL):
            self.console.open_screen("incidents.intake", event.key.removeprefix(CALL))
        elif event.lines.id == "incidents" and event.key.startswith(UMBRELLA):
            self.console.open_screen("incidents.umbrellas", event.key.removeprefix(UMBRELLA))
        elif event.lines.id == "forces":
            await self.run_action("answer_for")
        elif event.lines.id == "tasks":
            await self.run_action("verified")

    def action_around(self, by: int) -> None:
        """Tab: from part to part; on a small terminal a hidden part is brought forward."""
        order = ["queue", "incidents", *PANES]
        here = self.focused.id if self.focused is not None and self.focused.id in order else "queue"
        self._focus(order[(order.index(str(here)) + by) % len(order)])

    def action_pane(self, by: int) -> None:
        self._focus(PANES[(PANES.index(self.pane) + by) % len(PANES)])

    def _focus(self, name: str) -> None:
        if name in PANES:
            self.pane = name
            self._lay_out()
            self.look()
        self.query_one(f"#{name}", Lines).focus()

    def action_back(self) -> None:
        self.query_one("#typed", Field).value = ""
        self.query_one("#queue", Lines).focus()

    # -- calls, dispatch, drafts -------------------------------------------------------------------------

    def action_call(self) -> None:
        if self.may("incidents.take_call"):
            self.console.open_screen("incidents.intake")

    def action_drafts(self) -> None:
        """D: goes on with what was typed and is no incident yet; the newest first."""
        kept = self.console.drafts.all("call")
        if not kept:
            self.tell(self.t(N_("No draft is kept.")), "good")
            return
        self.console.open_screen("incidents.intake", "", str(kept[-1]["id"]))

    def action_dispatch(self) -> None:
        card = self.need_card()
        if card is not None and self.may("incidents.dispatch"):
            self.console.open_screen("incidents.dispatch", card.id)

    # -- the typed line ----------------------------------------------------------------------------------

    def action_typed(self) -> None:
        field = self.query_one("#typed", Field)
        field.value = field.value or "/"
        field.focus()
        field.cursor_position = len(field.value)

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.id == "typed":
            self._meant(event.value)

    def _meant(self, text: str) -> None:
        says = self._interpret(text).says if text.startswith("/") else ""
        self.query_one("#meant", Lines).draw(lambda _cells: [Row(((f" {says}", "key"),))] if says else [])

    def _interpret(self, text: str) -> Meant:
        return interpret(text, self.card, self.look_now, self.console.now().isoformat())

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        meant = self._interpret(event.value)
        if not meant.command or meant.payload is None:
            self.tell(meant.says, "warn")
            return
        self.run_worker(self._do(meant), group="act")

    async def _do(self, meant: Meant) -> None:
        """The line is emptied once the command got out; one that was refused stays to be corrected."""
        says = meant.says.removesuffix("Enter").strip()
        if await self.send(meant.command, meant.payload or {}, says=says, keeps=meant.keeps) is not None:
            self.action_back()
