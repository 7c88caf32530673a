"""A sensor's readings: what is an alarm, and when a running alarm is worth a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, kw_only=True)
class Reading:
    sensor: str
    quantity: str
    value: float
    unit: str
    threshold: float
    falling: bool = False

    @property
    def alarms(self) -> bool:
        """At the threshold or beyond it."""
        return self.value <= self.threshold if self.falling else self.value >= self.threshold

    def text(self) -> str:
        """S-12 氨 350 ppm (阈值 25 ppm)."""
        unit = f" {self.unit}" if self.unit else ""
        return f"{self.sensor} {self.quantity} {self.value:g}{unit} (阈值 {self.threshold:g}{unit})"


def threshold_of(given: float | None, quantity: str, thresholds: Mapping[str, float]) -> float | None:
    """The sensor's own, else the centre's for this quantity (rule `sensor_thresholds`); None where there is neither."""
    return given if given is not None else thresholds.get(quantity)


def worse(value: float, worst: float, *, falling: bool) -> bool:
    return value < worst if falling else value > worst


def much_worse(reading: Reading, worst: float, *, share: float) -> bool:
    """Worse by more than `share` of the worst so far: told at once, and news to the incident that it belongs to."""
    step = abs(worst) * share
    return reading.value < worst - step if reading.falling else reading.value > worst + step


def is_time(told_at: datetime | None, now: datetime, every: timedelta) -> bool:
    """Whether one more reading of a running alarm is told because it has lasted so long."""
    return told_at is None or now - told_at >= every
