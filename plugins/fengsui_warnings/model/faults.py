"""What is wrong with a text from outside: each fault with its place in the text, and what was expected there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fengsui.clean import printable
from fengsui.text import N_, translate

PACKAGE = "fengsui_warnings"
MAX_FAULTS = 200
SHOWN = 120
"""Of what a sender wrote, so many characters are repeated in a fault."""


@dataclass(frozen=True, order=True)
class TextFault:
    """`line` and `column` from 1; `path` names the element (`alert/info[1]/urgency`); `expected` is a source text."""

    line: int
    column: int
    path: str
    expected: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict, compare=False)

    def say(self, language: str) -> str:
        params = {name: _short(value) for name, value in self.params.items()}
        text = translate(self.expected, language, PACKAGE)
        return text.format(**params) if params else text


def _short(value: object) -> str:
    text = printable(str(value))
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "..."


class Refused(Exception):
    """The text cannot be read any further: its one fault."""

    def __init__(self, fault: TextFault) -> None:
        super().__init__(fault.code)
        self.fault = fault


class Collected:
    """Faults in the order in which they are found; beyond `MAX_FAULTS` only that there are more is said."""

    def __init__(self) -> None:
        self._found: list[TextFault] = []
        self._more = False

    def add(self, fault: TextFault) -> None:
        if len(self._found) < MAX_FAULTS:
            self._found.append(fault)
        else:
            self._more = True

    def drop(self, which: Callable[[TextFault], bool]) -> None:
        self._found = [fault for fault in self._found if not which(fault)]

    def __bool__(self) -> bool:
        return bool(self._found)

    def all(self) -> tuple[TextFault, ...]:
        """In the order of the text."""
        found = sorted(self._found)
        if self._more:
            last = found[-1]
            expected = N_("no more faults; there are more than {count}")
            found.append(TextFault(last.line, last.column, "", expected, "too_many_faults", {"count": MAX_FAULTS}))
        return tuple(found)
