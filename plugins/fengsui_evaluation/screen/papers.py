"""The report as docx on this console's own disk: as it would look now, or as a numbered copy."""

from __future__ import annotations

import base64
from typing import Any

from textual import work

from fengsui.text import N_
from fengsui_evaluation.screen.looking import Looking
from fengsui_reports.api.views import Document
from fengsui_tui.saving import save_file
from fengsui_tui.widgets import Confirmed, decode


class Papers(Looking):
    @property
    def _language(self) -> str:
        return "zh" if self.speech.chinese else "en"

    @work(group="act")
    async def action_paper(self) -> None:
        """P: the docx as it would look now."""
        if self.incident:
            await self._save({"incident": self.incident, "language": self._language})

    @work(group="act")
    async def action_keep(self) -> None:
        """N: a numbered copy that nothing changes any more, on the server and here."""
        if not self.incident or not self.may("evaluation.findings"):
            return
        title = self.t(N_("KEEP THE REPORT"))
        says = self.t(N_("A numbered copy of the report on {incident} as it is now"), incident=self.incident)
        if await self.ask(Confirmed(self.speech, title, says)):
            given = {"incident": self.incident, "language": self._language}
            kept = await self.send("evaluation.keep_report", given, says=title)
            if kept is not None:
                await self._save({**given, "number": kept["number"]})
                self.reload()

    async def _save(self, parameters: dict[str, Any]) -> None:
        answer = await self.fetch("evaluation.document", parameters)
        if answer is None:
            return
        made = decode(Document, answer)
        try:
            path = save_file(made.name, base64.b64decode(made.content))
            self.tell(self.t(N_("saved: {path}"), path=path), "good")
        except OSError as error:
            self.tell(self.t(N_("not saved: {why}"), why=error), "bad")
