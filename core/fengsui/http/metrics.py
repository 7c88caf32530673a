"""Figures for Prometheus: requests, how long they take, the journal's head, and what others bring."""

from __future__ import annotations

import asyncio

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from fengsui.http.binding import is_loopback
from fengsui.http.incoming import actor_of, peer_of
from fengsui.http.problem import Handler
from fengsui.http.serving import SYSTEM, Gauges

METRICS_PERMISSION = "core.metrics"


class Metrics:
    """One registry an application, so that several can live in one process."""

    def __init__(self, gauges: Gauges) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "fengsui_http_requests", "Requests answered", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "fengsui_http_request_seconds", "Time to answer", ["method", "route"], registry=self.registry
        )
        self.running = Gauge("fengsui_http_requests_running", "Requests being answered", registry=self.registry)
        self.head = Gauge("fengsui_journal_head", "The journal's last seq", registry=self.registry)
        self.plugins = Gauge("fengsui_plugins", "Plugins by state", ["state"], registry=self.registry)
        for name, (summary, read) in gauges.items():
            Gauge(name, summary, registry=self.registry).set_function(read)


METRICS: web.AppKey[Metrics] = web.AppKey("metrics", Metrics)


def _route(request: web.Request) -> str:
    """The route's pattern, or `none`: what a client invents must not become a label."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "none"


@web.middleware
async def measured(request: web.Request, handler: Handler) -> web.StreamResponse:
    metrics = request.app[METRICS]
    loop = asyncio.get_running_loop()
    began = loop.time()
    with metrics.running.track_inprogress():
        response = await handler(request)
    method = request.method if request.method in ("GET", "POST", "DELETE", "HEAD") else "other"
    metrics.seconds.labels(method, _route(request)).observe(loop.time() - began)
    metrics.requests.labels(method, _route(request), str(response.status)).inc()
    return response


async def show_metrics(request: web.Request) -> web.Response:
    """Open on this machine; from elsewhere with a token that has `core.metrics`."""
    if not is_loopback(peer_of(request)):
        (await actor_of(request)).require(METRICS_PERMISSION)
    metrics, system = request.app[METRICS], request.app[SYSTEM]
    metrics.head.set((await system.head()).seq)
    for state in ("loaded", "failed", "quarantined", "not_allowed"):
        metrics.plugins.labels(state).set(sum(plugin.state == state for plugin in system.plugins))
    return web.Response(body=generate_latest(metrics.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
