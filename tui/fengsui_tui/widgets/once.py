"""A question is answered once, however many keys come in one go."""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType


class AnsweredOnce(ModalScreen[ScreenResultType]):
    """Only the first answer counts.

    An input method sends a whole word at once, a held key repeats: what follows the first key still comes here, and
    would close the screens below one after the other.
    """

    answered = False

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        if self.answered:
            return AwaitComplete()
        self.answered = True
        return super().dismiss(result)
