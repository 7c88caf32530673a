"""How far devices are: remembered at once, saved together, never backwards within an epoch."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tests.core.feed.fakes import FakeGate

from fengsui.events import Position
from fengsui.feed.facts import Facts


class Refusing(FakeGate):
    """Cannot save while it is told to refuse."""

    refusing = True

    async def save_positions(self, positions: Mapping[str, Position]) -> None:
        if self.refusing:
            raise OSError("no space left on device")
        await super().save_positions(positions)


async def test_the_furthest_is_saved_once_and_a_new_epoch_begins_anew() -> None:
    facts, gate = Facts(), FakeGate()
    for seq in (3, 7, 5):
        facts.moved("D-1", "e1", seq)
    assert facts.reached("D-1", "e1") == 7
    await facts.save_positions(gate)
    assert gate.positions == {"D-1": Position("e1", 7)}
    gate.positions.clear()
    facts.moved("D-1", "e1", 7)
    await facts.save_positions(gate)
    assert gate.positions == {}
    facts.moved("D-1", "e2", 0)
    await facts.save_positions(gate)
    assert gate.positions == {"D-1": Position("e2", 0)}
    assert (facts.reached("D-1", "e1"), facts.reached("D-1", "e2")) == (0, 0)


@pytest.mark.expects_errors
async def test_what_could_not_be_saved_is_saved_later_as_far_as_it_has_got() -> None:
    facts, gate = Facts(), Refusing()
    facts.moved("D-1", "e1", 3)
    facts.moved("D-2", "e1", 4)
    await facts.save_positions(gate)
    facts.moved("D-1", "e1", 9)
    gate.refusing = False
    await facts.save_positions(gate)
    assert gate.positions == {"D-1": Position("e1", 9), "D-2": Position("e1", 4)}
