"""Commands by POST and views by GET, straight to the declarations: there is no route that has no policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_origin

from aiohttp import web
from pydantic import BaseModel

from fengsui.errors import Fault, Invalid, Missing
from fengsui.http.incoming import actor_of, key_of, object_of
from fengsui.http.problem import WrongMethod
from fengsui.http.serving import SYSTEM
from fengsui.http.sessions import reply
from fengsui.http.throttle import Throttle
from fengsui.text import N_

CALLS: web.AppKey[Throttle] = web.AppKey("calls", Throttle)
SEQUENCES = (list, tuple, set, frozenset, Sequence)


async def post_command(request: web.Request) -> web.Response:
    system = request.app[SYSTEM]
    actor = await actor_of(request)
    request.app[CALLS].take(actor.facts.get("session", actor.id))
    name = _name(request)
    if name in system.registry.views and name not in system.registry.commands:
        raise WrongMethod(N_("{name} is a view: ask for it by GET."), name=name, methods="GET")
    if name not in system.registry.commands:
        raise Missing(N_("There is no command {name}."), code="no_such_command", name=name)
    key = key_of(request)
    return reply({"answer": await system.execute(name, await object_of(request), actor, key)})


async def get_view(request: web.Request) -> web.Response:
    system = request.app[SYSTEM]
    actor = await actor_of(request)
    name = _name(request)
    bound = system.registry.views.get(name)
    if bound is None and name in system.registry.commands:
        raise WrongMethod(N_("{name} is a command: send it by POST."), name=name, methods="POST")
    if bound is None:
        raise Missing(N_("There is no view {name}."), code="no_such_view", name=name)
    shown = await system.show(name, parameters_of(request, bound.declaration.parameters), actor)
    return reply({"epoch": shown.position.epoch, "seq": shown.position.seq, "answer": shown.answer})


def _name(request: web.Request) -> str:
    return f"{request.match_info['plugin']}.{request.match_info['name']}"


def fields_of(model: type[Any]) -> Mapping[str, Any]:
    """A declared model's fields with their types, by the name they are given under."""
    if isinstance(model, type) and issubclass(model, BaseModel):
        return {field.alias or name: field.annotation for name, field in model.model_fields.items()}
    return getattr(model, "__annotations__", {})


def parameters_of(request: web.Request, model: type[Any]) -> dict[str, Any]:
    """The query as the view's parameters: text that the model reads leniently, lists where it wants lists."""
    fields = fields_of(model)
    unknown = sorted(set(request.query) - set(fields))
    twice = sorted(
        name
        for name in set(request.query) & set(fields)
        if len(request.query.getall(name)) > 1 and not _many(fields[name])
    )
    faults = [Fault(name, N_("no such parameter"), "unknown_parameter") for name in unknown]
    faults += [Fault(name, N_("given once"), "repeated_parameter") for name in twice]
    if faults:
        raise Invalid(N_("The input is not right."), faults=faults)
    return {
        name: request.query.getall(name) if _many(fields[name]) else request.query[name] for name in set(request.query)
    }


def _many(kind: Any) -> bool:
    return (get_origin(kind) or kind) in SEQUENCES
