"""Where it is shown: a person's terminal with colour and bell, or one JSON object a line for a program."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TextIO

from fengsui.clean import printable
from fengsui_incidents.listen.alerts import Alert, Say
from fengsui_incidents.listen.cells import width
from fengsui_incidents.listen.options import Options
from fengsui_incidents.listen.render import WIDTH, render

RED, BLUE, BOLD, PLAIN = "\x1b[1;37;41m", "\x1b[34m", "\x1b[1m", "\x1b[0m"
BELL = {"evacuation": "\a\a\a", "real": "\a\a", "drill": "\a"}
EVERY_S = {"evacuation": 1.0, "real": 2.0, "drill": 6.0}
"""Seconds between the sounds: no two kinds sound alike."""

AGAIN = Say("-- 仍未答复 STILL OPEN --", "-- still open --")


class Output(Protocol):
    def show(self, alert: Alert, again: bool) -> None: ...

    def tell(self, says: Say, kind: str = "told") -> None:
        """A line for the person; `kind` names it for a program."""
        ...

    def sent(self, command: str, arguments: Mapping[str, Any], ok: bool, code: str = "", message: str = "") -> None:
        """The centre has said what became of an answer."""
        ...

    def bell(self, sound: str) -> None: ...

    def echo(self, text: str) -> None:
        """What is being typed."""
        ...

    def rub_out(self, text: str) -> None:
        """What was typed last is taken back."""
        ...


class JsonLines:
    """One object a line, each with `kind`: alert, sent, told, connected, lost, incomplete, whole, stopped."""

    def __init__(self, stream: TextIO, options: Options) -> None:
        self._stream = stream
        self._options = options

    def _write(self, **line: Any) -> None:
        self._stream.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
        self._stream.flush()

    def show(self, alert: Alert, again: bool) -> None:
        self._write(
            kind="alert",
            alert=alert.kind,
            event=alert.id,
            order=alert.order,
            incident=alert.incident,
            exercise=alert.exercise,
            change=alert.change,
            at=alert.at.isoformat() if alert.at else None,
            again=again,
            text=render(alert, self._options.language, self._options.zone, width=WIDTH),
        )

    def tell(self, says: Say, kind: str = "told") -> None:
        self._write(kind=kind, text=says.of(self._options.language))

    def sent(self, command: str, arguments: Mapping[str, Any], ok: bool, code: str = "", message: str = "") -> None:
        outcome = {} if ok else {"code": code, "message": printable(message)}
        self._write(kind="sent", command=command, arguments=dict(arguments), ok=ok, **outcome)

    def bell(self, sound: str) -> None:
        """A program hears nothing."""

    def echo(self, text: str) -> None:
        """Nor does it see what is typed."""

    def rub_out(self, text: str) -> None:
        """Nor what is taken back."""


class Terminal:
    """A screen that scrolls: real red, drill blue, every alert whole between its first and last line."""

    def __init__(self, stream: TextIO, options: Options, columns: Callable[[], int] | None = None) -> None:
        self._stream = stream
        self._options = options
        self._colour = options.colour and stream.isatty()
        self._columns = columns or (lambda: shutil.get_terminal_size((WIDTH + 1, 24)).columns)

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()

    def show(self, alert: Alert, again: bool) -> None:
        lines = render(alert, self._options.language, self._options.zone, width=min(self._columns() - 1, 120))
        if self._colour:
            frame = RED if alert.real else BLUE
            lines[0], lines[-1] = f"{frame}{lines[0]}{PLAIN}", f"{frame}{lines[-1]}{PLAIN}"
            lines[1:-1] = [f"{BOLD if alert.real else BLUE}{line}{PLAIN}" for line in lines[1:-1]]
        head = [AGAIN.of(self._options.language)] if again else []
        self._write("\n" + "\n".join([*head, *lines]) + "\n")

    def tell(self, says: Say, kind: str = "told") -> None:
        self._write(printable(says.of(self._options.language)) + "\n")

    def sent(self, command: str, arguments: Mapping[str, Any], ok: bool, code: str = "", message: str = "") -> None:
        if not ok:
            refused = Say(f"!! 未被接受: {message} [{code}]", f"!! refused: {message} [{code}]")
            self._write("\a" + printable(refused.of(self._options.language)) + "\n")

    def bell(self, sound: str) -> None:
        if self._options.bell and sound in BELL:
            self._write(BELL[sound])

    def echo(self, text: str) -> None:
        if text in ("\r", "\n"):
            self._write("\n")
        elif text.isprintable():
            self._write(text)

    def rub_out(self, text: str) -> None:
        cells = width(text)
        self._write("\b" * cells + " " * cells + "\b" * cells)
