"""A storm in the queue is one line that opens; nothing worse is ever inside it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from fengsui_incidents.api.board import QueueItem
from fengsui_incidents.api.events import Words
from fengsui_incidents.model.bundles import FOLDS, Bundle, folded

CALL = QueueItem(id="call:1", kind="call", incident="", order="", call="C1", says=Words("积水", "water"), due=None)


def calls(count: int) -> list[QueueItem]:
    return [replace(CALL, id=f"call:{at}") for at in range(count)]


def test_forty_calls_are_one_line_and_a_mayday_stands_out() -> None:
    cry = replace(CALL, id="mayday:1", kind="mayday", incident="E1", order="O1")
    worse = [replace(CALL, id=f"silent:{at}", kind="silent", urgency="A") for at in range(2)]
    shown = folded([cry, *worse, *calls(40)], 5)
    assert shown[:3] == [cry, *worse]
    (bundle,) = shown[3:]
    assert isinstance(bundle, Bundle)
    assert (len(bundle.items), bundle.first.id) == (40, "call:0")


def test_an_opened_bundle_is_followed_by_its_items() -> None:
    (bundle,) = folded(calls(5), 5)
    assert isinstance(bundle, Bundle)
    opened = folded(calls(5), 5, {bundle.id})
    assert [getattr(one, "id", "") for one in opened[1:]] == [f"call:{at}" for at in range(5)]


def test_few_or_switched_off_is_no_bundle() -> None:
    assert folded(calls(4), 5) == calls(4)
    assert folded(calls(40), 0) == calls(40)


kinds = st.sampled_from(["call", "silent", "mayday", "missing", "unable", "task", "uncovered", "offer", "expired"])
items = st.builds(
    lambda kind, urgency, drill, at, life: replace(
        CALL, id=f"{kind}:{at}", kind=kind, urgency=urgency, exercise=drill, life=life
    ),
    kinds, st.sampled_from("ABCD"), st.sampled_from([None, "EX-07"]), st.integers(0, 10**9), st.booleans(),
)  # fmt: skip


@given(queue=st.lists(items, max_size=60), least=st.integers(0, 8))
def test_nothing_is_lost_and_what_is_alike_is_truly_alike(queue: list[QueueItem], least: int) -> None:
    shown = folded(queue, least)
    flat = [one for each in shown for one in (each.items if isinstance(each, Bundle) else (each,))]
    assert sorted(flat, key=repr) == sorted(queue, key=repr)
    for bundle in (one for one in shown if isinstance(one, Bundle)):
        assert len({(one.kind, one.urgency, one.exercise) for one in bundle.items}) == 1
        assert bundle.first.kind in FOLDS
        assert not any(one.life for one in bundle.items)
        assert len(bundle.items) >= least
