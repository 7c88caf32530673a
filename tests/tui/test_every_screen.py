"""Every screen and every first question of every key, with the whole city behind it, in both languages and two sizes.

What must hold: no line is wider or narrower than the terminal; title and keys are whole, or the last key says where the
others are; no word of the other language is left over; Esc turns back from every question and nothing is recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from tests.tui.fixtures.console import lines
from tests.tui.fixtures.served import Desk, ServedLink, at_the_desk
from textual.screen import ModalScreen

from fengsui.events import Position
from fengsui_tui.loading import offers
from fengsui_tui.widgets import Lines

HAN = re.compile("[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]+")
WORD = re.compile(r"(?<![A-Za-z0-9_./:@\[-])[a-z]{3,}(?![A-Za-z0-9_./:@-])")
KNOWN = frozenset(
    {
        "ammonia",
        "arts",
        "docx",
        "bar",
        "min",
        "sha",
        "wanglei",
        "zhoujianguo",
        "limin",
        "chenjing",
        "liu",
        "storm",
        "gas",
    }
)
"""Units, names, what is quoted from a plan with its basis, and what the story itself has typed."""
QUOTED = re.compile(r"\[[^\]]*\]")
"""A basis, as the plan or the rule has it in both languages."""
SCREENS = tuple(f"{one.plugin}.{one.name}" for one in offers() if one.package.startswith("fengsui_"))
OF_AN_INCIDENT = frozenset({"incidents.dispatch", "incidents.compose"})
LEAVES = frozenset({"escape", "f2", "f5", "f8", "f9", "d", "0"})


def without_han(answer: Any) -> Any:
    """The same answer with names and texts of the data in Latin letters: what is Chinese then is the console's own."""
    if isinstance(answer, str):
        return HAN.sub(lambda found: "Q" * len(found[0]), answer)
    if isinstance(answer, Mapping):
        return {key: without_han(value) for key, value in answer.items()}
    return [without_han(one) for one in answer] if isinstance(answer, list) else answer


class LatinLink(ServedLink):
    async def show(self, view: str, parameters: Mapping[str, Any]) -> tuple[Position, Any]:
        position, answer = await super().show(view, parameters)
        return position, without_han(answer)

    async def call(self, command: str, payload: Mapping[str, Any], key: str) -> Any:
        return without_han(await super().call(command, payload, key))


async def told(desk: Desk) -> None:
    """Something of everything, so that no list is empty."""
    story = desk.story
    call = await story.do("incidents.take_call", source="hotline_12345", phone="021-5", text="真光路异味")
    other = await story.do("incidents.take_call", source="hotline_12350", phone="021-6", text="夜间排氨")
    await story.do("incidents.transfer_call", call=call["call"], to="gas")
    await story.do("incidents.file_ticket", call=other["call"], kind="report")
    await story.do("incidents.take_call", source="street", phone="021-7", text="积水")
    await story.do("incidents.open_umbrella", title="storm", incidents=[story.incident])
    await story.answer_for(story.orders["T06"], "accepted", people=8, minutes=9)
    await story.do("reports.draft", incident=story.incident)
    await story.do("reports.demand", kind="verify", incident=story.incident, source="gas", text="storm")
    await story.do("field.open_post", incident=story.incident, place="gas", commander="liu")
    await story.do("evaluation.enter_finding", incident=story.incident, text="gas", basis="storm")
    await story.do("handover.take_watch")


def asked(desk: Desk) -> str:
    """All that a question says, whole: on the screen a long word may go over two lines."""
    parts = desk.app.screen.query(Lines)
    return "\n".join(text for part in parts for row in part.rows for text, _ in row.spans)


def wrong_on(desk: Desk, where: str, chinese: bool) -> Iterator[str]:
    """What a person would stumble over on what is shown now."""
    shown = lines(desk.app)
    width = desk.app.size.width
    yield from (f"{where}: {cell_len(row)} cells: {row!r}" for row in shown if cell_len(row) != width)
    text = QUOTED.sub(" ", asked(desk)) if isinstance(desk.app.screen, ModalScreen) else "\n".join(shown)
    left = sorted(set(WORD.findall(text)) - KNOWN) if chinese else sorted(set(HAN.findall(text)))
    yield from ([f"{where}: {left}"] if left else [])
    if isinstance(desk.app.screen, ModalScreen):
        for part in desk.app.screen.query(Lines):
            title = part._title
            if title and cell_len(title) + 4 > part.size.width:
                yield f"{where}: the title is cut: {title!r}"
    else:
        below = "\n".join(shown[-3:])
        says = [desk.app.screen.t(hint.says) for hint in desk.app.screen.hints()]  # type: ignore[attr-defined]
        if "F1" not in below and [one for one in says if one not in below]:
            yield f"{where}: keys without room, and nothing says where they are: {below!r}"


async def looked_through(desk: Desk, name: str, chinese: bool) -> list[str]:
    found: list[str] = []
    desk.app.open_screen(name, *([desk.story.incident] if name in OF_AN_INCIDENT else []))
    await desk.rest()
    screen = desk.app.screen
    found += wrong_on(desk, name, chinese)
    known = len(desk.story.system.recorded())
    for hint in screen.hints():  # type: ignore[attr-defined]
        if hint.key in LEAVES or desk.app.screen is not screen:
            continue
        await desk.press(hint.key)
        if isinstance(desk.app.screen, ModalScreen):
            found += wrong_on(desk, f"{name} {hint.key}", chinese)
            for _ in range(3):
                if isinstance(desk.app.screen, ModalScreen):
                    await desk.press("escape")
            if desk.app.screen is not screen:
                found.append(f"{name} {hint.key}: Esc does not turn back")
    if (more := len(desk.story.system.recorded()) - known) and name not in QUIET_KEYS:
        found.append(f"{name}: {more} things recorded though all was turned back")
    while desk.app.screen is not desk.app.own_screens()[0]:
        desk.app.pop_screen()
        await desk.rest()
    return found


QUIET_KEYS = frozenset(
    {
        "incidents.dispatch",
        "incidents.intake",
        "incidents.board",
        "reports.picture",
        "reports.board",
        "reports.umbrella",
    }
)
"""Where a key does at once what it says (a proposal, a print, a review, a call that joins) and asks nothing."""


@pytest.mark.parametrize("language", ["zh_CN", "en"])
async def test_every_screen_and_its_questions(
    desk: Desk, tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fengsui_tui.saving.data_folder", lambda: tmp_path / "here")
    await told(desk)
    if language == "en":
        monkeypatch.setattr("tests.tui.fixtures.served.ServedLink", LatinLink)
    found: list[str] = []
    for size in ((80, 24), (120, 36)):
        async with at_the_desk(desk.story, tmp_path / str(size), language=language, size=size) as there:
            for name in SCREENS:
                found += await looked_through(there, name, language == "zh_CN")
    assert not found, "\n".join(found)
