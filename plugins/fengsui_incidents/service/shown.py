"""What other plugins show everybody at the board: warnings in force."""

from __future__ import annotations

import logging
from typing import Any

from fengsui.hooks import Reading
from fengsui_incidents.api.joining import ShownLine, ShownOnBoard

logger = logging.getLogger(__name__)


def shown(reading: Reading) -> dict[str, Any]:
    """As the board's fields; a plugin that fails takes nobody's board away."""
    found: list[ShownLine] = []
    for plugin in reading.ask_each(ShownOnBoard):
        try:
            with reading.connection.begin_nested():
                found += plugin.lines()
        except Exception:
            logger.warning("lines of a plugin are missing from the board", exc_info=True)
    urgent = tuple(line.says for line in found if line.urgent and line.exercise is None)
    return {"warnings": tuple(line.says for line in found), "urgent_warnings": urgent}
