"""The console: one application over one link, whose screens come from the plugins."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from string import ascii_uppercase
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from textual import events, work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.widgets import Input

from fengsui.clock import Clock, Ids, SystemClock
from fengsui.errors import FengsuiError, Unauthorised
from fengsui.text import N_
from fengsui_tui import keymap, loading
from fengsui_tui.connection import Link, Who
from fengsui_tui.desk import Desk
from fengsui_tui.drafts import Drafts
from fengsui_tui.failing import Failing
from fengsui_tui.keeper import Keeper
from fengsui_tui.loading import Offer
from fengsui_tui.login import LoginScreen
from fengsui_tui.options import SHANGHAI, Options
from fengsui_tui.picture import Picture
from fengsui_tui.sending import Sender
from fengsui_tui.speech import Speech
from fengsui_tui.start import StartScreen
from fengsui_tui.theme import THEMES, Palette
from fengsui_tui.widgets.cells import Span
from fengsui_tui.widgets.screen import ConsoleScreen

NOBODY = Who(id="", name="")


class FengsuiConsole(App[None]):
    """Holds what all screens share: link, picture, drafts, sender, language, bell."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+p", "palette", show=False, id="palette", priority=True),
        Binding("f1,question_mark", "help", show=False, id="help"),
        Binding("ctrl+l", "language", show=False, id="language", priority=True),
        Binding("ctrl+t", "theme", show=False, id="theme"),
        Binding("ctrl+q", "leave", show=False, id="leave", priority=True),
        Binding("s", "mute", show=False, id="mute"),
        Binding("u", "unsent", show=False, id="unsent"),
    ]

    def __init__(
        self,
        link: Link,
        options: Options,
        *,
        clock: Clock | None = None,
        ids: Ids | None = None,
        offers: Sequence[Offer] | None = None,
    ) -> None:
        super().__init__()
        self.link, self.options = link, options
        self.clock: Clock = clock or SystemClock()
        self.ids = ids or Ids()
        self.speech = Speech(options.language)
        self.palette = Palette("mono" if os.environ.get("NO_COLOR") else options.theme)
        self.who = NOBODY
        self.drafts = Drafts(options.folder, options.user or "nobody", options.where)
        self.keeper = Keeper(self)
        self.picture = Picture(
            link,
            self.clock.now,
            changed=self.keeper.changed,
            returned=self.keeper.returned,
            heard=self.keeper.heard,
            refused=self._refused,
            stirred=self.keeper.stirred,
        )
        self.sender = Sender(link, self.ids, self.drafts, told=self._trying)
        self.offers = list(loading.offers() if offers is None else offers)
        self.desk = Desk(self)
        self.failing = Failing(self)
        self.moved_keys: Mapping[str, str] = {}
        self._say_on_home = ""

    @property
    def zone(self) -> tzinfo:
        """In which times are shown: the centre's, unless this console was told otherwise."""
        if self.options.zone is not None:
            return self.options.zone
        board = self.picture.board
        return ZoneInfo(board.zone if board is not None else SHANGHAI)

    # -- start -------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self._paint()
        self._move_keys()
        self.link.speak(self.speech.language)
        self.keeper.begin()
        self.push_screen(StartScreen(self.speech, self.options.where))
        self._begin()

    def _paint(self) -> None:
        for name in THEMES:
            self.register_theme(Palette(name).for_textual())
        self.theme = f"fengsui-{self.palette.theme}"

    async def on_event(self, event: events.Event) -> None:
        """A letter key is the same with Caps Lock on; what is typed into a field stays as it is."""
        if isinstance(event, events.Key) and not isinstance(self.focused, Input) and event.key in ascii_uppercase:
            event = events.Key(event.key.lower(), event.key.lower())
        await super().on_event(event)

    def _move_keys(self) -> None:
        try:
            self.moved_keys = keymap.load(self.options.folder)
        except keymap.KeymapError as error:
            self._say_on_home = str(error)
        self.set_keymap(dict(self.moved_keys))
        for offer in self.offers:
            if offer.key:
                self.bind(offer.key, f"to('{offer.plugin}.{offer.name}')", show=False)

    @work(group="begin", exclusive=True)
    async def _begin(self) -> None:
        """Who is logged in already goes on; everybody else is asked."""
        try:
            who = await self.link.who()
        except FengsuiError as error:
            why = "" if isinstance(error, Unauthorised) else str(error)
            self.push_screen(LoginScreen(self.link, self.speech, self.options.where, self.options.user, why))
        else:
            self.enter(who)

    def on_login_screen_entered(self, event: LoginScreen.Entered) -> None:
        """The same person goes on where he was; another one begins anew."""
        if event.who.id != self.who.id:
            self.enter(event.who)
            return
        self.who = event.who
        self.pop_screen()
        self.picture.resume()
        self._follow()
        self.catch_up()

    def _refused(self, why: str) -> None:
        """A watch may outlast its login: asked again on top of what is open, nothing typed is lost."""
        if not isinstance(self.screen, LoginScreen):
            user = self.who.id.partition(":")[2]
            self.push_screen(LoginScreen(self.link, self.speech, self.options.where, user, why))

    def enter(self, who: Who) -> None:
        """The actor is known: his drafts are found again, the picture is followed, the first screen opens."""
        self.who = who
        self.drafts = Drafts(self.options.folder, who.id, self.options.where)
        self.sender = Sender(self.link, self.ids, self.drafts, told=self._trying)
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.picture.resume()
        self.open_screen(self.options.home)
        if self._say_on_home:
            self.call_after_refresh(self.tell, self._say_on_home, "warn")
        self._follow()
        self.catch_up()

    @work(group="follow", exclusive=True)
    async def _follow(self) -> None:
        await self.picture.follow()

    @work(group="catch_up", exclusive=True)
    async def catch_up(self) -> None:
        """What only writes down, and did not get out, goes out now."""
        for unsent, error in await self.sender.catch_up():
            text = N_("REFUSED: {what}: {why}") if error is not None else N_("sent late: {what}")
            self.tell(self.speech.t(text, what=unsent.says, why=str(error)), "bad" if error else "good")

    # -- what screens use --------------------------------------------------------------------------------

    @property
    def home(self) -> str:
        return self.options.home

    def now(self) -> datetime:
        return self.picture.now()

    async def show(self, view: str, parameters: Mapping[str, Any]) -> Any:
        return (await self.link.show(view, parameters))[1]

    async def call(self, command: str, payload: Mapping[str, Any]) -> Any:
        return await self.link.call(command, payload, self.ids.new())

    def new_id(self) -> str:
        return self.ids.new()

    def arrive(self, says: str, style: str, subject: str = "") -> None:
        if isinstance(self.screen, ConsoleScreen):
            self.screen.arrived(subject)
            if says:
                self.screen.tell(says, style)

    def key_of(self, action: str, default: str) -> str:
        """The key of an action, where a keymap has not moved it."""
        return self.moved_keys.get(action.partition("(")[0], default)

    def truth(self, cells: int) -> list[list[Span]]:
        return self.keeper.truth(cells)

    def open_screen(self, name: str, *args: object) -> None:
        self.desk.open(name, *args)

    def tell(self, says: str, style: str = "") -> None:
        """A message on the screen that is seen now."""
        for screen in self.own_screens()[-1:]:
            screen.tell(says, style)

    def own_screens(self) -> list[ConsoleScreen]:
        return [screen for screen in self.screen_stack if isinstance(screen, ConsoleScreen)]

    def _trying(self, says: str, attempt: int) -> None:
        self.tell(self.speech.t(N_("no answer, trying again ({attempt}): {what}"), attempt=attempt, what=says), "warn")

    # -- what a screen does not catch --------------------------------------------------------------------

    async def _dispatch_action(self, namespace: DOMNode, action_name: str, params: Any) -> bool:
        """A key whose action fails costs that action: the message line says why."""
        try:
            return await super()._dispatch_action(namespace, action_name, params)
        except Exception as error:  # a stranger's code: whatever it raises is its own reason
            if not self.failing.refused(namespace, error):
                raise
            return True

    def _handle_exception(self, error: Exception) -> None:
        """What a screen did not catch costs that screen, not the console; only our own failure ends it."""
        if not self.failing.took(error):
            super()._handle_exception(error)

    # -- keys --------------------------------------------------------------------------------------------

    def action_to(self, name: str) -> None:
        """A screen by its key: the open one, or a new one."""
        if isinstance(self.screen, ConsoleScreen):
            self.desk.go(name)

    def action_mute(self) -> None:
        self.keeper.mute()

    def action_language(self) -> None:
        """The other language, at once and everywhere."""
        self.speech = Speech("en" if self.speech.chinese else "zh_CN")
        self.link.speak(self.speech.language)
        for screen in self.own_screens():
            self.failing.safely(screen, screen.spoken)
        self.keeper.look()

    def action_theme(self) -> None:
        at = THEMES.index(self.palette.theme)
        self.palette = Palette(THEMES[(at + 1) % len(THEMES)])
        self.theme = f"fengsui-{self.palette.theme}"
        for screen in self.screen_stack:
            screen.refresh(layout=True)

    def action_palette(self) -> None:
        self.desk.show_palette()

    def action_help(self) -> None:
        self.desk.show_help()

    def action_unsent(self) -> None:
        self.desk.show_unsent()

    def action_help_quit(self) -> None:
        """Ctrl+C is pressed by habit and must not end a watch."""
        self.tell(self.speech.t(N_("Ctrl+Q leaves the console.")), "warn")

    def action_leave(self) -> None:
        self.desk.leave()
