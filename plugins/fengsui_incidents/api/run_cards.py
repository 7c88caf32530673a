"""The example run cards as the payload of `incidents.import_run_cards`: the form's own lines."""

from __future__ import annotations

from typing import Any


def examples() -> dict[str, Any]:
    from fengsui_incidents.model.run_cards import letter
    from fengsui_incidents.runcards.template import ROWS

    rows = [
        {"sheet": "示例", "number": number, "cells": {letter(at): text for at, text in enumerate(cells) if text}}
        for number, cells in enumerate(ROWS, 1)
    ]
    return {"file": "sample", "rows": rows}
