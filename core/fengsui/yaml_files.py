"""Our own YAML files (rules, roles, the sample city), read by libyaml where PyYAML was built with it: ten times faster.

What a person writes for us (plans, settings) is read elsewhere, with places and better words for its faults.
"""

from __future__ import annotations

from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> Any:
    """The text's one document; raises YAMLError."""
    return yaml.load(text, Loader=_LOADER)  # a safe loader, whichever of the two
