"""One metadata for every table of the incidents."""

from __future__ import annotations

from sqlalchemy import MetaData

metadata = MetaData()
