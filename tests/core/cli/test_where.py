"""Where the feed is: what was said, then the environment, then the settings; derived from another server's address."""

from __future__ import annotations

from pathlib import Path

import pytest

from fengsui.cli.remote import feed_url

SAID = "ws://127.0.0.1:9001/feed"


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FENGSUI_FEED", "FENGSUI_URL", "FENGSUI_DATA"):
        monkeypatch.delenv(name, raising=False)


def test_the_environment_counts_beside_a_named_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """So the demo tells its console where the feed is."""
    monkeypatch.setenv("FENGSUI_FEED", SAID)
    assert feed_url(None, str(tmp_path), "http://127.0.0.1:9000") == SAID
    assert feed_url("ws://other/feed", str(tmp_path), "http://127.0.0.1:9000") == "ws://other/feed"


def test_the_settings_count_for_their_own_server_only(tmp_path: Path) -> None:
    (tmp_path / "fengsui.yaml").write_text("feed_port: 9002\n", "utf-8")
    assert feed_url(None, str(tmp_path)) == "ws://127.0.0.1:9002/feed"
    assert feed_url(None, str(tmp_path), "http://another:8600") is None
