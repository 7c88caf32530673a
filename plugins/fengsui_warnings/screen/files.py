"""A CAP file on the officer's own machine: looked at first, handed in only after what it becomes was confirmed."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from textual import work

from fengsui.printable import printable
from fengsui.text import N_
from fengsui_tui.widgets import Confirmed, Row, Told, Typed, paragraph
from fengsui_warnings.model.checking import check_bytes
from fengsui_warnings.model.table import shipped
from fengsui_warnings.model.xml_text import MAX_BYTES
from fengsui_warnings.screen.drafting import Drafting

BECOMES = {
    "warning": N_("It becomes a WARNING."),
    "call": N_("It becomes a CALL in the queue."),
    "update": N_("It takes the place of an earlier one."),
    "cancel": N_("It lifts an earlier one."),
    "ack": N_("It is a receipt of one of ours."),
    "error": N_("It is a refusal of one of ours."),
    "nothing": N_("NOTHING comes of it."),
    "several": N_("It holds several messages."),
    "exercise": N_("It belongs to a DRILL."),
}


class Files(Drafting):
    @work(group="act")
    async def action_file(self) -> None:
        if not self.may("warnings.receive_cap"):
            return
        title = self.t(N_("READ A CAP FILE"))
        name = await self.ask(Typed(self.speech, title, self.t(N_("Which file on this machine?"))))
        data = self._read(name) if name else None
        if name is None or data is None:
            return
        answer = check_bytes(data, shipped(), self.speech.language)
        if "faults" in answer:
            await self.ask(Told(self.speech, f"{title}: {printable(name)}", lambda cells: self._faults(answer, cells)))
            return
        await self._hand_in(title, name, data, answer)

    async def _hand_in(self, title: str, name: str, data: bytes, answer: Mapping[str, Any]) -> None:
        payload: dict[str, object] = {"data": b64encode(data).decode()}
        if answer["becomes"] == "exercise":
            says = self.t(N_("Which running drill does it belong to? Empty: the one that it names."))
            drill = await self.ask(Typed(self.speech, title, says, needed=False))
            if drill is None:
                return
            payload |= {"exercise": drill} if drill else {}
        says = (
            f"{printable(name)}: {self.t(BECOMES[answer['becomes']])} {answer.get('event', '')} {answer.get('why', '')}"
        )
        style = "drill" if answer["becomes"] == "exercise" else "warn"
        if await self.ask(Confirmed(self.speech, title, says, style=style)):
            await self._send("receive_cap", payload, Path(name).name)

    def _read(self, name: str) -> bytes | None:
        path = Path(name).expanduser()
        try:
            if not path.is_file():
                raise OSError(0, self.t(N_("not a file")))
            with path.open("rb") as file:
                return file.read(MAX_BYTES + 1)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            self.tell(self.t(N_("It cannot be read: {why}"), why=why), "bad")
            return None

    def _faults(self, answer: Mapping[str, Any], cells: int) -> list[Row]:
        rows = paragraph(self.t(N_("It is refused; this is what its sender must mend:")), cells, style="bad")
        for fault in answer["faults"]:
            says = f"{fault['line']}:{fault['column']} {fault['path']}: {fault['expected']}"
            rows += paragraph(says, cells, indent="  ")
        return rows
