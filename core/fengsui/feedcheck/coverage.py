"""What of the protocol a run has provoked: each kind of frame both ways with its variants, and each close code.

Read from the declarations (`fengsui.wire`), so that what is added there and provoked by no case shows as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fengsui.feedcheck.phrases import Phrase
from fengsui.text import N_
from fengsui.wire.codes import LOST, SENT
from fengsui.wire.frames import FROM_CLIENT, FROM_SERVER, Kind
from fengsui.wire.values import Choice, Flag

if TYPE_CHECKING:
    from fengsui.feedcheck.cases import Case
    from fengsui.feedcheck.running import Result

CLIENT, SERVER, CLOSE = "client", "server", "close"


@dataclass(frozen=True)
class Covered:
    """`what` is an element of the protocol; `by` the cases that passed and saw it, `why` why there is none."""

    what: str
    by: tuple[str, ...]
    why: Phrase | None = None


def variants(kind: Kind) -> dict[str, tuple[str, Any]]:
    """What a frame of this kind may be in particular: `(field, value)` by its name, any value where that is None.

    A field of few values makes a variant of each; so do the fields of a kind that has nothing but optional ones.
    """
    fields = kind.body.fields
    if len(fields) > 1 and not any(field.required for field in fields):
        return {field.name: (field.name, None) for field in fields}
    found: dict[str, tuple[str, Any]] = {}
    for field in fields:
        if isinstance(field.shape, Choice):
            found |= {f"{field.name}={one}": (field.name, one) for one in field.shape.among}
        elif isinstance(field.shape, Flag):
            found |= {f"{field.name}={str(one).lower()}": (field.name, one) for one in (True, False)}
    return found


def elements() -> list[str]:
    """Everything: `client sub`, `server gap why=epoch`, `close 4003`."""
    found = [f"{CLIENT} {name}" for name in FROM_CLIENT]
    for kind in FROM_SERVER.values():
        found += [f"{SERVER} {kind.name}", *(f"{SERVER} {kind.name} {name}" for name in variants(kind))]
    return found + [closing(code) for code in sorted({*SENT, LOST})]


def closing(code: int) -> str:
    return f"{CLOSE} {code}"


def said(frame: Mapping[str, Any]) -> set[str]:
    """What a frame of the client's is an example of: nothing, where it is said wrongly on purpose."""
    kind = FROM_CLIENT.get(str(frame.get("kind")))
    return {f"{CLIENT} {kind.name}"} if kind is not None and kind.body.fits(frame) else set()


def heard(frame: Mapping[str, Any]) -> set[str]:
    """What a frame of the server's, which fits, is an example of."""
    kind = FROM_SERVER.get(str(frame.get("kind")))
    if kind is None:
        return set()
    marks = {
        f"{SERVER} {kind.name} {name}"
        for name, (field, value) in variants(kind).items()
        if field in frame and value in (None, frame[field])
    }
    return {f"{SERVER} {kind.name}", *marks}


def coverage(results: Sequence[Result], cases: Iterable[Case]) -> list[Covered]:
    """Every element, with who has seen it; only what passed counts. `cases` are all there are, run or not."""
    known = list(cases)
    return [_covered(what, results, known) for what in elements()]


def _covered(what: str, results: Sequence[Result], cases: Sequence[Case]) -> Covered:
    by = tuple(result.case.id for result in results if result.outcome == "passed" and what in result.seen)
    return Covered(what, by, None if by else _why(what, results, cases))


def _why(what: str, results: Sequence[Result], cases: Sequence[Case]) -> Phrase:
    """Of the cases that would have: what became of the first of them."""
    proving = [one.id for one in cases if what in one.proves]
    ran = [result for result in results if result.case.id in proving]
    if failed := next((result for result in ran if result.outcome == "failed"), None):
        return Phrase(N_("{case} failed"), {"case": failed.case.id})
    if skipped := next((result for result in ran if result.why is not None), None):
        return Phrase("{case}: {why}", {"case": skipped.case.id, "why": skipped.why})
    if ran:
        return Phrase(N_("did not come, though {case} passed"), {"case": ran[0].case.id})
    if proving:
        return Phrase(N_("{case} was left out"), {"case": proving[0]})
    return Phrase(N_("no case asks for it"))
