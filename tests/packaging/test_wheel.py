"""The wheel, as a stranger gets it: built, installed elsewhere, and the whole night played from it."""

from __future__ import annotations

import json
import os
import site
import subprocess
import sys
import tomllib
import venv
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PACKAGES = {"fengsui", "fengsui_tui", *PROJECT["entry-points"]["fengsui.plugins"].values()}


@dataclass(frozen=True)
class Installed:
    """The wheel, and an environment that has it and, beside it, only what it depends on."""

    wheel: Path
    folder: Path

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        program, *rest = command
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "FENGSUI"))}
        return subprocess.run(
            [self.folder / "bin" / program, *rest], capture_output=True, text=True, check=False, timeout=110,
            cwd=self.folder, stdin=subprocess.DEVNULL, env={**environment, "LC_ALL": "C.UTF-8"},
        )  # fmt: skip

    def own_packages(self) -> Path:
        done = self.run("python", "-c", "import site; print(site.getsitepackages()[0])")
        return Path(done.stdout.strip())


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Our dependencies' folder comes in as a plain path: the editable install in it is not found that way."""
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    built = subprocess.run(build, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    (wheel,) = out.glob("*.whl")
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder, with_pip=False, symlinks=True)
    made = Installed(wheel, folder)
    (made.own_packages() / "dependencies.pth").write_text(site.getsitepackages()[0] + "\n")
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install", "--quiet"]
    done = subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return made


def test_what_is_in_it(installed: Installed) -> None:
    names = set(ZipFile(installed.wheel).namelist())
    roots = {name.partition("/")[0] for name in names}
    assert {root for root in roots if not root.endswith(".dist-info")} == PACKAGES
    for package in PACKAGES:
        assert {f"{package}/py.typed", f"{package}/locale/zh_CN/LC_MESSAGES/{package}.mo"} <= names
    assert not [name for name in names if "test" in name.rpartition("/")[2] and not name.endswith(".txt")
                and name != "fengsui/testing.py"]  # fmt: skip
    plans = {name.rpartition("/")[2] for name in names if name.startswith("fengsui_plans/shipped/")}
    assert plans == {path.name for path in (ROOT / "plans").iterdir()}
    shipped = {path.relative_to(root).as_posix() for root in (ROOT / "core", ROOT / "plugins", ROOT / "tui")
               for path in root.rglob("*") if path.suffix in (".py", ".yaml", ".csv", ".geojson", ".txt")}  # fmt: skip
    assert not shipped - names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_it_is_what_runs_and_every_plugin_loads(installed: Installed) -> None:
    found = installed.run(
        "python", "-c", "import fengsui, fengsui_plans; print(fengsui.__file__, fengsui_plans.__file__)"
    )
    own = installed.own_packages()
    assert [Path(path).is_relative_to(own) for path in found.stdout.split()] == [True, True], found
    version = installed.run("fengsui", "--version")
    assert (version.returncode, PROJECT["version"] in version.stdout) == (0, True)
    plugins = installed.run("fengsui", "plugins", "list", "--json")
    rows = {row["name"]: (row["state"], row["reason"]) for row in json.loads(plugins.stdout)}
    assert rows == dict.fromkeys(PROJECT["entry-points"]["fengsui.plugins"], ("loaded", ""))


def test_the_shipped_plans_are_sound_and_it_speaks_chinese(installed: Installed) -> None:
    plans = sorted(str(path) for path in (installed.own_packages() / "fengsui_plans" / "shipped").glob("*.yaml"))
    assert len(plans) >= 3
    checked = installed.run("fengsui", "--lang", "zh", "plans", "check", *plans)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert any("\u4e00" <= char <= "\u9fff" for char in checked.stdout)


def test_the_night_is_played_from_it(installed: Installed) -> None:
    done = installed.run("fengsui", "demo", "--headless", "--json")
    assert done.returncode == 0, done.stderr
    last = json.loads(done.stdout.splitlines()[-1])
    assert (last["step"], last["story"]) == ("complete", "complete")
