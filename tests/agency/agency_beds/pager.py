"""The agency's own way to its people: a gateway beside those that are there."""

from __future__ import annotations

from fengsui_channels.api import Kind, Message, Outcome


class Pager:
    """Carries instant messages to the hospitals' pagers, and only to those."""

    name = "pager"
    kinds: frozenset[Kind] = frozenset({"im"})

    def __init__(self) -> None:
        self.sent: dict[str, str] = {}

    async def send(self, message: Message) -> Outcome:
        if not message.to.startswith("K"):
            return Outcome(state="refused", why="no hospital")
        self.sent.setdefault(message.id, message.text)
        return Outcome(state="taken", ref=f"P{len(self.sent)}")


PAGER = Pager()
