"""How a check of a feed went, for people and for programs: each case, and what of the protocol was provoked."""

from __future__ import annotations

from typing import Any

from fengsui.cli.output import width, write_line
from fengsui.feedcheck.cases import all_cases
from fengsui.feedcheck.coverage import Covered, coverage
from fengsui.feedcheck.running import Outcome, Result
from fengsui.text import N_, translate
from fengsui.wire.codes import MET

OUTCOMES: dict[Outcome, str] = {"passed": N_("passed"), "failed": N_("FAILED"), "skipped": N_("skipped")}
NAMED = 3
"""Cases that are named beside what they provoked."""


class Report:
    """`whole` says whether all cases were asked for: only then is what was not provoked worth a table."""

    def __init__(self, language: str, *, whole: bool, rigged: bool) -> None:
        self._language = language
        self._whole = whole
        self._rigged = rigged
        self._results: list[Result] = []

    def take(self, result: Result) -> None:
        self._results.append(result)

    def count(self, outcome: Outcome) -> int:
        return sum(result.outcome == outcome for result in self._results)

    def _say(self, message: str, **params: object) -> str:
        return translate(message, self._language, **params)

    # -- for people --------------------------------------------------------------------------------------

    def line(self, result: Result) -> str:
        outcome = self._say(OUTCOMES[result.outcome])
        said = f"{_wide(outcome, 8)}  {result.case.id:<26}  {self._say(result.case.said)}"
        if why := self._why(result):
            said += f"  [{why}]"
        return said

    def _why(self, result: Result) -> str:
        if result.expected is not None and result.came is not None:
            expected, came = result.expected.say(self._language), result.came.say(self._language)
            return self._say(N_("expected {expected}, came {came}"), expected=expected, came=came)
        return result.why.say(self._language) if result.why is not None else ""

    def write(self) -> None:
        """What comes after the cases: the table of what was provoked, and the sums."""
        if self._whole:
            self._write_coverage(coverage(self._results, all_cases()))
        counts = {outcome: self.count(outcome) for outcome in OUTCOMES}
        write_line(self._say(N_("{passed} passed, {failed} failed, {skipped} skipped"), **counts))

    def _write_coverage(self, covered: list[Covered]) -> None:
        write_line()
        write_line(self._say(N_("Frames and close codes of the protocol")))
        words = self._say(N_("provoked")), self._say(N_("not seen"))
        for one in covered:
            word = words[0] if one.by else words[1]
            write_line(f"{_wide(word, 8)}  {one.what:<28}  {self._by(one)}")
        met = ", ".join(str(code) for code in MET)
        write_line(self._say(N_("{codes}: said by proxies and libraries on the way, asked of no server"), codes=met))
        write_line()
        if not self._rigged:
            write_line(self._say(N_("No --rig was given: what no client can provoke was skipped. docs/feed-check.md")))
        seen = sum(bool(one.by) for one in covered)
        write_line(self._say(N_("{seen} of {all} frames and close codes were provoked"), seen=seen, all=len(covered)))

    def _by(self, one: Covered) -> str:
        if one.why is not None:
            return f"[{one.why.say(self._language)}]"
        more = f" +{len(one.by) - NAMED}" if len(one.by) > NAMED else ""
        return ", ".join(one.by[:NAMED]) + more

    # -- for programs ------------------------------------------------------------------------------------

    def plain(self) -> dict[str, Any]:
        covered = coverage(self._results, all_cases())
        return {
            **{outcome: self.count(outcome) for outcome in OUTCOMES},
            "rig": self._rigged,
            "cases": [self._case(result) for result in self._results],
            "coverage": [self._covered(one) for one in covered],
        }

    def _case(self, result: Result) -> dict[str, Any]:
        parts = {"expected": result.expected, "came": result.came, "why": result.why}
        return {
            "id": result.case.id,
            "said": self._say(result.case.said),
            "outcome": result.outcome,
            **{name: phrase.say(self._language) for name, phrase in parts.items() if phrase is not None},
        }

    def _covered(self, one: Covered) -> dict[str, Any]:
        why = {} if one.why is None else {"why": one.why.say(self._language)}
        return {"what": one.what, "provoked": bool(one.by), "by": list(one.by), **why}


def _wide(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))
