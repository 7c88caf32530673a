"""The HTTP face: commands, views, sessions, health, metrics and their generated description.

`build(system)` makes the aiohttp application; `binding` says where and how it may listen.
"""

from fengsui.http.application import build
from fengsui.http.binding import check_binding, tls_context

__all__ = ["build", "check_binding", "tls_context"]
