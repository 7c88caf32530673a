"""The JSON Schema of a plan file, generated from the model: editors complete and check plans with it."""

from __future__ import annotations

import json
from typing import Any

from fengsui_plans.digital import DigitalPlan

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def plan_schema() -> dict[str, Any]:
    """The schema as data; `$schema` may stand in no plan, so editors find it by the comment in the first line."""
    return {"$schema": DIALECT, **DigitalPlan.model_json_schema()}


def schema_text() -> str:
    """The schema as it stands in `plans/plan.schema.json`."""
    return json.dumps(plan_schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
