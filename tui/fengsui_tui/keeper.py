"""What the console does by itself: looks, rings, writes the emergency sheet, says what changed while it was away."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fengsui.text import N_
from fengsui_incidents.api.board import Board
from fengsui_tui import sound
from fengsui_tui.away import AwayScreen
from fengsui_tui.changes import changes
from fengsui_tui.connection import Happened
from fengsui_tui.drafts import write_atomically
from fengsui_tui.sheet import sheet
from fengsui_tui.truth import Truth, truth_lines
from fengsui_tui.widgets.cells import Span

if TYPE_CHECKING:
    from fengsui_tui.app import FengsuiConsole

SHEET_SECONDS = 60
SHEET_FILE = "emergency-sheet.txt"
TICK_SECONDS = 0.5
MUTE_MINUTES = 10
STROKE_SECONDS = 0.3
DRAFT_KINDS = ("call",)


class Keeper:
    """Works for one application."""

    def __init__(self, console: FengsuiConsole) -> None:
        self._console = console
        self.ringing = sound.Ringing()
        self.sheet_written: Path | None = None
        self._unsent = self._drafts = 0
        self._trouble = ""

    def begin(self) -> None:
        self._console.set_interval(TICK_SECONDS, self.tick)
        self._console.set_interval(SHEET_SECONDS, self.write_sheet)

    # -- looking -----------------------------------------------------------------------------------------

    def tick(self) -> None:
        console = self._console
        self._unsent = len(console.sender.unsent)
        self._drafts = sum(len(console.drafts.all(kind)) for kind in DRAFT_KINDS)
        if self._trouble and not console.picture.trouble:
            console.catch_up()
        self._trouble = console.picture.trouble
        self.ring()
        self.look()

    def changed(self) -> None:
        """A new board or card; the first one goes onto the sheet at once."""
        if self.sheet_written is None:
            self.write_sheet()
        self.ring()
        self.look()

    def look(self) -> None:
        """Only what can be seen: a screen below another draws when it comes up again."""
        for screen in self._console.own_screens()[-1:]:
            self._console.failing.safely(screen, screen.look_all)

    def heard(self, event: Happened) -> None:
        for screen in self._console.own_screens():
            self._console.failing.safely(screen, lambda screen=screen: screen.heard(event))  # type: ignore[misc]

    def stirred(self) -> None:
        for screen in self._console.own_screens():
            self._console.failing.safely(screen, screen.stirred)

    def truth(self, cells: int) -> list[list[Span]]:
        console, picture = self._console, self._console.picture
        told = [card for card in picture.cards.values() if card.leader_told_at is not None]
        truth = Truth(
            state=picture.standing(),
            why=picture.why,
            trouble=picture.trouble,
            left_out=picture.left_out,
            way=picture.way,
            age=picture.age(),
            now=console.now(),
            zone=console.zone,
            board=picture.board,
            told=max(told, key=lambda card: card.leader_told_at or card.reported_at, default=None),
            ringing=self.ringing,
            unsent=self._unsent,
            drafts=self._drafts,
            jumped=picture.jumped,
        )
        return truth_lines(truth, console.speech, cells)

    def returned(self, before: Board, since: datetime) -> None:
        """After an absence: what changed, worse first, before anybody acts on the old screen."""
        console = self._console
        after = console.picture.board
        found = changes(before, after, console.speech) if after is not None else []
        console.catch_up()
        if found:
            console.push_screen(AwayScreen(console.speech, found, since, console.now(), console.zone))

    # -- sound -------------------------------------------------------------------------------------------

    def ring(self) -> None:
        board = self._console.picture.board
        if board is None:
            return
        self.ringing, rings = sound.hear(self.ringing, board, self._console.now())
        for stroke in range(sound.strokes(self.ringing.worst) if rings else 0):
            self._console.set_timer(STROKE_SECONDS * stroke or 0.001, self._console.bell)

    def mute(self) -> None:
        """Silent for some minutes, or ringing again."""
        now = self._console.now()
        self.ringing = sound.mute(self.ringing, now, 0 if self.ringing.muted(now) else MUTE_MINUTES)
        self.ring()
        self.look()

    # -- the emergency sheet -----------------------------------------------------------------------------

    def write_sheet(self) -> None:
        """On this console's own disk, whole or not at all; it opens without a server."""
        console, board = self._console, self._console.picture.board
        if board is None:
            return
        cards = [console.picture.cards[row.id] for row in board.incidents if row.id in console.picture.cards]
        text = sheet(board, cards, console.now(), console.speech.language, console.zone)
        path = (console.options.sheet or console.options.folder) / SHEET_FILE
        try:
            write_atomically(path, text)
            self.sheet_written = path
        except OSError as error:
            console.tell(console.speech.t(N_("The emergency sheet cannot be written: {why}"), why=str(error)), "alarm")
