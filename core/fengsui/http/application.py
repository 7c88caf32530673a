"""The aiohttp application: routes, and the order in which a request is measured, guarded and answered."""

from __future__ import annotations

import logging
import time

from aiohttp import web
from aiohttp.http_exceptions import BadHttpMessage
from aiohttp.log import server_logger

from fengsui.feed.feed import Feed
from fengsui.http import calls, sessions, status
from fengsui.http.asyncapi import describe_feed
from fengsui.http.calls import CALLS
from fengsui.http.description import Description
from fengsui.http.fallback import routes as fallback
from fengsui.http.incoming import LARGEST_BODY, guard, seal
from fengsui.http.metrics import METRICS, Metrics, measured, show_metrics
from fengsui.http.openapi import describe_http
from fengsui.http.problem import problems
from fengsui.http.serving import SYSTEM, Gauges, Serving
from fengsui.http.sessions import LOGINS
from fengsui.http.status import ASYNCAPI, OPENAPI
from fengsui.http.throttle import Throttle


class _NotHttp(logging.Filter):
    """Bytes that are not HTTP are the sender's fault: aiohttp answers 400, and no traceback fills our log."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.exc_info and isinstance(record.exc_info[1], BadHttpMessage))


NOT_HTTP = _NotHttp()


def build(system: Serving, gauges: Gauges | None = None, feed: Feed | None = None) -> web.Application:
    """The application for a started `system`. `gauges` are figures that others bring to /metrics.

    With the node's `feed`, its fallbacks for networks without websockets.
    """
    server_logger.addFilter(NOT_HTTP)
    app = web.Application(middlewares=[measured, problems, guard], client_max_size=LARGEST_BODY)
    app[SYSTEM] = system
    app[METRICS] = Metrics(gauges or {})
    rate = system.settings.requests_per_second
    app[CALLS] = Throttle(time.monotonic, rate, 2 * rate)
    app[LOGINS] = Throttle(time.monotonic)
    app[OPENAPI] = Description(system, describe_http)
    app[ASYNCAPI] = Description(system, describe_feed)
    app.on_response_prepare.append(seal)
    app.add_routes(
        [
            web.post("/api/v1/session", sessions.log_in),
            web.get("/api/v1/session", sessions.who_am_i, allow_head=False),
            web.delete("/api/v1/session", sessions.log_out),
            web.get("/api/v1/plugins", status.plugins, allow_head=False),
            web.get("/api/openapi.json", status.openapi),
            web.get("/api/asyncapi.json", status.asyncapi),
            web.get("/healthz", status.health),
            web.get("/metrics", show_metrics),
            web.post("/api/v1/{plugin}/{name}", calls.post_command),
            web.get("/api/v1/{plugin}/{name}", calls.get_view, allow_head=False),
        ]
    )
    if feed is not None:
        fallback.add(app, feed)
    return app
