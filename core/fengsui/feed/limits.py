"""How much the feed takes and gives. Everything is bounded; the journal is the only buffer without a bound."""

from __future__ import annotations

from dataclasses import dataclass

from fengsui.settings import Settings


@dataclass(frozen=True)
class Limits:
    """Times in seconds, sizes in bytes, rates in frames or commands a second a connection."""

    hello_s: float = 5.0
    heartbeat_s: float = 15.0
    close_s: float = 1.0
    stall_s: float = 10.0
    expiry_warning_s: float = 300.0
    frame: int = 256 * 1024
    hello_frame: int = 8 * 1024
    buffer: int = 64 * 1024
    frame_rate: float = 50.0
    frame_burst: float = 200.0
    command_rate: float = 20.0
    command_burst: float = 40.0
    waiting_commands: int = 32
    subscriptions: int = 32
    strangers: int = 4096
    failure_rate: float = 5.0
    failure_burst: float = 50.0
    ring: int = 4096
    preload: int = 1024
    page: int = 500
    batch: int = 64
    readers: int = 16
    collect_s: float = 0.1
    positions_s: float = 5.0
    touch_s: float = 60.0
    touch_page: int = 100
    return_rate: float = 600.0


def limits_of(settings: Settings) -> Limits:
    """The limits that `settings` asks for."""
    frames, commands = settings.feed_frames_per_second, settings.feed_commands_per_second
    return Limits(frame_rate=frames, frame_burst=4 * frames, command_rate=commands, command_burst=2 * commands)


class Bucket:
    """A token bucket: `rate` a second, `burst` at once. Time is handed in."""

    __slots__ = ("burst", "level", "rate", "since")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self.rate = rate
        self.burst = burst
        self.level = burst
        self.since = now

    def take(self, now: float) -> bool:
        """One token, if there is one."""
        self.level = min(self.burst, self.level + (now - self.since) * self.rate)
        self.since = now
        if self.level < 1:
            return False
        self.level -= 1
        return True

    def has(self, now: float) -> bool:
        """Whether there is one to take."""
        return min(self.burst, self.level + (now - self.since) * self.rate) >= 1

    def give(self) -> None:
        """One token back: it was used for something that we had asked for."""
        self.level = min(self.burst, self.level + 1)
