"""Opening things: the plugins' screens, the palette, the help, what was not sent, and leaving."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fengsui.errors import FengsuiError
from fengsui.text import N_
from fengsui_tui import loading
from fengsui_tui.connection import Offered, Unreachable
from fengsui_tui.failing import FailedScreen
from fengsui_tui.form import Form
from fengsui_tui.loading import Offer
from fengsui_tui.palette import CommandPalette, Entry
from fengsui_tui.sending import NotSent, Unsent
from fengsui_tui.widgets.ask import Choice, Confirmed, Picked, Told
from fengsui_tui.widgets.cells import Row, fit, paragraph
from fengsui_tui.widgets.keys import shown
from fengsui_tui.widgets.screen import ConsoleScreen, said

if TYPE_CHECKING:
    from fengsui_tui.app import FengsuiConsole

OWN: Sequence[tuple[str, str, str]] = (
    ("mute", "s", N_("Mute the bell, or let it ring again")),
    ("language", "ctrl+l", N_("Other language")),
    ("theme", "ctrl+t", N_("Other colours")),
    ("unsent", "u", N_("What was not sent")),
    ("help", "f1", N_("Help: the keys of this screen")),
    ("leave", "ctrl+q", N_("Leave the console")),
)


class Desk:
    """Works for one application."""

    def __init__(self, console: FengsuiConsole) -> None:
        self._console = console

    # -- screens -----------------------------------------------------------------------------------------

    def open(self, name: str, *args: object) -> None:
        """Opens `plugin.screen`; one that fails is replaced by its reason."""
        offer = next((one for one in self._console.offers if f"{one.plugin}.{one.name}" == name), None)
        if offer is None:
            failed = next((one for one in self._console.offers if name.startswith(f"{one.plugin}.")), None)
            offer = failed or Offer(plugin=name, package="", name=name, title=name, failed="there is no such screen")
        made = self._made(offer, args)
        made.opened_as = name
        self._console.push_screen(made)

    def go(self, name: str) -> None:
        """The screen if it is open already (those above it are closed), else a new one."""
        stack = self._console.screen_stack
        there = next((at for at, one in enumerate(stack) if getattr(one, "opened_as", "") == name), None)
        if there is None:
            self.open(name)
            return
        for _ in range(len(stack) - there - 1):
            self._console.pop_screen()

    def _made(self, offer: Offer, args: tuple[object, ...]) -> ConsoleScreen:
        if offer.failed:
            return FailedScreen(offer, offer.failed)
        try:
            made = loading.make(offer, *args)
        except Exception as error:  # a stranger's code: whatever it raises is shown as its own reason
            return FailedScreen(offer, loading.reason(error))
        if not isinstance(made, ConsoleScreen):
            return FailedScreen(offer, f"{offer.target} is no ConsoleScreen")
        return made

    # -- palette -----------------------------------------------------------------------------------------

    def show_palette(self) -> None:
        if not isinstance(self._console.screen, ConsoleScreen):
            return
        self._console.run_worker(self._palette(self._console.screen), group="palette", exclusive=True)

    async def _palette(self, screen: ConsoleScreen) -> None:
        offered = await self._offered(screen)
        chosen = await self._console.push_screen_wait(
            CommandPalette(self._entries(screen, offered), self._console.speech)
        )
        if chosen is None:
            return
        kind, _, name = chosen.partition(":")
        if kind == "screen":
            self.open(name)
        elif kind == "action":
            await screen.run_action(name)
        elif kind == "own":
            await self._console.run_action(name)
        else:
            await self._fill_in(screen, next(one for one in offered if one.name == name))

    async def _offered(self, screen: ConsoleScreen) -> Sequence[Offered]:
        try:
            return await self._console.link.offered()
        except (Unreachable, FengsuiError):
            screen.tell(self._console.speech.t(N_("The server does not answer; what is shown may be old.")), "alarm")
            return ()

    def _entries(self, screen: ConsoleScreen, offered: Sequence[Offered]) -> list[Entry]:
        console, t = self._console, self._console.speech.t
        keys = [
            Entry(
                f"action:{hint.action}",
                screen.t(hint.says),
                shown(console.key_of(hint.action, hint.key)),
                not hint.permission or console.who.can(hint.permission),
            )
            for hint in screen.hints()
        ]
        screens = [
            Entry(
                f"screen:{one.plugin}.{one.name}",
                t(N_("Screen: {title}"), title=console.speech.of(one.package).t(one.title)),
                one.failed or (shown(one.key) if one.key else ""),
                not one.permission or console.who.can(one.permission),
            )
            for one in console.offers
        ]
        own = [Entry(f"own:{action}", t(says), shown(console.key_of(action, key))) for action, key, says in OWN]
        may = [one for one in offered if console.who.can(one.permission)]
        return [*keys, *screens, *own, *(Entry(f"command:{one.name}", one.summary, one.name) for one in may)]

    async def _fill_in(self, screen: ConsoleScreen, offered: Offered) -> None:
        payload = await self._console.push_screen_wait(Form(offered, self._console.speech, screen.known()))
        if payload is not None:
            answer = await screen.send(offered.name, payload, says=f"{offered.summary} ({offered.name})")
            if answer:
                screen.tell(f"{offered.summary}: {answer}", "good")

    # -- help, unsent, leaving ---------------------------------------------------------------------------

    def show_help(self) -> None:
        screen, console = self._console.screen, self._console
        if not isinstance(screen, ConsoleScreen):
            return
        keys = [(shown(console.key_of(hint.action, hint.key)), screen.t(hint.says)) for hint in screen.hints()]
        taken = {key for key, _ in keys}
        everywhere = [
            (shown(one.key), console.speech.of(one.package).t(one.title)) for one in console.offers if one.key
        ]
        everywhere += [(shown(console.key_of(action, key)), console.speech.t(says)) for action, key, says in OWN]
        everywhere += [("^P", console.speech.t(N_("Every command, found by its name")))]
        keys += [(key, says) for key, says in everywhere if key not in taken]  # here it does what the screen says
        rows = [Row(((fit(key, 8), "key"), (says, ""))) for key, says in keys]
        about = [row for text in screen.about() for row in paragraph(text, 90)]
        console.push_screen(Told(console.speech, console.speech.t(N_("KEYS")), lambda _cells: [*rows, *about]))

    def show_unsent(self) -> None:
        self._console.run_worker(self._unsent(), group="unsent", exclusive=True)

    async def _unsent(self) -> None:
        console, t = self._console, self._console.speech.t
        waiting = list(console.sender.unsent)
        if not waiting:
            console.tell(t(N_("Everything was sent.")), "good")
            return
        choices = [Choice(str(at), one.says, one.key) for at, one in enumerate(waiting[:9], 1)]
        says = t(N_("These commands got no answer. Choosing one sends it again, with the same key: done once only."))
        key = await console.push_screen_wait(Picked(console.speech, t(N_("NOT SENT")), says, choices))
        if key is not None:
            await self._again(next(one for one in waiting if one.key == key))

    async def _again(self, unsent: Unsent) -> None:
        console, t = self._console, self._console.speech.t
        choices = [Choice("1", t(N_("send it now")), "send"), Choice("2", t(N_("give it up")), "drop")]
        picked = await console.push_screen_wait(Picked(console.speech, t(N_("NOT SENT")), unsent.says, choices))
        if picked == "drop":
            console.sender.drop(unsent)
            console.tell(t(N_("given up: {what}"), what=unsent.says), "warn")
        elif picked == "send":
            try:
                await console.sender.again(unsent)
            except NotSent as lost:
                why = said(lost.why, console.speech) if lost.why is not None else t(N_("The server does not answer."))
                console.tell(t(N_("NOT SENT: {what}: {why} U: try again."), what=unsent.says, why=why), "alarm")
            except FengsuiError as error:
                why = said(error, console.speech)
                console.tell(t(N_("REFUSED: {what}: {why}"), what=unsent.says, why=why), "bad")
            else:
                console.tell(t(N_("done: {what}"), what=unsent.says), "good")

    def leave(self) -> None:
        """Leaving names what is left behind."""
        console, t = self._console, self._console.speech.t
        board = console.picture.board
        waiting = len(board.queue) if board is not None else 0
        if not console.who.id or not waiting:
            console.exit()
            return

        def left(answer: str | None) -> None:
            if answer:
                console.exit()

        says = t(N_("{count} things still need a person. Nobody is asked by this console any more."), count=waiting)
        console.push_screen(Confirmed(console.speech, t(N_("LEAVE THE CONSOLE?")), says), left)
