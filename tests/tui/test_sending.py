"""Commands on their way: same key at each attempt, nothing dropped in silence."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.tui.fixtures.link import FakeLink

from fengsui.clock import Ids
from fengsui.errors import Conflict, Unavailable
from fengsui_tui.drafts import Drafts
from fengsui_tui.sending import NotSent, Sender


class Line(FakeLink):
    """Comes back after so many attempts."""

    def __init__(self, attempts: int) -> None:
        super().__init__()
        self.left = attempts

    def _reach(self) -> None:
        self.left -= 1
        self.reachable = self.left < 0
        super()._reach()


async def _no_pause(_seconds: float) -> None: ...


def sender(link: FakeLink, folder: Path, told: list[int] | None = None) -> Sender:
    heard = told if told is not None else []
    return Sender(link, Ids(random.Random(1)), Drafts(folder, "u"), told=lambda _s, n: heard.append(n), pause=_no_pause)


async def test_tried_again_under_the_same_key(tmp_path: Path) -> None:
    link = Line(2)
    told: list[int] = []
    made = sender(link, tmp_path, told)
    await made.send("incidents.note", {"incident": "E1122-01", "text": "x"}, says="note")
    assert told == [1, 2]
    assert len(link.calls) == 1
    assert made.unsent == ()


async def test_what_did_not_get_out_is_kept_on_disk_with_its_key(tmp_path: Path) -> None:
    link = Line(99)
    with pytest.raises(NotSent) as error:
        await sender(link, tmp_path).send(
            "incidents.dispatch", {"incident": "E1122-01", "authority": "duty rules 4.2"}, says="send 2 teams"
        )
    key = error.value.unsent.key
    link.left = 0
    after_restart = sender(link, tmp_path)
    assert [unsent.says for unsent in after_restart.unsent] == ["send 2 teams"]
    assert await after_restart.catch_up() == [], "people are sent late only when a person says so again"
    await after_restart.again(after_restart.unsent[0])
    assert link.keys == [key]
    assert after_restart.unsent == ()


async def test_what_only_writes_down_goes_out_by_itself(tmp_path: Path) -> None:
    link = Line(99)
    made = sender(link, tmp_path)
    with pytest.raises(NotSent):
        await made.send("incidents.note", {"incident": "E1122-01", "text": "x"}, says="a note", keeps=True)
    link.left = 0
    done = await made.catch_up()
    assert [(unsent.says, error) for unsent, error in done] == [("a note", None)]
    assert link.sent("incidents.note") == [{"incident": "E1122-01", "text": "x"}]


async def test_a_refusal_is_final_and_is_raised(tmp_path: Path) -> None:
    link = FakeLink()
    link.refuse["incidents.note"] = Conflict("The response has ended.", code="response_ended")
    made = sender(link, tmp_path)
    with pytest.raises(Conflict):
        await made.send("incidents.note", {"incident": "E1122-01", "text": "x"}, says="a note")
    assert made.unsent == ()


async def test_what_the_server_cannot_save_now_stays_among_the_unsent(tmp_path: Path) -> None:
    """A full disk is no verdict on what somebody typed."""
    link = FakeLink()
    link.refuse["incidents.note"] = Unavailable("The disk is full: nothing was saved.", code="storage_full")
    made = sender(link, tmp_path)
    with pytest.raises(NotSent) as lost:
        await made.send("incidents.note", {"incident": "E1122-01", "text": "x"}, says="a note", keeps=True)
    assert lost.value.why is link.refuse["incidents.note"]
    assert [unsent.says for unsent in made.unsent] == ["a note"]
    link.refuse.clear()
    await made.catch_up()
    assert link.sent("incidents.note") == [{"incident": "E1122-01", "text": "x"}]
