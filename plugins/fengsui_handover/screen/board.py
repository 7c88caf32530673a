"""The screen of the handover: two signatures, and nothing passes before the second."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import work

from fengsui.text import N_
from fengsui_handover.api.values import HandoverView
from fengsui_handover.screen.entries import Entries
from fengsui_tui.widgets import Choice, Confirmed, Hint, Picked, Typed


class HandoverScreen(Entries):
    HINTS: ClassVar[Sequence[Hint]] = (
        Hint(action="out", key="g", says=N_("sign out"), permission="handover.sign", danger=True),
        Hint(action="take", key="t", says=N_("take over"), permission="handover.sign", danger=True),
        Hint(action="refuse", key="x", says=N_("refuse, take back"), permission="handover.sign"),
        Hint(action="promise", key="p", says=N_("promise"), permission="handover.promise"),
        Hint(action="kept", key="v", says=N_("kept"), permission="handover.promise"),
        Hint(action="late", key="b", says=N_("late entry"), permission="handover.catch_up"),
        Hint(action="paper", key="o", says=N_("as text")),
        Hint(action="reload", key="f6", says=N_("read again")),
        Hint(action="back", key="escape", says=N_("back")),
    )

    @work(group="act")
    async def action_out(self) -> None:
        """G: the first signature, with what the next watch should know."""
        view = self._view
        if view is None or not self.may("handover.sign"):
            return
        title = self.t(N_("HAND OVER"))
        note = await self.ask(Typed(self.speech, title, self.t(N_("What should the next watch know?")), needed=False))
        if note is None:
            return
        payload: dict[str, object] = {"note": note}
        if self._for_another(view) and not await self._why_for(payload, view, title):
            return
        says = self.t(N_("You sign that {count} things pass. They stay yours until the next watch has signed too."),
                      count=len(self.items))  # fmt: skip
        if await self.ask(Confirmed(self.speech, title, says)):
            await self._do("handover.sign_out", payload, self.t(N_("signed out")))

    @work(group="act")
    async def action_take(self) -> None:
        """T: the second signature; the watch that nobody has is simply taken."""
        view = self._view
        if view is None or not self.may("handover.sign"):
            return
        title = self.t(N_("TAKE OVER"))
        if view.watch is None:
            if await self.ask(Confirmed(self.speech, title, self.t(N_("Nobody has the watch. You take it.")))):
                await self._do("handover.take_watch", {}, self.t(N_("the watch is yours")))
            return
        if view.pending is None:
            self.tell(self.t(N_("The first watch has not signed yet.")), "warn")
            return
        incidents = len(view.sheet.lines("incidents"))
        says = self.t(
            N_("From {who}: {incidents} incidents and {all} things in all become yours, {new} of them since the first "
               "signature."),
            who=view.pending.out_by, incidents=incidents, all=len(self.items), new=len(view.pending.added),
        )  # fmt: skip
        if view.pending.note:
            says += " " + self.t(N_("{who} hands over: {note}"), who=view.pending.out_by, note=view.pending.note)
        if await self.ask(Confirmed(self.speech, title, says)):
            payload = {"handover": view.pending.handover, "seen": view.sheet.seen}
            await self._do("handover.take_over", payload, self.t(N_("the watch is yours")))

    @work(group="act")
    async def action_refuse(self) -> None:
        """X: the next watch refuses the sheet with a reason, or whoever signed takes the signature back."""
        view = self._view
        if view is None or view.pending is None:
            self.tell(self.t(N_("No sheet is signed.")), "warn")
            return
        title = self.t(N_("REFUSE OR TAKE BACK"))
        choices = [
            Choice("1", self.t(N_("refuse it: the first watch keeps everything")), "refuse"),
            Choice("2", self.t(N_("take my signature back")), "withdraw"),
        ]
        picked = await self.ask(Picked(self.speech, title, view.pending.out_by, choices))
        payload = {"handover": view.pending.handover}
        if picked == "refuse":
            reason = await self.ask(Typed(self.speech, title, self.t(N_("Why?"))))
            if reason is None:
                return
            payload["reason"] = reason
        if picked:
            await self._do(f"handover.{picked}", payload, self.t(N_("the sheet does not pass")))

    def _for_another(self, view: HandoverView) -> bool:
        """The duty leader signs for a watch of which he is not one."""
        watch, who = view.watch, self.console.who
        if watch is None or who.name in (watch.main, watch.second, watch.taken_by):
            return False
        return who.can("handover.sign_for")

    async def _why_for(self, payload: dict[str, object], view: HandoverView, title: str) -> bool:
        holder = view.watch.taken_by if view.watch else ""
        reason = await self.ask(
            Typed(self.speech, title, self.t(N_("You sign for {who}: why can they not?"), who=holder))
        )
        payload |= {"for_whom": holder, "reason": reason or ""}
        return reason is not None
