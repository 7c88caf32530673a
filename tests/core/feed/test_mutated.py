"""100,000 wrong frames: each is answered or ends its connection with a code that says why, and harms nobody else."""

from __future__ import annotations

from tests.core.feed.storm import against_sessions, against_the_protocol

SEED = 20261122


def test_eighty_thousand_wrong_messages_into_sessions() -> None:
    seen = against_sessions(SEED, 80_000)
    assert sum(seen.values()) >= 80_000
    assert {"executed", "refused", "accepted", "4100", "4101", "4104", "4108", "1007"} <= set(seen)


async def test_twenty_thousand_wrong_websocket_frames_into_the_protocol() -> None:
    seen = await against_the_protocol(SEED, 20_000)
    assert {"1002", "1007", "4100"} <= set(seen)
