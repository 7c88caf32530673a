from __future__ import annotations

from pathlib import Path

import pytest

from fengsui.errors import Invalid
from fengsui.settings import load


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load(tmp_path).url == f"sqlite:///{tmp_path / 'fengsui.sqlite'}"


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fengsui.yaml").write_text("http_port: 1000\ncentre: {name: 甲, division: '310107'}\n", "utf-8")
    monkeypatch.setenv("FENGSUI_HTTP_PORT", "2000")
    monkeypatch.setenv("FENGSUI_CENTRE__NAME", "乙")
    settings = load(tmp_path)
    assert (settings.http_port, settings.centre.name, settings.centre.division) == (2000, "乙", "310107")


def test_every_fault_is_told_at_once_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "fengsui.yaml").write_text("http_port: many\nhtpp_host: x\ncentre: {division: '12', zone: Mars}\n")
    with pytest.raises(Invalid) as caught:
        load(tmp_path)
    assert {fault.path for fault in caught.value.faults} == {"http_port", "htpp_host", "centre.division", "centre.zone"}


@pytest.mark.parametrize("text", ["a: [", "- 1\n", "\x00"])
def test_a_file_that_is_no_settings_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "fengsui.yaml").write_text(text)
    with pytest.raises(Invalid, match=r"fengsui\.yaml"):
        load(tmp_path)
