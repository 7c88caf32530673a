"""How the story is told: lines for people, or one JSON object a line. stdout holds nothing else."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from fengsui.clean import printable
from fengsui.clock import Clock
from fengsui.text import N_, translate

ZONE = ZoneInfo("Asia/Shanghai")


class StepFailed(Exception):
    """A step of the story did not come out as it must."""

    def __init__(self, step: str, why: str) -> None:
        super().__init__(f"{step}: {why}")
        self.step = step
        self.why = why


@dataclass
class Teller:
    """`told` keeps when each step was told, by its id."""

    clock: Clock
    as_json: bool
    language: str
    told: dict[str, datetime] = field(default_factory=dict)

    def tell(self, step: str, message: str, **facts: Any) -> None:
        """One step: its id, and what happened, in the language of the reader; every fact in JSON."""
        now = self.clock.now()
        self.told.setdefault(step, now)
        says = printable(translate(message, self.language, "fengsui_sample", **_shown(facts)))
        if self.as_json:
            self._write(orjson.dumps({"step": step, "at": now, "says": says, **facts}, default=str).decode())
        else:
            self._write(f"{now.astimezone(ZONE):%H:%M:%S}  {step:<17} {says}")

    def line(self, text: str) -> None:
        """A line of a longer text, for people only: in JSON the step's facts hold it."""
        if not self.as_json:
            self._write(f"{'':10}{printable(text)}")

    def complete(self, times: dict[str, float]) -> None:
        """The last line: the story came out, and when each step was told, in seconds from the call."""
        self.tell(
            "complete", N_("the story came out in {seconds} s"), story="complete", seconds=max(times.values()), **times
        )

    @staticmethod
    def _write(text: str) -> None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def _shown(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        name: ", ".join(map(str, value)) if isinstance(value, list | tuple) else value for name, value in facts.items()
    }
