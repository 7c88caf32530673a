"""The stranger's plugin, installed by pip into a fresh environment and driven there."""

from __future__ import annotations

import site
import subprocess
import sys
import venv
from pathlib import Path

import pytest

HERE = Path(__file__).parent

DRIVE = """
import asyncio
from fengsui.testing import running

async def main():
    async with running(["beds", "channels"], settings={"plugins": {"beds": {"start": {"K07": 4}}}}) as system:
        beds = next(one for one in system.system.plugins if one.name == "beds")
        assert (beds.state, beds.title) == ("loaded", "Hospital beds"), beds.reason
        clerk = system.actor("duty_officer", labels=["centre"])
        answer = await system.execute("beds.report", {"hospital": "K06", "free": 12}, clerk)
        assert answer == {"hospital": "K06", "total": 16}, answer
        await system.advance(seconds=3700, step=30)
        topics = [event.topic for event in system.recorded("beds.*")]
        assert topics == ["beds.reported"] * 2 + ["beds.stale"] * 2, topics
        shown = await system.show("beds.free", {}, clerk)
        assert [(row["hospital"], row["stale"]) for row in shown] == [("K06", True), ("K07", True)]
        law = {"kind": "beds.hospital", "thing": "K06", "basis": "a law", "reason": "asked for"}
        assert (await system.execute("core.erase", law, system.actor("administrator")))["events"] == 2
        assert [row["hospital"] for row in await system.show("beds.free", {}, clerk)] == ["K07"]
        assert [s.target for s in system.system.registry.screens["beds"]] == ["agency_beds.screen:Beds"]
        from agency_beds.screen import Beds
        from fengsui_tui.widgets import ConsoleScreen
        assert issubclass(Beds, ConsoleScreen)  # the console opens no other
        from fengsui_channels.api import Channels, Draft
        page = dict(about="H-1", purpose="order", kind="im", text="12 beds?", exercise=None)
        for who in ("K06", "T06"):
            await system.run(lambda unit: unit.ask(Channels).send(Draft(who=who, to=who, **page)), plugin="channels")
        tried = [(e.data["who"], e.data["gateway"], e.data["state"]) for e in system.recorded("channels.tried")]
        assert tried == [("K06", "pager", "taken"), ("T06", "pager", "refused")], tried
    print("driven")

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment that sees our libraries, with the agency's package installed in it by pip."""
    folder = tmp_path_factory.mktemp("agency")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    own = subprocess.run(
        [python, "-c", "import site; print(site.getsitepackages()[0])"], capture_output=True, text=True, check=True
    )
    ours = site.getsitepackages()[0]
    (Path(own.stdout.strip()) / "ours.pth").write_text(f"import site; site.addsitedir({ours!r})\n")
    source = folder / "source"
    subprocess.run(["cp", "-r", HERE, source], check=True)
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    done = subprocess.run([*install, "--no-build-isolation", str(source)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return python


def test_it_is_driven_in_its_own_environment(environment: Path, tmp_path: Path) -> None:
    done = subprocess.run([str(environment), "-c", DRIVE], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (done.returncode, done.stdout) == (0, "driven\n"), done.stderr


def test_its_verb_and_its_state_are_in_the_command_line(environment: Path, tmp_path: Path) -> None:
    cli = [str(environment), "-m", "fengsui"]
    verb = subprocess.run([*cli, "beds", "3", "4"], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (verb.returncode, verb.stdout) == (0, "7 free beds\n"), verb.stderr
    check = subprocess.run([*cli, "plugins", "check"], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert "beds" in check.stdout, check.stderr
