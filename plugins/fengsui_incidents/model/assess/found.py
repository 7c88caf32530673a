"""One aspect of an assessment: its value, why, and the rule rows it used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from fengsui_incidents.api.board import Quoted

T = TypeVar("T")


@dataclass(frozen=True)
class Found(Generic[T]):
    value: T
    why: tuple[Quoted, ...] = ()
    rules: tuple[str, ...] = ()
