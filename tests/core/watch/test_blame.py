"""Who was in the way, from the stacks of a process that no longer turned."""

from __future__ import annotations

from pathlib import Path

from fengsui.watch.blame import blame, stacks

PLACES = {
    "beds": Path("/site/agency_beds"),
    "single": Path("/site/single.py"),
    "incidents": Path("/site/fengsui_incidents"),
}
LOOP, WRITER, READER, OWN = 1, 2, 3, 4


def dump(**threads: list[str]) -> str:
    """As faulthandler writes it: each thread's files, the most recent call first."""
    numbers = {"loop": LOOP, "writer": WRITER, "reader": READER, "own": OWN}
    parts = []
    for name, files in threads.items():
        lines = [f"Thread 0x{numbers[name]:016x} (most recent call first):"]
        parts.append("\n".join([*lines, *(f'  File "{file}", line 7 in work' for file in files)]))
    return "\n\n".join(["Fatal Python error: Segmentation fault", *parts, "Extension modules: orjson (total: 1)"])


def named(text: str, *threads: int) -> tuple[str, bool] | None:
    found = blame(stacks(text), PLACES, threads)
    return (found.plugin, found.sure) if found is not None else None


def test_a_dump_is_read_thread_by_thread() -> None:
    read = stacks(dump(loop=["/lib/asyncio/events.py"], writer=["/site/single.py", "/site/fengsui/x.py"]))
    assert [(stack.thread, len(stack.frames)) for stack in read] == [(LOOP, 1), (WRITER, 2)]


def test_the_blocked_threads_own_call_is_named_with_its_place() -> None:
    found = blame(stacks(dump(loop=["/lib/re.py", "/site/agency_beds/deep/service.py", "/site/fengsui/relay.py"])),
                  PLACES, [LOOP])  # fmt: skip
    assert found is not None
    assert (found.plugin, found.where) == ("beds", "work (/site/agency_beds/deep/service.py:7)")


def test_a_plugin_of_one_file_is_named_and_its_neighbour_is_not() -> None:
    assert named(dump(loop=["/site/single.py"]), LOOP) == ("single", True)
    assert named(dump(loop=["/site/single_other.py"]), LOOP) is None


def test_a_stranger_that_called_us_comes_before_us() -> None:
    text = dump(writer=["/site/fengsui_incidents/service/x.py", "/site/agency_beds/service.py"])
    assert named(text, WRITER) == ("beds", True)


def test_a_loop_that_waits_for_the_interpreter_does_not_take_the_blame() -> None:
    """A reader in C holds the interpreter; the loop is where it happened to be."""
    text = dump(loop=["/lib/selectors.py", "/site/fengsui/serve.py"], reader=["/site/agency_beds/__init__.py"])
    assert named(text, LOOP, READER) == ("beds", True)


def test_a_thread_of_a_plugins_own_is_suspected_only() -> None:
    text = dump(loop=["/site/fengsui/feed/hub.py"], own=["/lib/threading.py", "/site/agency_beds/poll.py"])
    assert named(text, LOOP) == ("beds", False)


def test_nobody_is_named_where_no_plugin_is_in_any_stack() -> None:
    assert named(dump(loop=["/site/fengsui/feed/hub.py"]), LOOP) is None
    assert named("", LOOP) is None
