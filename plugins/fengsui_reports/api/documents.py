"""docx from an editable template, for another plugin's paper: one folder of templates, one way of filling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from fengsui_reports.api.views import Document


class Documents(Protocol):
    """Provided by the reports plugin, in the asker's transaction."""

    def fill(self, name: str, shipped: bytes, values: Mapping[str, Any], *, file: str) -> Document:
        """The bureau's own template `name`.docx where its folder has one, else the `shipped` one, filled. `file` is
        what the docx is called. Raises Unavailable (`template_broken`) where the template cannot be filled."""
        ...
